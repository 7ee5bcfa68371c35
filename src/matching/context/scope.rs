//! How far back a cue can stand and still reach a hit.

use super::Rules;
use crate::lexicon::language::Cue;
use crate::text::{Gap, Tokens};

/// Most words before a hit that are looked at. NegEx (Chapman et al. 2001) has five or six.
pub const WINDOW: usize = 6;

/// How many words ahead of a comma an `or` makes it the comma of a list.
const LIST_REACH: usize = 5;

/// The first word of the stretch before `first` from which a cue reaches the hit there.
///
/// Going back at most [`WINDOW`] words, intensifiers and the like not counted, it ends at: a
/// sentence, a semicolon, colon, bracket, quotation mark, ellipsis or dash; a comma that is not
/// one of a list; a scope breaker (`but`, `because` …); `and`, `or`, `so` with a subject pronoun behind, `and` with a possessive;
/// `there` with a form of *be* or *have* behind.
pub fn start(rules: &Rules, tokens: &Tokens, first: usize) -> usize {
    let mut start = first;
    let mut used = 0;
    while start > 0 {
        let gap = tokens.gap(start);
        if gap.has(Gap::SENTENCE) || gap.has(Gap::BLOCK) || gap.has(Gap::STRONG) || gap.has(Gap::QUOTE)
        {
            break;
        }
        let is_comma = gap.has(Gap::COMMA);
        if is_comma && !is_list_comma(rules, tokens, start) && !is_inside_cue(rules, tokens, start) {
            break;
        }
        let at = start - 1;
        if ends_scope(rules, tokens, at) {
            break;
        }
        if !is_weightless(rules, tokens, at) {
            used += 1;
            if used > WINDOW {
                break;
            }
        }
        start = at;
    }
    start
}

/// True if the word at `at` closes the stretch behind it.
fn ends_scope(rules: &Rules, tokens: &Tokens, at: usize) -> bool {
    let form = tokens.form(at);
    if rules.is_word(tokens, at, Cue::ScopeBreaker) {
        // `if only` is a cue of its own, and so is the `but` of `anything but`; the `yet` of
        // `haven't yet` is an adverb.
        let is_adverb = form == "yet" && at > 0 && tokens.form(at - 1).ends_with("n't");
        return rules.phrase(tokens, at, Cue::Counterfactual).is_none()
            && !is_inside_cue(rules, tokens, at)
            && !is_adverb;
    }
    let next = at + 1;
    if next >= tokens.len() {
        return false;
    }
    let begins_clause = || {
        rules.is_word(tokens, next, Cue::SubjectPronoun) || starts_with_pronoun(rules, tokens, next)
    };
    match form {
        // *… and my chest is tight*: a possessive begins a clause as well as a pronoun.
        "and" => begins_clause() || is_possessive(tokens.form(next)),
        "or" | "so" => begins_clause(),
        "there" => is_be_or_have(tokens.form(next)),
        "there's" | "there're" => true,
        _ => false,
    }
}

/// True if a negator or pseudo-negation that begins before word `at` runs over it.
fn is_inside_cue(rules: &Rules, tokens: &Tokens, at: usize) -> bool {
    (at.saturating_sub(3)..at).any(|start| {
        rules.cues_at(tokens, start).iter().any(|found| {
            found.end > at && matches!(found.cue, Cue::Negator | Cue::PseudoNegation)
        })
    })
}

fn is_possessive(form: &str) -> bool {
    matches!(form, "my" | "his" | "her" | "their" | "our")
}

/// `i'm`, `she'd`: a pronoun with a contracted verb.
fn starts_with_pronoun(rules: &Rules, tokens: &Tokens, at: usize) -> bool {
    let form = tokens.form(at);
    let pronoun = crate::text::fold::without_contraction(form);
    pronoun != form && rules.is_word(&Tokens::of_str(pronoun), 0, Cue::SubjectPronoun)
}

fn is_be_or_have(form: &str) -> bool {
    let positive = form.strip_suffix("n't").unwrap_or(form);
    matches!(positive, "is" | "are" | "was" | "were" | "be" | "been" | "has" | "had" | "have")
}

/// Intensifiers, downtoners and a few small words do not use up the window.
pub fn is_weightless(rules: &Rules, tokens: &Tokens, at: usize) -> bool {
    rules.cues_at(tokens, at).iter().any(|found| {
        found.end == at + 1
            && matches!(found.cue, Cue::Amplifier | Cue::Downtoner | Cue::Transparent)
    })
}

/// True if the comma before word `at` separates items of a list: `or`/`nor` follows within five
/// words, commas counted as words, and no subject pronoun stands in between.
fn is_list_comma(rules: &Rules, tokens: &Tokens, at: usize) -> bool {
    let end = tokens.sentence(at).end as usize;
    let mut seen = 0;
    for next in at..end {
        if next > at {
            let gap = tokens.gap(next);
            if gap.has(Gap::STRONG) {
                return false;
            }
            seen += usize::from(gap.has(Gap::COMMA));
        }
        seen += 1;
        if seen > LIST_REACH {
            return false;
        }
        match tokens.form(next) {
            "or" | "nor" => return true,
            _ if rules.is_word(tokens, next, Cue::SubjectPronoun) => return false,
            _ => {}
        }
    }
    false
}

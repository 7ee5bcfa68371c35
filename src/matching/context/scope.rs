//! How far back a cue can stand and still reach a hit.

use super::cues::Cues;
use super::quotation::Quoted;
use crate::lexicon::language::Cue;
use crate::text::{Gap, Tokens, fold};

/// Most words before a hit that are looked at. NegEx (Chapman et al. 2001) has five or six.
pub const WINDOW: usize = 6;

/// How many words ahead of a comma an `or` makes it the comma of a list.
const LIST_REACH: usize = 5;

/// The first word of the stretch before `first` from which a cue reaches the hit there.
///
/// Going back at most [`WINDOW`] words, intensifiers and the like not counted, it ends at: a
/// sentence, a semicolon, colon, bracket, quotation mark, ellipsis or dash; a comma that is not
/// one of a list; a scope breaker (`but`, `because` …); a new subject pronoun, unless a verb of
/// thinking or a wish stands before it; `and` with a possessive, noun and verb; `there` with a
/// form of *be* or *have*.
pub fn start(cues: &Cues<'_>, tokens: &Tokens, quoted: &Quoted, first: usize) -> usize {
    // *I don't get how could I be so stupid*: the hit itself begins behind the border.
    if breaks_scope(cues, tokens, first) {
        return first;
    }
    let mut start = first;
    let mut quotation = quoted.quotation(tokens.span(first));
    let mut used = 0;
    while start > 0 {
        let gap = tokens.gap(start);
        let ends = [Gap::SENTENCE, Gap::BLOCK, Gap::STRONG, Gap::QUOTE];
        if ends.into_iter().any(|end| gap.has(end)) {
            break;
        }
        // Single quotation marks look like apostrophes: only pairs of them are known.
        let before = quoted.quotation(tokens.span(start - 1));
        if std::mem::replace(&mut quotation, before) != before {
            break;
        }
        let is_comma = gap.has(Gap::COMMA);
        if is_comma && !is_list_comma(cues, tokens, start) && !is_inside_cue(cues, start) {
            break;
        }
        let at = start - 1;
        if ends_scope(cues, tokens, at) || begins_clause(cues, tokens, start, first) {
            break;
        }
        if !is_weightless(cues, at) {
            used += 1;
            if used > WINDOW {
                break;
            }
        }
        start = at;
    }
    start
}

/// True if a scope breaker stands at `at`. `if only` is a cue of its own, and so is the `but` of
/// `anything but`; the `yet` of `haven't yet` is an adverb, and `not because` denies the reason.
fn breaks_scope(cues: &Cues<'_>, tokens: &Tokens, at: usize) -> bool {
    let form = tokens.form(at);
    let denied = || {
        at > 0
            && matches!(form, "yet" | "because")
            && (tokens.form(at - 1).ends_with("n't") || cues.is_word(at - 1, Cue::Negator))
    };
    cues.is_word(at, Cue::ScopeBreaker)
        && cues.phrase(at, Cue::Counterfactual).is_none()
        && !is_inside_cue(cues, at)
        && !denied()
}

/// True if the word at `at` closes the stretch behind it.
fn ends_scope(cues: &Cues<'_>, tokens: &Tokens, at: usize) -> bool {
    if cues.is_word(at, Cue::ScopeBreaker) {
        return breaks_scope(cues, tokens, at);
    }
    let form = tokens.form(at);
    let next = at + 1;
    if next >= tokens.len() {
        return false;
    }
    match form {
        "and" | "or" | "so" => begins_predicate(tokens, next),
        "there" => is_be_or_have(tokens.form(next)),
        "there's" | "there're" => true,
        _ => false,
    }
}

/// *… and that was hard*, *… and felt ashamed*, *… and my chest is tight*: what follows `and` at
/// word `next` has a verb of its own.
fn begins_predicate(tokens: &Tokens, next: usize) -> bool {
    let is_verb = |at: usize| {
        at < tokens.len()
            && (is_be_or_have(tokens.form(at))
                || matches!(tokens.form(at), "feel" | "feels" | "felt"))
    };
    match tokens.form(next) {
        "felt" | "was" | "were" | "am" | "is" => true,
        "this" | "that" => is_verb(next + 1),
        "my" | "his" | "her" | "their" | "our" => is_verb(next + 2),
        _ => false,
    }
}

/// True if a clause with a subject of its own begins at word `start`, so that a negator in front
/// of it says nothing about the hit at `first`: *I didn't know I was ashamed*.
///
/// Verbs of thinking and wishes hand their negation on (*I don't think I was ashamed*), and so do
/// *not that I*, *nothing I* and inverted clauses (*never have I felt*).
fn begins_clause(cues: &Cues<'_>, tokens: &Tokens, start: usize, first: usize) -> bool {
    if start == first || !is_subject(cues, tokens, start) {
        return false;
    }
    let mut before = start - 1;
    if matches!(tokens.form(before), "and" | "or" | "so") {
        return true;
    }
    if tokens.form(before) == "that" && before > 0 {
        before -= 1;
    }
    let hands_on = cues.is_word(before, Cue::RaisingVerb)
        || cues.is_word(before, Cue::Counterfactual)
        || cues.is_word(before, Cue::Negator)
        || tokens.form(before).ends_with("n't")
        || matches!(tokens.form(before), "because" | "only" | "like" | "as")
        || is_auxiliary(tokens.form(before));
    !hands_on
}

/// A subject pronoun, with or without a contracted verb; not `this`, `that`, `who`, `there`, which
/// are more than that.
fn is_subject(cues: &Cues<'_>, tokens: &Tokens, at: usize) -> bool {
    let form = tokens.form(at);
    let pronoun = fold::without_contraction(form);
    !matches!(pronoun, "this" | "that" | "who" | "there")
        && (cues.is_word(at, Cue::SubjectPronoun)
            || (pronoun != form && cues.is_form(pronoun, Cue::SubjectPronoun)))
}

fn is_auxiliary(form: &str) -> bool {
    is_be_or_have(form)
        || matches!(
            form,
            "am" | "do" | "does" | "did" | "can" | "could" | "shall" | "should" | "may"
        )
}

/// True if a negator or pseudo-negation that begins before word `at` runs over it.
fn is_inside_cue(cues: &Cues<'_>, at: usize) -> bool {
    (at.saturating_sub(3)..at).any(|start| {
        cues.any(start, |found| {
            found.end > at && matches!(found.cue, Cue::Negator | Cue::PseudoNegation)
        })
    })
}

fn is_be_or_have(form: &str) -> bool {
    let positive = form.strip_suffix("n't").unwrap_or(form);
    matches!(
        positive,
        "is" | "are"
            | "was"
            | "were"
            | "be"
            | "been"
            | "has"
            | "had"
            | "have"
            | "would"
            | "will"
            | "might"
    )
}

/// Intensifiers, downtoners and a few small words do not use up the window.
pub fn is_weightless(cues: &Cues<'_>, at: usize) -> bool {
    cues.any(at, |found| {
        found.end == at + 1
            && matches!(
                found.cue,
                Cue::Amplifier | Cue::Downtoner | Cue::Transparent
            )
    })
}

/// True if the comma before word `at` separates items of a list: `or`/`nor` follows within five
/// words, commas counted as words, with neither `and` nor a subject pronoun in between.
fn is_list_comma(cues: &Cues<'_>, tokens: &Tokens, at: usize) -> bool {
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
            "and" => return false,
            _ if is_subject(cues, tokens, next) => return false,
            _ => {}
        }
    }
    false
}

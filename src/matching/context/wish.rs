//! Wishes that something stop: what is wished away is there.

use super::status::{ends_clause, takes_object};
use crate::text::{Gap, Tokens};

/// *I wish she would stop criticising me*: true if the word at `at` stops what stands at `first`,
/// directly or with an article or possessive between them.
pub(super) fn stops(tokens: &Tokens, at: usize, first: usize) -> bool {
    let form = tokens.form(at);
    let is_stop = matches!(
        form,
        "stop" | "stops" | "stopped" | "quit" | "quits" | "cease" | "ceased" | "end" | "ended"
    );
    is_stop && takes_object(tokens, at + 1, first)
}

/// *I wish the shame would just go away*: true if a verb of ending stands behind the hit that ends
/// before `end`, and the clause ends there.
pub(super) fn ends_behind(tokens: &Tokens, end: usize) -> bool {
    let sentence_end = tokens.sentence(end - 1).end as usize;
    let mut at = end;
    let mut has_auxiliary = false;
    while at < sentence_end {
        let gap = tokens.gap(at);
        if gap.breaks_phrase() || gap.has(Gap::COMMA) || gap.has(Gap::QUOTE) {
            return false;
        }
        match tokens.form(at) {
            "would" | "could" | "will" | "had" | "has" | "to" => has_auxiliary = true,
            "just" | "finally" | "only" | "simply" | "all" | "really" | "ever" if at < end + 4 => {}
            "go" | "went" | "gone" => {
                let is_away = at + 1 < sentence_end && tokens.form(at + 1) == "away";
                return is_away && ends_clause(tokens, at + 2, sentence_end);
            }
            "stop" | "end" | "leave" | "disappear" | "fade" | "lift" | "vanish" | "pass"
            | "ease" => {
                return has_auxiliary && ends_clause(tokens, at + 1, sentence_end);
            }
            "stopped" | "ended" | "left" | "disappeared" | "faded" | "lifted" | "vanished"
            | "passed" | "eased" => return ends_clause(tokens, at + 1, sentence_end),
            _ => return false,
        }
        at += 1;
    }
    false
}

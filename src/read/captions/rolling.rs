//! Rolling captions: a line is shown while it is spoken, and again above the next line.

use super::cue::Cue;
use crate::text::Loss;

/// Cues that begin later than this after the last one, in milliseconds, repeat nothing.
const NEAR: u64 = 1000;

/// A cue this short, in milliseconds, is no time to speak: it only shows a finished line.
const BLINK: u64 = 100;

/// Takes out words that a cue shows again, if the cues roll. Says how many.
///
/// A cue repeats what stands at its beginning and at the end of the cue before it, if that is at
/// least the last line of it. Cues roll if at least two, and half of all that follow another one
/// at once, repeat and then go on, or repeat for a blink. A word that is said twice stays, for it is
/// shown twice. Cost: linear.
pub(super) fn join(cues: &mut Vec<Cue>) -> Option<Loss> {
    cues.retain(|cue| !cue.is_blank());
    let repeats = repeats(cues)?;
    let mut again = 0;
    for (cue, repeat) in cues.iter_mut().zip(repeats) {
        if let Some(say) = cue.says.first_mut().filter(|_| repeat.words > 0) {
            again += repeat.words;
            say.speech = say.speech.split_off(repeat.bytes);
        }
    }
    // Cues that say nothing new make no turn and no number.
    cues.retain(|cue| !cue.is_blank());
    Some(Loss {
        reason: "rolling_captions",
        detail: format!(
            "the captions roll: {again} words that are shown again were read once; --keep-rolling counts them as they stand"
        ),
        fatal: false,
    })
}

/// What the beginning of a cue repeats.
#[derive(Clone, Copy, Default)]
struct Repeat {
    words: usize,
    /// Where the new words begin.
    bytes: usize,
}

/// For each cue what it repeats; `None` if the cues do not roll.
fn repeats(cues: &[Cue]) -> Option<Vec<Repeat>> {
    let mut found = vec![Repeat::default(); cues.len()];
    let (mut near, mut rolling) = (0, 0);
    for (at, pair) in cues.windows(2).enumerate() {
        let [(before, after)] = [(&pair[0], &pair[1])];
        let ([first], [second]) = (&before.says[..], &after.says[..]) else {
            continue;
        };
        let (Some((_, Some(end))), Some((start, stop))) = (before.time, after.time) else {
            continue;
        };
        if start > end.saturating_add(NEAR) {
            continue;
        }
        near += 1;
        let shown = words(&first.speech.text);
        let next = words(&second.speech.text);
        let last_line = first.speech.text.trim_end().lines().next_back();
        let least = last_line.map_or(0, |line| line.split_whitespace().count());
        let overlap = overlap(&shown, &next);
        if overlap == 0 || overlap < least {
            continue;
        }
        let blinks = stop.is_some_and(|stop| stop.saturating_sub(start) <= BLINK);
        rolling += usize::from(overlap < next.len() || blinks);
        found[at + 1] = Repeat {
            words: overlap,
            bytes: next
                .get(overlap)
                .map_or(second.speech.text.len(), |word| word.0),
        };
    }
    (rolling > 1 && rolling * 2 >= near).then_some(found)
}

/// The words of a text and where they begin.
fn words(text: &str) -> Vec<(usize, &str)> {
    let base = text.as_ptr() as usize;
    text.split_whitespace()
        .map(|word| (word.as_ptr() as usize - base, word))
        .collect()
}

/// How many words at the end of `shown` are the first ones of `next`, at most. Cost: linear (the
/// failure function of Knuth, Morris and Pratt).
fn overlap(shown: &[(usize, &str)], next: &[(usize, &str)]) -> usize {
    if next.is_empty() {
        return 0;
    }
    let mut fall = vec![0_usize; next.len()];
    for at in 1..next.len() {
        let mut length = fall[at - 1];
        while length > 0 && next[length].1 != next[at].1 {
            length = fall[length - 1];
        }
        fall[at] = length + usize::from(next[length].1 == next[at].1);
    }
    let mut length = 0;
    for (_, word) in shown {
        if length == next.len() {
            length = fall[length - 1];
        }
        while length > 0 && next[length].1 != *word {
            length = fall[length - 1];
        }
        length += usize::from(next[length].1 == *word);
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::captions::speech::Speech;

    /// Cues of 1 s each, `~` in front makes one of 10 ms.
    fn joined(texts: &[&str]) -> (Vec<String>, bool) {
        let mut at = 0;
        let mut cues: Vec<Cue> = Vec::new();
        for text in texts {
            let (text, length) = match text.strip_prefix('~') {
                Some(text) => (text, 10),
                None => (*text, 1000),
            };
            let mut speech = Speech::default();
            speech.copy(text, 0..text.len());
            cues.push(Cue::plain(Some((at, Some(at + length))), speech));
            at += length;
        }
        let loss = join(&mut cues);
        let texts = cues
            .iter()
            .map(|cue| cue.says[0].speech.text.trim().to_owned());
        (texts.collect(), loss.is_some())
    }

    #[test]
    fn each_word_is_read_once() {
        let (texts, rolls) = joined(&[
            " \nI was so",
            "~I was so\n ",
            "I was so\nashamed of it",
            "~ashamed of it\n ",
            "ashamed of it\nand and now",
        ]);
        assert_eq!(texts, ["I was so", "ashamed of it", "and and now"]);
        assert!(rolls);
    }

    #[test]
    fn growing_lines_are_read_once() {
        let (texts, rolls) = joined(&["I", "I was", "I was so", "Yes", "Yes yes"]);
        assert_eq!(
            texts,
            ["I", "was", "so", "Yes", "Yes yes"].map(|text| match text {
                "Yes yes" => "yes",
                text => text,
            })
        );
        assert!(rolls);
    }

    #[test]
    fn what_is_said_twice_stays() {
        let said = ["Yes.", "Yes.", "I was.", "I was.", "No no.", "No, no."];
        let (texts, rolls) = joined(&said);
        assert_eq!((texts, rolls), (said.map(str::to_owned).to_vec(), false));
    }

    #[test]
    fn overlaps() {
        let count = |a: &str, b: &str| overlap(&words(a), &words(b));
        assert_eq!(count("a b a b", "a b c"), 2);
        assert_eq!(count("a a a", "a a"), 2);
        assert_eq!(count("a b", "c"), 0);
        assert_eq!(count("", "a"), 0);
        assert_eq!(count("a", ""), 0);
    }
}

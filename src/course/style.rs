//! How alike two speakers use the small words: language style matching, over a whole transcript
//! and from turn to turn.
//!
//! Of each of nine kinds of function words ([`NAMES`]) the shares of
//! the two are compared: `1 − |p − q| / (p + q + 0.0001)`, p and q in percent of words. Kinds that
//! neither uses are left out: counted as 1, as some programs do, they make two short texts alike.
//! Sources: Ireland & Pennebaker (2010), J. Pers. Soc. Psychol. 99, 549–571; turn by turn:
//! Müller-Frommeyer, Frommeyer & Kauffeld (2019), Behav. Res. Methods 51, 1343–1359.

use crate::lexicon::Style;
use crate::lexicon::style::Kinds;
pub use crate::lexicon::style::{KINDS, NAMES};
use crate::measure::resample::Rng;
use crate::text::Tokens;

/// Fewest words of a side for matching over a transcript.
pub const MIN_WORDS: u64 = 100;
/// Fewest words of a turn for matching from turn to turn.
pub const MIN_TURN: u32 = 10;
/// Fewest pairs of turns.
pub const MIN_PAIRS: u64 = 5;
/// Most pairings of turns that are looked at for what is expected; of more as many are drawn.
const MOST_PAIRINGS: u64 = 10_000;

/// Function words in a stretch of talk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Words.
    pub words: u32,
    /// Function words of each kind.
    pub counts: [u32; KINDS],
}

impl Profile {
    /// Adds another stretch.
    pub fn add(&mut self, other: &Profile) {
        self.words += other.words;
        for (sum, count) in self.counts.iter_mut().zip(other.counts) {
            *sum += count;
        }
    }
}

/// The kinds of every word of a document. Cost: one look-up for each different word.
pub fn kinds(style: &Style, tokens: &Tokens) -> Vec<Kinds> {
    let mut of_form: Vec<Option<Kinds>> = vec![None; tokens.forms().len()];
    let of_word =
        |&id: &u32| *of_form[id as usize].get_or_insert_with(|| style.of(tokens.forms().get(id)));
    tokens.ids().iter().map(of_word).collect()
}

/// The profile of words whose kinds are known.
pub fn profile(kinds: &[Kinds]) -> Profile {
    let mut profile = Profile {
        words: kinds.len() as u32,
        counts: [0; KINDS],
    };
    for &kinds in kinds.iter().filter(|&&kinds| kinds != 0) {
        for (at, count) in profile.counts.iter_mut().enumerate() {
            *count += u32::from(kinds >> at & 1);
        }
    }
    profile
}

/// Matching in each kind: 0 to 1, `None` where neither has a word of it.
pub fn by_kind(one: &Profile, other: &Profile) -> [Option<f64>; KINDS] {
    let share = |profile: &Profile, at: usize| {
        100.0 * f64::from(profile.counts[at]) / f64::from(profile.words.max(1))
    };
    let mut found = [None; KINDS];
    for (at, cell) in found.iter_mut().enumerate() {
        let (p, q) = (share(one, at), share(other, at));
        *cell = (p + q > 0.0).then(|| 1.0 - (p - q).abs() / (p + q + 0.0001));
    }
    found
}

/// Mean matching over the kinds that one of them uses. `None` without any function word.
pub fn matching(one: &Profile, other: &Profile) -> Option<f64> {
    let found = by_kind(one, other);
    let used = found.iter().flatten().count();
    (used > 0).then(|| found.iter().flatten().sum::<f64>() / used as f64)
}

/// As [`matching`], but `None` for a side under [`MIN_WORDS`].
pub fn matching_of_sides(one: &Profile, other: &Profile) -> Option<f64> {
    let enough = u64::from(one.words.min(other.words)) >= MIN_WORDS;
    matching(one, other).filter(|_| enough)
}

/// Matching from turn to turn in one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reciprocal {
    /// Pairs of a turn and the turn that answers it, both of at least [`MIN_TURN`] words.
    pub pairs: u64,
    /// Mean of [`matching`] over the pairs; `None` under [`MIN_PAIRS`].
    pub mean: Option<f64>,
    /// The same mean if the answers belonged to any of those turns: over all pairings of them. What
    /// the mean has above it is due to who answers what.
    pub expected: Option<f64>,
}

/// Matching of turns with their answers. Cost: pairs², at most 10,000 pairings.
pub fn reciprocal(pairs: &[(&Profile, &Profile)], seed: u64) -> Reciprocal {
    let n = pairs.len() as u64;
    if n < MIN_PAIRS {
        return Reciprocal {
            pairs: n,
            ..Reciprocal::default()
        };
    }
    let mean = |pairings: &mut dyn Iterator<Item = (usize, usize)>| {
        let (mut sum, mut count) = (0.0, 0_u64);
        for (turn, answer) in pairings {
            if let Some(found) = matching(pairs[turn].0, pairs[answer].1) {
                sum += found;
                count += 1;
            }
        }
        (count > 0).then(|| sum / count as f64)
    };
    let all = 0..pairs.len();
    let expected = if n * n <= MOST_PAIRINGS {
        mean(
            &mut all
                .clone()
                .flat_map(|turn| all.clone().map(move |answer| (turn, answer))),
        )
    } else {
        let mut rng = Rng::new(seed);
        mean(&mut (0..MOST_PAIRINGS).map(|_| (rng.below(n) as usize, rng.below(n) as usize)))
    };
    Reciprocal {
        pairs: n,
        mean: mean(&mut all.map(|at| (at, at))),
        expected,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::lexicon::builtin;

    fn of(text: &str) -> Profile {
        let tokens = Tokens::of_str(text);
        profile(&kinds(&builtin::english().style, &tokens))
    }

    #[test]
    fn worked_values() {
        // One pronoun each in three words, one article in the second only.
        let (one, other) = (of("I like apples"), of("He enjoys oranges"));
        assert_eq!(one.counts[0], 1);
        assert_eq!(by_kind(&one, &other)[0], Some(1.0));
        let cells = by_kind(&one, &of("I like the apples"));
        // 33.3 % and 25 %: 1 - 8.333 / 58.3334. "like" stands with the prepositions.
        let pronouns = cells[0].expect("both have one");
        assert!((pronouns - (1.0 - (100.0 / 12.0) / (175.0 / 3.0 + 0.0001))).abs() < 1e-12);
        let articles = cells[2].expect("one has one");
        assert!((articles - (1.0 - 25.0 / 25.0001)).abs() < 1e-12);
        assert_eq!(cells[3], None);
        assert_eq!(matching(&of("apples"), &of("oranges")), None);
        assert_eq!(matching_of_sides(&one, &other), None);
    }

    #[test]
    fn an_answer_that_copies_is_above_what_is_expected() {
        let turns = [
            "I was not there at all",
            "the dog and the cat",
            "what is this about",
        ];
        let turns: Vec<Profile> = turns.iter().cycle().take(12).map(|t| of(t)).collect();
        let copied: Vec<_> = turns.iter().map(|turn| (turn, turn)).collect();
        let found = reciprocal(&copied, 1);
        assert_eq!((found.pairs, found.mean), (12, Some(1.0)));
        assert!(found.expected.expect("pairings") < 0.7);
        assert_eq!(reciprocal(&copied[..4], 1).mean, None);
        // Many turns: pairings are drawn, and say the same.
        let many: Vec<_> = copied.iter().cycle().take(240).copied().collect();
        let drawn = reciprocal(&many, 1).expected.expect("pairings");
        assert!(
            (drawn - found.expected.expect("pairings")).abs() < 0.02,
            "{drawn}"
        );
    }

    fn any_profile() -> impl Strategy<Value = Profile> {
        (prop::array::uniform9(0..40_u32), 0..400_u32).prop_map(|(counts, more)| Profile {
            words: counts.iter().sum::<u32>() + more,
            counts,
        })
    }

    proptest! {
        #[test]
        fn matching_is_a_share_and_has_no_direction(one in any_profile(), other in any_profile()) {
            let found = matching(&one, &other);
            prop_assert_eq!(found, matching(&other, &one));
            if let Some(found) = found {
                prop_assert!((0.0..=1.0).contains(&found));
            }
            let own = matching(&one, &one);
            prop_assert!(own.is_none_or(|own| own == 1.0));
        }
    }
}

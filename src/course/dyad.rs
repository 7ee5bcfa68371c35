//! Two people in one transcript: how much each says, with which words, how alike; ruptures and
//! repairs; whose courage is named by whom.

use std::sync::Arc;

use super::style::{self, Profile, Reciprocal};
use super::talk::Talk;
use super::{Course, Pick};
use crate::lexicon::Style;
use crate::matching::Reference;
use crate::measure::{UnitKind, Units};
use crate::text::{Role, Tokens};

/// A repair counts as an answer to a rupture if it begins in one of so many sentences behind it, or
/// later in the same one. Source: constructs §2.
pub const REPAIR_WITHIN: u32 = 10;

/// Which hits are looked at, made once for the lexicons in use.
#[derive(Clone, Debug, Default)]
pub struct DyadPicks {
    /// Totals of the lexicons, of both poles, with their names.
    pub totals: Vec<(Arc<str>, Pick)>,
    ruptures: Pick,
    repairs: Pick,
    courage: Pick,
}

impl DyadPicks {
    /// The picks for these units.
    pub fn new(units: &Units) -> DyadPicks {
        let mut totals = Vec::new();
        for (id, unit) in units
            .iter()
            .filter(|(_, unit)| unit.kind == UnitKind::Lexicon)
        {
            totals.push((Arc::from(unit.name.as_str()), Pick::unit(id, false)));
            if unit.has_adverse {
                let name = format!("{}_adverse", unit.name);
                totals.push((name.into(), Pick::unit(id, true)));
            }
        }
        let known = |name: &str| Pick::known(&[name], units);
        DyadPicks {
            totals,
            ruptures: known("relational.rupture_repair_adverse"),
            repairs: known("relational.rupture_repair"),
            courage: known("self_compassion.courage_motivation"),
        }
    }

    /// True if the lexicons in use know ruptures and repairs.
    pub fn knows_ruptures(&self) -> bool {
        !self.ruptures.is_empty()
    }

    /// True if the lexicons in use know courage.
    pub fn knows_courage(&self) -> bool {
        !self.courage.is_empty()
    }
}

/// What was counted of two people. Index 0 is side a, 1 is side b.
#[derive(Clone, Debug, PartialEq)]
pub struct Dyad {
    /// Roles.
    pub roles: [Role; 2],
    /// Speakers of each side, by position in the document's list.
    pub speakers: [Vec<u32>; 2],
    /// Words.
    pub words: [u64; 2],
    /// Words of everybody else.
    pub others: u64,
    /// Turns.
    pub turns: [u64; 2],
    /// Affirmed hits of each of [`DyadPicks::totals`].
    pub hits: Vec<[u32; 2]>,
    /// Function words.
    pub style: [Profile; 2],
    /// Matching from turn to turn; index: who answers.
    pub reciprocal: [Reciprocal; 2],
    /// Ruptures named by each side; `None` if no lexicon knows them.
    pub ruptures: Option<[u32; 2]>,
    /// Ruptures of the first index that the second index is the first to repair in time.
    pub repaired: [[u32; 2]; 2],
    /// Hits of courage by side and [`Reference::ALL`]; `None` if no lexicon knows them.
    pub courage: Option<[[u32; 5]; 2]>,
}

impl Dyad {
    /// Counts the talk of two people. Cost: linear in words and hits, and
    /// [`style::reciprocal`].
    pub fn of(
        talk: &Talk,
        course: &Course,
        tokens: &Tokens,
        words: &Style,
        picks: &DyadPicks,
        seed: u64,
    ) -> Dyad {
        let kinds = style::kinds(words, tokens);
        let profiles: Vec<Profile> = talk
            .turns
            .iter()
            .map(|turn| {
                let mut profile = Profile::default();
                for &(first, end) in &turn.ranges {
                    profile.add(&style::profile(&kinds[first as usize..end as usize]));
                }
                profile
            })
            .collect();
        let mut dyad = Dyad {
            roles: talk.roles.clone(),
            speakers: talk.speakers.clone(),
            words: [0; 2],
            others: talk.others,
            turns: [0; 2],
            hits: vec![[0; 2]; picks.totals.len()],
            style: [Profile::default(); 2],
            reciprocal: [Reciprocal::default(); 2],
            ruptures: picks.knows_ruptures().then_some([0; 2]),
            repaired: [[0; 2]; 2],
            courage: picks.knows_courage().then_some([[0; 5]; 2]),
        };
        for (turn, profile) in talk.turns.iter().zip(&profiles) {
            dyad.words[turn.side] += u64::from(turn.words);
            dyad.turns[turn.side] += 1;
            dyad.style[turn.side].add(profile);
        }
        for answers in 0..2 {
            let pairs: Vec<(&Profile, &Profile)> = (1..talk.turns.len())
                .filter(|&at| talk.turns[at].follows && talk.turns[at].side == answers)
                .map(|at| (&profiles[at - 1], &profiles[at]))
                .filter(|(turn, answer)| turn.words.min(answer.words) >= style::MIN_TURN)
                .collect();
            let seed = course.seed(seed ^ (answers as u64 + 1));
            dyad.reciprocal[answers] = style::reciprocal(&pairs, seed);
        }
        dyad.count_hits(talk, course, picks);
        dyad
    }

    fn count_hits(&mut self, talk: &Talk, course: &Course, picks: &DyadPicks) {
        let mut waiting: Vec<(usize, u32)> = Vec::new();
        for mark in &course.marks {
            let turn = mark.turn.and_then(|turn| talk.turn_of[turn as usize]);
            let Some(turn) = turn else { continue };
            let side = talk.turns[turn as usize].side;
            for (hits, (_, pick)) in self.hits.iter_mut().zip(&picks.totals) {
                hits[side] += u32::from(pick.takes(mark));
            }
            if let Some(courage) = self.courage.as_mut().filter(|_| picks.courage.takes(mark)) {
                let at = Reference::ALL
                    .iter()
                    .position(|known| *known == mark.reference);
                courage[side][at.unwrap_or(4)] += 1;
            }
            if let Some(ruptures) = self
                .ruptures
                .as_mut()
                .filter(|_| picks.ruptures.takes(mark))
            {
                ruptures[side] += 1;
                waiting.push((side, mark.sentence));
            } else if picks.repairs.takes(mark) {
                // The first repair in time answers every rupture that waits for one.
                for (ruptured, sentence) in waiting.drain(..) {
                    let in_time = mark.sentence - sentence <= REPAIR_WITHIN;
                    self.repaired[ruptured][side] += u32::from(in_time);
                }
            }
        }
    }

    /// Who answers whom, if `answers` does: `therapist_after_client`; with equal or unknown roles
    /// `a_after_b`.
    pub fn direction(&self, answers: u8) -> String {
        let [a, b] = [self.roles[0].name(), self.roles[1].name()];
        let known = a != b && a != "unknown" && b != "unknown";
        let (a, b) = if known { (a, b) } else { ("a", "b") };
        match answers {
            0 => format!("{a}_after_{b}"),
            _ => format!("{b}_after_{a}"),
        }
    }

    /// Words of the two.
    pub fn words_of_both(&self) -> u64 {
        self.words[0] + self.words[1]
    }
}

//! The talk of two people: which two of a transcript, and their turns.

use super::Course;
use crate::text::Role;

/// The two speakers who are not named by role hold at least this share of the words.
const MIN_SHARE: (u64, u64) = (9, 10);

/// Why a document has no two people to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// It is no transcript: no turn with a speaker was found.
    NoTurns,
    /// Neither a therapist and a client, nor two speakers with nine tenths of the words.
    NoTwo,
}

impl Absent {
    /// The word in `flags` of documents.
    pub fn flag(self) -> &'static str {
        match self {
            Absent::NoTurns => "no_turns",
            Absent::NoTwo => "no_dyad",
        }
    }
}

/// A turn of one of the two: what one of them says until the other has the floor. Turns without a
/// word (only *mm-hm*) are none, and what stands on both sides of them is one turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// 0 for the first side, 1 for the second.
    pub side: usize,
    /// Its words, as ranges of the document's.
    pub ranges: Vec<(u32, u32)>,
    /// Number of its words.
    pub words: u32,
    /// It follows the turn before in this list, with nobody else between.
    pub follows: bool,
}

/// The talk of two people in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Talk {
    /// Roles of the two sides.
    pub roles: [Role; 2],
    /// Speakers of each side, by position in the document's list.
    pub speakers: [Vec<u32>; 2],
    /// The turns of both, in order.
    pub turns: Vec<Turn>,
    /// Words of everybody else.
    pub others: u64,
    /// For each turn of the document: position in `turns`, if it belongs to one of them.
    pub turn_of: Vec<Option<u32>>,
}

impl Talk {
    /// The two people of a document and their turns.
    ///
    /// Therapist and client if both speak: all speakers of the role are one side, in this order.
    /// Otherwise the two speakers with most words, in order of appearance, if together they have
    /// nine tenths of the words of all turns. Cost: linear in the turns and the numbers of speakers.
    ///
    /// # Errors
    /// Why there are none.
    pub fn of(course: &Course) -> Result<Talk, Absent> {
        let mut speakers: Vec<(u32, Role, u64)> = Vec::new();
        // Where each speaker stands in the list, by number.
        let mut places: Vec<Option<usize>> = Vec::new();
        let mut all = 0;
        for turn in &course.turns {
            let words = u64::from(turn.end - turn.first);
            all += words;
            let Some(speaker) = turn.speaker else {
                continue;
            };
            let number = speaker as usize;
            if places.len() <= number {
                places.resize(number + 1, None);
            }
            let place = *places[number].get_or_insert_with(|| {
                speakers.push((speaker, turn.role.clone(), 0));
                speakers.len() - 1
            });
            speakers[place].2 += words;
        }
        if speakers.is_empty() {
            return Err(Absent::NoTurns);
        }
        speakers.retain(|&(.., words)| words > 0);
        let of_role = |role: &Role| -> Vec<u32> {
            let own = speakers.iter().filter(|(_, known, _)| known == role);
            own.map(|&(speaker, ..)| speaker).collect()
        };
        let named = [of_role(&Role::Therapist), of_role(&Role::Client)];
        let (roles, speakers) = if named.iter().all(|side| !side.is_empty()) {
            ([Role::Therapist, Role::Client], named)
        } else {
            two_of(&speakers, all).ok_or(Absent::NoTwo)?
        };
        Ok(Talk::new(course, roles, speakers))
    }

    fn new(course: &Course, roles: [Role; 2], speakers: [Vec<u32>; 2]) -> Talk {
        let most = speakers
            .iter()
            .flatten()
            .max()
            .map_or(0, |&most| most as usize);
        let mut sides = vec![None; most + 1];
        for (side, own) in speakers.iter().enumerate() {
            for &speaker in own {
                sides[speaker as usize] = Some(side);
            }
        }
        let side_of = |speaker: Option<u32>| *sides.get(speaker? as usize)?;
        let mut turns: Vec<Turn> = Vec::new();
        let mut turn_of = Vec::with_capacity(course.turns.len());
        let (mut others, mut alone) = (0, false);
        for turn in &course.turns {
            let words = turn.end - turn.first;
            let place = match side_of(turn.speaker) {
                _ if words == 0 => None,
                None => {
                    others += u64::from(words);
                    alone = false;
                    None
                }
                Some(side) => {
                    match turns.last_mut() {
                        Some(last) if alone && last.side == side => {
                            last.ranges.push((turn.first, turn.end));
                            last.words += words;
                        }
                        _ => turns.push(Turn {
                            side,
                            ranges: vec![(turn.first, turn.end)],
                            words,
                            follows: alone,
                        }),
                    }
                    alone = true;
                    Some(turns.len() as u32 - 1)
                }
            };
            turn_of.push(place);
        }
        Talk {
            roles,
            speakers,
            turns,
            others,
            turn_of,
        }
    }
}

/// The two with most words, if they hold enough of all and no third has as many.
fn two_of(speakers: &[(u32, Role, u64)], all: u64) -> Option<([Role; 2], [Vec<u32>; 2])> {
    let mut by_words: Vec<usize> = (0..speakers.len()).collect();
    by_words.sort_by_key(|&at| std::cmp::Reverse(speakers[at].2));
    let (&first, &second) = (by_words.first()?, by_words.get(1)?);
    let words = |at: usize| speakers[at].2;
    let tied = by_words
        .get(2)
        .is_some_and(|&third| words(third) == words(second));
    let (part, whole) = MIN_SHARE;
    if tied || whole * (words(first) + words(second)) < part * all {
        return None;
    }
    let two = [first.min(second), first.max(second)];
    let roles = two.map(|at| speakers[at].1.clone());
    Some((roles, two.map(|at| vec![speakers[at].0])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course;

    /// Turns of speakers with so many words each.
    fn course(roles: &[Role], turns: &[(u32, u32)]) -> Course {
        let mut first = 0;
        let turns = turns.iter().map(|&(speaker, words)| {
            let turn = course::Turn {
                first,
                end: first + words,
                speaker: Some(speaker),
                role: roles[speaker as usize].clone(),
            };
            first += words;
            turn
        });
        Course {
            turns: turns.collect(),
            words: first,
            ..Course::default()
        }
    }

    #[test]
    fn therapist_and_client_go_first() {
        let roles = [Role::Client, Role::Unknown, Role::Therapist, Role::Client];
        let talk = Talk::of(&course(&roles, &[(0, 5), (1, 90), (2, 3), (3, 4)]));
        let talk = talk.expect("both roles");
        assert_eq!(talk.roles, [Role::Therapist, Role::Client]);
        assert_eq!(talk.speakers, [vec![2], vec![0, 3]]);
        assert_eq!(talk.others, 90);
        let follows: Vec<bool> = talk.turns.iter().map(|turn| turn.follows).collect();
        assert_eq!(follows, [false, false, true]);
        assert_eq!(talk.turn_of, [Some(0), None, Some(1), Some(2)]);
    }

    #[test]
    fn two_others_need_nine_tenths() {
        let roles = [Role::Unknown, Role::of("interviewer"), Role::Unknown];
        let talk = Talk::of(&course(&roles, &[(0, 30), (1, 60), (2, 10)])).expect("90 of 100");
        assert_eq!(talk.speakers, [vec![0], vec![1]]);
        assert_eq!(talk.roles[1].name(), "interviewer");
        let absent = |turns: &[(u32, u32)]| Talk::of(&course(&roles, turns)).err();
        assert_eq!(absent(&[(0, 30), (1, 59), (2, 11)]), Some(Absent::NoTwo));
        assert_eq!(absent(&[(0, 200), (1, 10), (2, 10)]), Some(Absent::NoTwo));
        assert_eq!(absent(&[(0, 200)]), Some(Absent::NoTwo));
        assert_eq!(absent(&[]), Some(Absent::NoTurns));
    }

    #[test]
    fn who_only_listens_takes_no_turn() {
        let roles = [Role::Therapist, Role::Client];
        let talk = Talk::of(&course(&roles, &[(1, 20), (0, 0), (1, 30), (0, 7)])).expect("two");
        let words: Vec<u32> = talk.turns.iter().map(|turn| turn.words).collect();
        assert_eq!(words, [50, 7]);
        assert_eq!(talk.turns[0].ranges, [(0, 20), (20, 50)]);
        assert_eq!(talk.turn_of, [Some(0), None, Some(0), Some(1)]);
    }
}

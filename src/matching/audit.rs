//! What a lexicon's patterns stand for: expansions, overlaps, entries that can never win.
//!
//! Each entry is written out as phrases made of its own words (a stem by itself, a set by its
//! first words, a gap by a word that no lexicon has), and the patterns of the lexicon are run
//! over each phrase.

use std::collections::BTreeMap;

use super::automaton::{Automaton, Builder, Scratch};
use super::select::Owner;
use crate::lexicon::{EntryId, Language, Lexicon, Pattern, WordTest};
use crate::text::{Gap, Tokens};

/// Most phrases of one entry that are tried.
const MAX_TRIED: usize = 400;
/// Most words of a set that are tried.
const SET_SAMPLE: usize = 3;
/// Stands for a word that is in no lexicon.
const UNKNOWN: &str = "xqz";

/// What was found about one lexicon.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    /// Phrases that each entry stands for, in the order of the entries.
    pub expansions: Vec<u64>,
    /// States of the compiled automaton.
    pub states: usize,
    /// An earlier entry, a later one, and a phrase that both stand for.
    pub overlaps: Vec<(EntryId, EntryId, String)>,
    /// An entry whose every phrase is taken by something that wins over it, and an example.
    pub never_wins: Vec<(EntryId, Winner, String)>,
}

/// What takes the place of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Winner {
    /// A mask.
    Mask,
    /// An earlier entry of the same length.
    Entry(EntryId),
}

/// Looks a lexicon over. Cost: a few milliseconds for a thousand entries.
pub fn audit(lexicon: &Lexicon, language: &Language) -> Audit {
    let mut builder = Builder::new(vec![&lexicon.sets]);
    for mask in language.masks.iter().chain(&lexicon.masks) {
        builder.add(0, mask.pattern(), Owner::Mask);
    }
    for (at, entry) in lexicon.entries.iter().enumerate() {
        builder.add(0, entry.pattern(), Owner::Entry(EntryId(at as u32)));
    }
    let automaton = builder.build();
    let mut audit = Audit {
        states: automaton.states(),
        ..Audit::default()
    };
    for (at, entry) in lexicon.entries.iter().enumerate() {
        audit.expansions.push(entry.pattern().expansions());
        look_at(
            EntryId(at as u32),
            entry.pattern(),
            lexicon,
            &automaton,
            &mut audit,
        );
    }
    audit
}

fn look_at(
    id: EntryId,
    pattern: &Pattern,
    lexicon: &Lexicon,
    automaton: &Automaton<Owner>,
    audit: &mut Audit,
) {
    let mut scratch = Scratch::default();
    let mut loses_to = None;
    let mut always_loses = true;
    let mut overlapped: Vec<EntryId> = Vec::new();
    for phrase in phrases(pattern, &lexicon.sets) {
        let text = phrase.join(" ");
        let tokens = Tokens::of_str(&text);
        let mut wins = true;
        automaton.at(&tokens, 0, &mut scratch, |owner, end, _| {
            if end != tokens.len() {
                return;
            }
            match owner {
                Owner::Mask => {
                    wins = false;
                    loses_to.get_or_insert((Winner::Mask, text.clone()));
                }
                Owner::Entry(other) if other < id => {
                    if !overlapped.contains(&other) {
                        overlapped.push(other);
                        audit.overlaps.push((other, id, text.clone()));
                    }
                    if lexicon.entries[other.0 as usize].gates.is_empty() {
                        wins = false;
                        loses_to.get_or_insert((Winner::Entry(other), text.clone()));
                    }
                }
                Owner::Entry(_) => {}
            }
        });
        debug_assert!(!tokens.is_empty() && !tokens.gap(0).has(Gap::SENTENCE));
        always_loses &= !wins;
    }
    if let (true, Some((winner, text))) = (always_loses, loses_to) {
        audit.never_wins.push((id, winner, text));
    }
}

/// Phrases that the pattern stands for, at most [`MAX_TRIED`].
fn phrases(pattern: &Pattern, sets: &BTreeMap<String, Vec<WordTest>>) -> Vec<Vec<String>> {
    let word = |test: &WordTest| match test {
        WordTest::Literal(word) => word.to_string(),
        WordTest::Stem(stem) => format!("{stem}{UNKNOWN}"),
    };
    let mut all = match pattern {
        Pattern::Word(test) => vec![vec![word(test)]],
        Pattern::Set(name) => sets
            .get(name)
            .into_iter()
            .flatten()
            .take(SET_SAMPLE)
            .map(|test| vec![word(test)])
            .collect(),
        Pattern::Alternatives(items) => items.iter().flat_map(|item| phrases(item, sets)).collect(),
        Pattern::Optional(inner) => {
            let mut all = phrases(inner, sets);
            all.push(Vec::new());
            all
        }
        Pattern::Gap { min, max } => (*min..=*max)
            .map(|width| vec![UNKNOWN.to_owned(); width as usize])
            .collect(),
        Pattern::Comma => vec![Vec::new()],
        Pattern::Sequence(items) => {
            let mut all: Vec<Vec<String>> = vec![Vec::new()];
            for item in items {
                let tails = phrases(item, sets);
                all = all
                    .iter()
                    .flat_map(|head| {
                        tails
                            .iter()
                            .map(move |tail| [head.as_slice(), tail.as_slice()].concat())
                    })
                    .take(MAX_TRIED)
                    .collect();
            }
            all
        }
    };
    all.truncate(MAX_TRIED);
    all
}

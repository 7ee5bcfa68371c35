//! What a pattern cannot do without.
//!
//! Three of ten words of English begin some pattern, most of them one with room for other words:
//! `my _ _ body`. Walking from each `my` to see that no body comes is what costs. So for each
//! word that begins patterns it is known which words its patterns cannot do without, and how far
//! away these can be; where none of them comes, there is no walk.
//!
//! Of a pattern the first word that is no function word is such a word, an *anchor*. One of function
//! words only is known by its second word (`i am not`), or, if that may be any, by its last.
//!
//! Every way through a pattern meets an anchor of its group no farther than is noted, or has a known
//! second word, or the group is free; whichever words are taken for function words: that decides
//! how many walks there are, and nothing else. Patterns begin with no gap, so that every one has
//! a first symbol.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::compile::{ANY, Automaton, COMMA, Owned, ROOT, State, Symbol};
use super::flat::Rows;
use crate::stored::{Stored, Taker};

/// The patterns that begin with one symbol, by number.
pub(super) type Group = u32;

/// Of a symbol: it begins no pattern.
const NONE: Group = u32::MAX;
/// It begins patterns that need nothing that is known.
const FREE: Group = u32::MAX - 1;

/// For each symbol, what it begins and what needs it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Needs {
    /// By symbol: the group of the patterns that it begins.
    begins: Cow<'static, [Group]>,
    /// By symbol: the groups that it is an anchor of, and most words from their first one to it.
    anchors: Rows<[u32; 2]>,
    /// By group: the symbols that may go on a pattern without anchors, if they come next; in order.
    seconds: Rows<Symbol>,
    /// By group: most words from a first one to an anchor.
    farthest: Cow<'static, [u32]>,
    /// The first so many groups are those of common words, the ones with the most anchors first.
    common: u32,
}

/// Groups as bits, of which several share one.
pub(super) type Groups = u128;
/// Stands for all patterns that need nothing that is known.
pub(super) const FREE_GROUP: Groups = 1 << BITS;
/// Bits that groups have.
const BITS: u32 = Groups::BITS - 1;
/// Those of them for the groups of common words; the others are for the other groups.
const COMMON_BITS: u32 = 95;
/// Those of them for one group each: the ones with the most anchors.
const OWN_BITS: u32 = 63;

impl Stored for Needs {
    fn put(&self, out: &mut Vec<u8>) {
        self.begins.put(out);
        self.anchors.put(out);
        self.seconds.put(out);
        self.farthest.put(out);
        self.common.put(out);
    }

    fn take(from: &mut Taker) -> Option<Self> {
        Some(Needs {
            begins: Stored::take(from)?,
            anchors: Stored::take(from)?,
            seconds: Stored::take(from)?,
            farthest: Stored::take(from)?,
            common: Stored::take(from)?,
        })
    }
}

impl Needs {
    /// No pattern is known to need anything.
    pub(super) fn nothing(symbols: usize) -> Needs {
        Needs {
            begins: vec![FREE; symbols].into(),
            anchors: Rows::of(symbols, std::iter::empty()),
            seconds: Rows::of(0, std::iter::empty()),
            farthest: Cow::Borrowed(&[]),
            common: 0,
        }
    }

    /// The bit of a group, which others share; few with those of the words that a text is full of.
    #[inline]
    pub(super) fn bit(&self, group: Group) -> Groups {
        let place = if self.common == 0 {
            group % BITS
        } else if group < self.common.min(OWN_BITS) {
            group
        } else if group < self.common {
            OWN_BITS + group % (COMMON_BITS - OWN_BITS)
        } else {
            COMMON_BITS + group % (BITS - COMMON_BITS)
        };
        1 << place
    }

    /// The symbols that may go on a pattern of the group without an anchor, directly behind the
    /// first word.
    pub(super) fn seconds(&self, group: Group) -> &[Symbol] {
        self.seconds.row(group as usize)
    }

    /// Most words from a first one of a group to an anchor.
    #[inline]
    pub(super) fn farthest(&self, group: Group) -> usize {
        self.farthest[group as usize] as usize
    }

    /// The groups of the patterns that a word which passes these symbols begins; `None` if some
    /// pattern of them needs nothing that is known.
    pub(super) fn begins(&self, symbols: &[Symbol]) -> Option<Vec<Group>> {
        let groups = symbols.iter().map(|&symbol| self.begins[symbol as usize]);
        let groups = groups.filter(|&group| group != NONE);
        groups
            .map(|group| (group != FREE).then_some(group))
            .collect()
    }

    /// The groups that such a word is an anchor of, with the most words from their first one to it;
    /// each once, in order.
    pub(super) fn anchors(&self, symbols: &[Symbol]) -> Anchors {
        let mut anchors = Anchors::new();
        for &symbol in symbols {
            for &[group, distance] in self.anchors.row(symbol as usize) {
                add(&mut anchors, group, distance);
            }
        }
        anchors
    }
}

/// What the patterns of an automaton need, if `is_common` tells its common words.
///
/// Cost: for each first symbol the states behind it, up to the first word that is not common.
pub(super) fn of<T: Owned>(automaton: &Automaton<T>, is_common: impl Fn(&str) -> bool) -> Needs {
    let symbols = automaton.symbols;
    let mut common = vec![false; symbols];
    mark(&mut common, &automaton.literal_symbols, |literal| {
        is_common(automaton.literals.get(literal))
    });
    let mut begins = vec![NONE; symbols];
    let (mut anchors, mut seconds) = (Vec::new(), Vec::new());
    let mut farthest = Vec::new();
    let mut walk = Walk {
        automaton,
        common: &common,
        seen: BTreeSet::new(),
        anchors: BTreeMap::new(),
        has_none: false,
    };
    // A comma in front of a pattern may stand there, and says nothing: a walk begins with a word.
    let firsts = automaton.ways.row(ROOT as usize).iter();
    let firsts = firsts.filter(|way| way[0] != COMMA);
    let mut groups = Vec::new();
    for &[first, target] in firsts {
        debug_assert!(first != ANY, "a pattern begins with no gap");
        match walk.behind_first(target) {
            Some((found, next)) => groups.push((first, found, next)),
            None => begins[first as usize] = FREE,
        }
    }
    groups.sort_by_key(|(first, found, _)| (!common[*first as usize], Reverse(found.len())));
    let is_common = |(first, ..): &&(Symbol, Anchors, _)| common[*first as usize];
    let commons = groups.iter().take_while(is_common).count() as u32;
    for (group, (first, found, next)) in (0..).zip(groups) {
        begins[first as usize] = group;
        farthest.push(found.values().copied().max().unwrap_or_default());
        let found = found.into_iter();
        anchors.extend(found.map(|(symbol, distance)| (symbol, [group, distance])));
        seconds.extend(next.into_iter().map(|symbol| (group, symbol)));
    }
    Needs {
        begins: begins.into(),
        anchors: Rows::of(symbols, anchors.iter().copied()),
        seconds: Rows::of(farthest.len(), seconds.iter().copied()),
        farthest: farthest.into(),
        common: commons,
    }
}

fn mark(marked: &mut [bool], of_word: &Rows<Symbol>, is: impl Fn(u32) -> bool) {
    for word in 0..of_word.len() as u32 {
        if is(word) {
            for &symbol in of_word.row(word as usize) {
                marked[symbol as usize] = true;
            }
        }
    }
}

/// Anchors, or groups, and most words from a first one to them.
type Anchors = BTreeMap<u32, u32>;

fn add(anchors: &mut Anchors, to: u32, distance: u32) {
    let farthest = anchors.entry(to).or_default();
    *farthest = distance.max(*farthest);
}

/// The ways from a first word to the anchors.
struct Walk<'a, T: Clone + 'static> {
    automaton: &'a Automaton<T>,
    common: &'a [bool],
    seen: BTreeSet<(State, u32)>,
    anchors: Anchors,
    /// Some pattern ended without one.
    has_none: bool,
}

impl<T: Owned> Walk<'_, T> {
    /// The anchors behind the state of a first word, and the symbols directly behind it that go on
    /// patterns without anchors; `None` if some pattern needs nothing.
    fn behind_first(&mut self, state: State) -> Option<(Anchors, BTreeSet<Symbol>)> {
        let (mut anchors, mut seconds) = (Anchors::new(), BTreeSet::new());
        let automaton = self.automaton;
        if self.ends(state) {
            return None;
        }
        for state in with_free(automaton, state) {
            for &[symbol, target] in automaton.ways.row(state as usize) {
                let is_common = match symbol {
                    // Where a comma comes next, nobody asks.
                    COMMA => continue,
                    ANY => true,
                    symbol => self.common[symbol as usize],
                };
                if !is_common {
                    add(&mut anchors, symbol, 1);
                    continue;
                }
                self.seen.clear();
                self.anchors.clear();
                self.has_none = false;
                self.from(target, 1, symbol == ANY);
                match symbol {
                    ANY if self.has_none => return None,
                    symbol if self.has_none => {
                        seconds.insert(symbol);
                    }
                    _ => {
                        for (&symbol, &distance) in &self.anchors {
                            add(&mut anchors, symbol, distance);
                        }
                    }
                }
            }
        }
        Some((anchors, seconds))
    }

    /// Collects the anchors behind a state, `distance` words behind the first one. If `by_last`, a
    /// common word that ends a pattern is one.
    fn from(&mut self, state: State, distance: u32, by_last: bool) {
        if self.has_none || !self.seen.insert((state, distance)) {
            return;
        }
        if self.ends(state) {
            self.has_none = true;
            return;
        }
        let automaton = self.automaton;
        for state in with_free(automaton, state) {
            for &[symbol, target] in automaton.ways.row(state as usize) {
                let is_common = match symbol {
                    COMMA => {
                        self.from(target, distance, by_last);
                        continue;
                    }
                    ANY => true,
                    symbol => self.common[symbol as usize] && !(by_last && self.ends(target)),
                };
                if is_common {
                    self.from(target, distance + 1, by_last);
                } else {
                    add(&mut self.anchors, symbol, distance + 1);
                }
            }
        }
    }

    /// True if a pattern ends in a state.
    fn ends(&self, state: State) -> bool {
        let ends = |state| !self.automaton.accepts.row(state as usize).is_empty();
        with_free(self.automaton, state).any(ends)
    }
}

/// A state, and all that it leads to without a word.
fn with_free<T: Owned>(automaton: &Automaton<T>, state: State) -> impl Iterator<Item = State> {
    let free = automaton.free.row(state as usize).iter();
    std::iter::once(state).chain(free.copied())
}

//! What is learnt of words and of sets of states while texts are read.

use foldhash::{HashMap, HashMapExt};

use super::super::automaton::{
    Ahead, Automaton, EVERY_WORD, FREE_BIT, Owned, Scratch, State, Symbol, bit_of,
};
use super::super::needs::{FREE_GROUP, Group, Groups};
use super::sets::{DEAD, START, Set, Sets};
use super::ways::{Ways, Word};
use crate::text::Tokens;

/// Words that pass the same symbols, by number.
pub(super) type Class = u32;

const UNKNOWN: Set = u32::MAX;

/// Bits from which on they tell little.
const MANY: u32 = 8;

/// Most sets and ways between them that are kept.
const MOST_SETS: usize = 1 << 16;
const MOST_WAYS: usize = 1 << 19;
/// Most states of all sets together: a lexicon may be in thousands of places at once.
const MOST_STATES: usize = 1 << 22;

/// What walks ask of a set: half a line of a cache.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// Bits of the words that may lead on.
    ahead: Ahead,
    /// Where what ends here begins in [`Tables::ends`], and where it ends.
    accepts: [u32; 2],
    /// Where a comma leads.
    comma: Set,
    /// Where a word leads that passes none of the symbols that lead on.
    other: Set,
    /// Which of [`Tables::exact`] is its own, from one; 0 if none is.
    exact: u32,
    /// No word leads on.
    pub(super) ends: bool,
}

const _: () = assert!(size_of::<Known>() <= 32, "half a line of a cache");

/// A set of small numbers: the lowest bit of the first is 0. Those behind the end are not in it.
type Bits = Box<[u64]>;

/// A set of numbers below `length`.
fn bits_of(length: usize, numbers: impl IntoIterator<Item = u32>) -> Bits {
    let mut bits = vec![0; length.div_ceil(64)];
    for number in numbers {
        bits[number as usize / 64] |= 1 << (number % 64);
    }
    bits.into()
}

fn has(bits: &[u64], number: u32) -> bool {
    let part = bits.get(number as usize / 64);
    part.is_some_and(|part| part >> (number % 64) & 1 == 1)
}

/// What is known of the words of a class: one line of a cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct OfClass {
    /// Bits of the words that may come behind it at the start of a pattern, and [`FREE_BIT`] if it
    /// is a pattern by itself; none if it begins no pattern.
    pub(super) ahead: Ahead,
    /// Its own bits, and [`FREE_BIT`].
    pub(super) bits: Ahead,
    /// Bits of the groups of the patterns that it begins; [`FREE_GROUP`] if it is a pattern by
    /// itself, or begins one that needs nothing that is known.
    pub(super) groups: Groups,
    /// Bits of the words that go on those of them that have no anchors.
    pub(super) seconds: Ahead,
    /// Bits of the groups that it is an anchor of.
    pub(super) anchors: Groups,
    /// Where it leads from the start.
    pub(super) first: Set,
}

const _: () = assert!(size_of::<OfClass>() == 64, "one line of a cache");

/// Which patterns a word of a class begins, and which need it.
pub(super) struct Needed {
    /// Groups of the patterns that it begins; none if one of them needs nothing that is known.
    groups: Box<[Group]>,
    /// Symbols that go on those of them that have no anchors.
    seconds: Bits,
    /// Most words from it to an anchor of one of them.
    pub(super) farthest: usize,
    /// Groups of patterns that it is an anchor of, below [`MOST_BITS`].
    anchors: Bits,
    /// For each of them most words from the first one; [`u8::MAX`] stands for more.
    distances: Box<[u8]>,
    /// The other groups, in order, and as many words.
    others: Box<[(Group, u32)]>,
}

/// Groups that may have a bit: those of common words come first. A lexicon of thousands of phrases has
/// as many groups, and bits for all of them would take their square.
const MOST_BITS: Group = 1 << 10;

/// The symbols of all classes, one behind the other: what is asked for of most words stands together.
#[derive(Default)]
struct Symbols {
    all: Vec<Symbol>,
    /// Where those of each class end.
    ends: Vec<u32>,
}

impl Symbols {
    /// A new class, whose words pass these.
    fn add(&mut self, symbols: &[Symbol]) -> Class {
        self.all.extend_from_slice(symbols);
        self.ends.push(self.all.len() as u32);
        self.ends.len() as Class - 1
    }

    /// Those that words of a class pass, in order.
    #[inline]
    fn of(&self, class: Class) -> &[Symbol] {
        let class = class as usize;
        let from = class.checked_sub(1).map_or(0, |last| self.ends[last]);
        &self.all[from as usize..self.ends[class] as usize]
    }
}

/// Tables that grow while texts are read. One walker at a time uses them.
pub(super) struct Tables<T> {
    class_of_symbols: HashMap<Box<[Symbol]>, Class>,
    symbols: Symbols,
    pub(super) of_class: Vec<OfClass>,
    /// By class: bits of the owners of the patterns that it begins.
    pub(super) reach: Vec<u64>,
    pub(super) needed: Vec<Needed>,
    states: Sets,
    /// What walks ask of each of them.
    pub(super) sets: Vec<Known>,
    /// Of sets behind which words come all the time: the symbols that lead on, a bit each, if they are
    /// many.
    exact: Vec<Bits>,
    /// What ends in the sets, each with its open words: one set behind the other.
    ends: Vec<(T, u64)>,
    ways: Ways,
    pub(super) scratch: Scratch,
    /// Which forms `of_form` is about, and which line of vocabularies they are of.
    vocabulary: u64,
    pub(super) line: u64,
    /// The classes of the forms, in the order of their numbers; of the youngest nothing may be known
    /// yet.
    pub(super) of_form: Vec<Class>,
}

impl<T: Owned> Tables<T> {
    pub(super) fn new() -> Self {
        let known = Known {
            ahead: 0,
            accepts: [0; 2],
            comma: UNKNOWN,
            other: DEAD,
            exact: 0,
            ends: false,
        };
        Tables {
            class_of_symbols: HashMap::new(),
            symbols: Symbols::default(),
            of_class: Vec::new(),
            reach: Vec::new(),
            needed: Vec::new(),
            states: Sets::default(),
            sets: vec![known; 2],
            exact: Vec::new(),
            ends: Vec::new(),
            ways: Ways::default(),
            scratch: Scratch::default(),
            vocabulary: 0,
            line: 0,
            of_form: Vec::new(),
        }
    }

    /// The next document begins with empty tables.
    pub(super) fn is_full(&self) -> bool {
        self.is_beyond(1)
    }

    /// Nothing more is to be learnt from this document.
    pub(super) fn is_overfull(&self) -> bool {
        self.is_beyond(2)
    }

    /// True if there is more than so many times of what is kept at most.
    fn is_beyond(&self, times: usize) -> bool {
        self.sets.len() > times * MOST_SETS
            || self.ways.len() > times * MOST_WAYS
            || self.states.len() > times * MOST_STATES
            || self.ends.len() > times * MOST_STATES
    }

    /// Looks up the class of every form that is new.
    pub(super) fn meet(&mut self, automaton: &Automaton<T>, tokens: &Tokens) {
        let forms = tokens.forms();
        if self.vocabulary != forms.vocabulary() {
            (self.vocabulary, self.line) = (forms.vocabulary(), forms.line());
            self.of_form.clear();
        }
        for id in self.of_form.len() as u32..forms.len() as u32 {
            let class = self.class(automaton, forms.get(id));
            self.of_form.push(class);
        }
    }

    /// What ends in a set, each with its open words.
    #[inline]
    pub(super) fn accepts(&self, known: &Known) -> &[(T, u64)] {
        let [from, to] = known.accepts;
        &self.ends[from as usize..to as usize]
    }

    /// What is known of the class of a form.
    #[inline]
    pub(super) fn of(&self, id: u32) -> &OfClass {
        &self.of_class[self.of_form[id as usize] as usize]
    }

    pub(super) fn class(&mut self, automaton: &Automaton<T>, form: &str) -> Class {
        let mut symbols = std::mem::take(&mut self.scratch.symbols);
        automaton.symbols_of(form, &mut symbols);
        symbols.sort_unstable();
        let class = if let Some(&class) = self.class_of_symbols.get(symbols.as_slice()) {
            class
        } else {
            let class = self.symbols.add(&symbols);
            let known = symbols.as_slice().into();
            self.class_of_symbols.insert(known, class);
            let first = self.lead(automaton, START, &symbols);
            let known = self.sets[first as usize];
            let reach = |bits, (state, _)| bits | automaton.reach(state);
            let is_pattern = !self.accepts(&known).is_empty();
            let needs = &automaton.needs;
            let groups = needs.begins(&symbols);
            let is_free = is_pattern || groups.is_none();
            let groups = groups.unwrap_or_default();
            let anchors = needs.anchors(&symbols);
            let bits = |all, group: &Group| all | needs.bit(*group);
            let farthest = groups.iter().map(|&group| needs.farthest(group)).max();
            let seconds = groups.iter().flat_map(|&group| needs.seconds(group));
            self.of_class.push(OfClass {
                ahead: known.ahead | if is_pattern { FREE_BIT } else { 0 },
                bits: Automaton::<T>::bits_of(&symbols) | FREE_BIT,
                groups: groups
                    .iter()
                    .fold(if is_free { FREE_GROUP } else { 0 }, bits),
                seconds: seconds.fold(0, |all, &symbol| all | bit_of(symbol)),
                anchors: anchors.keys().fold(0, bits),
                first,
            });
            self.reach.push(self.states.states(first).fold(0, reach));
            let seconds = groups.iter().flat_map(|&group| needs.seconds(group));
            let seconds: Vec<Symbol> = seconds.copied().collect();
            let most = |numbers: &[u32]| numbers.iter().max().map_or(0, |&most| most as usize + 1);
            let distance = |&distance: &u32| u8::try_from(distance).unwrap_or(u8::MAX);
            let low = anchors.range(..MOST_BITS);
            let low_groups: Vec<Group> = low.clone().map(|(&group, _)| group).collect();
            let others = anchors.range(MOST_BITS..);
            self.needed.push(Needed {
                seconds: bits_of(most(&seconds), seconds),
                farthest: farthest.unwrap_or_default(),
                anchors: bits_of(most(&low_groups), low_groups),
                distances: low.map(|(_, words)| distance(words)).collect(),
                others: others.map(|(&group, &words)| (group, words)).collect(),
                groups: groups.into(),
            });
            class
        };
        self.scratch.symbols = symbols;
        class
    }

    /// False if no pattern goes on from the set of a first word with the next word, though their
    /// bits say that one may.
    #[inline]
    pub(super) fn leads_on(&self, first: Set, next: Class) -> bool {
        let known = &self.sets[first as usize];
        let Some(exact) = (known.exact as usize).checked_sub(1) else {
            return true;
        };
        let (exact, [from, to]) = (&self.exact[exact], known.accepts);
        let symbols = self.symbols.of(next);
        from != to || symbols.iter().any(|&symbol| has(exact, symbol))
    }

    /// True if a word of the class `next`, directly behind one of the class `first`, may go on a pattern
    /// that has no anchor.
    #[inline]
    pub(super) fn goes_on(&self, first: Class, next: Class) -> bool {
        let seconds = &self.needed[first as usize].seconds;
        let symbols = self.symbols.of(next);
        symbols.iter().any(|&symbol| has(seconds, symbol))
    }

    /// True if words of the class `behind` are an anchor, so far away from it, of a pattern that a word of
    /// the class `first` begins.
    #[inline]
    pub(super) fn is_anchor(&self, first: Class, behind: Class, distance: u32) -> bool {
        let needed = &self.needed[behind as usize];
        let mut groups = self.needed[first as usize].groups.iter();
        groups.any(|&group| {
            if group >= MOST_BITS {
                let found = needed.others.binary_search_by_key(&group, |other| other.0);
                return found.is_ok_and(|at| distance <= needed.others[at].1);
            }
            if !has(&needed.anchors, group) {
                return false;
            }
            // The distances of the anchors before it come first.
            let (part, bit) = (group as usize / 64, group % 64);
            let in_part = needed.anchors[part] & !(u64::MAX << bit);
            let before = needed.anchors[..part].iter().map(|part| part.count_ones());
            let at = before.sum::<u32>() + in_part.count_ones();
            distance.min(u8::MAX.into()) <= needed.distances[at as usize].into()
        })
    }

    /// Where a word leads from a set, looked up.
    ///
    /// Only the symbols count that may lead on: of most words there is none, and all of these lead to
    /// the same place; of most others there is one.
    pub(super) fn next(&mut self, automaton: &Automaton<T>, set: Set, class: Class) -> Set {
        let known = self.sets[set as usize];
        let bits = self.of_class[class as usize].bits;
        if known.ahead & bits & !EVERY_WORD == 0 {
            if known.other == UNKNOWN {
                let other = self.lead(automaton, set, &[]);
                self.sets[set as usize].other = other;
            }
            return self.sets[set as usize].other;
        }
        let symbols = self.symbols.of(class);
        let mut counting = symbols
            .iter()
            .filter(|&&symbol| known.ahead & bit_of(symbol) != 0);
        let word = match (counting.next(), counting.next()) {
            (Some(&only), None) => Word::Symbol(only),
            _ => Word::Class(class),
        };
        if let Some(next) = self.ways.get(set, word) {
            return next;
        }
        let words = self.states.words(set);
        automaton.step_from(self.states.states(set), symbols, words, &mut self.scratch);
        let next = self.number(automaton, words + 1);
        self.ways.add(set, word, next);
        next
    }

    /// Where a word that passes these symbols leads from a set, worked out.
    fn lead(&mut self, automaton: &Automaton<T>, set: Set, symbols: &[Symbol]) -> Set {
        let words = self.states.words(set);
        automaton.step_from(self.states.states(set), symbols, words, &mut self.scratch);
        self.number(automaton, words + 1)
    }

    /// The symbols that lead on from the set that stands in the scratch, if that is worth its room:
    /// behind the first word, where many lead on.
    fn exact(&self, automaton: &Automaton<T>, words: usize) -> Option<Bits> {
        let states = self.scratch.states();
        let ahead = |bits, &(state, _): &(State, u64)| bits | automaton.ahead(state);
        let ahead: Ahead = states.iter().fold(0, ahead);
        if words != 1 || ahead & EVERY_WORD != 0 || ahead.count_ones() < MANY {
            return None;
        }
        let ways = states
            .iter()
            .flat_map(|&(state, _)| automaton.ways_of(state));
        Some(bits_of(automaton.symbols(), ways.map(|way| way[0])))
    }

    pub(super) fn comma(&mut self, automaton: &Automaton<T>, set: Set) -> Set {
        let comma = self.sets[set as usize].comma;
        if comma != UNKNOWN {
            return comma;
        }
        let words = self.states.words(set);
        automaton.comma_from(self.states.states(set), &mut self.scratch);
        let next = self.number(automaton, words);
        self.sets[set as usize].comma = next;
        next
    }

    /// The number of the set that stands in the scratch, behind so many words.
    fn number(&mut self, automaton: &Automaton<T>, words: usize) -> Set {
        let states = self.scratch.states();
        if states.is_empty() {
            return DEAD;
        }
        let words = words.min(63);
        let (set, is_new) = self.states.number(words, states);
        if !is_new {
            return set;
        }
        let from = self.ends.len() as u32;
        self.ends.extend(states.iter().flat_map(|&(state, open)| {
            let owners = automaton.owners(state).iter();
            owners.map(move |&owner| (owner, open))
        }));
        let accepts = [from, self.ends.len() as u32];
        let exact = self.exact(automaton, words);
        let states = self.scratch.states();
        let ends = states.iter().all(|&(state, _)| !automaton.goes_on(state));
        let ahead = states
            .iter()
            .fold(0, |bits, &(state, _)| bits | automaton.ahead(state));
        let has_exact = exact.is_some();
        self.exact.extend(exact);
        self.sets.push(Known {
            accepts,
            ends,
            comma: UNKNOWN,
            other: if ahead & EVERY_WORD == 0 {
                DEAD
            } else {
                UNKNOWN
            },
            exact: if has_exact {
                self.exact.len() as u32
            } else {
                0
            },
            ahead,
        });
        set
    }
}

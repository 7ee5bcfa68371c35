//! From patterns to one trie over tests of words: see [`automaton`](super::automaton).
//!
//! The build script compiles the embedded lexicons with this very file.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use super::flat::{Rows, Words};
use super::needs::{self, Needs};
use crate::lexicon::language::Cue;
use crate::lexicon::{EntryId, Language, Lexicon, Pattern, WordTest};
use crate::stored::{Stored, Taker};

mod stems;

use stems::{StemStarts, beginnings};

/// Name of an edge.
pub(super) type Symbol = u32;
/// Position of a state.
pub(super) type State = u32;
/// A symbol, and where it leads.
pub(super) type Way = [u32; 2];

pub(super) const ROOT: State = 0;
pub(super) const ANY: Symbol = 0;
pub(super) const COMMA: Symbol = 1;
const FIRST_FREE: Symbol = 2;

/// What a pattern belongs to.
pub trait Owned: Copy + Eq + 'static {
    /// A bit of its own, or one that it shares: which owners can still come is kept as such bits.
    fn bit(self) -> u64;
}

/// A trie of patterns, each with an owner.
///
/// All of it lies in a few flat columns: tens of thousands of states are made and dropped in no time.
#[derive(Clone, Debug, PartialEq)]
pub struct Automaton<T: Clone + 'static> {
    /// Words that are symbols themselves or belong to sets.
    pub(super) literals: Words,
    /// The same of stems.
    pub(super) stems: Words,
    /// Symbols of each literal, by its number.
    pub(super) literal_symbols: Rows<Symbol>,
    /// The same of stems.
    pub(super) stem_symbols: Rows<Symbol>,
    /// Lengths in bytes that stems have, ascending.
    pub(super) stem_lengths: Vec<usize>,
    /// Which beginnings some stem has: most words have none of them.
    pub(super) stem_starts: StemStarts,
    /// Where the symbols of each state lead, in order.
    pub(super) ways: Rows<Way>,
    /// What ends in each state.
    pub(super) accepts: Rows<T>,
    /// Number of symbols.
    pub(super) symbols: usize,
    /// States that each state leads to without a word, all of them.
    pub(super) free: Rows<State>,
    /// Bits of the symbols that lead on from each state.
    pub(super) ahead: Cow<'static, [Ahead]>,
    /// Bits of the owners of all patterns that go through each state, or end in it.
    pub(super) reach: Cow<'static, [u64]>,
    /// What patterns cannot do without.
    pub(super) needs: Needs,
}

/// Which symbols may come, as a few bits: where two of these have none in common, no word leads on.
/// Several symbols share a bit, so that one in common says nothing for certain.
pub(super) type Ahead = u64;

/// The bit of a way that every word takes; every word has it.
pub(super) const EVERY_WORD: Ahead = 1;
/// Free for whoever walks: no symbol has it.
pub(super) const FREE_BIT: Ahead = 1 << 63;

/// The bit of a symbol.
#[inline]
pub(super) fn bit_of(symbol: Symbol) -> Ahead {
    // The product's high bits are well mixed; 62 bits are left for symbols.
    let place = (u64::from(symbol.wrapping_mul(0x9E37_79B1)) * 62) >> 32;
    2 << place
}

impl<T: Owned + Stored> Stored for Automaton<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.literals.put(out);
        self.stems.put(out);
        self.literal_symbols.put(out);
        self.stem_symbols.put(out);
        self.ways.put(out);
        self.accepts.put(out);
        self.symbols.put(out);
        self.free.put(out);
        self.ahead.put(out);
        self.reach.put(out);
        self.needs.put(out);
    }

    fn take(from: &mut Taker) -> Option<Self> {
        let literals = Words::take(from)?;
        let stems = Words::take(from)?;
        let (stem_lengths, stem_starts) = beginnings(&stems);
        Some(Automaton {
            literals,
            stems,
            literal_symbols: Stored::take(from)?,
            stem_symbols: Stored::take(from)?,
            stem_lengths,
            stem_starts,
            ways: Stored::take(from)?,
            accepts: Stored::take(from)?,
            symbols: Stored::take(from)?,
            free: Stored::take(from)?,
            ahead: Stored::take(from)?,
            reach: Stored::take(from)?,
            needs: Stored::take(from)?,
        })
    }
}

impl Stored for Owner {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Owner::Mask => u32::MAX.put(out),
            Owner::Entry(entry) => entry.put(out),
        }
    }

    fn take(from: &mut Taker) -> Option<Self> {
        Some(match u32::take(from)? {
            u32::MAX => Owner::Mask,
            entry => Owner::Entry(EntryId(entry)),
        })
    }
}

/// Collects patterns; [`Builder::build`] gives the automaton.
pub struct Builder<'a, T> {
    /// What `~name` means, for each lexicon.
    sets: Vec<&'a Sets>,
    literals: Words,
    stems: Words,
    /// The symbol of each literal and stem that is one by itself.
    of_literal: Vec<Option<Symbol>>,
    of_stem: Vec<Option<Symbol>>,
    /// The symbol of `~name` in a lexicon.
    of_set: HashMap<(usize, &'a str), Symbol>,
    /// Symbols that a literal passes, and those that a stem passes, as they come.
    passed: [Vec<(u32, Symbol)>; 2],
    symbols: Symbol,
    edges: HashMap<u64, State>,
    /// From where, and by which symbol, each state is reached; a meeting state by none.
    reached: Vec<Option<(State, Symbol)>>,
    /// Which states lead to which meeting state.
    meetings: Vec<(State, State)>,
    accepted: Vec<(State, T)>,
    /// States on the way through a pattern: each step leaves its own behind those of the step that
    /// called it.
    stack: Vec<State>,
}

/// Named sets of words.
pub type Sets = BTreeMap<String, Vec<WordTest>>;

/// States on the stack.
type Held = Range<usize>;

impl<'a, T: Owned> Builder<'a, T> {
    /// An empty automaton; `sets` are those of the lexicons whose patterns will come.
    pub fn new(sets: Vec<&'a Sets>) -> Self {
        Builder {
            sets,
            literals: Words::default(),
            stems: Words::default(),
            of_literal: Vec::new(),
            of_stem: Vec::new(),
            of_set: HashMap::new(),
            passed: [Vec::new(), Vec::new()],
            symbols: FIRST_FREE,
            edges: HashMap::new(),
            reached: vec![None],
            meetings: Vec::new(),
            accepted: Vec::new(),
            stack: Vec::new(),
        }
    }

    /// Adds a pattern of the lexicon with this number.
    ///
    /// Cost: the length of the pattern times the states that it is in at once.
    pub fn add(&mut self, lexicon: usize, pattern: &'a Pattern, owner: T) {
        self.stack.clear();
        self.stack.push(ROOT);
        let ends = self.insert(lexicon, pattern, 0..1);
        let ends = self.stack[ends].iter().filter(|&&state| state != ROOT);
        self.accepted.extend(ends.map(|&state| (state, owner)));
    }

    /// The automaton of all patterns added. Cost: linear in its size, but for sorting the ways of
    /// each state.
    pub fn build(self) -> Automaton<T> {
        let states = self.reached.len();
        let edges = self.reached.iter().enumerate();
        let edges = edges.filter_map(|(to, from)| from.map(|(from, by)| (from, [by, to as State])));
        let mut ways = Rows::of(states, edges);
        for state in 0..states {
            ways.row_mut(state).sort_unstable();
        }
        let mut accepts = Rows::of(states, self.accepted.iter().copied());
        accepts.dedup();
        let free = complete(&Rows::of(states, self.meetings.iter().copied()), states);
        let [of_literals, of_stems] = &self.passed;
        let mut literal_symbols = Rows::of(self.literals.len(), of_literals.iter().copied());
        let mut stem_symbols = Rows::of(self.stems.len(), of_stems.iter().copied());
        literal_symbols.dedup();
        stem_symbols.dedup();
        let mut ahead = vec![0; states];
        let mut reach = vec![0; states];
        // A state is older than those behind it: from the back, what can still come is known.
        for state in (0..states).rev() {
            let own = accepts.row(state).iter();
            let mut bits = own.fold(0, |bits, owner| bits | owner.bit());
            for &free in free.row(state) {
                bits |= reach[free as usize];
            }
            for &[symbol, target] in ways.row(state) {
                bits |= reach[target as usize];
                ahead[state] |= match symbol {
                    ANY => EVERY_WORD,
                    COMMA => 0,
                    symbol => bit_of(symbol),
                };
            }
            reach[state] = bits;
        }
        let (stem_lengths, stem_starts) = beginnings(&self.stems);
        Automaton {
            literals: self.literals,
            stems: self.stems,
            literal_symbols,
            stem_symbols,
            stem_lengths,
            stem_starts,
            ways,
            accepts,
            symbols: self.symbols as usize,
            free,
            ahead: ahead.into(),
            reach: reach.into(),
            needs: Needs::nothing(self.symbols as usize),
        }
    }

    /// Continues from each of the states in `from`; leaves the states behind the pattern on top of
    /// the stack, in order.
    fn insert(&mut self, lexicon: usize, pattern: &'a Pattern, from: Held) -> Held {
        let base = self.stack.len();
        match pattern {
            Pattern::Word(test) => {
                let symbol = self.symbol_of_word(test);
                self.follow(from, symbol);
            }
            Pattern::Set(name) => {
                let symbol = self.symbol_of_set(lexicon, name);
                self.follow(from, symbol);
            }
            Pattern::Sequence(items) => {
                let mut states = from;
                for (at, item) in items.iter().enumerate() {
                    let ends = self.insert(lexicon, item, states);
                    // What was before it is not needed any more.
                    let count = ends.len();
                    self.stack.copy_within(ends, base);
                    self.stack.truncate(base + count);
                    if at + 1 < items.len() {
                        self.join(base);
                    }
                    states = base..self.stack.len();
                }
            }
            Pattern::Alternatives(items) => {
                for item in items {
                    self.insert(lexicon, item, from.clone());
                }
            }
            Pattern::Optional(inner) => {
                self.insert(lexicon, inner, from.clone());
                self.stack.extend_from_within(from);
            }
            Pattern::Gap { min, max } => {
                let mut states = self.stack[from].to_vec();
                for width in 0..=*max {
                    if width >= *min {
                        self.stack.extend(&states);
                    }
                    if width < *max {
                        for state in &mut states {
                            *state = self.child(*state, ANY);
                        }
                    }
                }
            }
            Pattern::Comma => {
                self.follow(from.clone(), COMMA);
                self.stack.extend_from_within(from);
            }
        }
        self.sort(base);
        base..self.stack.len()
    }

    fn follow(&mut self, from: Held, symbol: Symbol) {
        for at in from {
            let target = self.child(self.stack[at], symbol);
            self.stack.push(target);
        }
    }

    /// Each state from `base` on once, in order.
    fn sort(&mut self, base: usize) {
        let held = &mut self.stack[base..];
        if held.is_sorted_by(|a, b| a < b) {
            return;
        }
        held.sort_unstable();
        let second = base + 1;
        let mut kept = second;
        for at in second..self.stack.len() {
            if self.stack[at] != self.stack[kept - 1] {
                self.stack[kept] = self.stack[at];
                kept += 1;
            }
        }
        self.stack.truncate(kept);
    }

    /// Lets the branches from `base` on meet in a new state. Not if the root is among them: every
    /// scan would start in the new state, too.
    fn join(&mut self, base: usize) {
        let branches = &self.stack[base..];
        if branches.len() < 2 || branches.contains(&ROOT) {
            return;
        }
        let meeting = self.reached.len() as State;
        self.reached.push(None);
        let lead = branches.iter().map(|&state| (state, meeting));
        self.meetings.extend(lead);
        self.stack.truncate(base);
        self.stack.push(meeting);
    }

    fn child(&mut self, state: State, symbol: Symbol) -> State {
        let next = self.reached.len() as State;
        let key = u64::from(state) << 32 | u64::from(symbol);
        let target = *self.edges.entry(key).or_insert(next);
        if target == next {
            self.reached.push(Some((state, symbol)));
        }
        target
    }

    fn symbol_of_word(&mut self, test: &WordTest) -> Symbol {
        let (words, of_word, passed, text) = match test {
            WordTest::Literal(word) => (&mut self.literals, &mut self.of_literal, 0, word),
            WordTest::Stem(stem) => (&mut self.stems, &mut self.of_stem, 1, stem),
        };
        let word = words.number_of(text);
        if of_word.len() <= word as usize {
            of_word.resize(word as usize + 1, None);
        }
        if let Some(symbol) = of_word[word as usize] {
            return symbol;
        }
        of_word[word as usize] = Some(self.symbols);
        self.passed[passed].push((word, self.symbols));
        self.symbols += 1;
        self.symbols - 1
    }

    fn symbol_of_set(&mut self, lexicon: usize, name: &'a str) -> Symbol {
        if let Some(&symbol) = self.of_set.get(&(lexicon, name)) {
            return symbol;
        }
        // Lexicons for which `~name` is the same share its symbol.
        let set = self.sets[lexicon].get(name);
        let first = self.sets.iter().position(|other| other.get(name) == set);
        let first = first.unwrap_or(lexicon);
        let symbol = if let Some(&symbol) = self.of_set.get(&(first, name)) {
            symbol
        } else {
            let symbol = self.symbols;
            self.symbols += 1;
            for test in set.into_iter().flatten() {
                let (words, passed, text) = match test {
                    WordTest::Literal(word) => (&mut self.literals, 0, word),
                    WordTest::Stem(stem) => (&mut self.stems, 1, stem),
                };
                self.passed[passed].push((words.number_of(text), symbol));
            }
            self.of_set.insert((first, name), symbol);
            symbol
        };
        self.of_set.insert((lexicon, name), symbol);
        symbol
    }
}

/// All states that each state leads to without a word, from those that it leads to at once.
///
/// A meeting state is younger than the states that lead to it: from the back, what it leads to is
/// complete.
fn complete(direct: &Rows<State>, states: usize) -> Rows<State> {
    let mut all: Vec<State> = Vec::new();
    let mut of_state = vec![0..0; states];
    let mut pairs = Vec::new();
    for state in (0..states).rev() {
        let begin = all.len();
        for &meeting in direct.row(state) {
            all.push(meeting);
            all.extend_from_within(of_state[meeting as usize].clone());
        }
        of_state[state] = begin..all.len();
        let own = &mut all[begin..];
        own.sort_unstable();
        pairs.extend(own.iter().map(|&free| (state as State, free)));
    }
    let mut rows = Rows::of(states, pairs.iter().copied());
    rows.dedup();
    rows
}

/// What a pattern of a lexicon belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A mask: wins over an entry of the same length.
    Mask,
    /// An entry: of two, the one that stands first in the file wins.
    Entry(EntryId),
}

impl Owned for Owner {
    fn bit(self) -> u64 {
        1
    }
}

impl Owned for (u16, Owner) {
    fn bit(self) -> u64 {
        1
    }
}

impl Owned for Cue {
    fn bit(self) -> u64 {
        const { assert!(Cue::ALL.len() <= 64, "each list has a bit of its own") }
        1 << self as u64
    }
}

/// The entries of lexicons, each with the masks that hold in it: its own and the language's.
pub fn of_lexicons(lexicons: &[&Lexicon], language: &Language) -> Automaton<(u16, Owner)> {
    let mut builder = Builder::new(lexicons.iter().map(|lexicon| &lexicon.sets).collect());
    for (number, lexicon) in lexicons.iter().enumerate() {
        let of = |owner| (number as u16, owner);
        for mask in language.masks.iter().chain(&lexicon.masks) {
            builder.add(number, mask.pattern(), of(Owner::Mask));
        }
        for (at, entry) in lexicon.entries.iter().enumerate() {
            let owner = of(Owner::Entry(EntryId(at as u32)));
            builder.add(number, entry.pattern(), owner);
        }
    }
    let mut automaton = builder.build();
    automaton.needs = needs::of(&automaton, |word| language.style.of(word) != 0);
    automaton
}

/// The cue lists of a language.
pub fn of_cues(language: &Language) -> Automaton<Cue> {
    let mut builder = Builder::new(vec![&language.sets]);
    for (cue, phrase) in &language.cues {
        builder.add(0, phrase.pattern(), *cue);
    }
    builder.build()
}

//! All patterns of a lexicon as one trie over tests of words.
//!
//! Each edge is a *symbol*: a word, a stem, a set, any word, or a comma. A word of the text
//! passes a few symbols (itself, its form without `'s`, stems, sets); which ones is looked up
//! once for each distinct form. At each word the trie is walked along all symbols that pass.
//!
//! Patterns share what they begin with, like words in a trie. Where a pattern parts (alternatives,
//! optional words, gaps) and goes on, its branches meet again in a state of its own, reached
//! without a word: so the size grows with the length of the patterns and not with the number of
//! phrases they stand for. The twin is [`reference`](super::reference).

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt};

use crate::lexicon::{Pattern, WordTest};
use crate::text::{Gap, Tokens, fold};

/// Name of an edge.
pub(super) type Symbol = u32;
/// Position of a state.
pub(super) type State = u32;

const ROOT: State = 0;
const ANY: Symbol = 0;
const COMMA: Symbol = 1;
const FIRST_FREE: Symbol = 2;

/// What a pattern belongs to.
pub trait Owned: Copy + Eq {
    /// A bit of its own, or one that it shares: which owners can still come is kept as such bits.
    fn bit(self) -> u64;
}

/// A trie of patterns, each with an owner.
#[derive(Clone, Debug)]
pub struct Automaton<T> {
    literals: HashMap<String, Vec<Symbol>>,
    stems: HashMap<String, Vec<Symbol>>,
    /// Lengths in bytes that stems have, ascending.
    stem_lengths: Vec<usize>,
    /// Which beginnings some stem has: most words have none of them.
    stem_starts: StemStarts,
    /// Where the symbols of each state lead, in order; from the place in `first_way` on.
    ways: Vec<(Symbol, State)>,
    first_way: Vec<u32>,
    accepts: Vec<Vec<T>>,
    symbols: usize,
    /// For each state: does it have a `COMMA` edge?
    comma: Vec<bool>,
    /// States that each state leads to without a word, all of them.
    free: Vec<Vec<State>>,
    /// Bits of the symbols that lead on from each state.
    ahead: Vec<Ahead>,
    /// Bits of the owners of all patterns that go through each state, or end in it.
    reach: Vec<u64>,
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

/// Collects patterns; [`Builder::build`] gives the automaton.
pub struct Builder<'a, T> {
    /// What `~name` means, for each lexicon.
    sets: Vec<&'a Sets>,
    symbols: BTreeMap<SymbolKey, Symbol>,
    edges: HashMap<(State, Symbol), State>,
    automaton: Automaton<T>,
}

/// Named sets of words.
pub type Sets = BTreeMap<String, Vec<WordTest>>;

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum SymbolKey {
    Test(WordTest),
    /// A set by its name, and which of the lexicons says first what it is.
    Set(String, usize),
}

impl<'a, T: Owned> Builder<'a, T> {
    /// An empty automaton; `sets` are those of the lexicons whose patterns will come.
    pub fn new(sets: Vec<&'a Sets>) -> Self {
        let automaton = Automaton {
            literals: HashMap::new(),
            stems: HashMap::new(),
            stem_lengths: Vec::new(),
            stem_starts: StemStarts::default(),
            ways: Vec::new(),
            first_way: Vec::new(),
            accepts: vec![Vec::new()],
            symbols: 0,
            comma: vec![false],
            free: vec![Vec::new()],
            ahead: Vec::new(),
            reach: Vec::new(),
        };
        Builder {
            sets,
            symbols: BTreeMap::new(),
            edges: HashMap::new(),
            automaton,
        }
    }

    /// Adds a pattern of the lexicon with this number.
    pub fn add(&mut self, lexicon: usize, pattern: &Pattern, owner: T) {
        for state in self.insert(lexicon, pattern, vec![ROOT]) {
            let owners = &mut self.automaton.accepts[state as usize];
            if state != ROOT && !owners.contains(&owner) {
                owners.push(owner);
            }
        }
    }

    /// The automaton of all patterns added.
    pub fn build(mut self) -> Automaton<T> {
        let mut lengths: Vec<usize> = self.automaton.stems.keys().map(String::len).collect();
        lengths.sort_unstable();
        lengths.dedup();
        self.automaton.stem_lengths = lengths;
        for stem in self.automaton.stems.keys() {
            self.automaton.stem_starts.add(stem);
        }
        // A meeting state is younger than the states that lead to it: from the back, what it
        // leads to is complete.
        for state in (0..self.automaton.free.len()).rev() {
            let direct = std::mem::take(&mut self.automaton.free[state]);
            let mut all = direct.clone();
            for meeting in direct {
                all.extend_from_slice(&self.automaton.free[meeting as usize]);
            }
            all.sort_unstable();
            all.dedup();
            self.automaton.free[state] = all;
        }
        let mut edges: Vec<((State, Symbol), State)> = self.edges.drain().collect();
        edges.sort_unstable();
        let automaton = &mut self.automaton;
        automaton.ahead = vec![0; automaton.free.len()];
        automaton.first_way = vec![0; automaton.free.len() + 1];
        for ((state, symbol), target) in edges {
            automaton.ahead[state as usize] |= match symbol {
                ANY => EVERY_WORD,
                COMMA => 0,
                symbol => bit_of(symbol),
            };
            automaton.ways.push((symbol, target));
            automaton.first_way[state as usize + 1] = automaton.ways.len() as u32;
        }
        for state in 1..automaton.first_way.len() {
            let before = automaton.first_way[state - 1];
            automaton.first_way[state] = automaton.first_way[state].max(before);
        }
        self.automaton.symbols = self.symbols.len() + FIRST_FREE as usize;
        self.automaton.reach = self.reach();
        self.automaton
    }

    /// For each state the owners that can still come. A state is older than those behind it.
    fn reach(&self) -> Vec<u64> {
        let automaton = &self.automaton;
        let mut reach = vec![0; automaton.accepts.len()];
        for state in (0..reach.len()).rev() {
            let own = automaton.accepts[state].iter();
            let mut bits = own.fold(0, |bits, owner| bits | owner.bit());
            for &free in &automaton.free[state] {
                bits |= reach[free as usize];
            }
            for &(_, target) in automaton.ways_of(state as State) {
                bits |= reach[target as usize];
            }
            reach[state] = bits;
        }
        reach
    }

    /// Continues from each of `states`; gives the states behind the pattern.
    fn insert(&mut self, lexicon: usize, pattern: &Pattern, states: Vec<State>) -> Vec<State> {
        let mut ends = match pattern {
            Pattern::Word(test) => {
                let symbol = self.symbol(lexicon, SymbolKey::Test(test.clone()));
                self.follow(&states, symbol)
            }
            Pattern::Set(name) => {
                let first = self.first_with(lexicon, name);
                let symbol = self.symbol(lexicon, SymbolKey::Set(name.clone(), first));
                self.follow(&states, symbol)
            }
            Pattern::Sequence(items) => {
                let mut states = states;
                for (at, item) in items.iter().enumerate() {
                    states = self.insert(lexicon, item, states);
                    if at + 1 < items.len() {
                        states = self.join(states);
                    }
                }
                states
            }
            Pattern::Alternatives(items) => items
                .iter()
                .flat_map(|item| self.insert(lexicon, item, states.clone()))
                .collect(),
            Pattern::Optional(inner) => {
                let mut ends = self.insert(lexicon, inner, states.clone());
                ends.extend(states);
                ends
            }
            Pattern::Gap { min, max } => {
                let mut ends = Vec::new();
                let mut states = states;
                for width in 0..=*max {
                    if width >= *min {
                        ends.extend(&states);
                    }
                    if width < *max {
                        states = self.follow(&states, ANY);
                    }
                }
                ends
            }
            Pattern::Comma => {
                let mut ends = self.follow(&states, COMMA);
                ends.extend(states);
                ends
            }
        };
        ends.sort_unstable();
        ends.dedup();
        ends
    }

    fn follow(&mut self, states: &[State], symbol: Symbol) -> Vec<State> {
        states
            .iter()
            .map(|&state| self.child(state, symbol))
            .collect()
    }

    /// Lets branches meet in a new state. Not if the root is among them: every scan would start
    /// in the new state, too.
    fn join(&mut self, states: Vec<State>) -> Vec<State> {
        if states.len() < 2 || states.contains(&ROOT) {
            return states;
        }
        let meeting = self.new_state();
        for state in states {
            self.automaton.free[state as usize].push(meeting);
        }
        vec![meeting]
    }

    fn new_state(&mut self) -> State {
        self.automaton.accepts.push(Vec::new());
        self.automaton.comma.push(false);
        self.automaton.free.push(Vec::new());
        self.automaton.accepts.len() as State - 1
    }

    fn child(&mut self, state: State, symbol: Symbol) -> State {
        let automaton = &mut self.automaton;
        automaton.comma[state as usize] |= symbol == COMMA;
        if let Some(&target) = self.edges.get(&(state, symbol)) {
            return target;
        }
        let target = self.new_state();
        self.edges.insert((state, symbol), target);
        target
    }

    /// Which lexicon is the first for which `~name` is what it is for this one.
    fn first_with(&self, lexicon: usize, name: &str) -> usize {
        let set = self.sets[lexicon].get(name);
        let same = |other: &&Sets| other.get(name) == set;
        self.sets.iter().position(same).unwrap_or(lexicon)
    }

    fn symbol(&mut self, lexicon: usize, key: SymbolKey) -> Symbol {
        if let Some(&symbol) = self.symbols.get(&key) {
            return symbol;
        }
        let symbol = FIRST_FREE + self.symbols.len() as Symbol;
        let tests = match &key {
            SymbolKey::Test(test) => std::slice::from_ref(test),
            SymbolKey::Set(name, _) => self.sets[lexicon].get(name).map_or(&[][..], Vec::as_slice),
        };
        for test in tests {
            let (table, text) = match test {
                WordTest::Literal(word) => (&mut self.automaton.literals, word),
                WordTest::Stem(stem) => (&mut self.automaton.stems, stem),
            };
            let symbols = table.entry(text.clone()).or_default();
            if !symbols.contains(&symbol) {
                symbols.push(symbol);
            }
        }
        self.symbols.insert(key, symbol);
        symbol
    }
}

/// The first three bytes of stems, as a set that may hold a few more.
#[derive(Clone, Debug)]
struct StemStarts {
    bits: Vec<u64>,
}

impl Default for StemStarts {
    fn default() -> Self {
        StemStarts {
            bits: vec![0; (1 << 15) / 64],
        }
    }
}

impl StemStarts {
    fn place(start: [u8; 3]) -> usize {
        let [a, b, c] = start.map(usize::from);
        (a ^ b << 5 ^ c << 10) % (1 << 15)
    }

    fn add(&mut self, stem: &str) {
        match *stem.as_bytes() {
            [a, b, c, ..] => {
                let place = Self::place([a, b, c]);
                self.bits[place / 64] |= 1 << (place % 64);
            }
            // Too short to tell anything apart.
            _ => self.bits.fill(u64::MAX),
        }
    }

    /// False if no stem begins the form.
    fn may_begin(&self, form: &str) -> bool {
        match *form.as_bytes() {
            [a, b, c, ..] => {
                let place = Self::place([a, b, c]);
                self.bits[place / 64] & 1 << (place % 64) != 0
            }
            _ => true,
        }
    }
}

/// Reused by one walk after another.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    active: Vec<(State, u64)>,
    pub(super) next: Vec<(State, u64)>,
    pub(super) symbols: Vec<Symbol>,
}

impl Scratch {
    /// Where the last step led: states with their open words, in order.
    pub(super) fn states(&self) -> &[(State, u64)] {
        &self.next
    }
}

impl<T: Owned> Automaton<T> {
    /// Calls `report(owner, end, open)` for every pattern that fits at word `first`.
    pub fn at(
        &self,
        tokens: &Tokens,
        first: usize,
        scratch: &mut Scratch,
        mut report: impl FnMut(T, usize, u64),
    ) {
        scratch.active.clear();
        scratch.active.push((ROOT, 0));
        for at in first..tokens.len() {
            if at > first {
                let gap = tokens.gap(at);
                if gap.breaks_phrase() {
                    return;
                }
                if gap.has(Gap::COMMA) {
                    self.cross_comma(scratch);
                }
            }
            self.step(tokens.form(at), at - first, scratch);
            if scratch.active.is_empty() {
                return;
            }
            for &(state, open) in &scratch.active {
                for &owner in &self.accepts[state as usize] {
                    report(owner, at + 1, open);
                }
            }
        }
    }

    /// Only states that allow a comma here go on; the comma edge itself takes no word.
    fn cross_comma(&self, scratch: &mut Scratch) {
        let active = std::mem::take(&mut scratch.active);
        self.comma_from(&active, scratch);
        scratch.active = active;
        std::mem::swap(&mut scratch.active, &mut scratch.next);
    }

    fn step(&self, form: &str, offset: usize, scratch: &mut Scratch) {
        let active = std::mem::take(&mut scratch.active);
        let mut symbols = std::mem::take(&mut scratch.symbols);
        self.symbols_of(form, &mut symbols);
        self.step_from(&active, &symbols, offset, scratch);
        (scratch.active, scratch.symbols) = (active, symbols);
        std::mem::swap(&mut scratch.active, &mut scratch.next);
    }

    /// Where a walk starts.
    pub(super) fn start() -> Box<[(State, u64)]> {
        Box::new([(ROOT, 0)])
    }

    /// What ends in a state.
    pub(super) fn owners(&self, state: State) -> &[T] {
        &self.accepts[state as usize]
    }

    /// Where the symbols of a state lead, in order.
    pub(super) fn ways_of(&self, state: State) -> &[(Symbol, State)] {
        let [from, to] = [state, state + 1].map(|state| self.first_way[state as usize] as usize);
        &self.ways[from..to]
    }

    /// Where a symbol leads.
    fn way(&self, state: State, symbol: Symbol) -> Option<State> {
        let ways = self.ways_of(state);
        let at = ways.binary_search_by_key(&symbol, |way| way.0).ok()?;
        Some(ways[at].1)
    }

    /// The bits of the symbols that lead on from a state.
    pub(super) fn ahead(&self, state: State) -> Ahead {
        self.ahead[state as usize]
    }

    /// The bits of the owners that a state can lead to.
    pub(super) fn reach(&self, state: State) -> u64 {
        self.reach[state as usize]
    }

    /// The bits of a word that passes these symbols.
    pub(super) fn bits_of(symbols: &[Symbol]) -> Ahead {
        symbols
            .iter()
            .fold(EVERY_WORD, |bits, &symbol| bits | bit_of(symbol))
    }

    /// True if a word or a comma leads on from a state.
    pub(super) fn goes_on(&self, state: State) -> bool {
        self.ahead[state as usize] != 0 || self.comma[state as usize]
    }

    /// Into [`Scratch::states`]: the states behind a comma.
    pub(super) fn comma_from(&self, active: &[(State, u64)], scratch: &mut Scratch) {
        scratch.next.clear();
        for &(state, open) in active {
            if self.comma[state as usize]
                && let Some(target) = self.way(state, COMMA)
            {
                self.enter(target, open, &mut scratch.next);
            }
        }
        scratch.next.sort_unstable();
        scratch.next.dedup();
    }

    /// Into [`Scratch::states`]: the states behind a word that passes `symbols`, the word number
    /// `offset` of its phrase.
    pub(super) fn step_from(
        &self,
        active: &[(State, u64)],
        symbols: &[Symbol],
        offset: usize,
        scratch: &mut Scratch,
    ) {
        scratch.next.clear();
        for &(state, open) in active {
            let ahead = self.ahead[state as usize];
            for &symbol in symbols {
                // Most states have no such way, and their bits say so.
                if ahead & bit_of(symbol) != 0
                    && let Some(target) = self.way(state, symbol)
                {
                    self.enter(target, open, &mut scratch.next);
                }
            }
            if ahead & EVERY_WORD != 0 {
                let Some(target) = self.way(state, ANY) else {
                    continue;
                };
                self.enter(target, open | 1 << offset.min(63), &mut scratch.next);
            }
        }
        scratch.next.sort_unstable();
        scratch.next.dedup();
    }

    /// A state and all that it leads to without a word.
    fn enter(&self, state: State, open: u64, next: &mut Vec<(State, u64)>) {
        next.push((state, open));
        next.extend(self.free[state as usize].iter().map(|&free| (free, open)));
    }

    /// The symbols that a word passes.
    pub(super) fn symbols_of(&self, form: &str, symbols: &mut Vec<Symbol>) {
        symbols.clear();
        let base = fold::base(form);
        let mut add = |found: Option<&Vec<Symbol>>| {
            for &symbol in found.into_iter().flatten() {
                if !symbols.contains(&symbol) {
                    symbols.push(symbol);
                }
            }
        };
        add(self.literals.get(form));
        if base.len() != form.len() {
            add(self.literals.get(base));
        }
        if !self.stem_starts.may_begin(form) {
            return;
        }
        for &length in &self.stem_lengths {
            match form.get(..length) {
                Some(stem) => add(self.stems.get(stem)),
                None if length > form.len() => break,
                None => {}
            }
        }
    }

    /// Number of symbols.
    pub(super) fn symbols(&self) -> usize {
        self.symbols
    }

    /// Number of states: a measure of size.
    pub fn states(&self) -> usize {
        self.accepts.len()
    }
}

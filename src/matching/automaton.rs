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
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::lazy::Lazy;
use super::select::{self, Candidate, Owner};
use super::{Found, Matcher};
use crate::lexicon::{EntryId, Language, Lexicon, Pattern, WordTest};
use crate::text::{Gap, Tokens, fold};

/// Name of an edge.
pub(super) type Symbol = u32;
/// Position of a state.
pub(super) type State = u32;

const ROOT: State = 0;
const ANY: Symbol = 0;
const COMMA: Symbol = 1;
const FIRST_FREE: Symbol = 2;

/// A trie of patterns, each with an owner.
#[derive(Clone, Debug)]
pub struct Automaton<T> {
    literals: HashMap<String, Vec<Symbol>>,
    stems: HashMap<String, Vec<Symbol>>,
    /// Lengths in bytes that stems have, ascending.
    stem_lengths: Vec<usize>,
    edges: HashMap<(State, Symbol), State>,
    accepts: Vec<Vec<T>>,
    /// Bits of each state: does it have an `ANY` edge, a `COMMA` edge, an edge of a word?
    special: Vec<u8>,
    /// States that each state leads to without a word, all of them.
    free: Vec<Vec<State>>,
}

const HAS_ANY: u8 = 1;
const HAS_COMMA: u8 = 2;
const HAS_WORD: u8 = 4;

/// Collects patterns; [`Builder::build`] gives the automaton.
pub struct Builder<'a, T> {
    sets: &'a BTreeMap<String, Vec<WordTest>>,
    symbols: BTreeMap<SymbolKey, Symbol>,
    automaton: Automaton<T>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum SymbolKey {
    Test(WordTest),
    Set(String),
}

impl<'a, T: Copy + Eq> Builder<'a, T> {
    /// An empty automaton; `sets` resolves `~name`.
    pub fn new(sets: &'a BTreeMap<String, Vec<WordTest>>) -> Self {
        let automaton = Automaton {
            literals: HashMap::new(),
            stems: HashMap::new(),
            stem_lengths: Vec::new(),
            edges: HashMap::new(),
            accepts: vec![Vec::new()],
            special: vec![0],
            free: vec![Vec::new()],
        };
        Builder {
            sets,
            symbols: BTreeMap::new(),
            automaton,
        }
    }

    /// Adds a pattern.
    pub fn add(&mut self, pattern: &Pattern, owner: T) {
        for state in self.insert(pattern, vec![ROOT]) {
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
        self.automaton
    }

    /// Continues from each of `states`; gives the states behind the pattern.
    fn insert(&mut self, pattern: &Pattern, states: Vec<State>) -> Vec<State> {
        let mut ends = match pattern {
            Pattern::Word(test) => {
                let symbol = self.symbol(SymbolKey::Test(test.clone()));
                self.follow(&states, symbol)
            }
            Pattern::Set(name) => {
                let symbol = self.symbol(SymbolKey::Set(name.clone()));
                self.follow(&states, symbol)
            }
            Pattern::Sequence(items) => {
                let mut states = states;
                for (at, item) in items.iter().enumerate() {
                    states = self.insert(item, states);
                    if at + 1 < items.len() {
                        states = self.join(states);
                    }
                }
                states
            }
            Pattern::Alternatives(items) => items
                .iter()
                .flat_map(|item| self.insert(item, states.clone()))
                .collect(),
            Pattern::Optional(inner) => {
                let mut ends = self.insert(inner, states.clone());
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
        self.automaton.special.push(0);
        self.automaton.free.push(Vec::new());
        self.automaton.accepts.len() as State - 1
    }

    fn child(&mut self, state: State, symbol: Symbol) -> State {
        let automaton = &mut self.automaton;
        automaton.special[state as usize] |= match symbol {
            ANY => HAS_ANY,
            COMMA => HAS_COMMA,
            _ => HAS_WORD,
        };
        if let Some(&target) = automaton.edges.get(&(state, symbol)) {
            return target;
        }
        let target = self.new_state();
        self.automaton.edges.insert((state, symbol), target);
        target
    }

    fn symbol(&mut self, key: SymbolKey) -> Symbol {
        if let Some(&symbol) = self.symbols.get(&key) {
            return symbol;
        }
        let symbol = FIRST_FREE + self.symbols.len() as Symbol;
        let tests = match &key {
            SymbolKey::Test(test) => std::slice::from_ref(test),
            SymbolKey::Set(name) => self.sets.get(name).map_or(&[][..], Vec::as_slice),
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

/// Reused by one walk after another.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    active: Vec<(State, u64)>,
    next: Vec<(State, u64)>,
    symbols: Vec<Symbol>,
}

impl Scratch {
    /// Where the last step led: states with their open words, in order.
    pub(super) fn states(&self) -> &[(State, u64)] {
        &self.next
    }
}

impl<T: Copy + Eq> Automaton<T> {
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

    /// True if a word or a comma leads on from a state.
    pub(super) fn goes_on(&self, state: State) -> bool {
        self.special[state as usize] != 0
    }

    /// Into [`Scratch::states`]: the states behind a comma.
    pub(super) fn comma_from(&self, active: &[(State, u64)], scratch: &mut Scratch) {
        scratch.next.clear();
        for &(state, open) in active {
            if self.special[state as usize] & HAS_COMMA != 0 {
                self.reach(self.edges[&(state, COMMA)], open, &mut scratch.next);
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
            let special = self.special[state as usize];
            if special & HAS_WORD != 0 {
                for &symbol in symbols {
                    if let Some(&target) = self.edges.get(&(state, symbol)) {
                        self.reach(target, open, &mut scratch.next);
                    }
                }
            }
            if special & HAS_ANY != 0 {
                let target = self.edges[&(state, ANY)];
                self.reach(target, open | 1 << offset.min(63), &mut scratch.next);
            }
        }
        scratch.next.sort_unstable();
        scratch.next.dedup();
    }

    /// A state and all that it leads to without a word.
    fn reach(&self, state: State, open: u64, next: &mut Vec<(State, u64)>) {
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
        for &length in &self.stem_lengths {
            match form.get(..length) {
                Some(stem) => add(self.stems.get(stem)),
                None if length > form.len() => break,
                None => {}
            }
        }
    }

    /// Number of states: a measure of size.
    pub fn states(&self) -> usize {
        self.accepts.len()
    }
}

/// The automaton of one lexicon with all masks that hold in it.
pub struct LexiconAutomaton {
    lexicon: Arc<Lexicon>,
    language: Arc<Language>,
    lazy: Lazy<Owner>,
}

impl LexiconAutomaton {
    /// Compiles entries, own masks and the language's masks.
    pub fn new(lexicon: Arc<Lexicon>, language: Arc<Language>) -> Self {
        let mut builder = Builder::new(&lexicon.sets);
        for mask in language.masks.iter().chain(&lexicon.masks) {
            builder.add(&mask.pattern, Owner::Mask);
        }
        for (at, entry) in lexicon.entries.iter().enumerate() {
            builder.add(&entry.pattern, Owner::Entry(EntryId(at as u32)));
        }
        let lazy = Lazy::new(builder.build());
        LexiconAutomaton {
            lexicon,
            language,
            lazy,
        }
    }
}

impl Matcher for LexiconAutomaton {
    fn find(&self, tokens: &Tokens, found: &mut Vec<Found>) {
        let mut walker = self.lazy.walker(tokens);
        select::scan(tokens, &self.lexicon, &self.language, found, |at, out| {
            walker.at(at, |owner, end, open| {
                out.push(Candidate {
                    owner,
                    end: end as u32,
                    open,
                });
            });
        });
    }
}

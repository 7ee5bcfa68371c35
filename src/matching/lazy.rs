//! The automaton of an instrument, made deterministic while it reads.
//!
//! [`Automaton`] walks with a set of states at once. Here each such set that comes up becomes one
//! state of its own, kept with where it leads; the next time it is one look-up. The words of a text
//! are numbers ([`Forms`](crate::text::Forms)), and words that pass the same symbols are one
//! *class*: most words are of the class that passes none, or of one that begins no pattern, and
//! cost a single look into a table.
//!
//! What is learnt stays for the next document of the same thread. Memory is bounded: beyond a
//! limit the plain automaton walks, and the next document begins with empty tables. The result
//! is the plain automaton's, always.

use std::sync::{Mutex, PoisonError};

use foldhash::{HashMap, HashMapExt};

use super::automaton::{Automaton, Scratch, State, Symbol};
use crate::text::{Gap, Tokens};

/// A set of states, by number. The first is the empty one.
type Set = u32;
/// Words that pass the same symbols, by number.
type Class = u32;

const DEAD: Set = 0;
const START: Set = 1;
const UNKNOWN: Set = u32::MAX;

/// Most sets, ways between them and different words that are kept.
const MOST_SETS: usize = 1 << 16;
const MOST_WAYS: usize = 1 << 19;
const MOST_FORMS: usize = 1 << 17;

/// States that a walk is in at once, each with the words that gaps took.
type States = Box<[(State, u64)]>;

/// What is known of a set.
struct Known<T> {
    /// Words read so far: which bit of `open` the next word has.
    offset: usize,
    states: States,
    /// What ends here, each with its open words.
    accepts: Box<[(T, u64)]>,
    /// No word leads on.
    ends: bool,
    /// Where a comma leads.
    comma: Set,
    /// Bit of each class that is known to lead nowhere: what most words do, in a table small
    /// enough to stay near the processor.
    dead: Vec<u64>,
}

/// Tables that grow while texts are read. One walker at a time uses them.
struct Tables<T> {
    class_of_form: HashMap<Box<str>, Class>,
    class_of_symbols: HashMap<Box<[Symbol]>, Class>,
    symbols: Vec<Box<[Symbol]>>,
    sets: Vec<Known<T>>,
    set_of: HashMap<(usize, States), Set>,
    ways: HashMap<u64, Set>,
    /// Where each class leads from the start.
    first: Vec<Set>,
    scratch: Scratch,
    /// For the document at hand: class of each form, and where it leads from the start.
    document: Vec<(Class, Set)>,
}

/// An automaton with its tables.
pub struct Lazy<T> {
    automaton: Automaton<T>,
    spare: Mutex<Vec<Tables<T>>>,
}

impl<T: Copy + Eq> Lazy<T> {
    /// Nothing is known yet.
    pub fn new(automaton: Automaton<T>) -> Self {
        Lazy {
            automaton,
            spare: Mutex::new(Vec::new()),
        }
    }

    /// The automaton itself.
    pub fn automaton(&self) -> &Automaton<T> {
        &self.automaton
    }

    /// Ready to walk over the words of one text. Cost: the number of different words.
    pub fn walker<'a>(&'a self, tokens: &'a Tokens) -> Walker<'a, T> {
        let spare = self
            .spare
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let mut tables = match spare {
            Some(tables) if !tables.is_full() => tables,
            _ => Tables::new(),
        };
        tables.meet(&self.automaton, tokens);
        Walker {
            lazy: self,
            tokens,
            tables: Some(tables),
        }
    }
}

impl<T: Copy + Eq> Tables<T> {
    fn new() -> Self {
        let known = |states: States| Known {
            offset: 0,
            states,
            accepts: Box::default(),
            ends: false,
            comma: UNKNOWN,
            dead: Vec::new(),
        };
        Tables {
            class_of_form: HashMap::new(),
            class_of_symbols: HashMap::new(),
            symbols: Vec::new(),
            sets: vec![known(Box::default()), known(Automaton::<T>::start())],
            set_of: HashMap::new(),
            ways: HashMap::new(),
            first: Vec::new(),
            scratch: Scratch::default(),
            document: Vec::new(),
        }
    }

    fn is_full(&self) -> bool {
        self.sets.len() > MOST_SETS
            || self.ways.len() > MOST_WAYS
            || self.class_of_form.len() > MOST_FORMS
    }

    /// Looks up the class of every form of a text.
    fn meet(&mut self, automaton: &Automaton<T>, tokens: &Tokens) {
        let mut document = std::mem::take(&mut self.document);
        document.clear();
        for form in tokens.forms().iter() {
            let class = match self.class_of_form.get(form) {
                Some(&class) => class,
                None => self.class(automaton, form),
            };
            document.push((class, self.first[class as usize]));
        }
        self.document = document;
    }

    fn class(&mut self, automaton: &Automaton<T>, form: &str) -> Class {
        let mut symbols = Vec::new();
        automaton.symbols_of(form, &mut symbols);
        symbols.sort_unstable();
        let symbols = symbols.into_boxed_slice();
        let class = if let Some(&class) = self.class_of_symbols.get(&symbols) {
            class
        } else {
            let class = self.symbols.len() as Class;
            self.symbols.push(symbols.clone());
            self.class_of_symbols.insert(symbols, class);
            let first = self.lead(automaton, START, class);
            self.first.push(first);
            class
        };
        self.class_of_form.insert(form.into(), class);
        class
    }

    /// Where a word of this class leads from a set, looked up.
    fn next(&mut self, automaton: &Automaton<T>, set: Set, class: Class) -> Set {
        let (word, bit) = (class as usize / 64, 1 << (class % 64));
        let dead = &self.sets[set as usize].dead;
        if dead.get(word).is_some_and(|bits| bits & bit != 0) {
            return DEAD;
        }
        let way = u64::from(set) << 32 | u64::from(class);
        if let Some(&next) = self.ways.get(&way) {
            return next;
        }
        let next = self.lead(automaton, set, class);
        if next == DEAD {
            let dead = &mut self.sets[set as usize].dead;
            if dead.len() <= word {
                dead.resize(word + 1, 0);
            }
            dead[word] |= bit;
        } else {
            self.ways.insert(way, next);
        }
        next
    }

    /// Where a word of this class leads from a set, worked out.
    fn lead(&mut self, automaton: &Automaton<T>, set: Set, class: Class) -> Set {
        let known = &self.sets[set as usize];
        let offset = known.offset;
        let symbols = &self.symbols[class as usize];
        automaton.step_from(&known.states, symbols, offset, &mut self.scratch);
        self.number(automaton, offset + 1)
    }

    fn comma(&mut self, automaton: &Automaton<T>, set: Set) -> Set {
        let known = &self.sets[set as usize];
        if known.comma != UNKNOWN {
            return known.comma;
        }
        let offset = known.offset;
        automaton.comma_from(&known.states, &mut self.scratch);
        let next = self.number(automaton, offset);
        self.sets[set as usize].comma = next;
        next
    }

    /// The number of the set that stands in the scratch.
    fn number(&mut self, automaton: &Automaton<T>, offset: usize) -> Set {
        let states = self.scratch.states();
        if states.is_empty() {
            return DEAD;
        }
        let key = (offset.min(63), Box::from(states));
        if let Some(&set) = self.set_of.get(&key) {
            return set;
        }
        let accepts: Vec<(T, u64)> = states
            .iter()
            .flat_map(|&(state, open)| {
                let owners = automaton.owners(state).iter();
                owners.map(move |&owner| (owner, open))
            })
            .collect();
        let ends = states.iter().all(|&(state, _)| !automaton.goes_on(state));
        let set = self.sets.len() as Set;
        self.sets.push(Known {
            offset: key.0,
            states: key.1.clone(),
            accepts: accepts.into(),
            ends,
            comma: UNKNOWN,
            dead: Vec::new(),
        });
        self.set_of.insert(key, set);
        set
    }
}

/// Walks over the words of one text.
pub struct Walker<'a, T: Copy + Eq> {
    lazy: &'a Lazy<T>,
    tokens: &'a Tokens,
    /// Given back when the walker goes.
    tables: Option<Tables<T>>,
}

impl<T: Copy + Eq> Walker<'_, T> {
    /// Calls `report(owner, end, open)` for every pattern that fits at word `first`.
    pub fn at(&mut self, first: usize, mut report: impl FnMut(T, usize, u64)) {
        let (tokens, automaton) = (self.tokens, &self.lazy.automaton);
        let Some(tables) = &mut self.tables else {
            return;
        };
        let mut set = tables.document[tokens.id(first) as usize].1;
        if set == DEAD {
            return;
        }
        if tables.sets.len() > 2 * MOST_SETS || tables.ways.len() > 2 * MOST_WAYS {
            // Texts made to grow tables: the plain walk needs none.
            let mut scratch = std::mem::take(&mut tables.scratch);
            automaton.at(tokens, first, &mut scratch, report);
            tables.scratch = scratch;
            return;
        }
        let mut at = first + 1;
        loop {
            let known = &tables.sets[set as usize];
            for &(owner, open) in &known.accepts {
                report(owner, at, open);
            }
            if known.ends || at == tokens.len() {
                return;
            }
            let gap = tokens.gap(at);
            if gap.breaks_phrase() {
                return;
            }
            if gap.has(Gap::COMMA) {
                set = tables.comma(automaton, set);
                if set == DEAD {
                    return;
                }
            }
            let class = tables.document[tokens.id(at) as usize].0;
            set = tables.next(automaton, set, class);
            if set == DEAD {
                return;
            }
            at += 1;
        }
    }
}

impl<T: Copy + Eq> Walker<'_, T> {
    /// Calls `report` for every pattern that is this one word, which need not be one of the text.
    pub fn of_form(&mut self, form: &str, mut report: impl FnMut(T)) {
        let automaton = &self.lazy.automaton;
        let Some(tables) = &mut self.tables else {
            return;
        };
        let class = match tables.class_of_form.get(form) {
            Some(&class) => class,
            None => tables.class(automaton, form),
        };
        let set = tables.first[class as usize];
        for &(owner, _) in &tables.sets[set as usize].accepts {
            report(owner);
        }
    }
}

impl<T: Copy + Eq> Drop for Walker<'_, T> {
    fn drop(&mut self) {
        if let Some(tables) = self.tables.take() {
            let spare = self.lazy.spare.lock();
            spare.unwrap_or_else(PoisonError::into_inner).push(tables);
        }
    }
}

//! The automaton of an instrument, made deterministic while it reads.
//!
//! [`Automaton`] walks with a set of states at once. Here each such set that comes up becomes one
//! state of its own, kept with where it leads; the next time it is one look-up. The words of a text
//! are numbers ([`Forms`](crate::text::Forms)), and words that pass the same symbols are one
//! *class*: most words are of the class that passes none, or of one that begins no pattern, and
//! cost a single look into a table.
//!
//! Before a walk a few bits are asked: each set has those of the symbols that lead on, each word those
//! of the symbols that it passes, and where they have none in common the walk is over. And the words
//! behind are looked at for what the patterns cannot do without (`needs.rs`).
//!
//! What is learnt stays for the next document of the same thread. Memory is bounded: beyond a
//! limit the plain automaton walks, and the next document begins with empty tables. The result
//! is the plain automaton's, always.

#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use foldhash::{HashMap, HashMapExt};

use super::automaton::{
    Ahead, Automaton, EVERY_WORD, FREE_BIT, Owned, Scratch, State, Symbol, bit_of,
};
use super::needs::{FREE_GROUP, Group, Groups};
use crate::text::{Gap, Tokens};

/// A set of states, by number. The first is the empty one.
type Set = u32;
/// Words that pass the same symbols, by number.
type Class = u32;

const DEAD: Set = 0;
const START: Set = 1;
const UNKNOWN: Set = u32::MAX;

/// Of a way: its lower half is a symbol, not a class. Sets are fewer than would reach this bit.
const ONE_SYMBOL: u64 = 1 << 63;
/// Bits from which on they tell little.
const MANY: u32 = 8;

/// Tables that are kept for vocabularies that nobody walks over now: two for each thread, one for
/// documents and one for their titles. With fewer, each document would learn all forms anew.
fn most_spare() -> usize {
    static MOST: OnceLock<usize> = OnceLock::new();
    *MOST.get_or_init(|| std::thread::available_parallelism().map_or(16, |n| 16.max(2 * n.get())))
}

/// Most sets and ways between them that are kept.
const MOST_SETS: usize = 1 << 16;
const MOST_WAYS: usize = 1 << 19;

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
    /// Where a word leads that passes none of the symbols that lead on.
    other: Set,
    /// Bits of the words that may lead on.
    ahead: Ahead,
    /// The symbols that lead on, a bit each, if they are many and words come behind it all the time.
    exact: Option<Box<[u64]>>,
}

/// What is known of the words of a class: one line of a cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct OfClass {
    /// Bits of the words that may come behind it at the start of a pattern, and [`FREE_BIT`] if it
    /// is a pattern by itself; none if it begins no pattern.
    ahead: Ahead,
    /// Its own bits, and [`FREE_BIT`].
    bits: Ahead,
    /// Bits of the groups of the patterns that it begins; [`FREE_GROUP`] if it is a pattern by
    /// itself, or begins one that needs nothing that is known.
    groups: Groups,
    /// Bits of the words that go on those of them that have no anchors.
    seconds: Ahead,
    /// Bits of the groups that it is an anchor of.
    anchors: Groups,
    /// Where it leads from the start.
    first: Set,
}

/// Words that are looked at together for whether something begins at them.
const TOGETHER: usize = 256;

/// What is known of the words behind one, as bits.
struct Behind {
    /// Those of the next word, and [`FREE_BIT`]; all where it says nothing.
    bits: Ahead,
    /// All ones where the next word says nothing: behind a comma, or if the phrase has none.
    unknown: u64,
    /// Those of the groups that a word of the phrase so far is an anchor of, and [`FREE_GROUP`].
    anchors: Groups,
}

impl Default for Behind {
    fn default() -> Self {
        Behind {
            bits: FREE_BIT,
            unknown: u64::MAX,
            anchors: FREE_GROUP,
        }
    }
}

impl Behind {
    /// 0 if no pattern begins at a word, as its bits tell, else 1: a number, so that nobody guesses.
    #[inline]
    fn is_asked(&self, ahead: Ahead, word: &OfClass) -> usize {
        let met = u64::from(word.groups & self.anchors != 0);
        let needed = met | word.seconds & self.bits | self.unknown;
        usize::from(ahead & self.bits != 0) & usize::from(needed != 0)
    }

    /// Steps over a word to the one before it; `gap` stands between them.
    #[inline]
    fn meet(&mut self, word: &OfClass, gap: Gap) {
        // All ones or zeros: what a gap is is not guessed well, either.
        let mask = |is: bool| u64::from(is).wrapping_neg();
        let breaks = mask(gap.breaks_phrase());
        let comma = mask(gap.has(Gap::COMMA));
        self.unknown = breaks | comma;
        self.bits = word.bits & !breaks | comma & !breaks | FREE_BIT;
        let same = Groups::from(!breaks) << 64 | Groups::from(!breaks);
        self.anchors = (self.anchors | word.anchors) & same | FREE_GROUP;
    }
}

const _: () = assert!(size_of::<OfClass>() == 64, "one line of a cache");

/// Which patterns a word of a class begins, and which need it.
struct Needed {
    /// Groups of the patterns that it begins; none if one of them needs nothing that is known.
    groups: Box<[Group]>,
    /// Most words from it to an anchor of one of them.
    farthest: usize,
    /// Groups of patterns that it is an anchor of, and most words from their first one; in order.
    anchors: Box<[(Group, u32)]>,
}

/// Tables that grow while texts are read. One walker at a time uses them.
struct Tables<T> {
    class_of_symbols: HashMap<Arc<[Symbol]>, Class>,
    symbols: Vec<Arc<[Symbol]>>,
    of_class: Vec<OfClass>,
    /// By class: bits of the owners of the patterns that it begins.
    reach: Vec<u64>,
    needed: Vec<Needed>,
    sets: Vec<Known<T>>,
    /// Sets by their states, behind which the number of words read stands.
    set_of: HashMap<States, Set>,
    ways: HashMap<u64, Set>,
    scratch: Scratch,
    /// Which forms `of_form` is about, and which line of vocabularies they are of.
    vocabulary: u64,
    line: u64,
    /// The classes of the forms, in the order of their numbers; of the youngest nothing may be known
    /// yet.
    of_form: Vec<Class>,
}

/// An automaton with its tables.
pub struct Lazy<T: Owned> {
    automaton: Automaton<T>,
    spare: Mutex<Vec<Tables<T>>>,
}

impl<T: Owned> Lazy<T> {
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

    /// Ready to walk over the words of one text. Cost: the number of different words that the
    /// text is the first to have.
    pub fn walker<'a>(&'a self, tokens: &'a Tokens) -> Walker<'a, T> {
        let line = tokens.forms().line();
        let spare = {
            let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
            // Who takes the tables of other words makes them forget those.
            match spare.iter().rposition(|tables| tables.line == line) {
                Some(at) => Some(spare.remove(at)),
                None if spare.len() >= most_spare() => Some(spare.remove(0)),
                None => None,
            }
        };
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

impl<T: Owned> Tables<T> {
    fn new() -> Self {
        let known = |states: States| Known {
            offset: 0,
            states,
            accepts: Box::default(),
            ends: false,
            comma: UNKNOWN,
            other: DEAD,
            ahead: 0,
            exact: None,
        };
        Tables {
            class_of_symbols: HashMap::new(),
            symbols: Vec::new(),
            of_class: Vec::new(),
            reach: Vec::new(),
            needed: Vec::new(),
            sets: vec![known(Box::default()), known(Automaton::<T>::start())],
            set_of: HashMap::new(),
            ways: HashMap::new(),
            scratch: Scratch::default(),
            vocabulary: 0,
            line: 0,
            of_form: Vec::new(),
        }
    }

    fn is_full(&self) -> bool {
        self.sets.len() > MOST_SETS || self.ways.len() > MOST_WAYS
    }

    /// Looks up the class of every form that is new.
    fn meet(&mut self, automaton: &Automaton<T>, tokens: &Tokens) {
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

    /// What is known of the class of a form.
    #[inline]
    fn of(&self, id: u32) -> &OfClass {
        &self.of_class[self.of_form[id as usize] as usize]
    }

    fn class(&mut self, automaton: &Automaton<T>, form: &str) -> Class {
        let mut symbols = std::mem::take(&mut self.scratch.symbols);
        automaton.symbols_of(form, &mut symbols);
        symbols.sort_unstable();
        let class = if let Some(&class) = self.class_of_symbols.get(symbols.as_slice()) {
            class
        } else {
            let class = self.symbols.len() as Class;
            let known: Arc<[Symbol]> = symbols.as_slice().into();
            self.symbols.push(Arc::clone(&known));
            self.class_of_symbols.insert(known, class);
            let first = self.lead(automaton, START, &symbols);
            let known = &self.sets[first as usize];
            let reach = |bits, &(state, _): &(State, u64)| bits | automaton.reach(state);
            let is_pattern = !known.accepts.is_empty();
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
            self.reach.push(known.states.iter().fold(0, reach));
            self.needed.push(Needed {
                groups: groups.into(),
                farthest: farthest.unwrap_or_default(),
                anchors: anchors.into_iter().collect(),
            });
            class
        };
        self.scratch.symbols = symbols;
        class
    }

    /// False if no pattern goes on from the set of a first word with the next word, though their
    /// bits say that one may.
    #[inline]
    fn leads_on(&self, first: Set, next: Class) -> bool {
        let known = &self.sets[first as usize];
        let Some(exact) = &known.exact else {
            return true;
        };
        if !known.accepts.is_empty() {
            return true;
        }
        let leads = |&symbol: &Symbol| exact[symbol as usize / 64] & 1 << (symbol % 64) != 0;
        self.symbols[next as usize].iter().any(leads)
    }

    /// True if words of this class are an anchor, so far away from it, of a pattern that a word of
    /// another class begins.
    fn is_anchor(&self, class: Class, distance: u32, of: Class) -> bool {
        let anchors = &self.needed[class as usize].anchors;
        self.needed[of as usize].groups.iter().any(|group| {
            let found = anchors.binary_search_by_key(group, |anchor| anchor.0);
            found.is_ok_and(|at| distance <= anchors[at].1)
        })
    }

    /// Where a word leads from a set, looked up.
    ///
    /// Only the symbols count that may lead on: of most words there is none, and all of these lead to
    /// the same place; of most others there is one.
    fn next(&mut self, automaton: &Automaton<T>, set: Set, class: Class) -> Set {
        let known = &self.sets[set as usize];
        let bits = self.of_class[class as usize].bits;
        if known.ahead & bits & !EVERY_WORD == 0 {
            if known.other == UNKNOWN {
                let other = self.lead(automaton, set, &[]);
                self.sets[set as usize].other = other;
            }
            return self.sets[set as usize].other;
        }
        let symbols = &self.symbols[class as usize];
        let mut counting = symbols
            .iter()
            .filter(|&&symbol| known.ahead & bit_of(symbol) != 0);
        let way = match (counting.next(), counting.next()) {
            (Some(&only), None) => ONE_SYMBOL | u64::from(set) << 32 | u64::from(only),
            _ => u64::from(set) << 32 | u64::from(class),
        };
        if let Some(&next) = self.ways.get(&way) {
            return next;
        }
        let (states, offset) = (&known.states, known.offset);
        automaton.step_from(states, symbols, offset, &mut self.scratch);
        let next = self.number(automaton, offset + 1);
        self.ways.insert(way, next);
        next
    }

    /// Where a word that passes these symbols leads from a set, worked out.
    fn lead(&mut self, automaton: &Automaton<T>, set: Set, symbols: &[Symbol]) -> Set {
        let known = &self.sets[set as usize];
        let offset = known.offset;
        automaton.step_from(&known.states, symbols, offset, &mut self.scratch);
        self.number(automaton, offset + 1)
    }

    /// The symbols that lead on from the set that stands in the scratch, if that is worth its room:
    /// behind the first word, where many lead on.
    fn exact(&self, automaton: &Automaton<T>, offset: usize) -> Option<Box<[u64]>> {
        let states = self.scratch.states();
        let ahead = |bits, &(state, _): &(State, u64)| bits | automaton.ahead(state);
        let ahead: Ahead = states.iter().fold(0, ahead);
        if offset != 1 || ahead & EVERY_WORD != 0 || ahead.count_ones() < MANY {
            return None;
        }
        let mut bits = vec![0; automaton.symbols().div_ceil(64)];
        for &(state, _) in states {
            for &[symbol, _] in automaton.ways_of(state) {
                bits[symbol as usize / 64] |= 1 << (symbol % 64);
            }
        }
        Some(bits.into_boxed_slice())
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
        let offset = offset.min(63);
        self.scratch.next.push((State::MAX, offset as u64));
        let found = self.set_of.get(self.scratch.next.as_slice());
        if let Some(&set) = found {
            return set;
        }
        let key: States = self.scratch.next.as_slice().into();
        self.scratch.next.pop();
        let states = self.scratch.states();
        let accepts: Vec<(T, u64)> = states
            .iter()
            .flat_map(|&(state, open)| {
                let owners = automaton.owners(state).iter();
                owners.map(move |&owner| (owner, open))
            })
            .collect();
        let exact = self.exact(automaton, offset);
        let states = self.scratch.states();
        let ends = states.iter().all(|&(state, _)| !automaton.goes_on(state));
        let ahead = states
            .iter()
            .fold(0, |bits, &(state, _)| bits | automaton.ahead(state));
        let set = self.sets.len() as Set;
        self.sets.push(Known {
            offset,
            states: states.into(),
            accepts: accepts.into(),
            ends,
            comma: UNKNOWN,
            other: if ahead & EVERY_WORD == 0 {
                DEAD
            } else {
                UNKNOWN
            },
            ahead,
            exact,
        });
        self.set_of.insert(key, set);
        set
    }
}

/// Walks over the words of one text.
pub struct Walker<'a, T: Owned> {
    lazy: &'a Lazy<T>,
    tokens: &'a Tokens,
    /// Given back when the walker goes.
    tables: Option<Tables<T>>,
}

impl<T: Owned> Walker<'_, T> {
    /// The words at which a pattern may begin, in order: all at which one does, and some others.
    ///
    /// Cost: a few steps for each word, and a look at the rest of the phrase for one in six.
    pub fn starts(&self) -> Vec<u32> {
        let Some(tables) = &self.tables else {
            return Vec::new();
        };
        let (ids, gaps) = (self.tokens.ids(), self.tokens.gaps());
        let mut starts = Vec::new();
        // From the back: what comes behind a word is known when it is looked at. What lies behind
        // the last word is as little known as what lies behind the end of a phrase.
        let mut behind = Behind::default();
        let (mut classes, mut aheads) = ([0; TOGETHER], [0; TOGETHER]);
        let mut found = [0; TOGETHER];
        let mut end = ids.len();
        while end > 0 {
            let begin = end.saturating_sub(TOGETHER);
            let (ids, gaps) = (&ids[begin..end], &gaps[begin..end]);
            // Where the table of a long text is, is far away: what is asked is fetched together.
            for (class, &id) in classes.iter_mut().zip(ids) {
                *class = tables.of_form[id as usize];
            }
            for (ahead, &class) in aheads.iter_mut().zip(&classes[..ids.len()]) {
                *ahead = tables.of_class[class as usize].ahead;
            }
            let mut count = 0;
            // No branch but the loop's: one of six words is found, and nobody guesses which.
            let words = classes.iter().zip(&aheads).zip(gaps).enumerate();
            for (at, ((&class, &ahead), &gap)) in words.rev() {
                let word = &tables.of_class[class as usize];
                found[count] = (begin + at) as u32;
                count += behind.is_asked(ahead, word);
                behind.meet(word, gap);
            }
            for &at in &found[..count] {
                if self.may_begin(tables, at as usize) {
                    starts.push(at);
                }
            }
            end = begin;
        }
        starts.reverse();
        starts
    }

    /// False if no pattern begins at a word, as a closer look tells.
    fn may_begin(&self, tables: &Tables<T>, at: usize) -> bool {
        let (ids, gaps) = (self.tokens.ids(), self.tokens.gaps());
        let next = at + 1;
        // Behind a comma, or if there is no next word, nobody asks.
        let is_plain = |gap: &Gap| !gap.breaks_phrase() && !gap.has(Gap::COMMA);
        if !gaps.get(next).is_some_and(is_plain) {
            return true;
        }
        let class = tables.of_form[ids[at] as usize];
        let next_class = tables.of_form[ids[next] as usize];
        let word = &tables.of_class[class as usize];
        (word.groups & FREE_GROUP != 0 || self.may_go_on(tables, class, next_class, next))
            && tables.leads_on(word.first, next_class)
    }

    /// False if no pattern that a word of a class begins finds what it needs: the next word, or
    /// one of those behind it in the same phrase.
    fn may_go_on(&self, tables: &Tables<T>, class: Class, next_class: Class, next: usize) -> bool {
        let needs = &self.lazy.automaton.needs;
        let (ids, gaps) = (self.tokens.ids(), self.tokens.gaps());
        let word = &tables.of_class[class as usize];
        let needed = &tables.needed[class as usize];
        if word.seconds & tables.of_class[next_class as usize].bits != 0 {
            let symbols = &tables.symbols[next_class as usize];
            let mut groups = needed.groups.iter();
            if groups.any(|&group| needs.goes_on(group, symbols)) {
                return true;
            }
        }
        let end = ids.len().min(next + needed.farthest);
        for ((&id, gap), distance) in ids[next..end].iter().zip(&gaps[next..end]).zip(1..) {
            if gap.breaks_phrase() {
                return false;
            }
            let behind = tables.of_form[id as usize];
            if tables.of_class[behind as usize].anchors & word.groups != 0
                && tables.is_anchor(behind, distance, class)
            {
                return true;
            }
        }
        false
    }

    /// Bits of the owners of which a pattern may begin at a word.
    #[inline]
    pub fn reach(&self, at: usize) -> u64 {
        let of = |tables: &Tables<T>| {
            let class = tables.of_form[self.tokens.id(at) as usize];
            tables.reach[class as usize]
        };
        self.tables.as_ref().map_or(0, of)
    }

    /// Calls `report(owner, end, open)` for every pattern that fits at word `first`.
    pub fn at(&mut self, first: usize, mut report: impl FnMut(T, usize, u64)) {
        let (tokens, automaton) = (self.tokens, &self.lazy.automaton);
        let Some(tables) = &mut self.tables else {
            return;
        };
        let mut set = tables.of(tokens.id(first)).first;
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
            let class = tables.of_form[tokens.id(at) as usize];
            set = tables.next(automaton, set, class);
            if set == DEAD {
                return;
            }
            at += 1;
        }
    }

    /// Calls `report` for every pattern that is this one word, which need not be one of the text.
    pub fn of_form(&mut self, form: &str, mut report: impl FnMut(T)) {
        let automaton = &self.lazy.automaton;
        let Some(tables) = &mut self.tables else {
            return;
        };
        let class = tables.class(automaton, form);
        let set = tables.of_class[class as usize].first;
        for &(owner, _) in &tables.sets[set as usize].accepts {
            report(owner);
        }
    }
}

impl<T: Owned> Drop for Walker<'_, T> {
    fn drop(&mut self) {
        // What was being learnt when something went wrong may be half there.
        if let Some(tables) = self.tables.take().filter(|_| !std::thread::panicking()) {
            let spare = self.lazy.spare.lock();
            spare.unwrap_or_else(PoisonError::into_inner).push(tables);
        }
    }
}

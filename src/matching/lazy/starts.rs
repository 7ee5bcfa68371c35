//! The words at which a walk may begin.

use super::super::automaton::{Ahead, FREE_BIT, Owned};
use super::super::needs::{FREE_GROUP, Groups};
use super::Walker;
use super::tables::{Class, OfClass, Tables};
use crate::text::Gap;

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
}

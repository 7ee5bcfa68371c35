//! The words at which a walk may begin.

use super::super::automaton::{Ahead, FREE_BIT, Owned};
use super::super::needs::{FREE_GROUP, Groups};
use super::Walker;
use super::sets::Set;
use super::tables::{Class, OfClass, Tables};
use crate::text::{Gap, Tokens};

/// Words that are looked at together for whether something begins at them.
const TOGETHER: usize = 256;

/// A word at which a walk may begin.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    /// Its position.
    pub at: u32,
    /// Where it leads.
    pub(super) set: Set,
}

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
    pub fn starts(&self) -> Vec<Start> {
        let Some(tables) = &self.tables else {
            return Vec::new();
        };
        let tokens = self.tokens;
        let (ids, gaps) = (tokens.ids(), tokens.gaps());
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
                let class = classes[at as usize - begin];
                if may_begin(tables, tokens, at as usize, class) {
                    let set = tables.of_class[class as usize].first;
                    starts.push(Start { at, set });
                }
            }
            end = begin;
        }
        starts.reverse();
        starts
    }
}

/// False if no pattern begins at a word of a class, as a closer look tells.
fn may_begin<T: Owned>(tables: &Tables<T>, tokens: &Tokens, at: usize, class: Class) -> bool {
    let next = at + 1;
    // Behind a comma, or if there is no next word, nobody asks.
    let is_plain = |gap: &Gap| !gap.breaks_phrase() && !gap.has(Gap::COMMA);
    if !tokens.gaps().get(next).is_some_and(is_plain) {
        return true;
    }
    let next_class = tables.of_form[tokens.id(next) as usize];
    let word = &tables.of_class[class as usize];
    let goes_on = || {
        word.seconds & tables.of_class[next_class as usize].bits != 0
            && tables.goes_on(class, next_class)
    };
    let is_met =
        word.groups & FREE_GROUP != 0 || goes_on() || meets_anchor(tables, tokens, class, next);
    is_met && tables.leads_on(word.first, next_class)
}

/// False if no word of the same phrase, from `next` on, is an anchor of a pattern that a word of a class
/// before it begins.
fn meets_anchor<T: Owned>(tables: &Tables<T>, tokens: &Tokens, class: Class, next: usize) -> bool {
    let groups = tables.of_class[class as usize].groups;
    let end = tokens
        .len()
        .min(next + tables.needed[class as usize].farthest);
    let words = tokens.ids()[next..end]
        .iter()
        .zip(&tokens.gaps()[next..end]);
    for ((&id, gap), distance) in words.zip(1..) {
        if gap.breaks_phrase() {
            return false;
        }
        let behind = tables.of_form[id as usize];
        if tables.of_class[behind as usize].anchors & groups != 0
            && tables.is_anchor(class, behind, distance)
        {
            return true;
        }
    }
    false
}

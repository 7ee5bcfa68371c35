//! Whether an edit does what it should, by looking at the text with it.

use super::{Edit, Try};
use crate::check::{Finding, Kind};
use crate::lsp::document::Text;
use crate::lsp::look::Look;

/// Longer texts are not read again for every edit; what is offered is then untried.
const MOST_TRIED: usize = 1 << 20;

/// The text with edits that do not overlap.
fn edited(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut out = text.to_owned();
    for (range, put) in edits {
        out.replace_range(range.clone(), put);
    }
    out
}

/// One finding, and whether an edit does what it should.
pub(super) struct Trial<'a> {
    pub(super) text: &'a Text,
    pub(super) look: &'a Look,
    pub(super) finding: &'a Finding,
    pub(super) again: &'a Try<'a>,
}

impl Trial<'_> {
    /// The first way that works.
    pub(super) fn first(
        &self,
        ways: Vec<Vec<Edit>>,
        works: &dyn Fn(&Self, &Look) -> bool,
    ) -> Option<Vec<Edit>> {
        let mut ways = ways.into_iter().filter(|edits| self.is_still(edits));
        if self.text.text.len() > MOST_TRIED {
            return ways.next();
        }
        ways.find(|edits| {
            let after = (self.again)(&edited(&self.text.text, edits));
            after.is_some_and(|after| {
                self.is_same_text(&after)
                    && self.look.verdict.used == after.verdict.used
                    && works(self, &after)
            })
        })
    }

    /// Words, blocks and front matter are as they were, but for what is ours in it.
    fn is_same_text(&self, after: &Look) -> bool {
        fn others(metadata: &[(String, String)]) -> impl Iterator<Item = &(String, String)> {
            metadata
                .iter()
                .filter(|(key, _)| key.replace('_', "-").to_lowercase() != "feltsense-ignore")
        }
        let (a, b) = (&self.look.document, &after.document);
        a.text.split_whitespace().eq(b.text.split_whitespace())
            && a.blocks
                .iter()
                .map(|block| block.kind)
                .eq(b.blocks.iter().map(|block| block.kind))
            && others(&a.metadata).eq(others(&b.metadata))
    }

    /// No line that an entry beside the text is about moves: it would be about another one then.
    fn is_still(&self, edits: &[Edit]) -> bool {
        let Text { text, lines } = self.text;
        let breaks = |text: &str| text.matches('\n').count();
        edits.iter().all(|(range, put)| {
            let line = lines.line_of(range.start) as u64 + 1;
            line > self.look.last_line || breaks(&text[range.clone()]) == breaks(put)
        })
    }

    fn count(look: &Look, counts: impl Fn(&Finding) -> bool) -> usize {
        look.open().filter(|finding| counts(finding)).count()
    }

    /// Fewer findings of this rule, and as many of all others.
    pub(super) fn is_silenced(&self, after: &Look) -> bool {
        let own = |finding: &Finding| finding.rule == self.finding.rule;
        Self::count(after, own) < Self::count(self.look, own)
            && Self::count(after, |f| !own(f)) == Self::count(self.look, |f| !own(f))
    }

    /// Fewer comments that do nothing, and as many other findings.
    pub(super) fn is_tidied(&self, after: &Look) -> bool {
        let own = |finding: &Finding| finding.kind == Kind::Suppression;
        Self::count(after, own) < Self::count(self.look, own)
            && Self::count(after, |f| !own(f)) == Self::count(self.look, |f| !own(f))
    }
}

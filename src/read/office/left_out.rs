//! What readers leave out of the text on purpose, and say.

use crate::text::Loss;

/// What was left out of the text on purpose, and is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LeftOut {
    /// Words that the document hides.
    pub(super) hidden_words: u64,
    /// Tables of contents and indexes.
    pub(super) indexes: u64,
    /// References to entities that the file defines itself, or that nobody defines.
    pub(super) entities: u64,
    /// Parts in other formats inside the file.
    pub(super) embedded: u64,
}

impl LeftOut {
    /// Counts what another part left out, too.
    pub(super) fn add(&mut self, other: LeftOut) {
        self.hidden_words += other.hidden_words;
        self.indexes += other.indexes;
        self.entities += other.entities;
        self.embedded += other.embedded;
    }

    /// As remarks. None of it is an error: documents hold such things on purpose.
    pub(super) fn losses(self) -> Vec<Loss> {
        let remark = |count: u64, reason, detail: String| {
            (count > 0).then_some(Loss {
                reason,
                detail,
                fatal: false,
            })
        };
        [
            remark(
                self.hidden_words,
                "hidden_text",
                format!(
                    "{} words of hidden text were left out; show them in the program that made the file if they belong to the text",
                    self.hidden_words
                ),
            ),
            remark(
                self.indexes,
                "index_left_out",
                format!(
                    "{} tables of contents or indexes were left out, as they repeat the text",
                    self.indexes
                ),
            ),
            remark(
                self.embedded,
                "embedded_part",
                format!(
                    "{} parts in other formats inside the file were not read; save them as files of their own if they belong to the text",
                    self.embedded
                ),
            ),
            (self.entities > 0).then(|| Loss {
                reason: "unknown_entity",
                detail: format!(
                    "{} references to entities that the file defines itself were left out; save it again in the program that made it",
                    self.entities
                ),
                fatal: true,
            }),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

//! Patterns as written, read when somebody asks for the tree.
//!
//! The embedded lexicons come compiled: a scan with them never reads one.

use std::sync::OnceLock;

use super::Pattern;
use super::model::Text;

/// A valid pattern as it is written.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// As written.
    pub text: Text,
    pub(super) tree: Tree,
}

impl Phrase {
    /// The tree. Cost: reading the text, once.
    pub fn pattern(&self) -> &Pattern {
        self.tree.of(&self.text)
    }
}

/// The tree of a text that stands beside it; empty until somebody asks.
#[derive(Clone, Debug, Default)]
pub struct Tree(OnceLock<Pattern>);

impl Tree {
    /// The tree that this text was found to be.
    pub(super) fn known(pattern: Pattern) -> Tree {
        Tree(OnceLock::from(pattern))
    }

    /// The tree of the text.
    ///
    /// # Panics
    /// Never: only texts that were read once stand beside a tree.
    pub(super) fn of(&self, text: &str) -> &Pattern {
        self.0
            .get_or_init(|| Pattern::parse(text).expect("a checked pattern"))
    }
}

//! Plain text and its coordinates: documents, blocks, words, sentences.
//!
//! Takes decoded text from a reader, gives [`Tokens`]. No file is opened here, nothing is printed.
//! What counts as a word or a sentence is written down in `docs/semantics.md`.

pub mod asides;
pub mod bytes;
pub mod document;
pub mod fold;
pub mod forms;
pub mod layout;
pub mod line_index;
pub mod liwc;
pub mod outline;
pub mod runs;
mod signs;
pub mod source_map;
pub mod span;
pub mod tokenize;
pub mod turns;
mod words;

pub use document::{
    Aside, AsideKind, Block, BlockKind, Document, Loss, Role, Speaker, Timing, Turn,
};
pub use forms::Forms;
pub use layout::{Layout, Sentence};
pub use line_index::{LineCursor, LineIndex};
pub use outline::Outline;
pub use runs::{by_runs, cut};
pub use source_map::SourceMap;
pub use span::{Original, Plain, Span};
pub use tokenize::{Gap, Tokens};

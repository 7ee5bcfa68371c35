//! feltsense.
pub mod diagnostic;
pub mod lexicon;
pub mod matching;
pub mod text;

//! `feltsense lsp`, as an editor speaks to it.

mod client;
mod talk;
mod writing;

//! `feltsense lsp`, as an editor speaks to it.

mod aside;
mod client;
mod talk;
mod writing;

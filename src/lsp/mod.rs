//! A language server: what `check` and `show` say, while somebody writes.
//!
//! ```text
//! bytes ─wire→ Message ─Session→ documents (edits by position) ─look→ findings and hits
//!       ←wire─ answers ←───────── diagnostics, hover, actions ←──────────┘
//! ```
//!
//! | file | what |
//! |---|---|
//! | [`wire`] | messages as they go over a pipe: headers, limits, what is no message |
//! | [`protocol`] | the parts of the Language Server Protocol 3.17 that are in use |
//! | [`position`] | byte offsets ↔ lines and columns, in every way of counting |
//! | [`document`] | an open text and its edits |
//! | [`uri`] | names of files in the protocol ↔ paths |
//! | [`ground`] | what is in force for a file; whoever runs the server gives it |
//! | `look` | a text through reader, rules, sidecars and baseline, and which of them a change touches |
//! | `diagnostics`, `hover`, `actions` | what a look gives an editor |
//! | [`session`] | the state of a conversation: a message in, messages out |
//! | [`mod@serve`] | two threads around it; changes that wait are taken together |
//!
//! Nothing here opens a file or reads a clock, but for the time that a look takes. Messages for logs
//! name a file by its last part, and hold nothing of any text.

mod actions;
mod diagnostics;
pub mod document;
pub mod ground;
mod hover;
mod look;
pub mod position;
pub mod protocol;
pub mod serve;
pub mod session;
pub mod uri;
pub mod wire;

pub use ground::{Ground, InForce, Mistake, Remark};
pub use serve::{Ending, serve};
pub use session::Session;

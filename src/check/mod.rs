//! Rules over documents: what an editor may want to look at again. Findings, never a verdict on a
//! person: they are about words in a text.
//!
//! | file | what |
//! |---|---|
//! | [`kind`] | the kinds of rules as data: names, reasons, keys, levels |
//! | [`options`] | `[check]` of a configuration as typed |
//! | [`settings`], `resolve` | the same with every default, ready to judge |
//! | [`evidence`] | a document as the rules see it |
//! | `rules/` | one file a rule |
//! | [`judge`] | a document → findings with places and pieces of text |
//! | `suppress` | comments in the text that silence findings |
//! | [`sidecar`] | the same for texts that hold no comments, in a file beside them |
//! | [`slip`] | what may be wrong with either, each kind with an id |
//! | [`baseline`] | findings that are known from before |
//! | [`change`] | before and after: what a change made of a document |
//! | [`report`], [`output`] | everything of a run, and how it is written |
//! | [`schema`] | the JSON Schema of configurations |
//!
//! All of it is pure: no file, no clock, no other program. The day, if anything may run out, is given.

pub mod baseline;
pub mod change;
pub mod date;
pub mod evidence;
pub mod finding;
pub mod judge;
pub mod kind;
pub mod options;
pub mod output;
mod place;
pub mod report;
mod resolve;
mod rules;
pub mod schema;
pub mod settings;
pub mod show;
pub mod sidecar;
pub mod slip;
pub mod snippet;
mod suppress;

pub use baseline::Baseline;
pub use date::Date;
pub use evidence::Subject;
pub use finding::{Finding, Level, Place, Position, Unjudged, Whence};
pub use judge::{Judge, Verdict};
pub use kind::{KINDS, Kind, KindInfo};
pub use options::{CheckOptions, RuleOptions};
pub use report::CheckReport;
pub use settings::{Profile, Rule, Settings, SettingsError};
pub use slip::{SLIPS, Slip, SlipInfo};
pub use snippet::Snippets;

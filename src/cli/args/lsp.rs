//! Arguments of `lsp`.

use std::path::PathBuf;

use clap::Args;

use super::ProfileArg;
use super::check::date_of;
use crate::check::Date;

/// What `lsp` takes.
#[derive(Args, Debug)]
pub struct LspArgs {
    /// Speak over standard input and output; there is no other way, and editors like to say so
    #[arg(long)]
    pub stdio: bool,
    /// Settings in a TOML file, instead of the nearest feltsense.toml of each text
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Lexicon by name or file; repeatable [default: the four embedded ones]
    #[arg(long, value_name = "NAME|FILE")]
    pub lexicon: Vec<String>,
    /// Whom the texts are for [default: transcript for texts with turns, publisher for the rest]
    #[arg(long, value_name = "PROFILE")]
    pub profile: Option<ProfileArg>,
    /// Words and phrases that must not be in the texts: a file with one a line; repeatable
    #[arg(long, value_name = "FILE")]
    pub deny: Vec<PathBuf>,
    /// The day, for what runs out [default: SOURCE_DATE_EPOCH, or today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date_of)]
    pub today: Option<Date>,
}

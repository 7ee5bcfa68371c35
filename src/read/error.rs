//! Why an input cannot be read as a document.

use super::Format;
use super::decode::DecodeError;

/// Why an input cannot be read: what, and how to mend it. Never holds text of a document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}; {help}")]
pub struct ReadError {
    /// A word for programs, as in `skipped.csv`: `encrypted`, `damaged`, `too_large`, `no_text`, …
    pub reason: &'static str,
    /// What is wrong and where, without full stop.
    pub what: String,
    /// How to mend it, in one sentence without full stop.
    pub help: String,
}

impl ReadError {
    /// An error with its three parts.
    pub fn new(reason: &'static str, what: impl Into<String>, help: impl Into<String>) -> Self {
        ReadError {
            reason,
            what: what.into(),
            help: help.into(),
        }
    }

    /// The error that a reader of packed bytes put into an I/O error.
    pub fn of_io(error: &std::io::Error) -> Option<ReadError> {
        error.get_ref()?.downcast_ref::<ReadError>().cloned()
    }

    /// This build cannot read the format.
    pub fn unsupported(format: Format) -> Self {
        match format {
            Format::Parquet => return ReadError::without_feature(format, "arrow"),
            Format::Workbook => return ReadError::without_feature(format, "office"),
            Format::Zip => {
                return ReadError::new(
                    "unsupported_format",
                    "an archive holds many files, and one is wanted here",
                    "unpack it, and name a file of it",
                );
            }
            _ => {}
        }
        ReadError::new(
            "unsupported_format",
            format!("this build cannot read {}", format.name()),
            "convert it to text, Markdown or CSV",
        )
    }

    /// This build was made without the feature that reads the format.
    pub fn without_feature(format: Format, feature: &str) -> Self {
        ReadError::new(
            "unsupported_format",
            format!(
                "this build cannot read {}: it was made without the feature `{feature}`",
                format.name()
            ),
            format!("build it with `--features {feature}`, or convert it to text"),
        )
    }
}

impl From<DecodeError> for ReadError {
    fn from(error: DecodeError) -> Self {
        let reason = match error {
            DecodeError::Utf16WithoutBom { .. } | DecodeError::Utf32 => "encoding",
            DecodeError::TooLarge { .. } => "too_large",
            _ => "not_text",
        };
        ReadError::new(reason, error.to_string(), error.help())
    }
}

//! The section `[check]` of a configuration, as typed: every key may be left out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::read::captions::CaptionOptions;
use crate::read::options::{HtmlOptions, Limits, Options, PdfOptions, Workbook};
use crate::text::asides::Asides;
use crate::text::turns::TranscriptOptions;

/// `[check]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct CheckOptions {
    /// `auto`, `publisher`, `writer` or `transcript`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// `note`, `warning`, `error` or `never`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_on: Option<String>,
    /// `full`, `masked`, `none`; `auto` is `none` for transcripts and `full` for the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snippets: Option<String>,
    /// Globs, relative to this file, of documents that are not checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclude: Option<Vec<String>>,
    /// Comments that silence a finding have to say why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub require_reason: Option<bool>,
    /// A baseline, relative to this file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<String>,
    /// Rules by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub rules: BTreeMap<String, RuleOptions>,
}

/// `[check.rules.NAME]`. Which keys a rule takes depends on its kind.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct RuleOptions {
    /// What kind of rule it is; a rule named like a kind is of that kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// `off`, `note`, `warning`, `error`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Profiles in which it is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profiles: Option<Vec<String>>,
    /// Globs of the documents it looks at, relative to this file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paths: Option<Vec<String>>,
    /// Globs of documents that it leaves out, relative to this file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclude: Option<Vec<String>>,
    /// What counts: a category, a lexicon, or several joined by `+`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// What relieves it, written the same way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
    /// Whose experience counts: self, we, you, other, generic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whose: Option<Vec<String>>,
    /// Hits with one of these marks do not count: quoted, question, hypothetical, advice, past.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip: Option<Vec<String>>,
    /// Roles whose words count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<String>>,
    /// With fewer hits there is nothing to judge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_hits: Option<u64>,
    /// With fewer words the rule says that the text is too short.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_words: Option<u64>,
    /// The limit: hits per 100 words, or sentences in a row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// Hits of `with` that are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u64>,
    /// Hits of `with` for each hit of `category` that are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<f64>,
    /// `document`, `section`, `window`, `turn`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Sentences of a window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<u64>,
    /// Share of the words that the end of a text is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// Words that the opening of a text is, or that a note may stand in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<u64>,
    /// Sentences without a hit that do not end a run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap: Option<u64>,
    /// Keys of the front matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keys: Option<Vec<String>>,
    /// Regular expressions, one of which a block has to match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patterns: Option<Vec<String>>,
    /// Texts one of which has to stand in the file as written: targets of links.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Vec<String>>,
    /// Words one of which a content note has to hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<Vec<String>>,
    /// A note about something that the text does not hold is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unneeded: Option<bool>,
    /// The day by which the block is to be looked at again: 2026-12-31.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_by: Option<String>,
    /// `no-late-spike`, `ends-lower-than-peak`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shape: Option<String>,
    /// How many times the rate of the rest the end may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub factor: Option<f64>,
    /// Phrases that leave a choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phrases: Option<Vec<String>>,
    /// Kinds of identifiers that are told; all if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kinds: Option<Vec<String>>,
    /// The rule whose findings are counted over the corpus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Largest share of documents with such a finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_share: Option<f64>,
    /// Most documents with such a finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_documents: Option<u64>,
    /// With fewer documents the budget says that the corpus is too small.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_documents: Option<u64>,
}

/// A configuration file: how texts are read, and how they are checked.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct ConfigFile {
    /// Files further up do not lie below this one.
    pub root: bool,
    /// A file that lies below this one, relative to it.
    pub extend: Option<String>,
    /// What is checked.
    pub check: CheckOptions,
    /// What is refused.
    pub limits: Limits,
    /// How speakers are found.
    pub transcript: TranscriptOptions,
    /// What placeholders, events and fillers are known by.
    pub asides: Asides,
    /// What is read of HTML.
    pub html: HtmlOptions,
    /// How PDFs are read.
    pub pdf: PdfOptions,
    /// How captions and timed transcripts are read.
    pub captions: CaptionOptions,
    /// Which part of a workbook is read.
    pub workbook: Workbook,
}

impl ConfigFile {
    /// How texts are read.
    pub fn reading(&self) -> Options {
        let file = self.clone();
        Options {
            limits: file.limits,
            transcript: file.transcript,
            asides: file.asides,
            html: file.html,
            pdf: file.pdf,
            captions: file.captions,
            workbook: file.workbook,
            ..Options::default()
        }
    }
}

impl ConfigFile {
    /// Reads a table whose parts were checked one by one.
    ///
    /// # Errors
    /// What serde says: a value of another kind.
    pub fn deserialize_table(table: toml::Table) -> Result<ConfigFile, toml::de::Error> {
        table.try_into()
    }
}

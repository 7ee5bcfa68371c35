//! What the user says about transcripts.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::lines::key;

/// Whether texts are looked through for speaker labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Find {
    /// If labels come back and begin enough of the text.
    #[default]
    Auto,
    /// Every text is a transcript: one label that comes back is enough.
    Always,
    /// No text is one. Formats that name speakers themselves (WebVTT, CHAT) still do.
    Never,
}

impl Find {
    /// The word that options and manifest use.
    pub fn name(self) -> &'static str {
        match self {
            Find::Auto => "auto",
            Find::Always => "always",
            Find::Never => "never",
        }
    }
}

/// How speaker labels are found, and what they say. Section `[transcript]` of a configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct TranscriptOptions {
    /// Whether to look for labels.
    pub find: Find,
    /// Labels that are speakers, also if they come up once.
    pub labels: Vec<String>,
    /// Labels that are no speakers.
    pub not_labels: Vec<String>,
    /// Role → labels or codes (`S1`) that have it. They go before the lists that are built in.
    pub roles: BTreeMap<String, Vec<String>>,
    /// Two turns of one speaker stay apart if more than so many seconds lie between them; without
    /// it they are always joined.
    pub merge_gap: Option<Seconds>,
}

/// A stretch of time: a number of seconds, 0 or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "f64")]
pub struct Seconds {
    /// In milliseconds.
    pub ms: u64,
}

impl TryFrom<f64> for Seconds {
    type Error = String;

    fn try_from(seconds: f64) -> Result<Seconds, String> {
        if (0.0..=1e9).contains(&seconds) {
            let ms = (seconds * 1000.0).round() as u64;
            Ok(Seconds { ms })
        } else {
            Err(format!("{seconds} is no number of seconds from 0 on"))
        }
    }
}

impl TranscriptOptions {
    /// Makes these labels speakers, and these others not; what was said of them before is
    /// forgotten.
    pub fn set_labels(&mut self, labels: Vec<String>, not_labels: Vec<String>) {
        let is_in = |label: &str, list: &[String]| list.iter().any(|one| key(one) == key(label));
        self.not_labels.retain(|known| !is_in(known, &labels));
        self.labels.retain(|known| !is_in(known, &not_labels));
        self.labels.extend(labels);
        self.not_labels.extend(not_labels);
    }

    /// Gives a label or code (`S1`) a role; what was said of it before is forgotten.
    pub fn set_role(&mut self, label: &str, role: &str) {
        for labels in self.roles.values_mut() {
            labels.retain(|known| key(known) != key(label));
        }
        let labels = self.roles.entry(role.to_owned()).or_default();
        labels.push(label.to_owned());
    }
}

//! A text through reader, rules, sidecars and baseline.

use std::cell::OnceCell;
use std::ops::Range;
use std::path::Path;

use super::ground::InForce;
use crate::analysis::Pipeline;
use crate::check::{Finding, Judge, Rule, Subject, Verdict, Whence};
use crate::guard;
use crate::matching::Hit;
use crate::read::{Format, read_text};
use crate::text::{Document, Tokens};

/// What was seen in one version of a text.
pub(super) struct Look {
    /// As it was read.
    pub(super) document: Document,
    /// What it was read as.
    pub(super) format: Format,
    /// All findings, silenced and known ones with them.
    pub(super) verdict: Verdict,
    /// The last line that an entry of a sidecar is about, from 1; 0 without any.
    pub(super) last_line: u64,
    /// Words and hits, for whoever asks about one.
    hits: OnceCell<(Tokens, Vec<Vec<Hit>>)>,
}

impl Look {
    /// Reads and judges a text. The error says why that cannot be done, without any of the text.
    ///
    /// Cost: that of the pipeline, linear.
    pub(super) fn new(
        text: &str,
        format: Format,
        path: Option<&Path>,
        in_force: &InForce,
        judge: &Judge<'_>,
    ) -> Result<Look, String> {
        let seen = guard::guarded(|| {
            let options = &in_force.options;
            let format = if options.by_content {
                format.sniff(text)
            } else {
                format
            };
            let document = read_text(text.to_owned(), format, options)
                .map_err(|error| format!("the text cannot be read: {error}"))?;
            let label = path.map_or(String::new(), |path| in_force.scope.label(path));
            let whence = Whence::File(label.clone());
            let chosen: Vec<&Rule> = in_force
                .settings
                .rules
                .iter()
                .filter(|rule| in_force.scope.takes(rule, path))
                .collect();
            let subject = Subject {
                label: &label,
                whence: &whence,
                format,
                document: &document,
                original: text,
            };
            let mut entries = path.map_or(Vec::new(), |path| in_force.scope.entries(path));
            let must_say_why = in_force.settings.require_reason;
            entries.retain(|(_, entry)| entry.idle(must_say_why, judge.today).is_none());
            let mut verdict = judge.judge_with(subject, &in_force.settings, &chosen, &entries);
            if let Some(baseline) = &in_force.baseline {
                baseline.apply(&mut verdict.findings, &|_| false);
            }
            let last_line = entries.iter().filter_map(|(_, entry)| entry.line()).max();
            Ok(Look {
                last_line: last_line.unwrap_or(0),
                document,
                format,
                verdict,
                hits: OnceCell::new(),
            })
        });
        seen.unwrap_or_else(|_| {
            Err("the text cannot be looked at: a mistake in feltsense; please report it".to_owned())
        })
    }

    /// Findings that count.
    pub(super) fn open(&self) -> impl Iterator<Item = &Finding> {
        self.verdict
            .findings
            .iter()
            .filter(|finding| finding.is_open())
    }

    /// The entries of sidecars that silenced something; `None`: not all was read, so that nothing is
    /// known of the others.
    pub(super) fn used(&self) -> Option<&[usize]> {
        let is_whole = self.document.losses.iter().all(|loss| !loss.fatal);
        is_whole.then_some(self.verdict.used.as_slice())
    }

    /// Words and hits of every status, by lexicon.
    pub(super) fn hits(&self, pipeline: &Pipeline) -> &(Tokens, Vec<Vec<Hit>>) {
        self.hits.get_or_init(|| pipeline.hits(&self.document))
    }
}

/// The bytes of a finding, if it stands somewhere.
pub(super) fn bytes_of(finding: &Finding) -> Option<Range<usize>> {
    let place = finding.place?;
    Some(place.start.byte as usize..place.end.byte as usize)
}

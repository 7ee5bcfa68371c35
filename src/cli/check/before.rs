//! The documents of changed files as they were, and the findings of now held against them.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use super::past::{Before, Old, Past, State};
use crate::check::change::{self, Lines, Measured, Stretch};
use crate::check::sidecar::Entry;
use crate::check::{Judge, Rule, Settings, Subject, Verdict};
use crate::cli::progress::Silent;
use crate::problem::Problem;
use crate::read::Format;
use crate::scan::{self, ReadDocument, Reading};
use crate::text::Document;
use crate::walk::{self, Input, Origin};

/// A document as it was.
struct OldDocument {
    format: Format,
    document: Document,
    original: String,
}

impl OldDocument {
    fn is_same(&self, read: &ReadDocument<'_>) -> bool {
        self.original == read.original
            && self.format == read.format
            && self.document.metadata == read.document.metadata
    }
}

/// What is known of a file's documents.
enum File {
    /// They are what they were.
    Same,
    Old {
        documents: HashMap<String, OldDocument>,
        /// Rows and members by their text: they may have moved.
        by_text: HashMap<String, String>,
        stretches: Option<Vec<Stretch>>,
    },
}

/// The past of some inputs, by label. What is not in it was not there.
#[derive(Default)]
pub(super) struct Befores(HashMap<String, File>);

/// How a document of now was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Known {
    No,
    /// By its own label.
    Own(String),
    /// By its text, under another label.
    ByText(String),
}

/// A document of now, and of before.
pub(super) struct Pair {
    pub(super) now: Verdict,
    pub(super) before: Option<Verdict>,
    pub(super) known: Known,
    /// Both are the same.
    pub(super) is_same: bool,
}

impl Pair {
    /// A document of which nothing is known.
    pub(super) fn alone(now: Verdict) -> Pair {
        Pair {
            now,
            before: None,
            known: Known::No,
            is_same: false,
        }
    }
}

impl Befores {
    /// Reads the past of inputs. What cannot be read of it is told, and counts as not known.
    pub(super) fn read(
        inputs: &[Input],
        past: &Past,
        reading: &Reading,
        remarks: &mut Vec<String>,
    ) -> Befores {
        let mut befores = Befores::default();
        let mut olds = Vec::new();
        for input in inputs {
            match past.state(input) {
                State::Same | State::Ignored | State::Unstaged => {
                    befores.0.insert(input.label.clone(), File::Same);
                }
                State::Changed(Before::Old(old)) => {
                    let file = File::Old {
                        documents: HashMap::new(),
                        by_text: HashMap::new(),
                        stretches: old.stretches.clone(),
                    };
                    befores.0.insert(input.label.clone(), file);
                    olds.push(as_it_was(input, old));
                }
                State::Changed(Before::New | Before::Unknown) => {}
            }
        }
        let (documents, problems) = documents(olds, reading);
        for (label, old) in documents {
            let file = befores.file_of(&label).map(str::to_owned);
            if let Some(File::Old {
                documents, by_text, ..
            }) = file.and_then(|file| befores.0.get_mut(&file))
            {
                by_text.insert(old.original.clone(), label.clone());
                documents.insert(label, old);
            }
        }
        remarks.extend(problems.into_iter().filter(|p| {
            // A guess is told of the text of now.
            p.fatal && p.reason != "encoding_guessed"
        }).map(|problem| {
            format!(
                "{}: as it was before, it cannot be wholly read ({}): what cannot be compared counts as new",
                problem.path, problem.detail
            )
        }));
        befores
    }

    /// The input that a document came from.
    fn file_of<'l>(&self, label: &'l str) -> Option<&'l str> {
        let mut at = label;
        loop {
            if self.0.contains_key(at) {
                return Some(at);
            }
            at = &at[..at.rfind(['/', '#'])?];
        }
    }

    /// Judges a document as it was, and marks the findings of now that were there.
    pub(super) fn weigh(
        &self,
        mut now: Verdict,
        read: &ReadDocument<'_>,
        judging: &Judging<'_>,
    ) -> Pair {
        let file = self.file_of(read.label).and_then(|file| self.0.get(file));
        let (documents, by_text, stretches) = match file {
            None => return Pair::alone(now),
            Some(File::Same) => return same(now, Known::Own(read.label.to_owned())),
            Some(File::Old {
                documents,
                by_text,
                stretches,
            }) => (documents, by_text, stretches),
        };
        let own = documents.get(read.label);
        if own.is_some_and(|old| old.is_same(read)) {
            return same(now, Known::Own(read.label.to_owned()));
        }
        let moved = by_text.get(read.original).filter(|label| {
            let old = documents.get(*label);
            old.is_some_and(|old| old.is_same(read))
        });
        if let Some(label) = moved {
            return same(now, Known::ByText(label.clone()));
        }
        let Some(old) = own else {
            return Pair::alone(now);
        };
        let lines = match stretches {
            Some(stretches) if read.is_file => {
                Lines::of_lf(stretches, &old.original, read.original)
            }
            _ => Lines::between(&old.original, read.original),
        };
        let subject = Subject {
            label: read.label,
            whence: judging.whence,
            format: old.format,
            document: &old.document,
            original: &old.original,
        };
        let judge = judging.judge;
        let before = judge.judge_with(subject, judging.settings, judging.chosen, judging.entries);
        let mut measured = || {
            let wide: Vec<Rule> = judging
                .chosen
                .iter()
                .filter_map(|rule| change::without_limits(rule))
                .collect();
            let wide: Vec<&Rule> = wide.iter().collect();
            Measured::of(&judge.judge(subject, judging.settings, &wide).findings)
        };
        let held = change::Before {
            findings: &before.findings,
            lines: &lines,
        };
        change::weigh(&mut now.findings, held, judging.worse_only, &mut measured);
        Pair {
            now,
            before: Some(before),
            known: Known::Own(read.label.to_owned()),
            is_same: false,
        }
    }
}

/// What both sides are judged with.
pub(super) struct Judging<'a> {
    pub(super) judge: &'a Judge<'a>,
    pub(super) settings: &'a Settings,
    pub(super) chosen: &'a [&'a Rule],
    pub(super) entries: &'a [(usize, &'a Entry)],
    pub(super) whence: &'a crate::check::Whence,
    pub(super) worse_only: bool,
}

fn same(mut now: Verdict, known: Known) -> Pair {
    let before = Some(now.clone());
    for finding in now.findings.iter_mut().filter(|f| f.suppressed.is_none()) {
        finding.unchanged = true;
    }
    Pair {
        now,
        before,
        known,
        is_same: true,
    }
}

/// A row that was there once is known once: of rows with the same text, the later ones are new.
pub(super) fn count_once(pairs: &mut [Pair]) {
    let mut taken: HashSet<String> = pairs
        .iter()
        .filter_map(|pair| match &pair.known {
            Known::Own(label) if pair.before.is_some() => Some(label.clone()),
            _ => None,
        })
        .collect();
    for pair in pairs {
        if let Known::ByText(label) = &pair.known
            && !taken.insert(label.clone())
        {
            (pair.before, pair.is_same) = (None, false);
            for finding in &mut pair.now.findings {
                finding.unchanged = false;
            }
        }
    }
}

/// The input with its old bytes, under its label of now.
fn as_it_was(input: &Input, old: &Old) -> Input {
    let path = match &input.origin {
        Origin::File(path) | Origin::Held(path, _) => path.clone(),
        Origin::Stdin => PathBuf::from(&input.label),
    };
    let renamed = old.name.as_deref().and_then(|name| {
        let name = std::path::Path::new(name.file_name()?);
        walk::format_of(name, true, None).ok()
    });
    let (format, packing) = renamed.unwrap_or((input.format, input.packing));
    Input {
        origin: Origin::Held(path, old.bytes.clone()),
        bytes: old.bytes.len() as u64,
        format,
        packing,
        ..input.clone()
    }
}

fn documents(inputs: Vec<Input>, reading: &Reading) -> (Vec<(String, OldDocument)>, Vec<Problem>) {
    scan::map_documents(inputs, reading, &Silent, &|read| {
        let old = OldDocument {
            format: read.format,
            document: read.document.clone(),
            original: read.original.to_owned(),
        };
        (read.label.to_owned(), old)
    })
}

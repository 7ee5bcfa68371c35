//! `check` on input that is broken, odd or hostile: never silently green. Each case is tried beside a
//! good text, which has to be judged whatever becomes of the rest.
//!
//! | row | case | where |
//! |---|---|---|
//! | 1, 2 | nothing there, nothing found, all left out | `paths` |
//! | 3 – 11, 13, 14 | empty texts, encodings, NUL, line ends | `encodings` |
//! | 12 | binary files under a name of text | `containers` |
//! | 15 – 17 | one long line, large and many files, deep nesting | `sizes` |
//! | 18, 19 | blocks that never close, front matter | `markup` |
//! | 20 – 25 | words split by markup, phrases over lines, spellings, apostrophes, entities, columns | `places` |
//! | 26, 27, 28, 29 | control characters in texts and names, odd names, names that are not UTF-8 | `names` |
//! | 30, 31, 32 | one file twice, links, pipes and devices | `paths` |
//! | 33, 36 | commands to logs, XML and HTML | `names`; generated ones in `super::properties` and `super::channels` |
//! | 34, 35 | cells of CSV | `names` for rows that are read; no output of `check` is a table: what `scan` writes as CSV is tested in `crate::command` and `super::properties::outputs` |
//! | 37, 38 | expressions in settings | `settings` |
//! | 39, 40 | lexicons that are wrong, entries that overlap | `settings` |
//! | 41, 42 | settings, comments that silence | `settings`, `silencing`; each wrong value of a key in `super::config`, each form of a comment in `super::suppress` |
//! | 43 | standard input | `streams` |
//! | 44, 45, 46 | closed pipes, full disks, where outputs may go, Ctrl-C | `streams`, `outputs` |
//! | 47, 48 | files that vanish, files without permission | `paths` |
//! | 49, 50 | environment, threads, order, place | `around` |
//! | 51 | Windows | not here: labels have `/` on every system (`walk`), the rest is tried on Windows |
//! | 52, 53, 54, 55 | no prose, little prose, transcripts, pages | `documents` |
//! | 56 | hostile containers | `containers` |
//! | 57, 58 | small corpora, more findings than an output holds | `documents` |
//! | 59 | baselines | `silencing` |
//! | 60 | what tells who somebody is | `documents` |

mod around;
#[cfg(feature = "packed")]
mod containers;
mod documents;
mod encodings;
mod markup;
#[cfg(unix)]
mod names;
#[cfg(unix)]
mod outputs;
mod paths;
mod places;
mod settings;
mod silencing;
mod sizes;
mod streams;

use serde_json::Value;

use crate::sandbox::{Run, Sandbox};

/// A text with one finding that lets a run fail.
pub(super) const HARD: &str = "You are worthless.\n";

/// What the good text beside each case is told of.
const JUDGED: &str = "hard.md:1:9: warning[voice]";

/// Runs `check` on a good text and these arguments: the exit code, each of these words on stderr,
/// and the good text was judged.
#[track_caller]
fn beside(sandbox: &Sandbox, arguments: &[&str], code: i32, says: &[&str]) -> Run {
    sandbox.write("hard.md", HARD);
    let all = [
        &["check", "--output", "concise", "--no-progress", "hard.md"],
        arguments,
    ];
    let run = sandbox.run(&all.concat()).exits(code);
    assert!(run.out.contains(JUDGED), "{arguments:?}:\n{}", run.out);
    for words in says {
        assert!(run.err.contains(words), "no `{words}` in:\n{}", run.err);
    }
    run
}

/// As [`beside`] for one file that cannot be read, or not wholly: code 2, and it is named.
#[track_caller]
fn refused(name: &str, bytes: impl AsRef<[u8]>, says: &[&str]) -> Run {
    let sandbox = Sandbox::new();
    sandbox.write(name, bytes);
    let run = beside(&sandbox, &[name], 2, &[name]);
    for words in says {
        assert!(run.err.contains(words), "no `{words}` in:\n{}", run.err);
    }
    run
}

/// Runs `check` on a text alone, and gives the report.
#[track_caller]
fn report(name: &str, bytes: impl AsRef<[u8]>, more: &[&str]) -> Value {
    let sandbox = Sandbox::new();
    sandbox.write(name, bytes);
    let run = sandbox.run(&[&["check", name, "--output", "json"], more].concat());
    assert!(run.code.is_some_and(|code| code < 2), "{}", run.err);
    serde_json::from_str(&run.out).expect("JSON")
}

/// Line and column at which each finding of `voice` begins.
#[track_caller]
fn voices(report: &Value) -> Vec<(u64, u64)> {
    let findings = report["findings"].as_array().expect("findings");
    let voices = findings.iter().filter(|finding| finding["rule"] == "voice");
    let number = |value: &Value| value.as_u64().expect("a number");
    voices
        .map(|finding| &finding["start"])
        .map(|start| (number(&start["line"]), number(&start["column"])))
        .collect()
}

//! `feltsense speakers`: who speaks in a transcript, for the user to confirm.
//!
//! The only command that prints names, besides those that print the text itself.

use std::fmt::Write as _;
use std::io;

use super::args::SpeakersArgs;
use super::{ExitStatus, input, print};
use crate::report::table::{Cell, visible};
use crate::scan;
use crate::text::turns::{self, Refused};
use crate::text::{Document, LineIndex, Plain, Span, Tokens};
use crate::walk;

/// Refused labels shown for each text, and texts without one; all labels are in the CSV.
const SHOWN: usize = 20;

/// A line of the table.
struct Line {
    code: String,
    label: String,
    role: String,
    turns: u64,
    words: u64,
    first: usize,
    why: &'static str,
    taken: bool,
}

/// Prints who speaks.
pub(super) fn run(args: &SpeakersArgs) -> anyhow::Result<ExitStatus> {
    let reading = input::wishes(&args.input)?.reading;
    let found = walk::find(&input::request(&args.paths, &args.input, "speakers")?);
    let header = [
        "document", "taken", "code", "label", "role", "turns", "words", "line", "why",
    ];
    let mut csv = args.csv.then(|| super::csv(&header)).transpose()?;
    let mut out = String::new();
    let mut documents = 0u64;
    let mut without = Vec::new();
    let mut failed = Ok(());
    let mut problems =
        scan::each_document(found.inputs, &reading, &mut |label, document, original| {
            documents += 1;
            let lines = lines_of(document, original);
            if let Some(csv) = &mut csv {
                let rows = lines.iter().map(|line| csv.row(&line.cells(label)));
                let written: io::Result<()> = rows.collect();
                if let Err(error) = written {
                    failed = Err(error);
                }
            } else if lines.is_empty() {
                without.push(label.to_owned());
            } else {
                table(&mut out, label, &lines);
            }
        });
    failed?;
    problems.extend(found.problems);
    if let Some(csv) = csv {
        csv.finish()?;
    } else {
        unlabelled(&mut out, &without);
        print(&out)?;
    }
    Ok(input::end(documents, &problems))
}

impl Line {
    fn cells<'a>(&'a self, document: &'a str) -> [Cell<'a>; 9] {
        [
            Cell::from(document),
            Cell::from(if self.taken { "yes" } else { "no" }),
            Cell::from(self.code.as_str()),
            Cell::from(self.label.as_str()),
            Cell::from(self.role.as_str()),
            Cell::from(self.turns),
            if self.taken {
                Cell::from(self.words)
            } else {
                Cell::Empty
            },
            Cell::from(self.first as u64),
            Cell::from(self.why),
        ]
    }
}

/// Texts in which nothing looks like a label: a table of essays has thousands of them.
fn unlabelled(out: &mut String, without: &[String]) {
    match without {
        [] => {}
        [name] => table(out, name, &[]),
        names => {
            if !out.is_empty() {
                out.push('\n');
            }
            let shown: Vec<_> = names.iter().take(SHOWN).map(|name| visible(name)).collect();
            let _ = write!(
                out,
                "{} texts without a label; name speakers with --speakers, or use --transcript always: {}",
                names.len(),
                shown.join(", ")
            );
            if names.len() > SHOWN {
                let _ = write!(out, " and {} more", names.len() - SHOWN);
            }
            out.push('\n');
        }
    }
}

/// Speakers in order of appearance, then labels that were refused.
fn lines_of(document: &Document, original: &str) -> Vec<Line> {
    let index = LineIndex::new(original);
    let line_of = |span: Span<Plain>| {
        let start = document.map.original(span).start as usize;
        index.line_column(original, start).0
    };
    let tokens = Tokens::of(document);
    let n_speakers = document.speakers.len();
    let mut words = vec![0u64; n_speakers];
    let mut first: Vec<Option<Span<Plain>>> = vec![None; n_speakers];
    let speaker_of = |block: usize| {
        let turn = document.blocks[block].turn?;
        document.turns[turn as usize].speaker
    };
    for sentence in tokens.sentences() {
        if let Some(speaker) = speaker_of(sentence.block as usize) {
            words[speaker as usize] += u64::from(sentence.end - sentence.first);
        }
    }
    for (at, block) in document.blocks.iter().enumerate() {
        if let Some(speaker) = speaker_of(at) {
            first[speaker as usize].get_or_insert(block.span);
        }
    }
    let mut turns = vec![0u64; n_speakers];
    for turn in &document.turns {
        if let Some(speaker) = turn.speaker {
            turns[speaker as usize] += u64::from(turn.raw.1 - turn.raw.0) + 1;
        }
    }
    let candidate = |label: &str| {
        let key = turns::key(label);
        let same =
            |known: &&turns::Candidate| known.verdict.is_ok() && turns::key(&known.label) == key;
        document.labels.iter().find(same)
    };
    let mut lines = Vec::new();
    for (at, speaker) in document.speakers.iter().enumerate() {
        let seen = candidate(&speaker.label);
        lines.push(Line {
            code: Document::speaker_code(at as u32),
            label: speaker.label.clone(),
            role: speaker.role.name().to_owned(),
            turns: turns[at],
            words: words[at],
            first: seen.map(|seen| seen.first).or(first[at]).map_or(0, line_of),
            why: match seen.map(|seen| seen.verdict) {
                Some(Ok(taken)) => taken.words(),
                _ => "named by the format",
            },
            taken: true,
        });
    }
    for label in &document.labels {
        if let Err(why) = label.verdict {
            // Headings are what they seem; whoever wants one as a speaker declares it.
            lines.push(Line {
                code: String::new(),
                label: label.label.clone(),
                role: String::new(),
                turns: u64::from(label.count),
                words: 0,
                first: line_of(label.first),
                why: Refused::words(why),
                taken: false,
            });
        }
    }
    lines
}

/// The table of one file.
fn table(out: &mut String, name: &str, lines: &[Line]) {
    let taken = || lines.iter().filter(|line| line.taken);
    let turns: u64 = taken().map(|line| line.turns).sum();
    let count = taken().count();
    if !out.is_empty() {
        out.push('\n');
    }
    let plural = if count == 1 { "" } else { "s" };
    let _ = writeln!(
        out,
        "{}: {count} speaker{plural}, {turns} turns",
        visible(name)
    );
    let shown: Vec<[String; 7]> = taken()
        .map(|line| {
            [
                line.code.clone(),
                visible(&line.label).into_owned(),
                visible(&line.role).into_owned(),
                line.turns.to_string(),
                line.words.to_string(),
                line.first.to_string(),
                line.why.to_owned(),
            ]
        })
        .collect();
    if count == 0 {
        let _ = writeln!(
            out,
            "  no labels were taken for speakers; name them with --speakers, or use --transcript always"
        );
    } else {
        let header = [
            "code",
            "label",
            "role",
            "turns",
            "words",
            "line",
            "recognised",
        ];
        columns(out, &header, &shown, 3..6);
    }
    let refused: Vec<[String; 4]> = lines
        .iter()
        .filter(|line| !line.taken)
        .map(|line| {
            [
                visible(&line.label).into_owned(),
                line.turns.to_string(),
                line.first.to_string(),
                line.why.to_owned(),
            ]
        })
        .collect();
    if !refused.is_empty() {
        out.push_str("  not taken for speakers (--speakers LABEL takes one):\n");
        let header = ["label", "lines", "line", "because"];
        columns(out, &header, &refused[..refused.len().min(SHOWN)], 1..3);
        if refused.len() > SHOWN {
            let _ = writeln!(out, "  and {} more (all with --csv)", refused.len() - SHOWN);
        }
    }
}

/// Aligned columns; those of `right` are numbers.
fn columns<const N: usize>(
    out: &mut String,
    header: &[&str; N],
    rows: &[[String; N]],
    right: std::ops::Range<usize>,
) {
    let width = |at: usize| {
        let cells = rows.iter().map(|row| row[at].chars().count());
        cells.chain([header[at].len()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..N).map(width).collect();
    let header = header.map(str::to_owned);
    for row in [&header].into_iter().chain(rows) {
        let mut line = String::from(" ");
        for (at, cell) in row.iter().enumerate() {
            let pad = " ".repeat(widths[at] - cell.chars().count());
            if right.contains(&at) {
                let _ = write!(line, " {pad}{cell} ");
            } else {
                let _ = write!(line, " {cell}{pad} ");
            }
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

//! `feltsense speakers`: who speaks in a transcript, for the user to confirm.
//!
//! The only command that prints names.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use anyhow::bail;

use super::args::SpeakersArgs;
use super::{ExitStatus, print, say, transcript};
use crate::read::decode::Choice;
use crate::read::{self, Opened};
use crate::report::table::{Cell, TableFormat, TableOptions, TableWriter, visible};
use crate::scan::bytes_of;
use crate::text::turns::{self, Refused};
use crate::text::{Document, LineIndex, Plain, Span, Tokens};
use crate::walk::{self, Found, Request};

/// Refused labels shown for each file; all are in the CSV.
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
    let Some(encoding) = Choice::parse(&args.encoding) else {
        bail!(
            "no encoding is called `{}`; write utf-8, latin1 or utf-16le",
            args.encoding
        );
    };
    let mut wishes = transcript::wishes(&args.transcript)?;
    wishes.options.by_content = args.format.is_none();
    let Found {
        inputs, problems, ..
    } = walk::find(&Request {
        paths: args.paths.clone(),
        format: args.format,
        follow: false,
    });
    let mut failed = false;
    let mut complain = |path: &str, what: &str| {
        failed = true;
        say(&format!(
            "feltsense: {}\n",
            visible(&format!("{path}: {what}"))
        ));
    };
    for problem in problems.iter().filter(|problem| problem.fatal) {
        complain(&problem.path, &problem.detail);
    }
    let mut csv = TableWriter::new(
        Vec::new(),
        TableOptions {
            format: TableFormat::Csv,
            guard: true,
            bom: false,
        },
    );
    csv.header(&[
        "document", "taken", "code", "label", "role", "turns", "words", "line", "why",
    ])?;
    let mut out = String::new();
    for input in inputs {
        if input.format.is_table() {
            complain(
                &input.label,
                "tables hold one text a row; name files with one transcript each",
            );
            continue;
        }
        let bytes = match bytes_of(&input.origin, None) {
            Ok(bytes) => bytes,
            Err(error) => {
                complain(&input.label, &walk::words_of(&error));
                continue;
            }
        };
        #[cfg(feature = "packed")]
        let bytes = match input.packing {
            None => bytes,
            Some(packing) => match read::packed::unpack(&bytes, packing, &wishes.options.limits) {
                Ok(unpacked) => {
                    if let Some(error) = unpacked.damage {
                        complain(&input.label, &error.to_string());
                    }
                    unpacked.bytes
                }
                Err(error) => {
                    complain(&input.label, &error.to_string());
                    continue;
                }
            },
        };
        let opened = match read::open(&bytes, input.format, encoding, &wishes.options) {
            Ok(opened) => opened,
            Err(error) => {
                complain(&input.label, &error.to_string());
                continue;
            }
        };
        for loss in opened.document.losses.iter().filter(|loss| loss.fatal) {
            complain(&input.label, &loss.detail);
        }
        let lines = lines_of(&opened);
        if args.csv {
            for line in &lines {
                csv.row(&[
                    Cell::from(input.label.as_str()),
                    Cell::from(if line.taken { "yes" } else { "no" }),
                    Cell::from(line.code.as_str()),
                    Cell::from(line.label.as_str()),
                    Cell::from(line.role.as_str()),
                    Cell::from(line.turns),
                    if line.taken {
                        Cell::from(line.words)
                    } else {
                        Cell::Empty
                    },
                    Cell::from(line.first as u64),
                    Cell::from(line.why),
                ])?;
            }
        } else {
            table(&mut out, &input.label, &lines);
        }
    }
    if args.csv {
        io::stdout().lock().write_all(&csv.finish()?)?;
    } else {
        print(&out)?;
    }
    Ok(if failed {
        ExitStatus::Error
    } else {
        ExitStatus::Done
    })
}

/// Speakers in order of appearance, then labels that were refused.
fn lines_of(opened: &Opened) -> Vec<Line> {
    let document = &opened.document;
    let index = LineIndex::new(&opened.original);
    let line_of = |span: Span<Plain>| {
        let start = document.map.original(span).start as usize;
        index.line_column(&opened.original, start).0
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

//! `feltsense text`: what a reader takes out of a file, for checking a reader.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use anyhow::{Context, anyhow, bail};

use super::args::TextArgs;
use super::{ExitStatus, print, say};
use crate::read::captions::CaptionOptions;
use crate::read::decode::Choice;
use crate::read::table::{Columns, Rows, TableError};
use crate::read::{self, Format, Options};
use crate::report::table::visible_lines;
use crate::text::Document;
use crate::walk::{format_of, words_of};

/// Prints the blocks of a file's documents, parted by blank lines; what was lost goes to stderr.
pub(super) fn run(args: &TextArgs) -> anyhow::Result<ExitStatus> {
    let Some(encoding) = Choice::parse(&args.encoding) else {
        bail!("no encoding is called `{}`", args.encoding);
    };
    let name = Path::new(args.file.file_name().unwrap_or_default());
    let (mut format, packing) =
        format_of(name, true, args.format).map_err(|(_, detail, _)| anyhow!("{detail}"))?;
    let mut bytes = Vec::new();
    if args.file == Path::new("-") {
        io::stdin().read_to_end(&mut bytes).context("reading")?;
    } else {
        let mut file = File::open(&args.file).map_err(|error| anyhow!(words_of(&error)))?;
        file.read_to_end(&mut bytes).context("reading")?;
    }
    let mut options = Options {
        captions: CaptionOptions {
            join_rolling: !args.keep_rolling,
            tiers: args.tier.clone(),
            ..CaptionOptions::default()
        },
        by_content: args.format.is_none(),
        ..Options::default()
    };
    options.workbook.sheet.clone_from(&args.sheet);
    let mut status = ExitStatus::Done;
    let mut tell = |text: &str| {
        say(&format!("{text}\n"));
        status = ExitStatus::Error;
    };
    if packing.is_some() {
        #[cfg(not(feature = "packed"))]
        return Err(read::packed::unsupported().into());
        #[cfg(feature = "packed")]
        if let Some(packing) = packing {
            let unpacked = read::packed::unpack(&bytes, packing, &options.limits)?;
            bytes = unpacked.bytes;
            if let Some(error) = unpacked.damage {
                tell(&error.to_string());
            }
        }
    }
    if format == Format::Tsv && options.by_content {
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(64)]);
        format = format.sniff(head.trim_start_matches('\u{FEFF}'));
    }
    let mut out = String::new();
    let columns = Columns {
        text: args.text_column.clone(),
        id: None,
    };
    let rows = format.is_table().then(|| {
        let input = Box::new(io::Cursor::new(bytes.clone()));
        Rows::open(input, format, &columns, encoding, &options)
    });
    match rows {
        Some(Err(TableError::NoTextColumn { asked: None, .. })) if format == Format::Workbook => {
            one(
                &bytes, format, encoding, &options, args, &mut out, &mut tell,
            )?;
        }
        Some(rows) => {
            for row in rows.map_err(|error| anyhow!("{error}; {}", error.help()))? {
                match row {
                    Ok(row) => add(&mut out, &read::read_document(row.text, Format::Text), args),
                    Err(error) => tell(&format!("feltsense: {error}")),
                }
            }
        }
        None => one(
            &bytes, format, encoding, &options, args, &mut out, &mut tell,
        )?,
    }
    if io::stdout().is_terminal() {
        out = visible_lines(&out);
    }
    print(&out)?;
    Ok(status)
}

/// Adds the one document of a file.
fn one(
    bytes: &[u8],
    format: Format,
    encoding: Choice,
    options: &Options,
    args: &TextArgs,
    out: &mut String,
    tell: &mut dyn FnMut(&str),
) -> anyhow::Result<()> {
    let opened = read::open(bytes, format, encoding, options)?;
    for loss in &opened.document.losses {
        let told = format!("{}: {}", loss.reason, loss.detail);
        if loss.fatal {
            tell(&told);
        } else {
            say(&format!("{told}\n"));
        }
    }
    add(out, &opened.document, args);
    Ok(())
}

/// Adds a document's blocks.
fn add(out: &mut String, document: &Document, args: &TextArgs) {
    let mut asides = document.asides.iter().peekable();
    for block in &document.blocks {
        let turn = block
            .turn
            .and_then(|turn| document.turns.get(turn as usize));
        if args.turns {
            let code = turn
                .and_then(|turn| turn.speaker)
                .map(Document::speaker_code);
            out.push_str(code.as_deref().unwrap_or("-"));
            out.push_str(": ");
        }
        let range = block.span.range();
        let mut from = range.start;
        while let Some(aside) =
            asides.next_if(|aside| args.no_asides && aside.span.range().start < range.end)
        {
            let aside = aside.span.range();
            if aside.start >= from {
                out.push_str(&document.text[from..aside.start]);
                from = aside.end.min(range.end);
            }
        }
        out.push_str(&document.text[from..range.end]);
        out.push_str("\n\n");
    }
}

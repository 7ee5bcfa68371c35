//! `feltsense text`: what a reader takes out of a file, for checking a reader.

use std::fs::File;
use std::io::{self, Cursor, IsTerminal, Read};
use std::path::Path;

use anyhow::{Context, anyhow, bail};

use super::args::TextArgs;
use super::{ExitStatus, print, say};
use crate::read::captions::CaptionOptions;
use crate::read::decode::Choice;
use crate::read::table::{Columns, Rows};
use crate::read::{self, Format, Options};
use crate::report::table::visible_lines;
use crate::text::Document;
use crate::walk::words_of;

/// Prints the blocks of a file's documents, parted by blank lines; what was lost goes to stderr.
pub(super) fn run(args: &TextArgs) -> anyhow::Result<ExitStatus> {
    let Some(encoding) = Choice::parse(&args.encoding) else {
        bail!("no encoding is called `{}`", args.encoding);
    };
    let extension = args.file.extension().map(|ext| ext.to_string_lossy());
    let options = Options {
        captions: CaptionOptions {
            join_rolling: !args.keep_rolling,
            tiers: args.tier.clone(),
            ..CaptionOptions::default()
        },
        by_content: args.format.is_none(),
        ..Options::default()
    };
    let mut format = args
        .format
        .or_else(|| Format::of_extension(&extension.unwrap_or_default()))
        .unwrap_or(Format::Text);
    let mut source: Box<dyn Read + Send> = if args.file == Path::new("-") {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(&args.file).map_err(|error| anyhow!(words_of(&error)))?)
    };
    if format == Format::Tsv && options.by_content {
        let mut head = Vec::new();
        (&mut source).take(64).read_to_end(&mut head)?;
        format = format.sniff(String::from_utf8_lossy(&head).trim_start_matches('\u{FEFF}'));
        source = Box::new(Cursor::new(head).chain(source));
    }
    let mut status = ExitStatus::Done;
    let mut out = String::new();
    if format.is_table() {
        let columns = Columns {
            text: args.text_column.clone(),
            id: None,
        };
        for row in Rows::new(source, format, &columns, encoding)? {
            match row {
                Ok(row) => add(&mut out, &read::read_document(row.text, Format::Text), args),
                Err(error) => {
                    say(&format!("feltsense: {error}\n"));
                    status = ExitStatus::Error;
                }
            }
        }
    } else {
        let mut bytes = Vec::new();
        source.read_to_end(&mut bytes).context("reading")?;
        let opened = read::open(&bytes, format, encoding, &options)?;
        for loss in &opened.document.losses {
            say(&format!("{}: {}\n", loss.reason, loss.detail));
            if loss.fatal {
                status = ExitStatus::Error;
            }
        }
        add(&mut out, &opened.document, args);
    }
    if io::stdout().is_terminal() {
        out = visible_lines(&out);
    }
    print(&out)?;
    Ok(status)
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

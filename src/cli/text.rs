//! `feltsense text`: what a reader takes out of a file, for checking a reader.

use std::io::{self, IsTerminal};

use super::args::TextArgs;
use super::{ExitStatus, input, print};
use crate::report::table::visible_lines;
use crate::scan;
use crate::text::Document;
use crate::walk;

/// Prints the blocks of a file's documents, parted by blank lines; what was lost goes to stderr.
pub(super) fn run(args: &TextArgs) -> anyhow::Result<ExitStatus> {
    let reading = input::wishes(&args.input)?.reading;
    let found = walk::find(&input::request_of(vec![args.file.clone()], &args.input));
    let mut out = String::new();
    let mut documents = 0;
    let mut problems = scan::each_document(found.inputs, &reading, &mut |_, document, _| {
        documents += 1;
        add(&mut out, document, args);
    });
    problems.extend(found.problems);
    if io::stdout().is_terminal() {
        out = visible_lines(&out);
    }
    print(&out)?;
    Ok(input::end(documents, &problems))
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

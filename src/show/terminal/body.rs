//! The text of a draft with its hits, and the categories of each line beside it.

use super::paint::Ink;
use super::wrap::{Flow, Line, paragraph, width};
use super::{Layout, Screen};
use crate::matching::Status;
use crate::show::nest::{self, Event};
use crate::show::sign::{self, APART};
use crate::show::{Draft, is_verse};
use crate::text::{Aside, Block, BlockKind};

/// Adds the text.
pub(super) fn body(out: &mut String, draft: &Draft<'_>, screen: Screen) {
    let page = Page {
        draft,
        screen,
        layout: screen.layout(),
    };
    let spans: Vec<_> = draft.hits.iter().map(|hit| hit.span.clone()).collect();
    let mut asides = &draft.document.asides[..];
    let mut last = None;
    for (at, (before, block)) in draft.blocks().enumerate() {
        let mut flow = Flow::default();
        let said = &draft.document.text[before];
        match (said.trim().is_empty(), draft.speaker(at)) {
            (false, _) => {
                flow.text(said.trim_start(), Ink::FAINT, true);
                let own_line = said.trim_end_matches([' ', '\t']).ends_with(['\n', '\r']);
                flow.text(if own_line { "\n" } else { " " }, Ink::PLAIN, own_line);
            }
            (true, Some(speaker)) => flow.text(&format!("{speaker}: "), Ink::FAINT, false),
            (true, None) => {}
        }
        match block.kind {
            BlockKind::Item => flow.text("\u{2022} ", Ink::FAINT, false),
            BlockKind::Cell => flow.text("| ", Ink::FAINT, false),
            BlockKind::Heading | BlockKind::Paragraph => {}
        }
        page.block(&mut flow, block, &spans, &mut asides);
        // Cells of a row and items of a list stand close together.
        let close = matches!(block.kind, BlockKind::Item | BlockKind::Cell);
        if !(close && last == Some(block.kind)) {
            out.push('\n');
        }
        last = Some(block.kind);
        page.lines(out, flow.lines(page.layout.text, screen.colours));
    }
    let tail = draft.document.text[draft.tail()].trim();
    if !tail.is_empty() {
        let mut flow = Flow::default();
        flow.text(tail, Ink::FAINT, true);
        out.push('\n');
        page.lines(out, flow.lines(page.layout.text, screen.colours));
    }
}

struct Page<'a> {
    draft: &'a Draft<'a>,
    screen: Screen,
    layout: Layout,
}

impl Page<'_> {
    /// A block: its text, cut at hits and asides, with the signs of the hits.
    fn block(
        &self,
        flow: &mut Flow,
        block: &Block,
        spans: &[std::ops::Range<usize>],
        asides: &mut &[Aside],
    ) {
        let draft = self.draft;
        let range = block.span.range();
        let inside = draft.hits_in(&range);
        let keep = is_verse(&draft.document.text[range.clone()]);
        let mut open: Vec<usize> = Vec::new();
        for event in nest::events(range, &spans[inside.clone()], inside.start) {
            match event {
                Event::Open { again: true, hit } => open.push(hit),
                Event::Open { hit, again: false } => {
                    open.push(hit);
                    flow.before("\u{2039}", self.sign_ink(hit), Some(hit));
                    flow.before(
                        &format!("{}\u{a0}", self.sign(hit)),
                        self.sign_ink(hit),
                        None,
                    );
                }
                Event::Close { hit, cut } => {
                    // Where hits overlap, the letter tells which of them ends.
                    let letter = draft.signs.letter(draft.hits[hit].lexicon);
                    if !cut && open.len() > 1 {
                        flow.behind(&format!("\u{203a}{letter}"), self.sign_ink(hit));
                    } else if !cut {
                        flow.behind("\u{203a}", self.sign_ink(hit));
                    }
                    open.retain(|&other| other != hit);
                }
                Event::Text(range) => {
                    let ink = match (open.last(), block.kind) {
                        (Some(&hit), _) => {
                            let hit = &draft.hits[hit];
                            let status = hit.context.status;
                            Ink {
                                hit: Some((hit.lexicon, status)),
                                ..Ink::PLAIN
                            }
                        }
                        (None, BlockKind::Heading) => Ink::STRONG,
                        (None, _) => Ink::PLAIN,
                    };
                    self.stretch(flow, range, ink, keep, asides);
                }
            }
        }
    }

    /// A stretch in one ink; what is no word is faint.
    fn stretch(
        &self,
        flow: &mut Flow,
        range: std::ops::Range<usize>,
        ink: Ink,
        keep: bool,
        asides: &mut &[Aside],
    ) {
        let text = &self.draft.document.text;
        let mut from = range.start;
        while let Some((first, rest)) = asides.split_first() {
            let aside = first.span.range();
            if aside.start >= range.end {
                break;
            }
            let (start, end) = (aside.start.max(from), aside.end.min(range.end));
            if start < end {
                flow.text(&text[from..start], ink, keep);
                flow.text(&text[start..end], Ink::FAINT, keep);
                from = end;
            }
            if aside.end > range.end {
                break;
            }
            *asides = rest;
        }
        flow.text(&text[from..range.end], ink, keep);
    }

    /// `S`, `S¬`, `C*`.
    fn sign(&self, hit: usize) -> String {
        let hit = &self.draft.hits[hit];
        let apart = if hit.apart { APART } else { "" };
        let letter = self.draft.signs.letter(hit.lexicon);
        format!("{letter}{apart}{}", sign::of_status(hit.context.status))
    }

    fn sign_ink(&self, hit: usize) -> Ink {
        Ink::lexicon(self.draft.hits[hit].lexicon)
    }

    /// Adds the lines of a block, with the categories of their hits.
    fn lines(&self, out: &mut String, lines: Vec<Line>) {
        let colours = self.screen.colours;
        let Some(margin) = self.layout.margin else {
            let notes: Vec<usize> = lines.iter().flat_map(|line| line.notes.clone()).collect();
            for line in lines {
                out.push_str(&line.text);
                out.push('\n');
            }
            for row in self.notes(&notes, self.layout.text - 2) {
                out.push_str("  ");
                out.push_str(&row);
                out.push('\n');
            }
            return;
        };
        // Notes that find no room beside their line go on beside the next ones.
        let mut waiting: std::collections::VecDeque<String> = std::collections::VecDeque::new();
        let bar = |out: &mut String| Ink::FAINT.add(out, "\u{2502}", colours);
        for line in lines {
            waiting.extend(self.notes(&line.notes, margin - 1));
            out.push_str(&line.text);
            if let Some(note) = waiting.pop_front() {
                out.push_str(&" ".repeat(self.layout.text - line.width.min(self.layout.text) + 1));
                bar(out);
                out.push(' ');
                out.push_str(&note);
            }
            out.push('\n');
        }
        for note in waiting {
            out.push_str(&" ".repeat(self.layout.text + 1));
            bar(out);
            out.push(' ');
            out.push_str(&note);
            out.push('\n');
        }
    }

    /// Sign, category and status of hits, as rows of at most `most` columns; the same note comes
    /// once in a row, with how often.
    fn notes(&self, hits: &[usize], most: usize) -> Vec<String> {
        let mut told: Vec<(String, usize, usize)> = Vec::new();
        for &hit in hits {
            let shown = &self.draft.hits[hit];
            let status = match shown.context.status {
                Status::Affirmed => String::new(),
                status => format!(", {}", status.name()),
            };
            let note = format!("{} {}{status}", self.sign(hit), self.draft.category(shown));
            match told.last_mut().filter(|(last, ..)| *last == note) {
                Some((_, _, times)) => *times += 1,
                None => told.push((note, shown.lexicon, 1)),
            }
        }
        let colours = self.screen.colours;
        let mut rows: Vec<String> = Vec::new();
        let mut used = 0;
        for (note, lexicon, times) in told {
            let note = if times > 1 {
                format!("{note} \u{d7}{times}")
            } else {
                note
            };
            let (ink, columns) = (Ink::lexicon(lexicon), width(&note));
            match rows.last_mut() {
                Some(row) if used > 0 && used + 2 + columns <= most => {
                    row.push_str("  ");
                    ink.add(row, &note, colours);
                    used += 2 + columns;
                }
                _ => {
                    rows.extend(paragraph(&note, ink, most, colours));
                    // Nothing more on the last line of a note that takes several.
                    used = if columns <= most { columns } else { 0 };
                }
            }
        }
        rows
    }
}

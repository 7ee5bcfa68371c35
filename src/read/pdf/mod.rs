//! PDF → document: the words that are printed on its pages.
//!
//! A PDF says where letters stand, nothing of words or paragraphs. The objects are loaded by
//! `lopdf` and fonts read by `pdf-extract`; which operators reach it, and what becomes of the
//! letters, is decided here. All of it runs on a thread of its own, under limits of time and size;
//! a panic in a library is an error of this file and nothing else.

mod content;
mod fonts;
mod glyphs;
mod ink;
mod lexer;
mod lines;
mod load;
mod paragraphs;
mod streams;

#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use super::error::ReadError;
use super::options::{Limits, PdfOptions};
use crate::guard::guarded;
use crate::text::{Document, Loss};
use content::page_text;
use fonts::Fonts;
use glyphs::Glyphs;
use lines::Line;

/// Stack of the thread: libraries go down into objects that are nested deep.
const STACK: usize = 64 << 20;
/// Most pages that are named one by one.
const MOST_NAMED: usize = 20;

/// Reads a PDF.
///
/// Cost: linear in what its streams unpack to, within the limits of time and size in the options.
///
/// # Errors
/// If it is encrypted, damaged beyond repair, too large, takes too long, or if no page of it holds
/// a word (a scan).
pub fn read(bytes: &[u8], options: &PdfOptions, limits: Limits) -> Result<Document, ReadError> {
    if bytes.len() as u64 > options.max_bytes {
        return Err(ReadError::new(
            "too_large",
            format!(
                "the PDF has {} bytes, and the limit is {}",
                bytes.len(),
                options.max_bytes
            ),
            "split it into smaller files, or raise `max-bytes` of [pdf] in the configuration",
        ));
    }
    let (sender, receiver) = mpsc::channel();
    let stop = Arc::new(AtomicBool::new(false));
    let job = Job {
        bytes: bytes.to_vec(),
        options: options.clone(),
        limits,
        stop: Arc::clone(&stop),
    };
    let spawned = thread::Builder::new()
        .name("pdf".to_owned())
        .stack_size(STACK)
        .spawn(move || {
            let read = guarded(|| job.run());
            // Nobody listens any more if it took too long.
            let _ = sender.send(read.unwrap_or_else(|_| Err(damaged())));
        });
    if let Err(error) = spawned {
        return Err(ReadError::new(
            "unreadable",
            format!("no thread could be started for the PDF: {}", error.kind()),
            "run it with fewer --threads",
        ));
    }
    let limit = Duration::from_secs(options.seconds);
    let begun = Instant::now();
    // What comes in time by the clock of this thread counts, whichever thread ran first.
    let read = receiver.recv_timeout(limit).ok();
    read.filter(|_| begun.elapsed() <= limit)
        .unwrap_or_else(|| {
            stop.store(true, Ordering::Relaxed);
            Err(ReadError::new(
                "too_slow",
                format!("the PDF took longer than {} seconds", options.seconds),
                "take its text out with pdftotext, or raise `seconds` of [pdf] in the configuration",
            ))
        })
}

fn damaged() -> ReadError {
    ReadError::new(
        "damaged",
        "the PDF is damaged in a way that cannot be read",
        "open it in a PDF viewer and print it to a new PDF, or take its text out with pdftotext",
    )
}

struct Job {
    bytes: Vec<u8>,
    options: PdfOptions,
    limits: Limits,
    stop: Arc<AtomicBool>,
}

impl Job {
    fn run(&self) -> Result<Document, ReadError> {
        let loaded = load::load(&self.bytes)?;
        let mut fonts = Fonts::new(&loaded.document);
        let mut budget = usize::try_from(self.limits.unpacked).unwrap_or(usize::MAX);
        let mut pages: Vec<Vec<Line>> = Vec::new();
        // For each page: whether it may hold words that were not read as letters.
        let mut is_inked = Vec::new();
        let mut broken = Vec::new();
        for (ix, page) in loaded.document.page_iter().enumerate() {
            if self.stop.load(Ordering::Relaxed) {
                return Err(damaged());
            }
            let text = page_text(&loaded.document, page, &mut fonts, &mut budget);
            let mut glyphs = Glyphs::default();
            let is_whole = fonts.run(text.operations, &text.fonts, &mut glyphs);
            let lines = lines::lines(&glyphs.all, ix);
            let is_broken = !is_whole || text.is_cut;
            if is_broken {
                broken.push(ix + 1);
            }
            let letters = glyphs.all.iter().map(|glyph| glyph.text.as_str());
            is_inked.push(is_broken || loaded.is_repaired || text.ink.may_hold_words(letters));
            pages.push(lines);
        }
        let total = pages.len();
        let had_words: Vec<bool> = pages.iter().map(|page| has_words(page)).collect();
        let taken = if self.options.running_heads {
            0
        } else {
            let whole = pages.clone();
            let taken = paragraphs::take_running_heads(&mut pages);
            // Slides and pages of one line look like running heads: a text is never taken out whole.
            let all_taken = !pages.iter().any(|page| has_words(page));
            if all_taken && had_words.contains(&true) {
                pages = whole;
                0
            } else {
                taken
            }
        };
        let mut found = Found {
            broken,
            taken,
            unreadable: fonts.unreadable,
            is_repaired: loaded.is_repaired,
            ..Found::default()
        };
        for (ix, _) in pages
            .iter()
            .enumerate()
            .filter(|(_, page)| !has_words(page))
        {
            // A scan on which only a running head was typed is one, too.
            match (is_inked[ix], had_words[ix]) {
                (true, _) => found.unread.push(ix + 1),
                (false, false) => found.blank.push(ix + 1),
                (false, true) => {}
            }
        }
        if found.unread.len() + found.blank.len() == total {
            let what = if fonts.unreadable > 0 {
                format!(
                    "no words can be read on its {total} pages: its fonts do not say which letters they show"
                )
            } else {
                format!("no words stand on its {total} pages; it may be a scan")
            };
            return Err(ReadError::new(
                "no_text",
                what,
                "run OCR on it first, for example with ocrmypdf",
            ));
        }
        let lines: Vec<Line> = pages.into_iter().flatten().collect();
        let mut document = paragraphs::document(&lines, &self.options);
        document.losses = losses(&found);
        Ok(document)
    }
}

fn has_words(page: &[Line]) -> bool {
    let mut lines = page.iter();
    lines.any(|line| line.text.contains(char::is_alphanumeric))
}

/// What was not read, or not as it stands. Pages from 1.
#[derive(Default)]
struct Found {
    /// No word was read on them, though something is there.
    unread: Vec<usize>,
    /// Nothing stands on them.
    blank: Vec<usize>,
    broken: Vec<usize>,
    taken: usize,
    unreadable: u32,
    is_repaired: bool,
}

fn losses(found: &Found) -> Vec<Loss> {
    let mut losses = Vec::new();
    let mut add = |reason, fatal, detail: String| {
        losses.push(Loss {
            reason,
            detail,
            fatal,
        });
    };
    if found.is_repaired {
        add(
            "repaired",
            false,
            "its table of objects is broken and was made anew; compare the text with the pages"
                .to_owned(),
        );
    }
    if !found.broken.is_empty() {
        let detail = format!("{} could not be read to the end", named(&found.broken));
        add("page_damaged", true, detail);
    }
    if found.unreadable > 0 {
        let detail = format!(
            "{} fonts do not say which letters they show, and their text was not read; take the text out with OCR",
            found.unreadable
        );
        add("font_unreadable", true, detail);
    }
    if !found.unread.is_empty() {
        let detail = format!(
            "no words could be read on {}, though something is painted there; if these are scans, run OCR on them, for example with ocrmypdf",
            named(&found.unread)
        );
        add("page_without_text", true, detail);
    }
    if !found.blank.is_empty() {
        let detail = format!("nothing is printed on {}", named(&found.blank));
        add("blank_page", false, detail);
    }
    if found.taken > 0 {
        let detail = format!(
            "{} lines that come back at the top or bottom of pages were left out; `running-heads = true` of [pdf] keeps them",
            found.taken
        );
        add("running_heads", false, detail);
    }
    losses
}

/// `page 3`, or `pages 3, 4, 7`, at most a few of them.
fn named(pages: &[usize]) -> String {
    let numbers: Vec<String> = pages
        .iter()
        .take(MOST_NAMED)
        .map(ToString::to_string)
        .collect();
    let more = pages.len().saturating_sub(MOST_NAMED);
    let noun = if pages.len() == 1 { "page" } else { "pages" };
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{noun} {}{rest}", numbers.join(", "))
}

//! Lines → paragraphs and headings of a document.
//!
//! A PDF holds places of letters, no paragraphs: what follows is guessed from gaps, indents and
//! sizes. The rules are written down in `docs/formats.md`.

use std::collections::{HashMap, HashSet};

use super::lines::Line;
use crate::read::options::PdfOptions;
use crate::text::{Block, BlockKind, Document, Span};

/// First parts of words that are written with a hyphen: `self-compassion`.
const FIRST_PARTS: [&str; 22] = [
    "self", "well", "non", "half", "ex", "co", "mid", "all", "ill", "long", "short", "high", "low",
    "cross", "over-the", "one", "two", "first", "second", "so", "then", "anti",
];

/// Puts lines together. Lines of one paragraph are joined by spaces.
pub(super) fn document(lines: &[Line], options: &PdfOptions) -> Document {
    let words = Words::of(lines);
    let body = body_size(lines);
    let leading = leading(lines);
    let labels = labels(lines);
    let mut document = Document::default();
    let mut section = 0;
    let mut at = 0;
    while at < lines.len() {
        let mut end = at + 1;
        while end < lines.len() && !parts(&lines[at..end], &lines[end], leading, &labels) {
            end += 1;
        }
        let paragraph = &lines[at..end];
        let mut text = String::new();
        for line in paragraph {
            add_line(&mut text, line.text.trim(), &words, options.join_hyphens);
        }
        let kind = kind(paragraph, &text, body);
        section += u32::from(kind == BlockKind::Heading);
        if !document.text.is_empty() {
            document.text.push_str("\n\n");
        }
        let start = document.text.len();
        document.text.push_str(&text);
        document.blocks.push(Block {
            span: Span::new(start, document.text.len()),
            kind,
            section,
            turn: None,
        });
        at = end;
    }
    document
}

/// Adds a line to a paragraph: behind a space, or without its hyphen.
fn add_line(text: &mut String, line: &str, words: &Words, joins: bool) {
    if text.is_empty() {
        text.push_str(line);
        return;
    }
    let last = text.chars().next_back();
    let is_soft = last == Some('\u{AD}');
    let is_hyphen = matches!(last, Some('-' | '\u{2010}'));
    let part = text.trim_end_matches(['-', '\u{2010}', '\u{AD}']);
    let is_single = text.chars().count() == part.chars().count() + 1;
    let lower_follows = line.starts_with(char::is_lowercase);
    let letter_before = part.ends_with(char::is_alphabetic);
    if is_single && letter_before && (is_soft || (is_hyphen && joins && lower_follows)) {
        let before = part
            .rsplit(|c: char| !is_of_word(c))
            .next()
            .unwrap_or_default();
        let after = line
            .split(|c: char| !is_of_word(c))
            .next()
            .unwrap_or_default();
        let keeps = !is_soft && words.keep_hyphen(before, after);
        let length = part.len();
        if !keeps {
            text.truncate(length);
        }
    } else {
        text.push(' ');
    }
    text.push_str(line);
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '\'' | '’')
}

/// The words inside lines, which show how a word is written where no line ends in it.
struct Words(HashSet<String>);

impl Words {
    fn of(lines: &[Line]) -> Words {
        let mut words = HashSet::new();
        for line in lines {
            let whole = line.text.split(|c: char| !is_of_word(c));
            words.extend(whole.filter(|word| word.len() > 3).map(str::to_lowercase));
        }
        Words(words)
    }

    /// True if two halves belong together with a hyphen.
    fn keep_hyphen(&self, before: &str, after: &str) -> bool {
        let (before, after) = (before.to_lowercase(), after.to_lowercase());
        if self.0.contains(&format!("{before}-{after}")) {
            return true;
        }
        if self.0.contains(&format!("{before}{after}")) {
            return false;
        }
        FIRST_PARTS.contains(&before.as_str())
    }
}

/// True if a line begins a new paragraph behind those before it.
fn parts(before: &[Line], line: &Line, leading: f64, labels: &HashSet<String>) -> bool {
    let Some(last) = before.last() else {
        return true;
    };
    if starts_item(&line.text) || label(&line.text).is_some_and(|label| labels.contains(label)) {
        return true;
    }
    let size = last.size.max(line.size);
    if (last.size - line.size).abs() > 0.2 * size || last.direction != line.direction {
        return true;
    }
    let step = line.down - last.down;
    let goes_on = !ends_sentence(&last.text)
        && line
            .text
            .starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
    if last.page != line.page || step < -0.5 * size || step > 3.0 * leading.max(size) {
        // The next page or column: the paragraph goes on if its sentence does.
        return !(goes_on || is_hyphenated(&last.text));
    }
    if step.abs() <= 0.5 * size {
        // The same line: another cell or column.
        return true;
    }
    if step > 1.35 * leading.max(size) {
        return true;
    }
    // The last cell of a row, and what follows at the margin.
    if before.len() == 1 && line.start < last.start - 8.0 * size {
        return true;
    }
    let first_indent = before.len() > 1 && line.start > last.start + 0.8 * size;
    let is_indented = first_indent && line.start < last.start + 8.0 * size && !goes_on;
    // A last line that is far shorter than the one before it ends its paragraph.
    let widest = before
        .iter()
        .map(|line| line.end)
        .fold(f64::MIN, f64::max)
        .max(line.end);
    let is_short = last.end < widest - 6.0 * size && ends_sentence(&last.text) && !goes_on;
    is_indented || is_short
}

fn is_hyphenated(text: &str) -> bool {
    text.ends_with(['-', '\u{2010}', '\u{AD}'])
}

fn ends_sentence(text: &str) -> bool {
    let bare = text.trim_end_matches(['"', '\'', '”', '’', ')', ']', '»']);
    bare.ends_with(['.', '!', '?', ':', '…'])
}

fn starts_item(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(['•', '▪', '◦', '●', '■', '‣', '–', '·']) && text.chars().nth(1) == Some(' ')
}

/// What could be the label of a speaker, before a colon.
fn label(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let label = &text[..text.find(':')?];
    let is_sound = label.chars().count() <= 30
        && label.starts_with(char::is_uppercase)
        && label.split(' ').count() <= 3
        && label
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '\'' | '’'));
    is_sound.then_some(label)
}

/// Labels that begin two lines or more.
fn labels(lines: &[Line]) -> HashSet<String> {
    let mut uses: HashMap<&str, u32> = HashMap::new();
    for label in lines.iter().filter_map(|line| label(&line.text)) {
        *uses.entry(label).or_default() += 1;
    }
    let repeated = uses.into_iter().filter(|&(_, count)| count > 1);
    repeated.map(|(label, _)| label.to_owned()).collect()
}

/// The size of most letters.
fn body_size(lines: &[Line]) -> f64 {
    let sizes = lines.iter().map(|line| (line.size, line.text.len()));
    most_common(sizes).unwrap_or(0.0)
}

/// The usual step from line to line.
fn leading(lines: &[Line]) -> f64 {
    let steps = lines.windows(2).filter_map(|pair| {
        let step = pair[1].down - pair[0].down;
        let is_step =
            pair[0].page == pair[1].page && step > 0.8 * pair[1].size && step < 3.0 * pair[1].size;
        is_step.then_some((step, pair[1].text.len()))
    });
    most_common(steps).unwrap_or(0.0)
}

/// The most common number, to a quarter of a point, by weight; the smallest of several.
fn most_common(numbers: impl Iterator<Item = (f64, usize)>) -> Option<f64> {
    let mut weights: HashMap<i64, usize> = HashMap::new();
    for (number, weight) in numbers {
        *weights.entry((number * 4.0).round() as i64).or_default() += weight;
    }
    let most = weights
        .into_iter()
        .max_by_key(|&(number, weight)| (weight, -number));
    most.map(|(number, _)| number as f64 / 4.0)
}

fn kind(lines: &[Line], text: &str, body: f64) -> BlockKind {
    let is_large = lines.iter().all(|line| line.size > 1.15 * body);
    if is_large
        && text.chars().count() <= 200
        && text.contains(char::is_alphabetic)
        && !ends_with_stop(text)
    {
        BlockKind::Heading
    } else if starts_item(text) {
        BlockKind::Item
    } else {
        BlockKind::Paragraph
    }
}

fn ends_with_stop(text: &str) -> bool {
    text.ends_with(['.', ',', ';'])
}

/// Takes out lines that come back at the top or bottom of pages; gives how many.
///
/// The same words (numbers may differ) at the same place on three pages or more, and on a third of
/// all, among the two outermost lines.
pub(super) fn take_running_heads(pages: &mut [Vec<Line>]) -> usize {
    let mut uses: HashMap<(String, i64), u32> = HashMap::new();
    let key = |line: &Line| {
        let text: String = line
            .text
            .chars()
            .map(|c| if c.is_numeric() { '#' } else { c })
            .collect();
        let mut text = text;
        while text.contains("##") {
            text = text.replace("##", "#");
        }
        (text, (line.down / 4.0).round() as i64)
    };
    for page in pages.iter() {
        let found: HashSet<_> = outermost(page)
            .into_iter()
            .map(|ix| key(&page[ix]))
            .collect();
        for key in found {
            *uses.entry(key).or_default() += 1;
        }
    }
    let least = (pages.len() as u32).div_ceil(3).max(3);
    let mut taken = 0;
    for page in pages.iter_mut() {
        let mut outer = outermost(page);
        outer.retain(|&ix| {
            let (text, down) = key(&page[ix]);
            // Rounding may put the same place on two sides of a border.
            let count = |down| uses.get(&(text.clone(), down)).copied().unwrap_or(0);
            count(down) + count(down - 1) + count(down + 1) >= least
        });
        outer.sort_unstable_by(|a, b| b.cmp(a));
        for ix in outer {
            page.remove(ix);
            taken += 1;
        }
    }
    taken
}

/// The lines that stand highest and lowest: all parts of the two outermost lines on each side.
fn outermost(page: &[Line]) -> Vec<usize> {
    let mut downs: Vec<i64> = page.iter().map(|line| line.down.round() as i64).collect();
    downs.sort_unstable();
    downs.dedup();
    let top = downs.iter().take(2);
    let bottom = downs.iter().rev().take(2);
    let outer: HashSet<i64> = top.chain(bottom).copied().collect();
    let is_outer = |line: &Line| outer.contains(&(line.down.round() as i64));
    (0..page.len()).filter(|&ix| is_outer(&page[ix])).collect()
}

//! A draft as one self-contained page: no script, nothing from elsewhere.
//!
//! | file | makes |
//! |---|---|
//! | `article` | the text with its hits, byte for byte |
//! | `beside` | switches, the list of hits, the legend |
//! | `charts` | bars and courses as drawings |
//! | `markup` | escaping and the security policy |
//!
//! The text content of the element `#text` is the document's plain text, and that of the elements
//! of one hit is the hit: signs, speakers' codes and explanations are generated content and
//! attributes. Categories and statuses are switched by check boxes and `:has()`; a browser that
//! does not know it shows everything, and no boxes.

mod article;
mod beside;
mod charts;
pub(crate) mod markup;

use std::collections::BTreeSet;
use std::fmt::Write as _;

pub(crate) use charts::COLOURS;
use markup::escaped;

use super::Draft;
use super::sums::FEW_WORDS;
use crate::measure::UnitId;
use crate::report::manifest::CAUTION;
use crate::report::summary::plural;
use crate::report::table::visible;

/// The fixed part of the style sheet.
pub(crate) const STYLE: &str = include_str!("show.css");

/// The mark by which a page of ours is known, near its start.
pub const GENERATOR: &str = r#"<meta name="generator" content="feltsense"#;

/// True if a file begins as our pages do. Reads at most 4 KiB.
///
/// # Errors
/// If the file cannot be read.
pub fn is_ours(path: &std::path::Path) -> std::io::Result<bool> {
    use std::io::Read;
    let mut start = Vec::new();
    std::fs::File::open(path)?
        .take(4096)
        .read_to_end(&mut start)?;
    let mark = GENERATOR.as_bytes();
    Ok(start.windows(mark.len()).any(|window| window == mark))
}

/// Adds to a string; writing to one cannot fail.
macro_rules! add {
    ($out:expr, $($part:tt)*) => {{ let _ = write!($out, $($part)*); }};
}
use add;

/// The page of a draft. Cost: linear in the text and the hits.
pub fn page(draft: &Draft<'_>) -> String {
    let occurring: BTreeSet<UnitId> = draft.hits.iter().map(|hit| hit.unit).collect();
    let occurring: Vec<UnitId> = occurring.into_iter().collect();
    let style = format!("{STYLE}{}", beside::switch_rules(draft, &occurring));
    let title = escaped(&visible(draft.name));
    let sums = &draft.sums;
    let mut out = String::new();
    add!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
         {GENERATOR} {}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"robots\" content=\"noindex\">\n\
         <title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n",
        markup::policy(&style),
        env!("CARGO_PKG_VERSION"),
    );
    add!(
        out,
        "<a class=\"skip\" href=\"#text\">Skip to the text</a>\n<header>\n<h1>{title}</h1>\n\
         <p class=\"not\">The words of this text, in their place. It describes the text and nobody: \
         it is no diagnosis, no score and no check for risk.</p>\n\
         <p class=\"lead\">{}, {}, {}.{}</p>\n\
         <nav aria-label=\"Parts of this page\"><ul><li><a href=\"#text\">Text</a></li>\
         <li><a href=\"#list\">List of hits</a></li><li><a href=\"#sums\">How much</a></li>\
         <li><a href=\"#course\">From beginning to end</a></li>\
         <li><a href=\"#legend\">What the marks mean</a></li></ul></nav>\n</header>\n",
        plural(sums.words, "word"),
        plural(sums.sentences, "sentence"),
        plural(sums.hits, "affirmed hit"),
        left_out(draft),
    );
    out.push_str("<main class=\"desk\">\n");
    beside::switches(&mut out, draft, &occurring);
    article::article(&mut out, draft);
    beside::list(&mut out, draft);
    out.push_str("</main>\n<div class=\"rest\">\n");
    charts::sums(&mut out, draft);
    charts::course(&mut out, draft);
    charts::parts(&mut out, draft, "sections", "Sections", &sums.sections);
    charts::parts(&mut out, draft, "speakers", "Speakers", &sums.speakers);
    beside::legend(&mut out, draft, &occurring);
    add!(
        out,
        "</div>\n<footer>\n<h2>What this page is not</h2>\n<p>{}</p>\n<p>Made by feltsense {} with {}. \
         The page holds the text; it loads nothing and sends nothing.</p>\n</footer>\n</body>\n</html>\n",
        escaped(CAUTION),
        env!("CARGO_PKG_VERSION"),
        escaped(&lists(draft)),
    );
    out
}

/// What a filter leaves out.
fn left_out(draft: &Draft<'_>) -> String {
    let few = match draft.sums.words {
        0 => " There is nothing to count.".to_owned(),
        words if words < FEW_WORDS => {
            format!(" Under {FEW_WORDS} words: look at the counts, not at the rates.")
        }
        _ => String::new(),
    };
    match draft.left_out {
        0 => few,
        count => format!(
            "{few} {} in the text, {count} left out by choice; the sums below are of all.",
            plural(draft.hits.len() as u64, "mark"),
        ),
    }
}

/// Names and versions of the lexicons.
fn lists(draft: &Draft<'_>) -> String {
    let name = |lexicon: &std::sync::Arc<crate::lexicon::Lexicon>| {
        format!("{} {}", super::sign::spoken(&lexicon.name), lexicon.version)
    };
    let names: Vec<String> = draft.pipeline.lexicons.iter().map(name).collect();
    format!("the lists {}", names.join(", "))
}

#[cfg(test)]
mod tests;

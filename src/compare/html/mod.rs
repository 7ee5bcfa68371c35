//! Two drafts as one self-contained page: no script, nothing from elsewhere. Style and policy are those
//! of the pages of [`show`](crate::show::html).

mod numbers;
mod text;

use std::fmt::Write as _;

use super::Comparison;
use crate::report::manifest::CAUTION;
use crate::report::summary::plural;
use crate::show::html::GENERATOR;
use crate::show::html::STYLE as BASE;
use crate::show::html::markup::{escaped, policy};
use crate::show::sums::FEW_WORDS;

/// The fixed part of the style sheet that pages of `show` do not have.
const STYLE: &str = include_str!("compare.css");

/// How the interval of a difference is to be read.
pub(super) const SAMPLES: &str = "The interval of a difference takes the two drafts for two samples that know nothing of each other, which drafts are not: it says what chance could do to two texts of these lengths. It does not say which draft is the better one.";

/// Adds to a string; writing to one cannot fail.
macro_rules! add {
    ($out:expr, $($part:tt)*) => {{ let _ = write!($out, $($part)*); }};
}
use add;

/// The page of a comparison. Cost: linear in texts and hits.
pub fn page(comparison: &Comparison<'_>) -> String {
    let (old, new) = (comparison.old, comparison.new);
    let style = format!("{BASE}{STYLE}");
    let title = format!("{} \u{2192} {}", escaped(&old.name), escaped(&new.name));
    let version = env!("CARGO_PKG_VERSION");
    let mut out = String::new();
    add!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
         {GENERATOR} {version}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"robots\" content=\"noindex\">\n\
         <title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n",
        policy(&style),
    );
    let few = [old.counts.words, new.counts.words];
    let few = if few.iter().any(|&words| words < FEW_WORDS) {
        format!(" Under {FEW_WORDS} words: look at the counts, not at the rates.")
    } else {
        String::new()
    };
    add!(
        out,
        "<a class=\"skip\" href=\"#text\">Skip to the text</a>\n<header>\n<h1>{title}</h1>\n\
         <p class=\"not\">Two drafts of a text, before and after. It describes the texts and nobody: it \
         is no diagnosis, no score, and does not say which of them is better.</p>\n\
         <p class=\"lead\">Before: {}, {}. After: {}, {}.<br>Sentences: {}.<br>Hits: {}.{few}</p>\n\
         <nav aria-label=\"Parts of this page\"><ul><li><a href=\"#text\">What changed</a></li>\
         <li><a href=\"#list\">List of hits</a></li><li><a href=\"#sums\">Before and after</a></li>\
         <li><a href=\"#legend\">What the signs mean</a></li></ul></nav>\n</header>\n",
        plural(old.counts.words, "word"),
        plural(old.counts.sentences, "sentence"),
        plural(new.counts.words, "word"),
        plural(new.counts.sentences, "sentence"),
        comparison.sentence_counts(),
        comparison.hit_counts(),
    );
    out.push_str("<main class=\"desk\">\n");
    text::article(&mut out, comparison);
    text::list(&mut out, comparison);
    out.push_str("</main>\n<div class=\"rest\">\n");
    numbers::sums(&mut out, comparison);
    numbers::rules(&mut out, comparison);
    text::legend(&mut out, comparison);
    let lists = comparison.pipeline.lexicons.iter();
    let lists: Vec<String> = lists
        .map(|lexicon| {
            format!(
                "{} {}",
                crate::show::sign::spoken(&lexicon.name),
                lexicon.version
            )
        })
        .collect();
    add!(
        out,
        "</div>\n<footer>\n<h2>What this page is not</h2>\n<p>{}</p>\n<p>Made by feltsense {version} with the lists {}. \
         The page holds both texts; it loads nothing and sends nothing.</p>\n</footer>\n</body>\n</html>\n",
        escaped(CAUTION),
        escaped(&lists.join(", ")),
    );
    out
}

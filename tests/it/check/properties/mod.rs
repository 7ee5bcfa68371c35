//! What holds for every text, by number. The others: 10 (a writer that fails after N bytes) in
//! `cli::check::files` and [`outputs`], 11 (twice the text, twice the work) in
//! `cargo bench --bench growth`, since no test here is timed, 12 (baselines) in
//! `super::baseline`.

mod findings;
pub(super) mod outputs;
mod sums;

use proptest::prelude::*;

use feltsense::check::Finding;
use feltsense::read::decode::Choice;
use feltsense::read::{Format, Options, open};

/// Pieces of texts: words that are found and words that are not, markup, signs of every width, what
/// steers terminals and logs.
const PIECES: &[&str] = &[
    "I was ashamed",
    "You are worthless",
    "you're worthless",
    "not ashamed",
    "I wish I were gentle with myself",
    "my cheeks were hot",
    "It rains",
    "na\u{ef}ve caf\u{e9}",
    "e\u{301}",
    "\u{65e5}\u{672c}\u{8a9e}",
    "\u{1f468}\u{200d}\u{1f469}",
    " ",
    " ",
    ". ",
    ".\n",
    ".\n\n",
    "\n- ",
    "\n> ",
    "\n# ",
    "\n\n| a | b |\n|---|---|\n| ",
    "*",
    "**",
    "`",
    "[",
    "](x.md)",
    "&rsquo;",
    "&amp;",
    "<b>",
    "<!-- feltsense-ignore-line all -->",
    "\n```\n",
    "Anna: ",
    "[crying]",
    "\u{1b}[31m",
    "\u{1b}]0;x\u{7}",
    "\u{9b}2J",
    "\u{202e}",
    "\u{ad}",
    "\u{200b}",
    "\n::error file=x::y",
    "##[error]",
    "##vso[task.x]",
    "%0A",
    "]]>",
    "</script>",
    "\n=cmd()",
    "\"'|,;",
    "\u{0}",
    "\u{fffe}",
];

/// Texts made of [`PIECES`].
pub(super) fn texts() -> impl Strategy<Value = String> {
    let piece = (0..PIECES.len()).prop_map(|at| PIECES[at]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Texts of plain sentences in paragraphs.
pub(super) fn prose() -> impl Strategy<Value = String> {
    let parts = [
        "I was ashamed of it. ",
        "You\u{2019}re worthless, it\u{2019}s said. ",
        "I felt na\u{ef}ve and pathetic in the caf\u{e9}. ",
        "She was gentle with herself. ",
        "My cheeks were hot. ",
        "It isn\u{2019}t a disgrace. ",
        "It rains on the roof. ",
        "\n\n",
    ];
    let part = (0..parts.len()).prop_map(move |at| parts[at]);
    prop::collection::vec(part, 1..24).prop_map(|parts| parts.concat())
}

/// All findings of bytes, as `check` reads them.
pub(super) fn judged(rules: &str, bytes: &[u8], format: Format) -> Vec<Finding> {
    let opened = open(bytes, format, Choice::Auto, &Options::default()).expect("a text");
    super::judge_as(rules, opened.original(), opened.format).findings
}

/// Every hit, and what depends on sentences, sections and the whole.
pub(super) const RULES: &str = "[check.rules.presence]\ncategory = 'shame+self_compassion+relational+somatic'\n[check.rules.voice]\n[check.rules.run]\nmax = 1\n[check.rules.density]\nmax = 0\nmin-hits = 1\nmin-words = 1\n[check.rules.suppression]\nlevel = 'off'\n";

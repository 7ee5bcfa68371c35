//! The global counters of LIWC-22, rebuilt from its published output.
//!
//! Takes any text, gives the counts behind the columns WC, WPS, BigWords, AllPunc … Emoji. The
//! rules were inferred from real output rows (`conformance/liwc22`), not from a manual. They stand
//! apart from [`super::tokenize`] on purpose: here a hyphenated word is one word.
//!
//! | counter | rule |
//! |---|---|
//! | word | letters and digits, joined by one inner apostrophe or hyphen, or by `,` or `.` between digits |
//! | sentence | a stretch between runs of `. ! ?` that holds a word; see [`count`] |
//! | big word | a word with seven letters or more; apostrophes, hyphens, digits do not count |
//! | Period … Apostro | plain character counts; curly single quotes are apostrophes |
//! | OtherP | every other ASCII punctuation sign; dashes and quotes beyond ASCII are left out |
//! | emoji | user-perceived characters that are shown as a picture |

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::fold::is_invisible;

/// Raw counts of one text. All of them are sums, so the counts of parts can be added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LiwcCounts {
    /// Words.
    pub wc: u64,
    /// Sentences that hold a word.
    pub sentences: u64,
    /// Words of seven letters or more.
    pub big_words: u64,
    /// Full stops.
    pub period: u64,
    /// Commas.
    pub comma: u64,
    /// Question marks.
    pub qmark: u64,
    /// Exclamation marks.
    pub exclam: u64,
    /// Apostrophes, straight or curly, and curly single quotes.
    pub apostro: u64,
    /// Other ASCII punctuation.
    pub other_p: u64,
    /// Emoji, each family or flag once.
    pub emoji: u64,
}

impl LiwcCounts {
    /// Adds the counts of another text, or of another part of the same text.
    pub fn add(&mut self, other: &LiwcCounts) {
        self.wc += other.wc;
        self.sentences += other.sentences;
        self.big_words += other.big_words;
        self.period += other.period;
        self.comma += other.comma;
        self.qmark += other.qmark;
        self.exclam += other.exclam;
        self.apostro += other.apostro;
        self.other_p += other.other_p;
        self.emoji += other.emoji;
    }

    /// All punctuation, the sum of its six columns.
    pub fn all_punctuation(&self) -> u64 {
        self.period + self.comma + self.qmark + self.exclam + self.apostro + self.other_p
    }

    /// The columns in the order of LIWC-22, with its names.
    ///
    /// Units: WC words; WPS words per sentence; all others per 100 words. `None` for all but WC
    /// if there is no word.
    pub fn columns(&self) -> [(&'static str, Option<f64>); 11] {
        let ratio = |over: f64, under: u64| (under > 0).then(|| over / under as f64);
        let per_hundred = |count: u64| ratio(count as f64 * 100.0, self.wc);
        [
            ("WC", Some(self.wc as f64)),
            ("WPS", ratio(self.wc as f64, self.sentences)),
            ("BigWords", per_hundred(self.big_words)),
            ("AllPunc", per_hundred(self.all_punctuation())),
            ("Period", per_hundred(self.period)),
            ("Comma", per_hundred(self.comma)),
            ("QMark", per_hundred(self.qmark)),
            ("Exclam", per_hundred(self.exclam)),
            ("Apostro", per_hundred(self.apostro)),
            ("OtherP", per_hundred(self.other_p)),
            ("Emoji", per_hundred(self.emoji)),
        ]
    }
}

/// Counts a text.
///
/// A run of `. ! ?` ends a sentence if white space, a closing quote, `)` or the end of the text
/// follows. `]` is not among them: *(silence.]* in the middle of a sentence ends nothing in the
/// published rows. Ending a sentence at every run but one before `]` fits those rows as well; this
/// form is kept because it leaves `3.5` and `feltsense.org` whole. Cost: linear.
pub fn count(text: &str) -> LiwcCounts {
    let mut counts = LiwcCounts {
        emoji: count_emoji(text),
        ..LiwcCounts::default()
    };
    for c in text.chars() {
        match c {
            '.' => counts.period += 1,
            ',' => counts.comma += 1,
            '?' => counts.qmark += 1,
            '!' => counts.exclam += 1,
            '\'' | '\u{2018}' | '\u{2019}' => counts.apostro += 1,
            _ if c.is_ascii_punctuation() => counts.other_p += 1,
            _ => {}
        }
    }
    let mut behind = 0;
    for word in word_spans(text) {
        counts.wc += 1;
        let letters = text[word.clone()]
            .chars()
            .filter(|c| c.is_alphabetic())
            .count();
        counts.big_words += u64::from(letters >= 7);
        if behind == 0 || ends_sentence(&text[behind..word.start]) {
            counts.sentences += 1;
        }
        behind = word.end;
    }
    counts
}

/// True if a sentence ends in the stretch between two words.
///
/// The second word follows directly, so a terminator at the very end of the stretch touches it
/// (`end.Next`) and ends nothing.
fn ends_sentence(between: &str) -> bool {
    let mut rest = between;
    while let Some(at) = rest.find(['.', '!', '?']) {
        rest = rest[at..].trim_start_matches(['.', '!', '?']);
        let closes = |c| matches!(c, '"' | '\'' | ')' | '\u{2019}' | '\u{201D}');
        if rest.starts_with(|c: char| c.is_whitespace() || closes(c)) {
            return true;
        }
    }
    false
}

/// The words behind WC, in order.
///
/// Combining marks and invisible signs (soft hyphen, zero-width signs) do not end a word.
pub fn word_spans(text: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut word: Option<Range<usize>> = None;
    let mut last = ' ';
    let mut joiner: Option<char> = None;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if c.is_alphanumeric() {
            let digits = last.is_numeric() && c.is_numeric();
            let joined = digits || !matches!(joiner, Some('.' | ','));
            word = match word {
                Some(open) if joined => Some(open.start..end),
                open => {
                    spans.extend(open);
                    Some(at..end)
                }
            };
            last = c;
            joiner = None;
        } else if !c.is_ascii() && is_invisible(c) {
            // Not seen, so it neither ends a word nor belongs to its end.
        } else if !c.is_ascii()
            && joiner.is_none()
            && is_combining_mark(c)
            && let Some(open) = &mut word
        {
            open.end = end;
        } else if word.is_some() && joiner.is_none() && joins(c) {
            joiner = Some(c);
        } else {
            spans.extend(word.take());
            joiner = None;
        }
    }
    spans.extend(word);
    spans
}

/// Signs that can hold two parts of a word together, if they stand alone between them.
fn joins(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2019}' | '-' | '\u{2010}' | '\u{2011}' | '.' | ','
    )
}

/// Number of emoji: pictures by default, signs made pictures by U+FE0F or a joiner, keycaps.
fn count_emoji(text: &str) -> u64 {
    static EMOJI: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"\p{Emoji_Presentation}|\p{Emoji}\u{FE0F}|\p{Extended_Pictographic}\u{200D}|[0-9#*]\u{20E3}";
        Regex::new(pattern).expect("the pattern is constant and covered by a test")
    });
    // Every emoji holds a sign from U+203C on; most words can be passed over without segmentation.
    let may_hold_one = |word: &&str| !word.is_ascii() && word.contains(|c| c >= '\u{203C}');
    let words = text.split_ascii_whitespace().filter(may_hold_one);
    words
        .flat_map(|word| word.graphemes(true))
        .filter(|sign| EMOJI.is_match(sign))
        .count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        word_spans(text)
            .into_iter()
            .map(|span| &text[span])
            .collect()
    }

    #[test]
    fn words_are_joined_by_one_apostrophe_or_hyphen() {
        assert_eq!(
            words("self-compassion isn't, isn’t 'so'"),
            ["self-compassion", "isn't", "isn’t", "so"]
        );
        assert_eq!(
            words("well--known a-'b end- -start"),
            ["well", "known", "a", "b", "end", "start"]
        );
        assert_eq!(
            words("and/or (one)two now—then"),
            ["and", "or", "one", "two", "now", "then"]
        );
    }

    #[test]
    fn stops_and_commas_join_digits_only() {
        assert_eq!(
            words("1,000.50, 3.5. no.yes 7,b"),
            ["1,000.50", "3.5", "no", "yes", "7", "b"]
        );
    }

    #[test]
    fn marks_and_invisible_signs_stay_inside_a_word() {
        assert_eq!(
            words("cafe\u{301}s sh\u{AD}ame\u{200B} x"),
            ["cafe\u{301}s", "sh\u{AD}ame", "x"]
        );
    }

    #[test]
    fn a_bracket_behind_a_stop_ends_no_sentence() {
        let sentences = |text| count(text).sentences;
        assert_eq!(sentences("I wept. [She waited.] Then we spoke."), 2);
        assert_eq!(sentences("“I am here.” (So am I.) Good"), 3);
        assert_eq!(sentences("It is 3.5 at feltsense.org . . . and more"), 2);
        assert_eq!(sentences("One line\n\nand another"), 1);
        assert_eq!(sentences("Really?! Yes!"), 2);
        assert_eq!(sentences("..."), 0);
    }

    #[test]
    fn columns_of_a_small_text() {
        let counts =
            count("She said: “I’m not ashamed!” – really, today's self-doubt (4-5) hurts. 💔");
        let expected = LiwcCounts {
            wc: 10,
            sentences: 2,
            big_words: 2,
            period: 1,
            comma: 1,
            exclam: 1,
            apostro: 2,
            other_p: 5,
            emoji: 1,
            ..LiwcCounts::default()
        };
        assert_eq!(counts, expected);
        let columns = counts.columns();
        assert_eq!(columns[1], ("WPS", Some(5.0)));
        assert_eq!(columns[2], ("BigWords", Some(20.0)));
        assert_eq!(columns[3], ("AllPunc", Some(100.0)));
        assert_eq!(columns[10], ("Emoji", Some(10.0)));
    }

    #[test]
    fn counts_of_parts_add_up() {
        let parts = [
            "I’m “here”; are you? 💔 ",
            "Yes! Seven-letter words, 3.5 of them.",
        ];
        let mut sum = count(parts[0]);
        sum.add(&count(parts[1]));
        assert_eq!(sum, count(&parts.concat()));
    }

    #[test]
    fn a_text_without_words_has_no_rates() {
        let columns = count("?! …").columns();
        assert_eq!(columns[0], ("WC", Some(0.0)));
        assert!(columns[1..].iter().all(|(_, value)| value.is_none()));
    }

    #[test]
    fn emoji_are_counted_as_seen() {
        assert_eq!(count("👩‍👩‍👧 🇳🇱🇩🇪 ❤️ 👍🏽 1️⃣ © ™ – é").emoji, 6);
    }
}

//! Columns of the text as a whole.

use super::{Registry, Value};

impl Registry {
    pub(super) fn text_columns(&mut self) {
        const ASIDES: [(&str, &str); 5] = [
            (
                "placeholders",
                "What stands for something taken out ([NAME], XXXX)",
            ),
            (
                "events",
                "What happens or cannot be heard ([crying], [inaudible])",
            ),
            (
                "disfluencies",
                "Sounds of looking for words (um, er), in transcripts",
            ),
            ("cutoffs", "Words broken off (wan-), in transcripts"),
            (
                "backchannels",
                "Turns that only say that one listens (Mm-hm), not behind a question, in transcripts",
            ),
        ];
        const UAX: &str = "Unicode UAX #29; docs/semantics.md";
        self.push("words", "words", "Words of prose: Unicode words that hold a letter or a digit; by the LIWC-22 rule with --words liwc22.", "count", UAX, Value::Words);
        self.push(
            "sentences",
            "sentences",
            "Sentences that hold a word.",
            "count",
            "docs/semantics.md",
            Value::Sentences,
        );
        self.push(
            "hits",
            "hits",
            "Affirmed hits of all lexicons, of every pole.",
            "count",
            "docs/semantics.md",
            Value::Hits,
        );
        self.push(
            "covered_words",
            "words",
            "Words that stand in at least one affirmed hit of any lexicon; never more than words.",
            "count of the union of hit spans",
            "docs/semantics.md",
            Value::Covered,
        );
        self.push(
            "coverage_pct",
            "per 100 words",
            "Share of the words that stand in a hit.",
            "100 * covered_words / words",
            "docs/semantics.md",
            Value::Coverage,
        );
        for (at, (name, what)) in ASIDES.iter().enumerate() {
            let definition = format!("{what}; not among words, unless with --words liwc22.");
            self.push(
                name,
                "asides",
                &definition,
                "count",
                "docs/transcripts.md",
                Value::Aside(at),
            );
        }
    }

    pub(super) fn liwc_columns(&mut self) {
        const SOURCE: &str = "LIWC-22 output (Boyd et al. 2022), rule inferred from published figures; docs/semantics.md";
        const COLUMNS: [(&str, &str, &str); 11] = [
            ("WC", "words", "Word count as LIWC-22 counts."),
            (
                "WPS",
                "words per sentence",
                "Words per sentence, sentences as LIWC-22 counts.",
            ),
            (
                "BigWords",
                "per 100 words",
                "Words of seven or more letters.",
            ),
            (
                "AllPunc",
                "per 100 words",
                "All punctuation of the columns that follow. How LIWC-22 counts non-ASCII punctuation is not fully known.",
            ),
            ("Period", "per 100 words", "Full stops."),
            ("Comma", "per 100 words", "Commas."),
            ("QMark", "per 100 words", "Question marks."),
            ("Exclam", "per 100 words", "Exclamation marks."),
            (
                "Apostro",
                "per 100 words",
                "Apostrophes, straight and curly.",
            ),
            (
                "OtherP",
                "per 100 words",
                "Other ASCII punctuation. How LIWC-22 counts non-ASCII punctuation is not fully known.",
            ),
            ("Emoji", "per 100 words", "Emoji."),
        ];
        for (at, (name, unit, definition)) in COLUMNS.iter().enumerate() {
            let formula = if at < 2 {
                "count, or words / sentences"
            } else {
                "100 * count / WC"
            };
            self.push(name, unit, definition, formula, SOURCE, Value::Liwc(at));
        }
    }
}

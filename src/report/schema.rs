//! Columns of every report file except the measures, which the registry makes.
//!
//! Headers and codebook lines are made from the same tables, so they cannot drift apart.

/// What a column means.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Name in the header.
    pub name: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// What it says.
    pub definition: &'static str,
    /// How it is made; empty if the definition says it.
    pub formula: &'static str,
    /// Where the formula or the idea comes from.
    pub source: &'static str,
}

const fn field(name: &'static str, unit: &'static str, definition: &'static str) -> Field {
    Field {
        name,
        unit,
        definition,
        formula: "",
        source: "docs/semantics.md",
    }
}

/// A column of a table that is made from the course of documents.
pub const fn measure(
    name: &'static str,
    unit: &'static str,
    definition: &'static str,
    formula: &'static str,
    source: &'static str,
) -> Field {
    Field {
        name,
        unit,
        definition,
        formula,
        source,
    }
}

/// A column of such a table that names something or counts it.
pub const fn plain(name: &'static str, unit: &'static str, definition: &'static str) -> Field {
    measure(name, unit, definition, "", "docs/course.md")
}

/// In front of the measures of `documents.csv`.
pub const DOCUMENT: [Field; 2] = [
    field(
        "document",
        "text",
        "Path relative to the folder that was scanned, or row of a table; a hash with --label hash.",
    ),
    field(
        "group",
        "text",
        "Group by --group-by; without it, `group` of the front matter.",
    ),
];

/// Behind the measures of `documents.csv`, before the metadata of the input.
pub const DOCUMENT_END: [Field; 1] = [field(
    "flags",
    "words",
    "Remarks: no_words; under_100_words (look at counts, not at rates); short_text (under 250 words: the measures of the course of whole documents are empty); few_hits (250 words or more, but some lexicon has fewer than 5 affirmed hits: its centre, tau and lift are empty); encoding_guessed; invalid_bytes (replaced signs); unclosed_block (a code fence or comment of Markdown is never closed and hides words); same_id (an earlier row of the table has its id); partly_read; identifiers (something in it may tell who somebody is: see identifiers); no_parts (under 1,000 words: no trend); no_times (--by minutes:N of an input without times: one segment); with --dyads no_turns (no speaker was found: no row in dyads) and no_dyad (neither a therapist and a client speak, nor have two speakers nine tenths of the words).",
)];

/// `identifiers.csv`.
pub const IDENTIFIER: [Field; 5] = [
    field("document", "text", "As in documents."),
    field(
        "kind",
        "word",
        "What it may be: email, phone, user_url, handle, ip_address, card, iban, national_number, record_number, postcode, birth_date, introduction, titled_name, half_masked, deny_list, metadata. Never the value.",
    ),
    field(
        "line",
        "number",
        "Line of the decoded input, from 1; in tables of the text cell; empty for metadata.",
    ),
    field("column", "characters", "Column in characters, from 1."),
    field(
        "key",
        "text",
        "The key of the front matter or column of the table, for metadata.",
    ),
];

/// In front of the measures of `segments.csv`.
pub const SEGMENT: [Field; 12] = [
    field("document", "text", "As in documents."),
    field(
        "segment",
        "number",
        "Number of the segment in its document, from 1.",
    ),
    field(
        "speaker",
        "code",
        "Code of the speaker in order of appearance (S1, S2) in the document, if all of the segment is one speaker's; the label with --speaker-names keep, nothing with drop.",
    ),
    field(
        "role",
        "word",
        "therapist, client, interviewer, participant, ..., unknown: by the speaker's label or --role; empty outside turns and for several roles.",
    ),
    field(
        "turns",
        "numbers",
        "Turns of the file that it touches, from 1. Neighbouring turns of one speaker are one turn here: 3-5 was joined from three.",
    ),
    field(
        "line",
        "number",
        "Line of the decoded input that it begins in, from 1.",
    ),
    field(
        "byte_start",
        "bytes",
        "Its first byte in the decoded input.",
    ),
    field(
        "byte_end",
        "bytes",
        "First byte behind its last; with several stretches behind the last of them.",
    ),
    field(
        "start_ms",
        "ms",
        "Start in milliseconds from the beginning of the recording, where the input has times; with minutes:N the start of the stretch.",
    ),
    field(
        "end_ms",
        "ms",
        "End in milliseconds, as the input says, or else the next time in it.",
    ),
    field(
        "position",
        "share of the text",
        "Place of the segment's middle in the document: 0 start, 1 end.",
    ),
    field("group", "text", "As in documents."),
];

/// `matches.csv`, without the excerpts.
pub const MATCH: [Field; 16] = [
    field("document", "text", "As in documents."),
    field(
        "segment",
        "number",
        "Number of the segment it begins in, if segments were asked for.",
    ),
    field(
        "byte_start",
        "bytes",
        "First byte in the decoded input (UTF-8, without byte order mark; in tables: of the text cell).",
    ),
    field("byte_end", "bytes", "First byte behind it."),
    field("line", "number", "Line of the decoded input, from 1."),
    field("column", "characters", "Column in characters, from 1."),
    field("category", "text", "Category."),
    field("entry", "text", "Entry of the lexicon as written."),
    field(
        "form",
        "text",
        "Matched words in compare form; words that only fill a gap are `_`.",
    ),
    field(
        "status",
        "word",
        "affirmed, negated, unrealised or released.",
    ),
    field("reference", "word", "self, we, you, other or generic."),
    field(
        "flags",
        "words",
        "question, hypothetical, advice, quoted, past.",
    ),
    field("cue", "text", "Words of the cue that decided the status."),
    field(
        "polarity",
        "word",
        "Pole of the entry: distress, descriptive or resource.",
    ),
    field(
        "speaker",
        "code",
        "Who speaks, in a transcript, as in segments: reference `self` is this speaker's.",
    ),
    field("role", "word", "Role of the speaker, as in segments."),
];

/// Behind [`MATCH`] with `--excerpts`.
pub const EXCERPT: [Field; 3] = [
    field("before", "text", "Text before the match."),
    field("match", "text", "The match as written."),
    field("after", "text", "Text behind the match."),
];

/// `corpus.csv`.
pub const CORPUS: [Field; 21] = [
    field("group", "text", "`all` for the whole corpus, or a group."),
    field(
        "category",
        "text",
        "Lexicon or category; NAME_adverse for hits that are counted apart.",
    ),
    field(
        "documents",
        "documents",
        "Documents in the group, also empty ones.",
    ),
    field(
        "documents_with",
        "documents",
        "Documents with at least one affirmed hit.",
    ),
    field("words", "words", "Words in the group."),
    field("hits", "hits", "Affirmed hits."),
    field(
        "per_100",
        "per 100 words",
        "Pooled rate: 100 * hits / words. Long documents weigh more.",
    ),
    field("mean", "per 100 words", "Mean of the documents' rates."),
    field(
        "sd",
        "per 100 words",
        "Sample standard deviation of the documents' rates; empty for one document.",
    ),
    field("min", "per 100 words", "Lowest rate of a document."),
    field(
        "q25",
        "per 100 words",
        "Lower quartile of the documents' rates (type 7, Hyndman & Fan 1996).",
    ),
    field("median", "per 100 words", "Median of the documents' rates."),
    field(
        "q75",
        "per 100 words",
        "Upper quartile of the documents' rates.",
    ),
    field("max", "per 100 words", "Highest rate of a document."),
    field(
        "low",
        "per 100 words",
        "Lower end of the 95 % interval of the pooled rate: percentile bootstrap over documents, seeded.",
    ),
    field("high", "per 100 words", "Upper end of the same interval."),
    field(
        "dp",
        "0 to 1",
        "Deviation of proportions (Gries 2008): 0 spread as the words are, near 1 in one small place.",
    ),
    field(
        "dp_norm",
        "0 to 1",
        "dp / (1 - smallest share of words) (Lijffijt & Gries 2012).",
    ),
    field("negated", "hits", "Hits under a negator."),
    field(
        "unrealised",
        "hits",
        "Hits that are wished for, needed or tried.",
    ),
    field(
        "released",
        "hits",
        "Distress hits that are let go of or gone.",
    ),
];

/// `terms.csv`.
pub const TERM: [Field; 11] = [
    field("category", "text", "Category."),
    field("entry", "text", "Entry of the lexicon as written."),
    field(
        "form",
        "text",
        "Matched words in compare form; words that only fill a gap are `_`.",
    ),
    field("hits", "hits", "Affirmed hits of the form."),
    field(
        "documents",
        "documents",
        "Documents in which the form has an affirmed hit.",
    ),
    field(
        "per_million",
        "per million words",
        "1,000,000 * hits / words of the corpus.",
    ),
    field(
        "share_of_category",
        "0 to 1",
        "Share of the affirmed hits of the category, of both poles.",
    ),
    field("negated", "hits", "Negated hits of the form."),
    field("unrealised", "hits", "Unrealised hits of the form."),
    field("released", "hits", "Released hits of the form."),
    field(
        "polarity",
        "word",
        "Pole of the entry: distress, descriptive or resource.",
    ),
];

/// `skipped.csv`.
pub const SKIPPED: [Field; 4] = [
    field("path", "text", "The input, as in documents."),
    field("reason", "word", "Why it was not read, or not wholly."),
    field("detail", "text", "What, where, and how to mend it."),
    field(
        "severity",
        "word",
        "error: asked for and not wholly read, so the run ends with code 2; remark: passed over as anybody would expect.",
    ),
];

/// `codebook.csv`.
pub const CODEBOOK: [Field; 6] = [
    field("file", "text", "Report file."),
    field("column", "text", "Column of that file."),
    field("unit", "text", "Unit of its values."),
    field("definition", "text", "What it says."),
    field("formula", "text", "How it is made."),
    field(
        "source",
        "text",
        "Where the formula or the idea comes from.",
    ),
];

/// `documents_long.csv`.
pub const LONG: [Field; 5] = [
    field("document", "text", "As in documents."),
    field("group", "text", "As in documents."),
    field(
        "category",
        "text",
        "Lexicon, category, or `text` for measures of the text and indices.",
    ),
    field(
        "measure",
        "text",
        "Measure: the column of documents without the category.",
    ),
    field(
        "value",
        "number",
        "Its value; measures without an answer are left out.",
    ),
];

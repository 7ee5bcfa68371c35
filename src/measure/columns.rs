//! The registry of columns: the only maker of headers, cells and codebook lines.

use super::indices::{self, Index, IndexValue};
use super::tally::{Counts, Tally};
use super::units::{Unit, UnitId, UnitKind, Units};

mod groups;

pub use groups::{Silent, TakeNumbers};

/// A number in a cell, or nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// No answer: never 0 or NaN in its place.
    Empty,
    /// A count.
    Count(u64),
    /// Anything else; full precision.
    Real(f64),
}

impl Number {
    fn count(value: Option<u64>) -> Number {
        value.map_or(Number::Empty, Number::Count)
    }

    fn real(value: Option<f64>) -> Number {
        value.map_or(Number::Empty, Number::Real)
    }
}

/// What a column means. Its name, unit, definition, formula and source go into the codebook.
#[derive(Clone, Debug)]
pub struct Column {
    /// Name in the header.
    pub name: String,
    /// `words`, `hits`, `per 100 words`, `share`, …
    pub unit: &'static str,
    /// What it says.
    pub definition: String,
    /// How it is made.
    pub formula: String,
    /// Where the formula or the idea comes from.
    pub source: String,
    value: Value,
}

/// Which statistic of a unit.
#[derive(Clone, Copy, Debug)]
enum Stat {
    Hits,
    Per100,
    Low(usize),
    High(usize),
    WeightedPer100,
    AdverseHits,
    AdversePer100,
    Negated,
    Unrealised,
    Released,
    Reference(usize),
    Centre,
    ThirdPer100(usize),
    ThirdDifference,
    Tau(usize),
    Burst(usize),
}

#[derive(Clone, Copy, Debug)]
enum IndexPart {
    Value,
    Low,
    High,
    Count(usize),
}

#[derive(Clone, Debug)]
enum Value {
    Words,
    Sentences,
    Hits,
    Covered,
    Coverage,
    Aside(usize),
    Unit(UnitId, Stat),
    Index(usize, IndexPart),
    Liwc(usize),
    Stages,
    StageOrder,
    CheckpointArcs,
    ShameBodyNear,
    ShameBodyLift,
}

/// All number columns of documents and segments.
#[derive(Clone, Debug)]
pub struct Registry {
    columns: Vec<Column>,
    indices: Vec<Index>,
    groups: Vec<groups::Group>,
    awake: groups::Awake,
}

/// Fewest words for thirds. Source: constructs §5.3.
pub const MIN_WORDS_THIRDS: u64 = 250;

const BYAR: &str = "Byar's approximation (Breslow & Day 1987), z = 1.959964; where hits come in bursts (variance of 5-sentence blocks above twice the mean) the block bootstrap";

impl Column {
    /// Category and measure, for tables with one row a number: `shame` and `per_100`; measures of
    /// the text and indices have the category `text`.
    pub fn parts<'a>(&'a self, units: &'a Units) -> (&'a str, &'a str) {
        match self.value {
            Value::Unit(unit, _) => {
                let category = units.get(unit).name.as_str();
                (category, &self.name[category.len() + 1..])
            }
            _ => ("text", self.name.as_str()),
        }
    }
}

impl Registry {
    /// The columns for these units; LIWC columns if asked for.
    pub fn new(units: &Units, liwc: bool) -> Registry {
        let mut registry = Registry {
            columns: Vec::new(),
            indices: indices::all(units),
            groups: Vec::new(),
            awake: groups::Awake::default(),
        };
        registry.text_columns();
        if liwc {
            registry.liwc_columns();
        }
        for (id, unit) in units.iter() {
            registry.unit_columns(id, unit);
        }
        registry.index_columns();
        registry.whole_columns();
        registry.groups = groups::of_columns(&registry.columns, units);
        registry.awake = groups::Awake::new(&registry.groups, &registry.indices, units.len());
        registry
    }

    /// The columns in order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The columns that segments have, too: all but the last few.
    pub fn of_segments(&self) -> &[Column] {
        let is_of_both = |c: &Column| {
            !matches!(
                c.value,
                Value::Stages
                    | Value::StageOrder
                    | Value::CheckpointArcs
                    | Value::ShameBodyNear
                    | Value::ShameBodyLift
            )
        };
        let both = self.columns.partition_point(is_of_both);
        &self.columns[..both]
    }

    fn push(
        &mut self,
        name: &str,
        unit: &'static str,
        definition: &str,
        formula: &str,
        source: &str,
        value: Value,
    ) {
        self.columns.push(Column {
            name: name.to_owned(),
            unit,
            definition: definition.to_owned(),
            formula: formula.to_owned(),
            source: source.to_owned(),
            value,
        });
    }

    fn text_columns(&mut self) {
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

    fn liwc_columns(&mut self) {
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

    fn unit_columns(&mut self, id: UnitId, unit: &Unit) {
        let Unit {
            name,
            definition,
            source,
            has_adverse,
            ..
        } = unit;
        let (has_adverse, lexicon) = (*has_adverse, unit.lexicon);
        let mut add = |suffix: &str,
                       unit: &'static str,
                       what: &str,
                       formula: &str,
                       source: &str,
                       stat: Stat| {
            self.push(
                &format!("{name}_{suffix}"),
                unit,
                what,
                formula,
                source,
                Value::Unit(id, stat),
            );
        };
        let is_lexicon = unit.kind == UnitKind::Lexicon;
        let poles = match (is_lexicon, has_adverse) {
            (true, true) => " Resource and descriptive poles only.",
            (false, true) => " Entries of its own pole only.",
            _ => "",
        };
        add(
            "hits",
            "hits",
            &format!("Affirmed hits. {definition}{poles}"),
            "count",
            source,
            Stat::Hits,
        );
        add(
            "per_100",
            "per 100 words",
            "Rate of the affirmed hits.",
            "100 * hits / words",
            "docs/semantics.md",
            Stat::Per100,
        );
        if is_lexicon {
            add(
                "low",
                "per 100 words",
                "Lower end of the 95 % interval of the rate.",
                "see source",
                BYAR,
                Stat::Low(lexicon),
            );
            add(
                "high",
                "per 100 words",
                "Upper end of the 95 % interval of the rate.",
                "see source",
                BYAR,
                Stat::High(lexicon),
            );
            add(
                "weighted_per_100",
                "per 100 words",
                "Rate weighted by the entries' weights and by intensity (x1.25 behind an amplifier, x0.75 behind a downtoner).",
                "100 * sum(weight * intensity) / words",
                "constructs: rates; factors after VADER's boosters (Hutto & Gilbert 2014)",
                Stat::WeightedPer100,
            );
        }
        if has_adverse {
            let what = if is_lexicon {
                "Affirmed hits of the distress pole; never part of the total."
            } else {
                "Affirmed hits of the opposite pole."
            };
            add(
                "adverse_hits",
                "hits",
                what,
                "count",
                source,
                Stat::AdverseHits,
            );
            add(
                "adverse_per_100",
                "per 100 words",
                "Rate of the adverse hits.",
                "100 * adverse_hits / words",
                "docs/semantics.md",
                Stat::AdversePer100,
            );
        }
        if is_lexicon {
            const STATUS: &str =
                "NegEx (Chapman et al. 2001) for scope and pseudo-negation; docs/semantics.md";
            add(
                "negated",
                "hits",
                "Hits under a negator; not part of hits.",
                "count",
                STATUS,
                Stat::Negated,
            );
            add(
                "unrealised",
                "hits",
                "Hits that are wished for, needed or tried; not part of hits.",
                "count",
                STATUS,
                Stat::Unrealised,
            );
            add(
                "released",
                "hits",
                "Distress hits that are let go of or gone; not part of hits.",
                "count",
                STATUS,
                Stat::Released,
            );
            for (at, (suffix, who)) in [
                ("self", "first person singular"),
                ("we", "first person plural"),
                ("you", "second person"),
                ("other", "third person"),
                ("generic", "nobody in particular, or no pronoun near"),
            ]
            .iter()
            .enumerate()
            {
                add(
                    suffix,
                    "hits",
                    &format!("Affirmed hits that refer to: {who}. The five add up to hits."),
                    "count",
                    "docs/semantics.md",
                    Stat::Reference(at),
                );
            }
            for (at, suffix) in [
                "first_third_per_100",
                "middle_third_per_100",
                "last_third_per_100",
            ]
            .iter()
            .enumerate()
            {
                add(
                    suffix,
                    "per 100 words",
                    "Rate in a third of the words; empty under 250 words.",
                    "100 * hits in the third / (words / 3)",
                    "docs/semantics.md",
                    Stat::ThirdPer100(at),
                );
            }
            add(
                "third_difference",
                "per 100 words",
                "Rate in the last third minus rate in the first; empty under 250 words.",
                "last_third_per_100 - first_third_per_100",
                "docs/semantics.md",
                Stat::ThirdDifference,
            );
            add(
                "tau",
                "from -1 to 1",
                "Trend over ten parts of equally many words: 1 rises all the way, -1 falls; empty under 1,000 words or 5 hits.",
                "Kendall's tau-b between part and hits",
                "Kendall (1945), Biometrika 33, 239-251; docs/course.md",
                Stat::Tau(lexicon),
            );
            add(
                "burst",
                "ratio",
                "How much hits come in bursts: 1 by chance, above 2 bursty.",
                "variance / mean of hits in blocks of 5 sentences",
                "docs/semantics.md",
                Stat::Burst(lexicon),
            );
        }
        add(
            "centre",
            "share of the text",
            "Mean place of the hits: 0 start, 1 end; empty under 5 hits.",
            "mean((first + end) / 2) / words",
            "docs/semantics.md",
            Stat::Centre,
        );
    }

    fn index_columns(&mut self) {
        const MINIMUM: &str = " Empty under 5 hits.";
        const SOURCE: &str =
            "docs/semantics.md; interval of Wilson (1927), for ratios the log scale";
        for at in 0..self.indices.len() {
            let Index {
                name,
                definition,
                formula,
                ..
            } = self.indices[at].clone();
            self.push(
                &name,
                "index",
                &format!("{definition}{MINIMUM}"),
                &formula,
                SOURCE,
                Value::Index(at, IndexPart::Value),
            );
            self.push(
                &format!("{name}_low"),
                "index",
                &format!("Lower end of the 95 % interval of {name}."),
                "see source",
                SOURCE,
                Value::Index(at, IndexPart::Low),
            );
            self.push(
                &format!("{name}_high"),
                "index",
                &format!("Upper end of the 95 % interval of {name}."),
                "see source",
                SOURCE,
                Value::Index(at, IndexPart::High),
            );
            for (side, suffix) in ["a", "b"].iter().enumerate() {
                self.push(
                    &format!("{name}_{suffix}"),
                    "hits",
                    &format!(
                        "Count `{suffix}` of the formula of {name}; a + b is what it rests on."
                    ),
                    &formula,
                    SOURCE,
                    Value::Index(at, IndexPart::Count(side)),
                );
            }
        }
    }
}

fn per_100(count: u64, words: u64) -> Option<f64> {
    (words > 0).then(|| 100.0 * count as f64 / words as f64)
}

fn unit_number(counts: &Counts, tally: &Tally, stat: Stat) -> Number {
    let words = counts.words;
    let third = |at: usize| {
        (words >= MIN_WORDS_THIRDS).then(|| 300.0 * tally.thirds[at] as f64 / words as f64)
    };
    match stat {
        Stat::Hits => Number::Count(tally.affirmed),
        Stat::Per100 => Number::real(per_100(tally.affirmed, words)),
        Stat::Low(lexicon) => Number::real(counts.intervals[lexicon].map(|interval| interval.low)),
        Stat::High(lexicon) => {
            Number::real(counts.intervals[lexicon].map(|interval| interval.high))
        }
        Stat::WeightedPer100 => {
            Number::real((words > 0).then(|| tally.weighted as f64 / 100.0 / words as f64))
        }
        Stat::AdverseHits => Number::Count(tally.adverse),
        Stat::AdversePer100 => Number::real(per_100(tally.adverse, words)),
        Stat::Negated => Number::Count(tally.negated),
        Stat::Unrealised => Number::Count(tally.unrealised),
        Stat::Released => Number::Count(tally.released),
        Stat::Reference(at) => Number::Count(tally.references[at]),
        Stat::Centre => Number::real(tally.centre(counts.tokens)),
        Stat::ThirdPer100(at) => Number::real(third(at)),
        Stat::ThirdDifference => {
            Number::real(third(2).zip(third(0)).map(|(last, first)| last - first))
        }
        Stat::Tau(lexicon) => Number::real(counts.trends.get(lexicon)),
        Stat::Burst(lexicon) => Number::real(counts.bursts.get(lexicon)),
    }
}

impl Registry {
    /// Columns that only whole documents have: always the last ones.
    fn whole_columns(&mut self) {
        self.push(
            "stages_found",
            "stages",
            "Stages of healing (motivation, container, painful, positive, receiving) with at least 5 hits: those that have a place. Empty under 250 words. A description of the text, not of anybody's way.",
            "count",
            "docs/course.md",
            Value::Stages,
        );
        self.push(
            "stage_order_tau",
            "from -1 to 1",
            "Whether the stages found stand in the order of the model: 1 in its order, -1 reversed; empty under 3 stages and under 250 words. No order is better than another.",
            "Kendall's tau-b between the stages in order and their centres",
            "docs/course.md; Kendall (1945)",
            Value::StageOrder,
        );
        self.push(
            "checkpoint_arcs",
            "arcs",
            "How often the text goes from a sensation, felt sense or body signal through mindfulness and settling to agency within 12 sentences; arcs do not overlap. Empty under 250 words.",
            "most disjoint chains of four hits in this order, each behind the first word of the one before",
            "docs/course.md; constructs 5.3",
            Value::CheckpointArcs,
        );
        self.push(
            "shame_body_near",
            "hits",
            "Hits of shame with a somatic hit within 10 words, in the same or a neighbouring sentence; hits that share a word are left out. Empty under 250 words.",
            "count",
            "docs/course.md; constructs 5.4",
            Value::ShameBodyNear,
        );
        self.push(
            "shame_body_lift",
            "ratio",
            "That number against the one expected by chance: 1 by chance; empty under 5 hits of either and under 250 words. More in cooccurrence.",
            "(shame_body_near + 0.5) / (expected + 0.5), expected = mean over all circular shifts",
            "docs/course.md; constructs 5.4",
            Value::ShameBodyLift,
        );
    }
}

fn index_number(index: IndexValue, part: IndexPart) -> Number {
    match part {
        IndexPart::Value => Number::real(index.value),
        IndexPart::Low => Number::real(index.interval.map(|interval| interval.low)),
        IndexPart::High => Number::real(index.interval.map(|interval| interval.high)),
        IndexPart::Count(side) => Number::Count(index.counts[side]),
    }
}

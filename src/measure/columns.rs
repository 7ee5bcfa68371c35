//! The registry of columns: the only maker of headers, cells and codebook lines.

use super::indices::{self, Index, IndexValue};
use super::units::{UnitId, Units};

mod groups;
mod texts;
mod units;

pub use groups::{Silent, TakeNumbers};
use units::{Stat, per_100, unit_number};

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

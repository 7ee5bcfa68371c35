//! The measures of a document or segment as bytes: cells of `documents` and `segments`, and the rows
//! of `documents_long`.
//!
//! What never changes is made once: what stands in front of each number, and the bytes of all
//! columns that say the same of every text without a hit of theirs.

use std::io;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::schema;
use super::table::{Cell, Joints, TableFormat, TableOptions, delimiter};
use crate::analysis::Pipeline;
use crate::measure::columns::{Number, Silent, TakeNumbers};
use crate::measure::{Counts, Registry};

/// What the measures of all documents have in common.
pub(super) struct Measures {
    options: TableOptions,
    joints: InFront,
    /// Without and with words: the cells of the groups of columns where they are quiet.
    quiet: [Quiet; 2],
    /// Of `documents_long`, if it is wanted.
    long: Option<Long>,
    /// Cells that were made for earlier rows.
    spare: Mutex<Vec<Known>>,
}

/// What stands in front of the number of each column.
enum InFront {
    /// The sign that parts two cells, of all columns: nothing of a number is as long to write.
    Sign(u8),
    /// That sign and the key, of each column.
    Keys(Vec<Box<[u8]>>),
}

/// Cells of lexicons without a hit, as they were made for earlier rows: most paragraphs have no hit of
/// most lexicons, and as many words as some other.
#[derive(Default)]
pub(super) struct Known {
    /// By lexicon, and in it by number of words: the last that came.
    slots: Vec<Vec<Slot>>,
}

type Slot = Option<(Silent, Vec<u8>)>;

/// Most slots of a lexicon.
const SLOTS: usize = 512;

impl Known {
    fn slot(&mut self, silent: &Silent) -> &mut Slot {
        let lexicons = self.slots.len().max(silent.lexicon + 1);
        self.slots.resize(lexicons, Vec::new());
        let slots = &mut self.slots[silent.lexicon];
        let at = silent.words as usize % SLOTS;
        slots.resize(slots.len().max(at + 1), None);
        &mut slots[at]
    }
}

/// The cells of all quiet groups, each behind its joint: neighbours are copied together.
#[derive(Default)]
struct Quiet {
    bytes: Vec<u8>,
    /// Where the cells of each group begin, and where those of the last one end.
    starts: Vec<usize>,
}

struct Long {
    /// In front of each number: category and measure.
    names: Vec<Box<[u8]>>,
    /// Of each group, without and with words: columns and numbers of its rows where it is quiet.
    quiet: Vec<[Vec<(usize, Number)>; 2]>,
    joints: Joints,
}

impl Measures {
    /// For the columns of a pipeline; with rows of `documents_long` if they are wanted.
    pub(super) fn new(
        pipeline: &Pipeline,
        options: TableOptions,
        long: bool,
    ) -> io::Result<Measures> {
        let registry = &pipeline.registry;
        let columns = registry.columns();
        // The cells stand behind others in every table: so does each joint.
        let names = std::iter::once("").chain(columns.iter().map(|column| column.name.as_str()));
        let behind = Joints::new(options.format, &names.collect::<Vec<_>>())?;
        let joint = |column: usize| {
            let mut bytes = Vec::new();
            behind.push(&mut bytes, column + 1);
            bytes.into_boxed_slice()
        };
        let joints = match options.format {
            TableFormat::JsonLines => InFront::Keys((0..columns.len()).map(joint).collect()),
            format => InFront::Sign(delimiter(format)),
        };
        let mut measures = Measures {
            options,
            joints,
            quiet: <[Quiet; 2]>::default(),
            long: None,
            spare: Mutex::default(),
        };
        measures.quiet = [false, true].map(|has_words| {
            let mut quiet = Quiet::default();
            for group in 0..registry.groups() {
                quiet.starts.push(quiet.bytes.len());
                for (column, number) in registry.quiet(group, has_words) {
                    measures.cell(&mut quiet.bytes, column, number);
                }
            }
            quiet.starts.push(quiet.bytes.len());
            quiet
        });
        if long {
            measures.long = Some(Long::new(pipeline, options)?);
        }
        Ok(measures)
    }

    /// What is known of earlier rows, to be [given back](Measures::give_back).
    pub(super) fn known(&self) -> Known {
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        spare.pop().unwrap_or_default()
    }

    pub(super) fn give_back(&self, known: Known) {
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        spare.push(known);
    }

    /// Appends the cells of the first `most` columns; with what is known of rows before it, if there are
    /// many of them.
    pub(super) fn cells(
        &self,
        registry: &Registry,
        counts: &Counts,
        most: usize,
        known: Option<&mut Known>,
        out: &mut Vec<u8>,
    ) {
        let mut cells = Cells {
            measures: self,
            known,
            begin: 0,
            quiet: &self.quiet[usize::from(counts.words > 0)],
            run: 0..0,
            out,
        };
        registry.visit(counts, most, &mut cells);
        cells.end_run();
    }

    /// Appends the rows of `documents_long`, if they are wanted. `of` are document and group.
    pub(super) fn long(
        &self,
        registry: &Registry,
        counts: &Counts,
        of: &[Cell; 2],
        out: &mut Vec<u8>,
    ) {
        if let Some(long) = &self.long {
            let mut start = Vec::new();
            long.joints.cells(self.options, &mut start, 0, of);
            let mut rows = LongRows {
                long,
                options: self.options,
                start,
                out,
            };
            registry.visit(counts, registry.columns().len(), &mut rows);
        }
    }

    fn cell(&self, out: &mut Vec<u8>, column: usize, number: Number) {
        match &self.joints {
            InFront::Sign(sign) => out.push(*sign),
            InFront::Keys(keys) => out.extend_from_slice(&keys[column]),
        }
        self.options.push_cell(out, &cell(number));
    }
}

struct Cells<'a> {
    measures: &'a Measures,
    known: Option<&'a mut Known>,
    /// Where the cells of a lexicon begin that are not known yet.
    begin: usize,
    quiet: &'a Quiet,
    /// Quiet groups that are still to be written.
    run: Range<usize>,
    out: &'a mut Vec<u8>,
}

impl Cells<'_> {
    fn end_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        if !run.is_empty() {
            let bytes = self.quiet.starts[run.start]..self.quiet.starts[run.end];
            self.out.extend_from_slice(&self.quiet.bytes[bytes]);
        }
    }
}

impl TakeNumbers for Cells<'_> {
    fn number(&mut self, column: usize, number: Number) {
        self.end_run();
        self.measures.cell(self.out, column, number);
    }

    fn quiet(&mut self, groups: Range<usize>, _: bool) {
        if self.run.is_empty() {
            self.run.start = groups.start;
        }
        self.run.end = groups.end;
    }

    fn knows(&mut self, silent: &Silent) -> bool {
        self.end_run();
        self.begin = self.out.len();
        match self
            .known
            .as_mut()
            .and_then(|known| known.slot(silent).as_ref())
        {
            Some((known, cells)) if known == silent => {
                self.out.extend_from_slice(cells);
                true
            }
            _ => false,
        }
    }

    fn met(&mut self, silent: Silent) {
        let Some(known) = &mut self.known else {
            return;
        };
        let cells = &self.out[self.begin..];
        match known.slot(&silent) {
            Some((known, bytes)) => {
                *known = silent;
                bytes.clear();
                bytes.extend_from_slice(cells);
            }
            none => *none = Some((silent, cells.to_vec())),
        }
    }
}

impl Long {
    fn new(pipeline: &Pipeline, options: TableOptions) -> io::Result<Long> {
        let joints = Joints::new(options.format, &schema::LONG.map(|field| field.name))?;
        let registry = &pipeline.registry;
        let names = registry.columns().iter().map(|column| {
            let (category, measure) = column.parts(&pipeline.units);
            let mut bytes = Vec::new();
            joints.cells(options, &mut bytes, 2, &[category.into(), measure.into()]);
            joints.push(&mut bytes, 4);
            bytes.into_boxed_slice()
        });
        Ok(Long {
            names: names.collect(),
            quiet: (0..registry.groups())
                .map(|group| [false, true].map(|words| registry.quiet(group, words).collect()))
                .collect(),
            joints,
        })
    }
}

struct LongRows<'a> {
    long: &'a Long,
    options: TableOptions,
    /// Document and group.
    start: Vec<u8>,
    out: &'a mut Vec<u8>,
}

impl TakeNumbers for LongRows<'_> {
    /// A number without an answer has no row.
    fn number(&mut self, column: usize, number: Number) {
        if number == Number::Empty {
            return;
        }
        let start = self.out.len();
        self.out.extend_from_slice(&self.start);
        self.out.extend_from_slice(&self.long.names[column]);
        self.options.push_cell(self.out, &cell(number));
        self.long.joints.end(self.out, start);
    }

    fn quiet(&mut self, groups: Range<usize>, has_words: bool) {
        let long = self.long;
        for quiet in &long.quiet[groups] {
            for &(column, number) in &quiet[usize::from(has_words)] {
                self.number(column, number);
            }
        }
    }
}

fn cell<'a>(number: Number) -> Cell<'a> {
    match number {
        Number::Empty => Cell::Empty,
        Number::Count(count) => Cell::Count(count),
        Number::Real(value) => Cell::Number(value),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::{Settings, WordRule};
    use crate::lexicon::builtin;
    use crate::matching::Engine;
    use crate::measure::IntervalMethod;
    use crate::measure::tally::Method;
    use crate::read::{Format, read_document};
    use crate::segment::Segmentation;

    fn pipeline(interval: IntervalMethod) -> Pipeline {
        let settings = Settings {
            words: WordRule::Uax29,
            by: Some(Segmentation::Paragraph),
            matches: false,
            excerpts: false,
            method: Method {
                interval,
                resamples: 50,
                seed: 1,
            },
            engine: Engine::Automaton,
        };
        Pipeline::new(builtin::all(), builtin::english().clone(), settings)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        /// Rows with and without hits, of lengths that share a slot, with intervals of several kinds.
        #[test]
        fn what_is_known_of_earlier_rows_changes_none(
            paragraphs in prop::collection::vec(
                (
                    prop::sample::select(vec!["", "I was not ashamed.", "My chest is tight.", "I trust her. Be kind to yourself.", "[NAME]"]),
                    prop::sample::select(vec![0, 1, 2, 3, SLOTS, SLOTS + 1, 2 * SLOTS]),
                ),
                1..12,
            ),
            json in any::<bool>(),
        ) {
            let text: Vec<String> = paragraphs.iter().map(|(said, words)| format!("{said} {}", "so ".repeat(*words))).collect();
            let document = read_document(text.join("\n\n"), Format::Text);
            let options = TableOptions {
                format: if json { TableFormat::JsonLines } else { TableFormat::Csv },
                ..TableOptions::default()
            };
            let mut known = Known::default();
            for interval in [IntervalMethod::Auto, IntervalMethod::Bootstrap, IntervalMethod::Wilson, IntervalMethod::Auto] {
                let pipeline = pipeline(interval);
                let registry = &pipeline.registry;
                let measures = Measures::new(&pipeline, options, false).expect("names of columns");
                let most = registry.of_segments().len();
                let segments = pipeline.analyse(&document, &document.text).segments;
                let mut rows = Vec::new();
                pipeline.each_segment(&segments, 0..segments.len(), |_, counts| {
                    let (mut plain, mut cells) = (Vec::new(), Vec::new());
                    measures.cells(registry, counts, most, None, &mut plain);
                    measures.cells(registry, counts, most, Some(&mut known), &mut cells);
                    rows.push((plain, cells));
                });
                prop_assert_eq!(rows.len(), segments.len());
                for (plain, cells) in rows {
                    prop_assert_eq!(plain, cells);
                }
            }
        }
    }
}

//! The rows of one document as bytes, made by whichever thread has the document. The writer only
//! joins them.

use std::io;
use std::ops::Range;

use super::measures::Measures;
use super::schema;
use super::table::{Cell, Joints, TableOptions};
use super::writer::{DocumentRow, Wanted};
use crate::analysis::{Analysis, Pipeline, PlacedSegment};
use crate::matching::Flags;
use crate::measure::Counts;
use crate::text::Role;

/// What makes the rows of documents: the same for all threads.
pub struct RowMaker<'a> {
    pipeline: &'a Pipeline,
    options: TableOptions,
    measures: Measures,
    /// Of `segments` and `matches`, if they are wanted.
    segments: Option<Joints>,
    matches: Option<Joints>,
}

/// The rows of one document.
#[derive(Clone, Debug, Default)]
pub struct MadeRows {
    /// Cells of `documents`: the measures.
    pub(super) measures: Vec<u8>,
    /// Whole rows of the segments; `None` if there are too many of them to hold all at once.
    pub(super) segments: Option<Vec<u8>>,
    /// Whole rows.
    pub(super) matches: Vec<u8>,
    /// Whole rows.
    pub(super) long: Vec<u8>,
}

/// Most segments of a document whose rows are made before they are written: a row of a short
/// segment has a hundred times its bytes.
const MOST_SEGMENTS: usize = 4096;

impl MadeRows {
    /// False if the rows of the segments are still to be made.
    pub fn has_segments(&self) -> bool {
        self.segments.is_some()
    }
}

impl<'a> RowMaker<'a> {
    /// A maker for the tables that are wanted.
    pub(super) fn new(
        pipeline: &'a Pipeline,
        options: TableOptions,
        wanted: &Wanted,
    ) -> io::Result<RowMaker<'a>> {
        let joints = |is_wanted: bool, header: Vec<String>| -> io::Result<Option<Joints>> {
            if !is_wanted {
                return Ok(None);
            }
            Joints::new(options.format, &header).map(Some)
        };
        Ok(RowMaker {
            pipeline,
            options,
            measures: Measures::new(pipeline, options, wanted.long)?,
            segments: joints(wanted.segments, segment_header(pipeline))?,
            matches: joints(wanted.matches, match_header(wanted.excerpts))?,
        })
    }

    /// The rows of a document.
    pub fn make(&self, row: &DocumentRow, analysis: &Analysis) -> MadeRows {
        let registry = &self.pipeline.registry;
        let all = registry.columns().len();
        let mut made = MadeRows {
            measures: Vec::with_capacity(4 * all),
            ..MadeRows::default()
        };
        let counts = &analysis.counts;
        self.measures
            .cells(registry, counts, all, None, &mut made.measures);
        let of = [row.document.as_str().into(), row.group.as_str().into()];
        self.measures.long(registry, counts, &of, &mut made.long);
        if analysis.segments.len() <= MOST_SEGMENTS {
            let mut rows = Vec::new();
            self.segment_rows(row, analysis, 0..analysis.segments.len(), &mut rows);
            made.segments = Some(rows);
        }
        if let Some(joints) = &self.matches {
            self.match_rows(joints, row, analysis, &mut made.matches);
        }
        made
    }

    /// Appends the rows of some segments of a document, if they are wanted.
    pub(super) fn segment_rows(
        &self,
        row: &DocumentRow,
        analysis: &Analysis,
        segments: Range<usize>,
        out: &mut Vec<u8>,
    ) {
        let Some(joints) = &self.segments else {
            return;
        };
        let registry = &self.pipeline.registry;
        let of_segments = registry.of_segments().len();
        let words = analysis.counts.tokens as usize;
        let document = self.document_cell(joints, row);
        let mut known = self.measures.known();
        let each = |placed: &PlacedSegment, counts: &Counts| {
            let segment = &placed.segment;
            let start = out.len();
            out.extend_from_slice(&document);
            let cells = [
                Cell::from(segment.number),
                Cell::from(row.speaker(segment.speaker)),
                Cell::from(segment.role.as_ref().map(Role::name)),
                Cell::from(segment.turn_ids()),
                Cell::from(placed.line),
                Cell::from(placed.byte_start),
                Cell::from(placed.byte_end),
                Cell::from(segment.start_ms),
                Cell::from(segment.end_ms),
                Cell::from(segment.position(words)),
                Cell::from(row.group.as_str()),
            ];
            joints.cells(self.options, out, 1, &cells);
            self.measures
                .cells(registry, counts, of_segments, Some(&mut known), out);
            joints.end(out, start);
        };
        self.pipeline
            .each_segment(&analysis.segments, segments, each);
        self.measures.give_back(known);
    }

    /// The first cell of the rows of segments and matches: the same in all of a document.
    fn document_cell(&self, joints: &Joints, row: &DocumentRow) -> Vec<u8> {
        let mut bytes = Vec::new();
        joints.cells(self.options, &mut bytes, 0, &[row.document.as_str().into()]);
        bytes
    }

    fn match_rows(
        &self,
        joints: &Joints,
        row: &DocumentRow,
        analysis: &Analysis,
        out: &mut Vec<u8>,
    ) {
        let document = self.document_cell(joints, row);
        for found in &analysis.matches {
            let unit = self.pipeline.units.get(found.form.unit);
            let entry = &self.pipeline.lexicons[unit.lexicon].entries[found.form.entry as usize];
            let context = found.hit.context;
            let segment = found
                .segment
                .map(|at| analysis.segments.list()[at].segment.number);
            let flags = match context.flags {
                flags if flags == Flags::default() => Cell::from(""),
                flags => Cell::from(flags.names()),
            };
            let start = out.len();
            out.extend_from_slice(&document);
            let cells = [
                Cell::from(segment),
                Cell::from(found.byte_start),
                Cell::from(found.byte_end),
                Cell::from(found.line),
                Cell::from(found.column),
                Cell::from(unit.name.as_str()),
                Cell::from(entry.name.as_ref()),
                Cell::from(found.form.form.as_str()),
                Cell::from(context.status.name()),
                Cell::from(context.reference.name()),
                flags,
                Cell::from(found.cue.as_str()),
                Cell::from(entry.polarity.name()),
                Cell::from(row.speaker(found.speaker)),
                Cell::from(found.role.as_ref().map(Role::name)),
            ];
            joints.cells(self.options, out, 1, &cells);
            if let Some(parts) = &found.excerpt {
                let parts = parts.each_ref().map(|part| part.as_str().into());
                joints.cells(self.options, out, 1 + cells.len(), &parts);
            }
            joints.end(out, start);
        }
    }
}

/// The columns of `segments`.
pub(super) fn segment_header(pipeline: &Pipeline) -> Vec<String> {
    let own = schema::SEGMENT.iter().map(|field| field.name);
    let measures = pipeline.registry.of_segments().iter();
    own.chain(measures.map(|column| column.name.as_str()))
        .map(str::to_owned)
        .collect()
}

/// The columns of `matches`.
pub(super) fn match_header(excerpts: bool) -> Vec<String> {
    let more: &[schema::Field] = if excerpts { &schema::EXCERPT } else { &[] };
    schema::MATCH
        .iter()
        .chain(more)
        .map(|field| field.name.to_owned())
        .collect()
}

//! Workbooks (xlsx, xlsm, xls, ods) → rows, or all their cells as one document.
//!
//! The first row of a sheet with something in it names the columns; each later one is a row, empty
//! ones are passed over. What a cell shows is read, not how it was computed. Hidden sheets are read
//! only if they are named.

use std::collections::BTreeSet;

use super::header::Header;
use super::{Columns, Row, TableError, shortened};
use crate::read::{Options, ReadError};
use crate::text::{Block, BlockKind, Document, Loss, SourceMap, Span};

mod cells;
mod compound;
mod excel;
mod ods;
mod package;
#[cfg(test)]
mod tests;

use cells::{Grid, GridRow};

/// A sheet of a workbook.
struct SheetInfo {
    name: String,
    is_hidden: bool,
}

/// An opened workbook.
enum Book<'a> {
    Xlsx(excel::Xlsx<'a>),
    Xls(excel::Xls<'a>),
    Ods(ods::Ods),
}

impl<'a> Book<'a> {
    /// Tells the kind by the bytes: extensions are often wrong.
    fn open(bytes: &'a [u8], options: &Options) -> Result<Self, ReadError> {
        if bytes.starts_with(b"PK\x03\x04") {
            return match package::check(bytes, options)? {
                package::Kind::Xlsx => Ok(Book::Xlsx(excel::Xlsx::open(bytes)?)),
                package::Kind::Ods(content) => Ok(Book::Ods(ods::Ods::read(&content, options)?)),
            };
        }
        if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
            return Ok(Book::Xls(excel::Xls::open(bytes)?));
        }
        Err(ReadError::new(
            "damaged",
            "is no workbook, though its name says so",
            "if it is text, name its format, such as `--format csv` or `--format html`; else save it again as xlsx",
        ))
    }

    fn sheets(&self) -> Vec<SheetInfo> {
        match self {
            Book::Xlsx(book) => book.sheets(),
            Book::Xls(book) => book.sheets(),
            Book::Ods(book) => book.sheets(),
        }
    }

    /// The cells of a sheet; those outside of what a sheet can hold are counted in `outside`.
    fn cells(
        &mut self,
        sheet: usize,
        options: &Options,
        outside: &mut u64,
    ) -> Result<Vec<GridRow>, ReadError> {
        let mut grid = Grid::new(&options.limits);
        match self {
            Book::Xlsx(book) => book.cells(sheet, &mut grid)?,
            Book::Xls(book) => book.cells(sheet, &mut grid)?,
            Book::Ods(book) => {
                // Of all its sheets at once: they are read together.
                *outside += std::mem::take(&mut book.outside);
                return Ok(book.take(sheet));
            }
        }
        *outside += grid.outside;
        Ok(grid.into_rows())
    }
}

/// Which sheets are read: the one that was asked for, or all that can be seen.
fn chosen(sheets: &[SheetInfo], options: &Options) -> Result<Vec<usize>, ReadError> {
    let Some(asked) = &options.workbook.sheet else {
        let visible = sheets.iter().enumerate();
        let visible = visible.filter(|(_, sheet)| !sheet.is_hidden);
        return Ok(visible.map(|(ix, _)| ix).collect());
    };
    let by_name = sheets.iter().position(|sheet| sheet.name == *asked);
    let by_number = || {
        let number: usize = asked.parse().ok()?;
        number.checked_sub(1).filter(|&ix| ix < sheets.len())
    };
    by_name
        .or_else(by_number)
        .map(|ix| vec![ix])
        .ok_or_else(|| {
            ReadError::new(
                "no_sheet",
                format!(
                    "no sheet `{}`; the sheets are {}",
                    shortened(asked),
                    names_of(sheets.iter())
                ),
                "name one of them with `--sheet NAME`, or its number from 1",
            )
        })
}

fn names_of<'a>(sheets: impl Iterator<Item = &'a SheetInfo>) -> String {
    let mut names: Vec<String> = sheets
        .take(21)
        .map(|sheet| format!("`{}`", shortened(&sheet.name)))
        .collect();
    if names.len() > 20 {
        names.truncate(20);
        names.push("…".to_owned());
    }
    names.join(", ")
}

/// What is told of cells at places that no sheet has.
fn outside_cells(count: u64) -> Option<Loss> {
    (count > 0).then(|| Loss {
        reason: "bad_cell",
        detail: format!(
            "{count} cells stand outside of what a sheet can hold and were left out; open it in the program that made it and save it again"
        ),
        fatal: true,
    })
}

/// The remark about sheets that are not read.
fn not_read(sheets: &[SheetInfo], read: &[usize]) -> Option<Loss> {
    let is_other = |(ix, _): &(usize, &SheetInfo)| !read.contains(ix);
    let others = || sheets.iter().enumerate().filter(is_other);
    let count = others().count();
    (count > 0).then(|| Loss {
        reason: "other_sheets",
        detail: format!(
            "{count} other sheets were not read: {}; name one with `--sheet NAME`",
            names_of(others().map(|(_, sheet)| sheet))
        ),
        fatal: false,
    })
}

/// The rows of one sheet.
pub(in crate::read::table) struct Sheet {
    rows: std::vec::IntoIter<GridRow>,
    header: Option<Header>,
    /// The columns of the sheet that have a name or a value, in order.
    used: Vec<u32>,
    /// What was left out.
    pub(in crate::read::table) losses: Vec<Loss>,
}

impl Sheet {
    /// Reads the sheet that was asked for, or the first visible one with something in it.
    pub(in crate::read::table) fn open(
        bytes: &[u8],
        asked: &Columns,
        options: &Options,
    ) -> Result<Self, TableError> {
        let mut book = Book::open(bytes, options).map_err(TableError::Whole)?;
        let sheets = book.sheets();
        let chosen = chosen(&sheets, options).map_err(TableError::Whole)?;
        let mut found = (chosen.first().copied(), Vec::new());
        let mut outside = 0;
        for sheet in chosen {
            let rows = book.cells(sheet, options, &mut outside);
            let rows = rows.map_err(TableError::Whole)?;
            if !rows.is_empty() {
                found = (Some(sheet), rows);
                break;
            }
        }
        let (sheet, rows) = found;
        let used: BTreeSet<u32> = rows
            .iter()
            .flat_map(|row| row.cells.iter().map(|(column, _)| *column))
            .collect();
        let mut rows = rows.into_iter();
        let header = match rows.next() {
            None => None,
            Some(first) => {
                let last = used.last().copied().unwrap_or(0) as usize;
                let mut names = vec![String::new(); last + 1];
                for (column, name) in first.cells {
                    let words: Vec<&str> = name.split_whitespace().collect();
                    names[column as usize] = words.join(" ");
                }
                Some(names)
            }
        };
        let header = match header {
            None => None,
            Some(names) => {
                // Columns without a name are called by their place in the sheet.
                let names = super::delimited::unique(&names);
                let names: Vec<String> = used
                    .iter()
                    .map(|&column| names[column as usize].clone())
                    .collect();
                Some(Header::new(&names, asked)?)
            }
        };
        let read: Vec<usize> = sheet.into_iter().collect();
        Ok(Sheet {
            rows,
            header,
            used: used.into_iter().collect(),
            losses: not_read(&sheets, &read)
                .into_iter()
                .chain(outside_cells(outside))
                .collect(),
        })
    }

    pub(in crate::read::table) fn next_row(&mut self) -> Option<Result<Row, TableError>> {
        let header = self.header.as_ref()?;
        let row = self.rows.next()?;
        let mut cells = row.cells.into_iter().peekable();
        let values = self.used.iter().map(|&column| {
            let cell = cells.next_if(|(at, _)| *at == column);
            Ok(cell.map_or(String::new(), |(_, value)| value))
        });
        Some(header.row(u64::from(row.number), values))
    }
}

/// Reads all cells of a workbook that is no table of texts as one document: each a block of its
/// own, each sheet a section.
///
/// The map of the document is the identity: positions count in the text that was taken out, where
/// tabs part the cells of a row, and blank lines the sheets.
///
/// # Errors
/// If it is no workbook, is damaged, encrypted or over a limit, or no sheet is called so.
pub(in crate::read) fn read_whole(bytes: &[u8], options: &Options) -> Result<Document, ReadError> {
    let mut book = Book::open(bytes, options)?;
    let sheets = book.sheets();
    let chosen = chosen(&sheets, options)?;
    let mut text = String::new();
    let mut blocks = Vec::new();
    let mut outside = 0;
    for (section, &sheet) in chosen.iter().enumerate() {
        for row in book.cells(sheet, options, &mut outside)? {
            for (ix, (_, value)) in row.cells.iter().enumerate() {
                if ix > 0 {
                    text.push('\t');
                }
                let lead = value.len() - value.trim_start().len();
                let start = text.len() + lead;
                text.push_str(value);
                blocks.push(Block {
                    span: Span::new(start, start + value.trim().len()),
                    kind: BlockKind::Cell,
                    section: section as u32,
                    turn: None,
                });
            }
            text.push('\n');
            // One long text may stand in many cells and sheets.
            if text.len() as u64 > options.limits.unpacked.min(u64::from(u32::MAX)) {
                return Err(ReadError::new(
                    "too_large",
                    format!(
                        "its cells hold more than the limit of {} bytes",
                        options.limits.unpacked
                    ),
                    "split it into smaller files",
                ));
            }
        }
        text.push('\n');
    }
    let mut losses = vec![Loss {
        reason: "whole_workbook",
        detail: "no column is known to hold texts, so all cells were read as one document; for one document a row, name the column with `--text-column NAME`".to_owned(),
        fatal: false,
    }];
    losses.extend(not_read(&sheets, &chosen));
    losses.extend(outside_cells(outside));
    Ok(Document {
        text,
        map: SourceMap::identity(),
        blocks,
        losses,
        ..Document::default()
    })
}

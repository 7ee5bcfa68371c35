//! Cells as text, by row, within limits.

use crate::read::ReadError;
use crate::read::options::Limits;

/// Most cells of a sheet: some 600 MiB.
pub(super) const MOST_CELLS: usize = 20_000_000;

/// Rows and columns that a sheet can have. A place beyond them is damage: room would be made for
/// all columns up to it.
pub(super) const MOST_ROWS: u32 = 1 << 20;
pub(super) const MOST_COLUMNS: u32 = 1 << 14;

/// A row with something in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GridRow {
    /// The number that stands beside it, from 1.
    pub(super) number: u32,
    /// Columns from 0, in order, and what stands there.
    pub(super) cells: Vec<(u32, String)>,
}

/// Takes cells in any order.
pub(super) struct Grid {
    rows: Vec<GridRow>,
    cells: usize,
    bytes: u64,
    most_bytes: u64,
    /// Cells with something in them at places that no sheet has.
    pub(super) outside: u64,
}

impl Grid {
    pub(super) fn new(limits: &Limits) -> Self {
        Grid {
            rows: Vec::new(),
            cells: 0,
            bytes: 0,
            most_bytes: limits.unpacked,
            outside: 0,
        }
    }

    /// Adds a cell, if there is something in it; one outside of what a sheet can hold is only counted.
    /// Rows count from 0 here.
    ///
    /// # Errors
    /// If there are too many, or too much text: one text may stand in many cells.
    pub(super) fn add(&mut self, row: u32, column: u32, value: String) -> Result<(), ReadError> {
        if value.trim().is_empty() {
            return Ok(());
        }
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            self.outside += 1;
            return Ok(());
        }
        self.cells += 1;
        self.bytes += value.len() as u64;
        if self.cells > MOST_CELLS || self.bytes > self.most_bytes {
            return Err(self.too_large());
        }
        let number = row + 1;
        match self.rows.last_mut() {
            Some(last) if last.number == number => last.cells.push((column, value)),
            _ => self.rows.push(GridRow {
                number,
                cells: vec![(column, value)],
            }),
        }
        Ok(())
    }

    fn too_large(&self) -> ReadError {
        let what = if self.cells > MOST_CELLS {
            format!("a sheet has more than {MOST_CELLS} cells")
        } else {
            format!(
                "the cells of a sheet hold more than the limit of {} bytes",
                self.most_bytes
            )
        };
        ReadError::new("too_large", what, "save the sheet as CSV (UTF-8)")
    }

    /// The rows in order. Of two cells in one place the last counts.
    pub(super) fn into_rows(mut self) -> Vec<GridRow> {
        self.take_rows()
    }

    /// The rows so far, as [`Grid::into_rows`]. What was counted stays: limits hold for a whole
    /// workbook, however many sheets it has.
    pub(super) fn take_rows(&mut self) -> Vec<GridRow> {
        if !self.rows.is_sorted_by(|a, b| a.number < b.number) {
            self.rows.sort_by_key(|row| row.number);
            let rows = std::mem::take(&mut self.rows);
            for mut row in rows {
                match self.rows.last_mut() {
                    Some(last) if last.number == row.number => last.cells.append(&mut row.cells),
                    _ => self.rows.push(row),
                }
            }
        }
        for row in &mut self.rows {
            if !row.cells.is_sorted_by(|a, b| a.0 < b.0) {
                row.cells.reverse();
                row.cells.sort_by_key(|cell| cell.0);
                row.cells.dedup_by_key(|cell| cell.0);
            }
        }
        std::mem::take(&mut self.rows)
    }
}

/// A number without exponent, whole numbers without `.0`.
pub(super) fn number(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    format!("{value}")
}

/// TRUE or FALSE, as spreadsheets show it.
pub(super) fn truth(value: bool) -> String {
    if value { "TRUE" } else { "FALSE" }.to_owned()
}

/// What xlsx writes as `_x000D_` is a character that XML cannot hold; `_x005F_` is `_` itself.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let code = rest.get(2..6).filter(|_| rest.get(6..7) == Some("_"));
        let code = code.filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit()));
        if let Some(code) = code.and_then(|code| u32::from_str_radix(code, 16).ok()) {
            // Halves of a pair do not stand alone.
            out.push(char::from_u32(code).unwrap_or('\u{FFFD}'));
            rest = &rest[7..];
        } else {
            out.push_str("_x");
            rest = &rest[2..];
        }
    }
    out.push_str(rest);
    out
}

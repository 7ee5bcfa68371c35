//! xlsx and xls by calamine, which is called where a panic costs this file only.

use std::io::Cursor;

use calamine::{
    Data, DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, XlsError, XlsxError,
};

use super::SheetInfo;
use super::cells::{Grid, number, truth, unescaped};
use crate::guard;
use crate::read::ReadError;

/// An xlsx or xlsm workbook.
pub(super) struct Xlsx<'a>(calamine::Xlsx<Cursor<&'a [u8]>>);

impl<'a> Xlsx<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        let opened = guarded(|| calamine::Xlsx::new(Cursor::new(bytes)))?;
        opened.map(Xlsx).map_err(|error| xlsx_error(&error))
    }

    pub(super) fn sheets(&self) -> Vec<SheetInfo> {
        infos(self.0.sheets_metadata())
    }

    /// Cell by cell: a range of all would take room for the empty ones between.
    pub(super) fn cells(&mut self, sheet: usize, grid: &mut Grid) -> Result<(), ReadError> {
        let Some(name) = worksheet(self.0.sheets_metadata(), sheet) else {
            return Ok(());
        };
        guarded(|| {
            let mut reader = match self.0.worksheet_cells_reader(&name) {
                Ok(reader) => reader,
                Err(error) => return Err(xlsx_error(&error)),
            };
            while let Some(cell) = reader.next_cell().map_err(|error| xlsx_error(&error))? {
                let (row, column) = cell.get_position();
                let value = match cell.get_value() {
                    DataRef::SharedString(text) => unescaped(text),
                    DataRef::String(text) => unescaped(text),
                    DataRef::Empty => continue,
                    other => plain(&Data::from(other.clone())),
                };
                grid.add(row, column, value)?;
            }
            Ok(())
        })?
    }
}

/// An xls workbook.
pub(super) struct Xls<'a>(calamine::Xls<Cursor<&'a [u8]>>);

impl<'a> Xls<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        super::package::check_compound(bytes)?;
        let opened = guarded(|| calamine::Xls::new(Cursor::new(bytes)))?;
        opened.map(Xls).map_err(|error| match error {
            XlsError::Password => encrypted(),
            _ => damaged(),
        })
    }

    pub(super) fn sheets(&self) -> Vec<SheetInfo> {
        infos(self.0.sheets_metadata())
    }

    pub(super) fn cells(&mut self, sheet: usize, grid: &mut Grid) -> Result<(), ReadError> {
        let Some(name) = worksheet(self.0.sheets_metadata(), sheet) else {
            return Ok(());
        };
        let range = guarded(|| self.0.worksheet_range(&name))?;
        let range = range.map_err(|_| damaged())?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let (row, column) = (first_row + row as u32, first_column + column as u32);
            grid.add(row, column, plain(value))?;
        }
        Ok(())
    }
}

fn infos(sheets: &[calamine::Sheet]) -> Vec<SheetInfo> {
    let info = |sheet: &calamine::Sheet| SheetInfo {
        name: sheet.name.clone(),
        is_hidden: sheet.visible != SheetVisible::Visible,
    };
    sheets.iter().map(info).collect()
}

/// The name of a sheet, if it is one of cells: charts and macros are empty here.
fn worksheet(sheets: &[calamine::Sheet], sheet: usize) -> Option<String> {
    let sheet = sheets.get(sheet)?;
    (sheet.typ == SheetType::WorkSheet).then(|| sheet.name.clone())
}

/// The value of a cell as text.
fn plain(value: &Data) -> String {
    match value {
        Data::Int(value) => value.to_string(),
        Data::Float(value) => number(*value),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(value) => truth(*value),
        Data::DateTime(when) => date(*when),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

/// A date, a time of day, both, or a length of time, as ISO 8601 writes it.
fn date(when: ExcelDateTime) -> String {
    let value = when.as_f64();
    if when.is_duration() {
        let seconds = (value * 86_400.0).round() as i64;
        let (sign, seconds) = (if seconds < 0 { "-" } else { "" }, seconds.unsigned_abs());
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        return format!("{sign}PT{hours}H{minutes}M{}S", seconds % 60);
    }
    let (year, month, day, hour, minute, second, milli) = when.to_ymd_hms_milli();
    let mut time = format!("{hour:02}:{minute:02}:{second:02}");
    if milli > 0 {
        time = format!("{time}.{milli:03}");
    }
    let is_midnight = (hour, minute, second, milli) == (0, 0, 0, 0);
    if (0.0..1.0).contains(&value) {
        return time;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if is_midnight {
        return date;
    }
    format!("{date}T{time}")
}

/// Calls foreign code that may panic on broken files.
fn guarded<T>(call: impl FnOnce() -> T) -> Result<T, ReadError> {
    guard::guarded(call).map_err(|_| damaged())
}

fn xlsx_error(error: &XlsxError) -> ReadError {
    match error {
        XlsxError::Password => encrypted(),
        _ => damaged(),
    }
}

pub(super) fn encrypted() -> ReadError {
    ReadError::new(
        "encrypted",
        "is protected by a password",
        "open it in the program that made it and save it without password",
    )
}

fn damaged() -> ReadError {
    ReadError::new(
        "damaged",
        "the workbook is damaged",
        "open it in the program that made it and save it again",
    )
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn dates_and_times_are_iso() {
        let shown = |value, kind| date(ExcelDateTime::new(value, kind, false));
        let when = |value| shown(value, ExcelDateTimeType::DateTime);
        assert_eq!(when(45_943.0), "2025-10-13");
        assert_eq!(when(45_943.541), "2025-10-13T12:59:02.400");
        assert_eq!(when(0.25), "06:00:00");
        assert_eq!(shown(1.5, ExcelDateTimeType::TimeDelta), "PT36H0M0S");
    }

    #[test]
    fn values_are_plain() {
        assert_eq!(plain(&Data::Float(3.0)), "3");
        assert_eq!(plain(&Data::Float(-0.5)), "-0.5");
        assert_eq!(plain(&Data::Float(1e21)), "1000000000000000000000");
        assert_eq!(plain(&Data::Bool(true)), "TRUE");
        assert_eq!(
            plain(&Data::Error(calamine::CellErrorType::Div0)),
            "#DIV/0!"
        );
        assert_eq!(
            unescaped("a_x000D_\nb_x005F_x0041_ _x_"),
            "a\r\nb_x0041_ _x_"
        );
    }
}

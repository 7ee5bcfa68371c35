//! Parquet → rows, by the parquet crate: columns by name, row groups one after the other.
//!
//! The file is held as it lies, packed; its pages are unpacked when it is their turn. A text is a
//! column of strings, or of bytes that are UTF-8; all others become metadata.

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::basic::Type as Physical;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row as Record};

use super::header::Header;
use super::{Columns, Row, TableError};
use crate::read::ReadError;

/// An opened file.
pub(super) struct Table {
    rows: Option<RowIter<'static>>,
    header: Header,
    number: u64,
}

impl Table {
    /// Reads the schema.
    ///
    /// # Errors
    /// If it is damaged, encrypted, or has no column of strings that can be the text.
    pub(super) fn open(bytes: Vec<u8>, asked: &Columns) -> Result<Self, TableError> {
        if bytes.ends_with(b"PARE") {
            return Err(TableError::Whole(ReadError::new(
                "encrypted",
                "is encrypted",
                "save it without encryption",
            )));
        }
        let reader = guarded(|| SerializedFileReader::new(bytes::Bytes::from(bytes)))?;
        let reader = reader.map_err(|_| damaged())?;
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        let fields = schema.root_schema().get_fields();
        let names: Vec<String> = fields.iter().map(|field| field.name().to_owned()).collect();
        let header = Header::new(&names, asked)?;
        let is_text = |field: &parquet::schema::types::TypePtr| {
            field.is_primitive() && field.get_physical_type() == Physical::BYTE_ARRAY
        };
        if !fields.get(header.text).is_some_and(is_text) {
            return Err(TableError::Whole(ReadError::new(
                "no_column",
                format!(
                    "`{}` is no column of strings",
                    super::shortened(&names[header.text])
                ),
                "name another column with `--text-column NAME`",
            )));
        }
        let rows = guarded(|| RowIter::from_file_into(Box::new(reader)))?;
        Ok(Table {
            rows: Some(rows),
            header,
            number: 0,
        })
    }

    /// The next row. What is damaged ends the table: nobody knows where the next row begins.
    pub(super) fn next_row(&mut self) -> Option<Result<Row, TableError>> {
        let rows = self.rows.as_mut()?;
        let record = match guarded(|| rows.next()) {
            Ok(Some(Ok(record))) => record,
            Ok(None) => {
                self.rows = None;
                return None;
            }
            Ok(Some(Err(_))) | Err(_) => {
                self.rows = None;
                return Some(Err(TableError::Whole(ReadError::new(
                    "damaged",
                    format!(
                        "is damaged behind row {}; no row after it was read",
                        self.number
                    ),
                    "write the file again",
                ))));
            }
        };
        self.number += 1;
        Some(self.row(record))
    }

    fn row(&self, record: Record) -> Result<Row, TableError> {
        let values = record.into_columns().into_iter().enumerate();
        let values = values.map(|(ix, (_, field))| match field {
            Field::Bytes(bytes) if ix == self.header.text => {
                let line = self.number;
                let place = || "the text".to_owned();
                super::utf8(bytes.data(), line, place).map(str::to_owned)
            }
            other => Ok(plain(&other)),
        });
        self.header.row(self.number, values)
    }
}

/// A value as text: dates as ISO 8601, whole numbers without `.0`, bytes in hexadecimal if they are
/// no text, lists and groups as the crate shows them.
fn plain(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bool(value) => value.to_string(),
        Field::Float(value) => value.to_string(),
        Field::Double(value) => value.to_string(),
        Field::Bytes(bytes) => str::from_utf8(bytes.data()).map_or_else(
            |_| {
                let mut hex = String::new();
                for byte in bytes.data() {
                    let _ = write!(hex, "{byte:02x}");
                }
                hex
            },
            str::to_owned,
        ),
        Field::TimestampMillis(_) | Field::TimestampMicros(_) => {
            let shown = field.to_string();
            let shown = shown.trim_end_matches(" +00:00").replacen(' ', "T", 1);
            if shown.contains('.') {
                shown.trim_end_matches('0').trim_end_matches('.').to_owned()
            } else {
                shown
            }
        }
        other => other.to_string(),
    }
}

/// Calls foreign code that may panic on broken files.
fn guarded<T>(call: impl FnOnce() -> T) -> Result<T, TableError> {
    catch_unwind(AssertUnwindSafe(call)).map_err(|_| damaged())
}

fn damaged() -> TableError {
    TableError::Whole(ReadError::new(
        "damaged",
        "the Parquet file is damaged or cut off",
        "write or download it again",
    ))
}

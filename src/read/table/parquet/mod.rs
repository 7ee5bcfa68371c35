//! Parquet → rows, by the parquet crate: columns by name, row groups one after the other.
//!
//! The file is held as it lies, packed; its pages are unpacked when it is their turn, behind the
//! checks of `pages.rs`. A text is a column of strings, or of bytes that are UTF-8; all others become
//! metadata.

mod pages;
mod thrift;
mod value;

use parquet::basic::Type as Physical;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row as Record};

use super::header::Header;
use super::{Columns, Row, TableError};
use crate::guard;
use crate::read::ReadError;
use crate::read::options::Limits;
use pages::{BATCH, Checked, is_over_ratio};

/// Deepest nesting of columns: the crate goes down on the stack.
const DEEPEST: u32 = 100;

/// An opened file.
pub(super) struct Table {
    rows: Option<RowIter<'static>>,
    header: Header,
    number: u64,
    /// Size of the file, and bytes given so far: a text of its dictionary may be given often.
    file: u64,
    given: u64,
    ratio: u64,
}

impl Table {
    /// Reads the schema.
    ///
    /// # Errors
    /// If it is damaged, encrypted, nested too deeply, says that it has more rows than it can have, or
    /// has no column of strings that can be the text.
    pub(super) fn open(
        bytes: Vec<u8>,
        asked: &Columns,
        limits: &Limits,
    ) -> Result<Self, TableError> {
        if bytes.ends_with(b"PARE") {
            return Err(TableError::Whole(ReadError::new(
                "encrypted",
                "is encrypted",
                "save it without encryption",
            )));
        }
        if thrift::depth_of_schema(&bytes).ok_or_else(damaged)? > DEEPEST {
            return Err(too_large(format!(
                "its columns are nested deeper than the limit of {DEEPEST}"
            )));
        }
        let file = bytes.len() as u64;
        let bytes = bytes::Bytes::from(bytes);
        let reader = guarded(|| SerializedFileReader::new(bytes.clone()))?;
        let reader = reader.map_err(|_| damaged())?;
        let groups = reader.metadata().row_groups().iter();
        let rows: Option<u64> = groups
            .map(|group| u64::try_from(group.num_rows()).ok())
            .try_fold(0_u64, |sum, rows| sum.checked_add(rows?));
        let rows = rows.ok_or_else(damaged)?;
        if is_over_ratio(rows, file, limits.ratio) {
            return Err(too_large(format!(
                "says that it has {rows} rows, more than {} for each of its bytes",
                limits.ratio
            )));
        }
        let reader = Checked::new(reader, bytes, limits);
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
            rows: Some(rows.with_batch_size(BATCH)),
            header,
            number: 0,
            file,
            given: 0,
            ratio: limits.ratio,
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
            Ok(Some(Err(ParquetError::External(error)))) if error.is::<ReadError>() => {
                self.rows = None;
                let error = error.downcast_ref::<ReadError>().cloned();
                return Some(Err(error.map_or_else(damaged, TableError::Whole)));
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
        let row = self.row(record);
        if let Ok(row) = &row {
            let values = row.metadata.iter().map(|(_, value)| value.len());
            self.given += (row.text.len() + values.sum::<usize>()) as u64;
            if is_over_ratio(self.given, self.file, self.ratio) {
                self.rows = None;
                return Some(Err(too_large(format!(
                    "its texts are more than {} times its size, as those of bombs; no row after row {} was read",
                    self.ratio,
                    self.number - 1
                ))));
            }
        }
        Some(row)
    }

    fn row(&self, record: Record) -> Result<Row, TableError> {
        let values = record.into_columns().into_iter().enumerate();
        let values = values.map(|(ix, (_, field))| match field {
            Field::Bytes(bytes) if ix == self.header.text => {
                let line = self.number;
                let place = || "the text".to_owned();
                super::utf8(bytes.data(), line, place).map(str::to_owned)
            }
            other => value::plain(&other).ok_or(TableError::TooLong { line: self.number }),
        });
        self.header.row(self.number, values)
    }
}

/// Calls foreign code that may panic on broken files.
fn guarded<T>(call: impl FnOnce() -> T) -> Result<T, TableError> {
    guard::guarded(call).map_err(|_| damaged())
}

fn damaged() -> TableError {
    TableError::Whole(ReadError::new(
        "damaged",
        "the Parquet file is damaged or cut off",
        "write or download it again",
    ))
}

fn too_large(what: String) -> TableError {
    TableError::Whole(ReadError::new(
        "too_large",
        what,
        "if it is sound, write it in smaller files, or as CSV",
    ))
}

//! A report folder as tables, read by the names of columns.
//!
//! The page depends on the other parts of the program only through these names. A file that is
//! not there is no error: its section is left out and named at the end of the page.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};

use csv::StringRecord;

use super::PageError;
use crate::report::table::visible;

/// A report folder that feltsense wrote.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    extension: &'static str,
    delimiter: u8,
    guarded: bool,
    /// It goes with the run: whoever reads the page does not have it.
    passing: bool,
    /// `manifest.json`, whole.
    pub manifest: serde_json::Value,
}

/// Most bytes of a manifest that are read.
const MANIFEST_LIMIT: u64 = 1 << 30;

impl Folder {
    /// Opens a folder and reads its manifest.
    ///
    /// # Errors
    /// If there is no manifest of feltsense, or the tables are JSON lines or Parquet.
    pub fn open(path: &Path) -> Result<Folder, PageError> {
        let name = "manifest.json";
        let file = File::open(path.join(name)).map_err(|source| PageError::Read {
            file: name.to_owned(),
            source,
        })?;
        let manifest: serde_json::Value =
            serde_json::from_reader(BufReader::new(file.take(MANIFEST_LIMIT)))
                .map_err(|_| PageError::NotOurs)?;
        if manifest["tool"] != "feltsense" {
            return Err(PageError::NotOurs);
        }
        let (extension, delimiter) = match manifest["settings"]["output_format"].as_str() {
            None | Some("csv") => ("csv", b','),
            Some("tsv") => ("tsv", b'\t'),
            Some(other) => {
                return Err(PageError::Format {
                    format: visible(other).into_owned(),
                });
            }
        };
        Ok(Folder {
            path: path.to_owned(),
            extension,
            delimiter,
            guarded: manifest["settings"]["formula_guard"]
                .as_bool()
                .unwrap_or(true),
            passing: false,
            manifest,
        })
    }

    /// The same for a folder that was made for the page alone and goes with the run: the page then
    /// says that `feltsense scan` writes the files it speaks of.
    #[must_use]
    pub fn passing(self) -> Folder {
        Folder {
            passing: true,
            ..self
        }
    }

    /// A file of the report in a sentence: its name, and who writes it if it is not there to stay.
    pub(crate) fn file(&self, name: &str) -> String {
        if self.passing {
            format!("{name}, which “feltsense scan” writes")
        } else {
            name.to_owned()
        }
    }

    /// True if the folder holds a manifest of feltsense.
    pub fn is_report(path: &Path) -> bool {
        path.is_dir()
            && std::fs::symlink_metadata(path.join("manifest.json"))
                .is_ok_and(|found| found.is_file())
            && !matches!(
                Folder::open(path),
                Err(PageError::NotOurs | PageError::Read { .. })
            )
    }

    /// A setting of the scan that is text; those of the tables over time stand in `course`.
    pub(crate) fn setting(&self, name: &str) -> Option<&str> {
        let settings = &self.manifest["settings"];
        let found = settings[name].as_str();
        found.or_else(|| settings["course"][name].as_str())
    }

    /// Opens a table, such as `documents`; `None` if the report has none of that name.
    ///
    /// # Errors
    /// If the file is there and cannot be read.
    pub(crate) fn table(&self, name: &str) -> Result<Option<Sheet>, PageError> {
        let file_name = format!("{name}.{}", self.extension);
        let fault = |source| PageError::Read {
            file: file_name.clone(),
            source,
        };
        let file = match File::open(self.path.join(&file_name)) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(fault(error)),
        };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .from_reader(BufReader::with_capacity(1 << 16, file));
        let header = reader
            .headers()
            .map_err(|error| PageError::table(&file_name, error))?;
        let columns = header
            .iter()
            .enumerate()
            .map(|(at, name)| (name.trim_start_matches('\u{feff}').to_owned(), at))
            .collect();
        Ok(Some(Sheet {
            file: file_name,
            reader,
            columns,
            record: StringRecord::new(),
            guarded: self.guarded,
        }))
    }
}

/// One table, read row by row: memory for one row, whatever its length.
#[derive(Debug)]
pub(crate) struct Sheet {
    file: String,
    reader: csv::Reader<BufReader<File>>,
    columns: HashMap<String, usize>,
    record: StringRecord,
    guarded: bool,
}

impl Sheet {
    /// The next row.
    ///
    /// # Errors
    /// If the file breaks off or is no table.
    pub(crate) fn next(&mut self) -> Result<Option<Row<'_>>, PageError> {
        let more = self
            .reader
            .read_record(&mut self.record)
            .map_err(|error| PageError::table(&self.file, error))?;
        Ok(more.then_some(Row {
            columns: &self.columns,
            record: &self.record,
            guarded: self.guarded,
        }))
    }

    /// True if there is a column of this name.
    pub(crate) fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }
}

/// A row of a [`Sheet`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'s> {
    columns: &'s HashMap<String, usize>,
    record: &'s StringRecord,
    guarded: bool,
}

impl Row<'_> {
    /// A cell as it stands; empty if there is no such column.
    pub(crate) fn raw(&self, column: &str) -> &str {
        let at = self.columns.get(column);
        at.and_then(|&at| self.record.get(at)).unwrap_or_default()
    }

    /// A cell as people may see it: without the sign of the formula guard, and with signs that
    /// steer a line or its direction made visible.
    pub(crate) fn text(&self, column: &str) -> String {
        let raw = self.raw(column);
        visible(unguarded(raw, self.guarded)).into_owned()
    }

    /// A number; `None` for an empty cell, and for one that is no finite number.
    pub(crate) fn number(&self, column: &str) -> Option<f64> {
        let value: f64 = self.raw(column).parse().ok()?;
        value.is_finite().then_some(value)
    }

    /// A count; 0 for an empty cell.
    pub(crate) fn count(&self, column: &str) -> u64 {
        self.number(column).map_or(0, |value| value.max(0.0) as u64)
    }
}

/// Takes off the one `'` that the formula guard put before a text.
fn unguarded(text: &str, guarded: bool) -> &str {
    match text.strip_prefix('\'') {
        Some(rest)
            if guarded
                && rest.trim_start_matches('\'').starts_with([
                    '=', '+', '-', '@', '\t', '\r', '\0', '＝', '＋', '－', '＠',
                ]) =>
        {
            rest
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guard_is_taken_off_once() {
        assert_eq!(unguarded("'=a.md", true), "=a.md");
        assert_eq!(unguarded("''=a.md", true), "'=a.md");
        assert_eq!(unguarded("'=a.md", false), "'=a.md");
        assert_eq!(unguarded("'tis.md", true), "'tis.md");
    }

    #[test]
    fn cells_come_by_name_and_empty_is_no_number() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(
            folder.path().join("manifest.json"),
            r#"{"tool":"feltsense","settings":{"output_format":"tsv"}}"#,
        )
        .expect("written");
        std::fs::write(
            folder.path().join("documents.tsv"),
            "\u{feff}document\twords\trate\na\u{202e}b\t7\t\n\"c\nd\"\tx\t0.5\n",
        )
        .expect("written");
        let folder = Folder::open(folder.path()).expect("ours");
        assert!(folder.table("corpus").expect("no error").is_none());
        let mut sheet = folder.table("documents").expect("read").expect("there");
        let row = sheet.next().expect("read").expect("a row");
        assert_eq!(row.text("document"), r"a\u{202e}b");
        assert_eq!((row.count("words"), row.number("rate")), (7, None));
        assert_eq!(row.raw("no such column"), "");
        let row = sheet.next().expect("read").expect("a row");
        assert_eq!(
            (row.text("document").as_str(), row.count("words")),
            (r"c\nd", 0)
        );
        assert_eq!(row.number("rate"), Some(0.5));
        assert!(sheet.next().expect("read").is_none());
    }
}

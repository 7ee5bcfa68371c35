//! CSV and TSV → rows, by the csv crate.
//!
//! The first record names the columns, which are made unique; each later one is a row.

use std::collections::{HashMap, HashSet};

use csv::ByteRecord;

use super::source::Source;
use super::{Columns, Row, TableError, position, shortened, text_position, utf8};

/// CSV or TSV.
pub(super) struct Delimited {
    pub(super) reader: csv::Reader<Source>,
    record: ByteRecord,
    columns: Vec<String>,
    text: usize,
    id: Option<usize>,
    number: u64,
    ended: bool,
}

impl Delimited {
    pub(super) fn open(source: Source, delimiter: u8, asked: &Columns) -> Result<Self, TableError> {
        let mut builder = csv::ReaderBuilder::new();
        // Lengths are compared here, so that the next record is read after a wrong one.
        builder
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter);
        let mut rows = Delimited {
            reader: builder.from_reader(source),
            record: ByteRecord::new(),
            columns: Vec::new(),
            text: 0,
            id: None,
            number: 0,
            ended: false,
        };
        match rows.next_record() {
            Some(line) => rows.settle(line?, asked)?,
            None => rows.ended = true,
        }
        Ok(rows)
    }

    /// Takes the record at hand for the header.
    fn settle(&mut self, line: u64, asked: &Columns) -> Result<(), TableError> {
        let mut names = Vec::with_capacity(self.record.len());
        for (ix, field) in self.record.iter().enumerate() {
            let place = || format!("field {} of the header", ix + 1);
            names.push(utf8(field, line, place)?.trim().to_owned());
        }
        let columns = unique(&names);
        self.text = text_position(&columns, asked).ok_or_else(|| TableError::NoTextColumn {
            asked: asked.text.clone(),
            columns: columns.clone(),
        })?;
        self.id = match &asked.id {
            None => position(&columns, "id").filter(|&ix| ix != self.text),
            Some(name) => {
                let missing = || TableError::NoIdColumn {
                    asked: name.clone(),
                    columns: columns.clone(),
                };
                Some(position(&columns, name).ok_or_else(missing)?)
            }
        };
        self.columns = columns;
        Ok(())
    }

    /// Reads a record, and gives the line on which it begins.
    fn next_record(&mut self) -> Option<Result<u64, TableError>> {
        if self.ended {
            return None;
        }
        let from = self.reader.position().byte();
        self.reader.get_mut().begin_row(from);
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => Some(Ok(self.reader.get_ref().row_line())),
            Ok(false) => {
                self.ended = true;
                None
            }
            Err(error) => {
                self.ended = true;
                let source = self.reader.get_mut();
                if source.is_over_limit() {
                    source.raw.drain();
                    return Some(Err(TableError::TooLong {
                        line: source.row_line(),
                    }));
                }
                Some(Err(TableError::Io(error.into())))
            }
        }
    }

    pub(super) fn next_row(&mut self) -> Option<Result<Row, TableError>> {
        let line = self.next_record()?;
        self.number += 1;
        Some(line.and_then(|line| self.row(line)))
    }

    fn row(&self, line: u64) -> Result<Row, TableError> {
        let (expected, found) = (self.columns.len(), self.record.len());
        if expected != found {
            return Err(TableError::FieldCount {
                line,
                expected,
                found,
            });
        }
        let mut row = Row {
            number: self.number,
            id: None,
            text: String::new(),
            metadata: Vec::new(),
        };
        for (ix, (name, field)) in self.columns.iter().zip(&self.record).enumerate() {
            let value = utf8(field, line, || format!("`{}`", shortened(name)))?;
            if self.id == Some(ix) && !value.is_empty() {
                row.id = Some(value.to_owned());
            }
            if self.text == ix {
                value.clone_into(&mut row.text);
            } else if self.id != Some(ix) {
                row.metadata.push((name.clone(), value.to_owned()));
            }
        }
        Ok(row)
    }
}

/// Names for columns: an empty one becomes `column_3`, the second `name` becomes `name_2`.
fn unique(names: &[String]) -> Vec<String> {
    let mut taken: HashSet<String> = names.iter().cloned().collect();
    let mut uses: HashMap<String, usize> = HashMap::new();
    let mut columns = Vec::with_capacity(names.len());
    for (ix, name) in names.iter().enumerate() {
        let (stem, mut number) = if name.is_empty() {
            ("column", ix + 1)
        } else {
            let count = uses.entry(name.clone()).or_default();
            *count += 1;
            if *count == 1 {
                columns.push(name.clone());
                continue;
            }
            (name.as_str(), *count)
        };
        let mut column = format!("{stem}_{number}");
        while !taken.insert(column.clone()) {
            number += 1;
            column = format!("{stem}_{number}");
        }
        if !name.is_empty() {
            uses.insert(name.clone(), number);
        }
        columns.push(column);
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::tests::rows;
    use super::*;

    #[test]
    fn fields_may_hold_separators_quotes_and_lines() {
        let input = "ID,Text,age\n7,\"a, \"\"b\"\"\nc\",30\n8,d,\n";
        assert_eq!(
            rows(input, Format::Csv),
            ["1 7|a, \"b\"\nc|age=30", "2 8|d|age="]
        );
        assert_eq!(rows("a\ttext\n1\tx, y\n", Format::Tsv), ["1 |x, y|a=1"]);
        assert_eq!(
            rows("\u{FEFF}text;n\nx, y;1\n", Format::Csv),
            ["1 |x, y|n=1"]
        );
        assert_eq!(rows("text\nx; y\n", Format::Csv), ["1 |x; y|"]);
    }

    #[test]
    fn a_bad_row_is_reported_with_its_line_and_the_next_is_read() {
        for end in ["\n", "\r\n", "\r"] {
            let input = ["id,text", "1,\"a", "b\"", "", "2", "", "", "3,c,d", "4,e"].join(end);
            let expected = [
                format!("1 1|a{end}b|"),
                "line 5: 1 fields, but 2 in the header".to_owned(),
                "line 8: 3 fields, but 2 in the header".to_owned(),
                "4 4|e|".to_owned(),
            ];
            assert_eq!(rows(&input, Format::Csv), expected, "{end:?}");
        }
    }

    #[test]
    fn headers_become_unique() {
        let names = ["a", "", "a", "a_2", "a", "column_2"].map(str::to_owned);
        assert_eq!(
            unique(&names),
            ["a", "column_3", "a_3", "a_2", "a_4", "column_2"]
        );
    }
}

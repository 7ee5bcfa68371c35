//! CSV and TSV → rows, by the csv crate.
//!
//! The first record names the columns, which are made unique; each later one is a row.

use std::collections::{HashMap, HashSet};
use std::io;

use csv::ByteRecord;

use super::header::Header;
use super::quotes::{faults, line_end};
use super::source::Source;
use super::{Columns, ROW_LIMIT, Row, TableError, shortened, utf8};

/// Most bytes of a table that are read once more because of quotes that are not closed. More of
/// them is no table with a mistake in it, and must not take for ever.
const MOST_AGAIN: u64 = 4 * ROW_LIMIT;

/// CSV or TSV.
pub(super) struct Delimited {
    pub(super) reader: csv::Reader<Source>,
    delimiter: u8,
    /// Quotes mark fields; else they are text.
    quoting: bool,
    record: ByteRecord,
    /// `None` before the header was read.
    header: Option<Header>,
    number: u64,
    ended: bool,
    /// Bytes that were read once more.
    again: u64,
    /// What is wrong with the header, though it could be read.
    in_header: Option<TableError>,
    /// The line of the row that is at hand already: what could be made of one with an open quote.
    rescued: Option<u64>,
}

impl Delimited {
    pub(super) fn open(
        mut source: Source,
        delimiter: u8,
        asked: &Columns,
    ) -> Result<Self, TableError> {
        let quoting = delimiter != b'\t' || source.has_quoted_fields();
        source.keeps = quoting;
        let mut rows = Delimited {
            reader: builder(delimiter, quoting).from_reader(source),
            delimiter,
            quoting,
            record: ByteRecord::new(),
            header: None,
            number: 0,
            ended: false,
            again: 0,
            in_header: None,
            rescued: None,
        };
        match rows.next_record() {
            Some(Err(error)) if rows.rescued.is_some() => {
                rows.in_header = Some(error);
                let line = rows.rescued.take().unwrap_or(1);
                rows.settle(line, asked)?;
            }
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
        self.header = Some(Header::new(&names, asked)?);
        Ok(())
    }

    /// Reads a record, and gives the line on which it begins.
    fn next_record(&mut self) -> Option<Result<u64, TableError>> {
        if let Some(line) = self.rescued.take() {
            return Some(Ok(line));
        }
        if self.ended {
            return None;
        }
        let from = self.reader.position().byte();
        self.reader.get_mut().begin_row(from);
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => {
                let end = (self.reader.position().byte() - from) as usize;
                let source = self.reader.get_ref();
                let row = if self.quoting { source.kept(from) } else { &[] };
                Some(
                    match faults(&row[..end.min(row.len())], self.delimiter).open {
                        None => Ok(source.row_line()),
                        Some(at) => Err(self.rescue(from, at)),
                    },
                )
            }
            Ok(false) => {
                self.ended = true;
                None
            }
            Err(error) => {
                let source = self.reader.get_mut();
                if !source.is_over_limit() {
                    self.ended = true;
                    // Not the wrapper: what kind of error it is matters.
                    return Some(Err(TableError::Io(match error.into_kind() {
                        csv::ErrorKind::Io(error) => error,
                        other => io::Error::other(format!("{other:?}")),
                    })));
                }
                let row = source.kept(from);
                if let Some(at) = faults(row, self.delimiter).open
                    && line_end(row, at).0 < row.len()
                    && self.again < MOST_AGAIN
                {
                    return Some(Err(self.rescue(from, at)));
                }
                self.ended = true;
                let line = source.row_line();
                source.raw.drain();
                Some(Err(TableError::TooLong { line }))
            }
        }
    }

    /// Goes back behind the line with the open quote, so that no row is lost with it, and makes a
    /// row of what stands before.
    fn rescue(&mut self, from: u64, at: usize) -> TableError {
        let source = self.reader.get_ref();
        let (row_line, row) = (source.row_line(), source.kept(from));
        let line = source.line_at(from + at as u64);
        let (next, end) = line_end(row, at);
        // The field ends with the line, or it is a field without quotes: whichever fits the header.
        let without = [&row[..at], &row[at + 1..end]].concat();
        let closed = [&row[..end], b"\""].concat();
        let next = from + next as u64;
        let cost = source.given - next;
        if self.again < MOST_AGAIN {
            self.again += cost;
            let mut place = csv::Position::new();
            place.set_byte(next);
            if self.reader.seek(place).is_err() {
                self.ended = true;
            }
        }
        for text in [without, closed] {
            let mut one = builder(self.delimiter, true).from_reader(text.as_slice());
            let mut record = ByteRecord::new();
            let is_read = one.read_byte_record(&mut record).unwrap_or(false);
            let expected = self.header.as_ref().map(|header| header.columns.len());
            if is_read && expected.is_none_or(|expected| expected == record.len()) {
                self.record = record;
                self.rescued = Some(row_line);
                break;
            }
        }
        TableError::OpenQuote { line }
    }

    pub(super) fn next_row(&mut self) -> Option<Result<Row, TableError>> {
        if let Some(error) = self.in_header.take() {
            return Some(Err(error));
        }
        let is_counted = self.rescued.is_some();
        let line = self.next_record()?;
        self.number += u64::from(!is_counted);
        Some(line.and_then(|line| self.row(line)))
    }

    fn row(&self, line: u64) -> Result<Row, TableError> {
        let Some(header) = &self.header else {
            return Ok(Row::default());
        };
        let (expected, found) = (header.columns.len(), self.record.len());
        if expected != found {
            return Err(TableError::FieldCount {
                line,
                expected,
                found,
            });
        }
        let fields = header.columns.iter().zip(&self.record);
        let values = fields.map(|(name, field)| {
            let place = || format!("`{}`", shortened(name));
            utf8(field, line, place).map(str::to_owned)
        });
        header.row(self.number, values)
    }
}

fn builder(delimiter: u8, quoting: bool) -> csv::ReaderBuilder {
    let mut builder = csv::ReaderBuilder::new();
    // Lengths are compared here, so that the next record is read after a wrong one.
    builder
        .has_headers(false)
        .flexible(true)
        .quoting(quoting)
        .delimiter(delimiter);
    builder
}

/// Names for columns: an empty one becomes `column_3`, the second `name` becomes `name_2`.
pub(super) fn unique(names: &[String]) -> Vec<String> {
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
    fn an_open_quote_takes_no_other_row() {
        let told = "line 2: a quotation mark opens a field here and is not closed";
        for end in ["\n", "\r\n", "\r"] {
            let input = ["id,text", "1,\"a", "2,b", "", "3,c", ""].join(end);
            let expected = [told, "1 1|a|", "2 2|b|", "3 3|c|"];
            assert_eq!(rows(&input, Format::Csv), expected, "{end:?}");
            let input = ["id,text", "1,\"a, b", "2,\"c", "d\"", "3,e,f"].join(end);
            let expected = [
                told.to_owned(),
                "1 1|a, b|".to_owned(),
                format!("2 2|c{end}d|"),
                "line 5: 3 fields, but 2 in the header".to_owned(),
            ];
            assert_eq!(rows(&input, Format::Csv), expected, "{end:?}");
        }
        assert_eq!(
            rows("id,\"text\n1,a\n2,b\n", Format::Csv),
            [&told.replace('2', "1"), "1 1|a|", "2 2|b|"]
        );
    }

    #[test]
    fn many_open_quotes_far_apart() {
        let block = "1,\"a\n".to_owned() + &"2,b\n".repeat(20_000);
        let found = rows("id,text\n".to_owned() + &block.repeat(3), Format::Csv);
        let errors: Vec<&String> = found.iter().filter(|row| row.starts_with("line")).collect();
        let line = |line: u32| {
            format!("line {line}: a quotation mark opens a field here and is not closed")
        };
        assert_eq!(errors, [&line(2), &line(20_003), &line(40_004)]);
        assert_eq!(found.len(), 3 + 3 * 20_001);
        assert_eq!(found.last().map(String::as_str), Some("60003 2|b|"));
    }

    #[test]
    fn quotes_in_tabs_are_marks_only_if_all_can_be() {
        let marks = "id\ttext\n1\t\"a\tb\"\n";
        assert_eq!(rows(marks, Format::Tsv), ["1 1|a\tb|"]);
        let text = "id\ttext\n1\t\"a\" she said\n2\t\"b\"\n3\t\"c\n";
        assert_eq!(
            rows(text, Format::Tsv),
            ["1 1|\"a\" she said|", "2 2|\"b\"|", "3 3|\"c|"]
        );
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

//! A finished table → the same table under a wider header.
//!
//! For tables whose last columns were known only after their first rows were written.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, Write};
use std::path::Path;

use super::{BOM, TableFormat, TableOptions, delimiter, io_error, quoted, separated};

/// Rewrites a finished table under its final header: `header` must start with the columns that
/// the table has; the rows get empty cells (JSON lines: `null`) for those that they lack.
///
/// `options` are those that the table was written with. `path_out` must not exist yet. One row is
/// held at a time. The new file is flushed, but not synced.
///
/// # Errors
/// Of reading and writing; [`ErrorKind::AlreadyExists`] for `path_out`, so that no slip can
/// overwrite the table itself; [`ErrorKind::InvalidData`] if the table has other columns than
/// `header`, or is none.
pub fn repad(
    path_in: &Path,
    path_out: &Path,
    options: TableOptions,
    header: &[String],
) -> io::Result<()> {
    let from = BufReader::with_capacity(1 << 16, File::open(path_in)?);
    let to = BufWriter::with_capacity(1 << 16, File::create_new(path_out)?);
    match options.format {
        TableFormat::JsonLines => repad_lines(from, to, header),
        TableFormat::Csv | TableFormat::Tsv => repad_separated(from, to, options, header),
    }
}

fn repad_separated(
    from: impl io::Read,
    mut to: impl Write,
    options: TableOptions,
    header: &[String],
) -> io::Result<()> {
    // The reader drops a byte order mark by itself. LF alone ends a row, as in what we write.
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(delimiter(options.format))
        .terminator(csv::Terminator::Any(b'\n'))
        .has_headers(false)
        .flexible(true)
        .from_reader(from);
    let header: Vec<Cow<str>> = header.iter().map(|name| options.text(name)).collect();
    let mut row = csv::ByteRecord::new();
    let found = rows.read_byte_record(&mut row).map_err(io_error)?;
    let known = header.iter().map(|name| name.as_bytes());
    if !found || row.len() > header.len() || !row.iter().eq(known.take(row.len())) {
        return Err(damaged("the table does not start with these columns"));
    }
    if options.bom {
        to.write_all(BOM)?;
    }
    let mut table = separated(options.format, to);
    let names = header.iter().map(|name| name.as_bytes());
    table.write_record(names).map_err(io_error)?;
    while rows.read_byte_record(&mut row).map_err(io_error)? {
        if row.len() > header.len() {
            return Err(damaged("a row has more cells than the header"));
        }
        for _ in row.len()..header.len() {
            row.push_field(b"");
        }
        table.write_byte_record(&row).map_err(io_error)?;
    }
    table.flush()
}

fn repad_lines(mut from: impl BufRead, mut to: impl Write, header: &[String]) -> io::Result<()> {
    let endings: Vec<String> = header
        .iter()
        .map(|name| quoted(name))
        .collect::<Result<_, _>>()?;
    let mut line = String::new();
    while from.read_line(&mut line)? > 0 {
        let row: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&line)?;
        let known = header.iter().take(row.len());
        let open = line.trim_end().strip_suffix('}');
        let (Some(open), true) = (open, row.len() <= header.len() && row.keys().eq(known)) else {
            return Err(damaged("a row has other keys than the header"));
        };
        // The line is copied as it is: parsed numbers might not come out as they went in.
        to.write_all(open.as_bytes())?;
        for (position, key) in endings.iter().enumerate().skip(row.len()) {
            let comma = if position == 0 { "" } else { "," };
            write!(to, "{comma}{key}:null")?;
        }
        to.write_all(b"}\n")?;
        line.clear();
    }
    to.flush()
}
fn damaged(what: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{FORMATS, options, text_of};
    use super::super::{Cell, TableWriter};
    use super::*;
    use std::fs;

    #[test]
    fn late_columns_are_filled_in() {
        for format in FORMATS {
            for bom in [false, true] {
                let options = TableOptions {
                    bom,
                    ..options(format)
                };
                let folder = tempfile::tempdir().expect("a folder");
                let (raw, done) = (folder.path().join("raw"), folder.path().join("done"));
                let rows: [&[Cell]; 3] = [
                    &["=1,\t\"\n".into(), 0.5.into()],
                    &[],
                    &["b".into(), Cell::Empty, "\r".into(), "-x".into()],
                ];
                let mut table = TableWriter::new(File::create(&raw).expect("a file"), options);
                table.header(&["a", "b"]).expect("a header");
                table.row(rows[0]).expect("a row");
                table.row(rows[1]).expect("a row");
                table.extend_header(&["@c", "d"]).expect("an extension");
                table.row(rows[2]).expect("a row");
                let header = table.columns().to_vec();
                table.finish().expect("an end");
                repad(&raw, &done, options, &header).expect("a table");
                let found = fs::read_to_string(&done).expect("UTF-8");
                assert_eq!(found, text_of(options, &["a", "b", "@c", "d"], &rows));

                let again = repad(&raw, &done, options, &header).expect_err("exists");
                assert_eq!(again.kind(), ErrorKind::AlreadyExists);
                let other = folder.path().join("other");
                let wrong = repad(&raw, &other, options, &["x".into(), "b".into()]);
                assert_eq!(
                    wrong.expect_err("other columns").kind(),
                    ErrorKind::InvalidData
                );
            }
        }
    }
}

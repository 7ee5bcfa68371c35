//! Cells, the formula guard and the writer; the tests of the rest stand beside its code.

use super::*;
use proptest::prelude::*;

pub(super) const FORMATS: [TableFormat; 3] =
    [TableFormat::Csv, TableFormat::Tsv, TableFormat::JsonLines];

pub(super) fn options(format: TableFormat) -> TableOptions {
    TableOptions {
        format,
        ..TableOptions::default()
    }
}

pub(super) fn text_of(options: TableOptions, header: &[&str], rows: &[&[Cell]]) -> String {
    let mut table = TableWriter::new(Vec::new(), options);
    table.header(header).expect("a header");
    for row in rows {
        table.row(row).expect("a row");
    }
    String::from_utf8(table.finish().expect("an end")).expect("UTF-8")
}

fn one_cell(cell: Cell) -> String {
    let text = text_of(TableOptions::default(), &["a", "b"], &[&[cell]]);
    let row = text.strip_prefix("a,b\n").expect("the header");
    row.strip_suffix(",\n").expect("an empty cell").to_owned()
}

#[test]
fn numbers() {
    let shown = |number: f64| one_cell(number.into());
    assert_eq!(shown(0.1 + 0.2), "0.30000000000000004");
    assert_eq!(shown(1.0), "1");
    assert_eq!(shown(-0.0), "0");
    assert_eq!(shown(-1.5), "-1.5");
    assert_eq!(shown(1e21), "1000000000000000000000");
    assert_eq!(shown(1.5e-7), "0.00000015");
    assert_eq!(shown(f64::NAN), "");
    assert_eq!(shown(f64::NEG_INFINITY), "");
    assert_eq!(one_cell(u64::MAX.into()), "18446744073709551615");
    assert_eq!(one_cell(true.into()), "true");
    assert_eq!(one_cell(None::<f64>.into()), "");
    assert_eq!(one_cell(Some("x").into()), "x");
}

#[test]
fn json_lines() {
    let text = text_of(
        options(TableFormat::JsonLines),
        &["=k", "n", "x", "f"],
        &[
            &["=a\"\n\u{1b}é".into(), 3_u64.into(), 1.5e-7.into()],
            &[
                Cell::Empty,
                Cell::Number(f64::NAN),
                (-0.0).into(),
                false.into(),
            ],
        ],
    );
    let expected = concat!(
        r#"{"=k":"=a\"\n\u001bé","n":3,"x":0.00000015,"f":null}"#,
        "\n",
        r#"{"=k":null,"n":null,"x":0,"f":false}"#,
        "\n"
    );
    assert_eq!(text, expected);
}

#[test]
fn formula_guard() {
    for start in ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\0"] {
        assert_eq!(one_cell(format!("{start}1").into()), format!("'{start}1"));
    }
    assert_eq!(one_cell("\t=1".into()), "'\t=1");
    assert_eq!(one_cell("\r=1".into()), "\"'\r=1\"");
    assert_eq!(one_cell("'=1".into()), "''=1");
    for harmless in ["a=1", " -1", "'tis", "'", "", "–", "’=1"] {
        assert_eq!(one_cell(harmless.into()), harmless);
    }
    let raw = TableOptions {
        guard: false,
        ..TableOptions::default()
    };
    assert_eq!(text_of(raw, &["@h"], &[&["=1".into()]]), "@h\n=1\n");
    let guarded = text_of(TableOptions::default(), &["@h"], &[&["=1".into()]]);
    assert_eq!(guarded, "'@h\n'=1\n");
}

#[test]
fn empty_tables_and_byte_order_marks() {
    let with_bom = |format| TableOptions {
        bom: true,
        ..options(format)
    };
    assert_eq!(
        text_of(options(TableFormat::Csv), &["a", "b"], &[]),
        "a,b\n"
    );
    assert_eq!(
        text_of(with_bom(TableFormat::Tsv), &["a", "b"], &[]),
        "\u{feff}a\tb\n"
    );
    assert_eq!(text_of(with_bom(TableFormat::JsonLines), &["a"], &[]), "");
    // One empty cell must not look like no row.
    assert_eq!(
        text_of(options(TableFormat::Csv), &["a"], &[&[]]),
        "a\n\"\"\n"
    );
}

#[test]
fn misuse_is_an_error() {
    let kind = |result: io::Result<()>| result.expect_err("misuse").kind();
    let mut table = TableWriter::new(Vec::new(), TableOptions::default());
    assert_eq!(kind(table.row(&[])), ErrorKind::InvalidInput);
    assert_eq!(kind(table.extend_header(&["a"])), ErrorKind::InvalidInput);
    table.header(&["a", "b"]).expect("a header");
    assert_eq!(
        kind(table.row(&[const { Cell::Empty }; 3])),
        ErrorKind::InvalidInput
    );
    assert_eq!(kind(table.extend_header(&["b"])), ErrorKind::InvalidInput);
    table.row(&["still fine".into()]).expect("a row");
    let twice = &["a", "a"];
    let mut table = TableWriter::new(Vec::new(), TableOptions::default());
    assert_eq!(kind(table.header(twice)), ErrorKind::InvalidInput);
    let table = TableWriter::new(Vec::new(), TableOptions::default());
    assert!(table.finish().is_err());
}

/// Takes `left` bytes, then answers as a closed pipe does.
struct Failing {
    left: usize,
}

impl Write for Failing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(self.left);
        self.left -= taken;
        if taken == 0 && !bytes.is_empty() {
            return Err(ErrorKind::BrokenPipe.into());
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_failing_writer_gives_its_own_error() {
    let write = |options, writer| -> io::Result<Failing> {
        let mut table = TableWriter::new(writer, options);
        table.header(&["document", "words"])?;
        for row in 0..40_u64 {
            table.row(&["a \"quoted\" name".into(), row.into()])?;
            table.flush()?;
        }
        table.finish()
    };
    for format in FORMATS {
        let options = TableOptions {
            bom: true,
            ..options(format)
        };
        let whole = Failing { left: 1 << 20 };
        let size = (1 << 20) - write(options, whole).expect("room enough").left;
        for left in 0..size {
            let error = write(options, Failing { left })
                .err()
                .expect("too little room");
            assert_eq!(error.kind(), ErrorKind::BrokenPipe, "{format:?} {left}");
        }
        assert!(write(options, Failing { left: size }).is_ok());
    }
}

#[test]
fn a_failed_table_stays_failed() {
    for format in FORMATS {
        let mut table = TableWriter::new(Failing { left: 3 }, options(format));
        let long = "x".repeat(1 << 17);
        table.header(&["a"]).expect("buffered");
        table.row(&[long.as_str().into()]).expect_err("no room");
        table.row(&["y".into()]).expect_err("failed before");
        assert!(table.finish().is_err());
    }
}

proptest! {
    #[test]
    fn reads_back(
        rows in prop::collection::vec(("\\PC*|[-=+'\"\t\r\n,\0＝a]*", any::<f64>()), 0..8),
        tabs in any::<bool>(),
    ) {
        let format = if tabs { TableFormat::Tsv } else { TableFormat::Csv };
        let cells: Vec<[Cell; 2]> = rows
            .iter()
            .map(|(text, number)| [text.as_str().into(), Cell::Number(*number)])
            .collect();
        let cells: Vec<&[Cell]> = cells.iter().map(|row| &row[..]).collect();
        let text = text_of(options(format), &["text", "number"], &cells);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(format))
            .from_reader(text.as_bytes());
        let found: Vec<_> = reader.records().collect::<Result<_, _>>().expect("a table");
        prop_assert_eq!(found.len(), rows.len());
        for (found, (text, number)) in found.iter().zip(&rows) {
            // Every cell the guard could have changed starts with one `'` more.
            let guarded = runs_in_spreadsheets(&found[0]);
            let plain = if guarded { &found[0][1..] } else { &found[0] };
            prop_assert_eq!(plain, text);
            prop_assert!(!found[0].starts_with(['=', '+', '-', '@', '\t', '\r', '\0', '＝']));
            if number.is_finite() {
                prop_assert_eq!(found[1].parse::<f64>().expect("a number"), *number);
                prop_assert!(!found[1].contains(['e', 'E']));
            } else {
                prop_assert_eq!(&found[1], "");
            }
        }
    }
}

//! What holds for tables of every format; the other tests stand beside the code for one.

use super::*;
use std::io::Cursor;

pub(super) fn open(input: &[u8], format: Format, text: Option<&str>) -> Result<Rows, TableError> {
    let columns = Columns {
        text: text.map(str::to_owned),
        id: None,
    };
    Rows::new(
        Box::new(Cursor::new(input.to_vec())),
        format,
        &columns,
        Choice::Auto,
    )
}

/// Number, id, text and metadata of each row in one line, or the line and text of its error.
pub(super) fn rows(input: impl AsRef<[u8]>, format: Format) -> Vec<String> {
    let rows = open(input.as_ref(), format, None).expect("a table");
    let show = |row: Result<Row, TableError>| match row {
        Ok(row) => {
            let rest: Vec<_> = row
                .metadata
                .iter()
                .map(|(k, v)| format!("{k}={v}"))
                .collect();
            let id = row.id.unwrap_or_default();
            format!("{} {id}|{}|{}", row.number, row.text, rest.join(" "))
        }
        Err(error) => format!("{error}"),
    };
    rows.map(show).collect()
}

#[test]
fn a_row_that_is_not_utf8_is_named() {
    let mut input = "id,text\n".to_owned() + &"1,größer …\n".repeat(20_000);
    input.truncate(input.len() - 1);
    let bytes = [input.as_bytes(), b"\n2,caf\xE9\n3,ok\n"].concat();
    let found = rows(&bytes, Format::Csv);
    assert_eq!(
        found[20_000],
        "line 20002: byte 4 of `text` is 0xE9, which is not valid UTF-8"
    );
    assert_eq!(found[20_001], "20002 3|ok|");
    let json = [
        b"{\"text\":\"\xC3\xA9\xC3\xA9\"}\n".as_slice(),
        b"{\"text\":\"\xE9\"}\n{}",
    ]
    .concat();
    let found = rows(&json, Format::JsonLines);
    assert_eq!(
        found[1],
        "line 2: byte 10 of the line is 0xE9, which is not valid UTF-8"
    );
    assert_eq!(found[2], "3 ||");
}

#[test]
fn the_text_column_is_found_or_missed() {
    let chosen = |header: &str, asked| {
        let fields = vec!["x"; header.split(',').count()].join(",");
        let mut rows = open(format!("{header}\n{fields}").as_bytes(), Format::Csv, asked)?;
        let row = rows.next().expect("a row")?;
        Ok::<_, TableError>(
            row.metadata
                .into_iter()
                .map(|(name, _)| name)
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(chosen("body,Content,n", None).expect("rows"), ["body", "n"]);
    assert_eq!(chosen("TEXT,text", Some("text")).expect("rows"), ["TEXT"]);
    assert_eq!(chosen("TEXT,n", Some("Text")).expect("rows"), ["n"]);
    assert_eq!(chosen("id,n", Some("id")).expect("rows"), ["n"]);
    let error = chosen("a,b", None).expect_err("no column");
    assert_eq!(
        error.to_string(),
        "no column for the text; the columns are `a`, `b`"
    );
    assert!(error.help().contains("--text-column NAME") && error.line().is_none());
    let error = chosen("text,b", Some("c")).expect_err("no column");
    assert!(error.to_string().starts_with("no column `c` for the text"));
    let columns = Columns {
        text: None,
        id: Some("key".to_owned()),
    };
    let input = Box::new(Cursor::new("text\nx\n"));
    let error = Rows::new(input, Format::Csv, &columns, Choice::Auto).err();
    assert!(matches!(error, Some(TableError::NoIdColumn { .. })));
}

#[test]
fn empty_tables_have_no_rows() {
    for format in [Format::Csv, Format::Tsv, Format::JsonLines] {
        assert_eq!(rows("", format), Vec::<String>::new());
        assert_eq!(rows("\u{FEFF}", format), Vec::<String>::new());
        assert_eq!(rows("\n\r\n", format), Vec::<String>::new());
    }
    assert_eq!(rows("id,text\n", Format::Csv), Vec::<String>::new());
    assert!(matches!(
        open(b"", Format::Markdown, None),
        Err(TableError::NotATable { format: "md" })
    ));
}

#[test]
fn rows_beyond_the_limit_are_errors() {
    let long = || io::repeat(b'a').take(ROW_LIMIT + 1);
    let json = Cursor::new("{\"text\":\"a\"}\n")
        .chain(long())
        .chain(Cursor::new("\n{\"text\":\"b\"}"));
    let columns = Columns::default();
    let table = Rows::new(Box::new(json), Format::JsonLines, &columns, Choice::Auto);
    let lines: Vec<_> = table
        .expect("a table")
        .map(|row| row.map_err(|e| e.line()))
        .collect();
    assert_eq!(lines[1], Err(Some(2)));
    assert_eq!(lines[2].as_ref().map(|row| row.number), Ok(3));
    let csv = Cursor::new("text\nx\n\n\"")
        .chain(long())
        .chain(Cursor::new("\nb\n"));
    let mut table = Rows::new(Box::new(csv), Format::Csv, &columns, Choice::Auto).expect("a table");
    let lines: Vec<_> = table
        .by_ref()
        .skip(1)
        .map(|row| row.map_err(|e| e.line()))
        .collect();
    assert_eq!(lines, [Err(Some(4))]);
    assert_eq!(table.bytes_read(), ROW_LIMIT + 1 + 9 + 3);
}

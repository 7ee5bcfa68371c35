use std::fmt::Write as _;
use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::{Rows, TableError};
use super::*;
use crate::read::decode::Choice;
use crate::read::{Format, open};

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        let options = SimpleFileOptions::default();
        writer.start_file(*name, options).expect("a part");
        writer.write_all(text.as_bytes()).expect("room");
    }
    writer.finish().expect("room").into_inner()
}

/// An xlsx workbook; each sheet with its name, its attributes and its rows as XML.
fn xlsx(strings: &str, sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut book = format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{REL}\"><sheets>");
    let mut rels = String::from(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    );
    let mut parts = Vec::new();
    for (ix, (name, attributes, rows)) in sheets.iter().enumerate() {
        let id = ix + 1;
        let _ = write!(
            book,
            "<sheet name=\"{name}\" sheetId=\"{id}\" {attributes} r:id=\"r{id}\"/>"
        );
        let _ = write!(
            rels,
            "<Relationship Id=\"r{id}\" Type=\"{REL}/worksheet\" Target=\"worksheets/s{id}.xml\"/>"
        );
        let sheet =
            format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>");
        parts.push((format!("xl/worksheets/s{id}.xml"), sheet));
    }
    book += "</sheets></workbook>";
    let _ = write!(
        rels,
        "<Relationship Id=\"rs\" Type=\"{REL}/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"ry\" Type=\"{REL}/styles\" Target=\"styles.xml\"/></Relationships>"
    );
    let styles = format!(
        "<styleSheet xmlns=\"{MAIN}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
    );
    let strings = format!("<sst xmlns=\"{MAIN}\">{strings}</sst>");
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    let root = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{REL}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    parts.extend([
        ("_rels/.rels".to_owned(), root),
        ("[Content_Types].xml".to_owned(), types.to_owned()),
        ("xl/workbook.xml".to_owned(), book),
        ("xl/_rels/workbook.xml.rels".to_owned(), rels),
        ("xl/styles.xml".to_owned(), styles),
        ("xl/sharedStrings.xml".to_owned(), strings),
    ]);
    let parts: Vec<(&str, &str)> = parts
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    package(&parts)
}

fn text_cell(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn ods(table: &str) -> Vec<u8> {
    let content = format!(
        "<o:document-content xmlns:o=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><o:body><o:spreadsheet>{table}</o:spreadsheet></o:body></o:document-content>"
    );
    package(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
    ])
}

fn rows_of(bytes: &[u8], sheet: Option<&str>) -> Result<(Vec<String>, Vec<Loss>), TableError> {
    let mut options = Options::default();
    options.workbook.sheet = sheet.map(str::to_owned);
    let input = Box::new(Cursor::new(bytes.to_vec()));
    let columns = Columns::default();
    let mut rows = Rows::open(input, Format::Workbook, &columns, Choice::Auto, &options)?;
    let losses = rows.take_losses();
    let show = |row: Row| {
        let rest: Vec<String> = row
            .metadata
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        format!(
            "{} {}|{}|{}",
            row.number,
            row.name,
            row.text,
            rest.join(" ")
        )
    };
    let shown = rows.map(|row| row.map(show)).collect::<Result<_, _>>()?;
    Ok((shown, losses))
}

#[test]
fn cells_become_rows() {
    let head = ["B2", "C2", "D2", "F2"]
        .iter()
        .zip(["ID", " Text", "when", "n"]);
    let head: String = head.map(|(place, name)| text_cell(place, name)).collect();
    let rows = format!(
        "<row r=\"2\">{head}</row><row r=\"3\"><c r=\"B3\"><v>7</v></c><c r=\"C3\" t=\"s\"><v>0</v></c><c r=\"D3\" s=\"1\"><v>45943</v></c><c r=\"E3\" t=\"b\"><v>1</v></c><c r=\"F3\"><f>1/2</f><v>0.5</v></c></row><row r=\"4\"><c r=\"C4\" t=\"s\"><v>1</v></c></row><row r=\"9\"><c r=\"C9\" t=\"str\"><f>A1</f><v>calm</v></c><c r=\"F9\" t=\"e\"><v>#N/A</v></c></row>"
    );
    let strings = "<si><t>I was_x000D_\nashamed</t></si><si><t xml:space=\"preserve\">  </t></si>";
    let sheets = [
        ("Empty", "", ""),
        ("Lists", "state=\"hidden\"", &*text_cell("A1", "x")),
        ("Data", "", &*rows),
        ("Notes", "", &*text_cell("A1", "text")),
    ];
    let bytes = xlsx(strings, &sheets);
    let (rows, losses) = rows_of(&bytes, None).expect("rows");
    assert_eq!(
        rows,
        [
            "3 7|I was\r\nashamed|when=2025-10-13 column_5=TRUE n=0.5",
            "9 9|calm|when= column_5= n=#N/A"
        ]
    );
    assert_eq!(losses.len(), 1);
    assert!(losses[0].detail.contains("`Empty`, `Lists`, `Notes`") && !losses[0].fatal);
    assert_eq!(rows_of(&bytes, Some("4")).expect("rows").0, [""; 0]);
    assert_eq!(rows_of(&bytes, Some("Data")).expect("rows").0.len(), 2);
    let error = rows_of(&bytes, Some("Other"))
        .map(drop)
        .expect_err("no such sheet");
    assert!(error.to_string().contains("`Data`") && error.help().contains("--sheet"));
}

#[test]
fn a_workbook_without_texts_is_one_document() {
    let rows =
        text_cell("A1", "name") + &text_cell("C1", "I was ashamed") + "<c r=\"D1\"><v>3</v></c>";
    let sheets = [("A", "", &*rows), ("B", "", &*text_cell("A1", "calm"))];
    let bytes = xlsx("", &sheets);
    let error = rows_of(&bytes, None).map(drop).expect_err("no text column");
    assert!(matches!(
        error,
        TableError::NoTextColumn { asked: None, .. }
    ));
    let opened = open(&bytes, Format::Workbook, Choice::Auto, &Options::default()).expect("text");
    let document = opened.document;
    let blocks: Vec<(&str, u32)> = document
        .blocks
        .iter()
        .map(|block| (&document.text[block.span.range()], block.section))
        .collect();
    assert_eq!(
        blocks,
        [("name", 0), ("I was ashamed", 0), ("3", 0), ("calm", 1)]
    );
    assert_eq!(document.losses[0].reason, "whole_workbook");
}

#[test]
fn opendocument_repeats_and_comments() {
    let cell = |text: &str| {
        format!(
            "<table:table-cell o:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let table = format!(
        "<table:table table:name=\"T\"><table:table-row>{}{}</table:table-row><table:table-row table:number-rows-repeated=\"3\"><table:table-cell table:number-columns-repeated=\"9\"/></table:table-row><table:table-row table:number-rows-repeated=\"2\">{}<table:table-cell o:value-type=\"float\" o:value=\"2\"><text:p>2,00</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>",
        cell("text"),
        cell("n"),
        cell(
            "I<text:s text:c=\"2\"/>was<o:annotation><text:p>no</text:p></o:annotation> &lt;x&gt;</text:p><text:p>ashamed"
        ),
    );
    let (rows, losses) = rows_of(&ods(&table), None).expect("rows");
    let text = "I  was <x>\nashamed|n=2";
    assert_eq!(rows, [format!("5 5|{text}"), format!("6 6|{text}")]);
    assert!(losses.is_empty());
    let bomb = "<table:table table:name=\"T\"><table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell o:value-type=\"float\" o:value=\"2\" table:number-columns-repeated=\"16384\"/></table:table-row></table:table>";
    let error = rows_of(&ods(bomb), None).map(drop).expect_err("a bomb");
    assert!(matches!(error, TableError::Whole(error) if error.reason == "too_large"));
}

#[test]
fn bad_workbooks_are_told() {
    let told = |bytes: &[u8]| match rows_of(bytes, None) {
        Err(TableError::Whole(error)) => error.reason,
        Err(_) => "other",
        Ok(_) => "read",
    };
    let good = xlsx("", &[("A", "", &text_cell("A1", "text"))]);
    assert_eq!(told(&good), "read");
    assert_eq!(told(&good[..good.len() - 30]), "damaged");
    assert_eq!(told(b"<html><table></table></html>"), "damaged");
    assert_eq!(told(b""), "damaged");
    assert_eq!(told(&package(&[("a.txt", "x")])), "damaged");
    assert_eq!(told(&xlsx("", &[("A", "", "<row><c>")])), "damaged");
    let deep = "<a>".repeat(20_000) + &"</a>".repeat(20_000);
    assert_eq!(told(&xlsx(&deep, &[("A", "", "")])), "too_large");
    let far = text_cell("A1", "text") + &text_cell("XFD1048576", "x");
    assert_eq!(told(&xlsx("", &[("A", "", &far)])), "read");
    // Room for the names of three hundred million columns.
    let outside = text_cell("A1", "text") + &text_cell("ZZZZZZ1", "x");
    let book = xlsx("", &[("A", "", &outside)]);
    let document = read_whole(&book, &Options::default()).expect("the other cell is read");
    assert_eq!(document.blocks.len(), 1);
    let lost = document
        .losses
        .iter()
        .find(|loss| loss.reason == "bad_cell");
    assert!(lost.is_some_and(|loss| loss.fatal && loss.detail.starts_with("1 cells")));
    let zeros = "0".repeat(40 << 20);
    let bomb = package(&[("[Content_Types].xml", "<a/>"), ("xl/media/a", &zeros)]);
    let error = package::check(
        &bomb,
        &Options {
            limits: crate::read::options::Limits {
                unpacked: 1 << 20,
                ..Default::default()
            },
            ..Options::default()
        },
    );
    assert!(error.is_err_and(|error| error.reason == "too_large"));
    let many = package(&[
        ("[Content_Types].xml", "<a/>"),
        ("xl/sharedStrings.xml", "<sst uniqueCount=\"99999999999\"/>"),
    ]);
    assert_eq!(told(&many), "too_large");
    let mut old = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    old.extend([0; 2000]);
    assert_eq!(told(&old), "damaged");
}

//! Workbooks of every kind, made of the pieces that are worth changing.

use super::made::framed;

/// A whole file, or what is put into one: the records of an xls workbook, a table of an ods one, or
/// what stands in a sheet of an xlsx one. `%%% NAME` begins another part of the last two.
pub(super) fn workbook(data: &[u8]) -> Vec<u8> {
    if data.starts_with(b"PK") || data.starts_with(b"\xD0\xCF") {
        return data.to_vec();
    }
    if data.starts_with(b"\x09") {
        return compound(data);
    }
    if data.starts_with(b"<table:") {
        let kind = ("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
        return framed(data, &[kind, ("content.xml", ODS)]);
    }
    let frame = [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/styles.xml", STYLES),
        ("xl/sharedStrings.xml", STRINGS),
        ("xl/worksheets/s1.xml", SHEET),
    ];
    framed(data, &frame)
}

/// A compound file with one stream, `Workbook`, in sectors of 512 bytes that follow each other.
fn compound(records: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 512;
    const END: u32 = 0xFFFF_FFFE;
    const FREE: u32 = 0xFFFF_FFFF;
    // Shorter streams stand in a place of their own, which is not made here.
    let size = records.len().max(4096);
    let sectors = size.div_ceil(SECTOR);
    let tables = (sectors + 2).div_ceil(SECTOR / 4 - 1);
    let words =
        |words: &[u32]| -> Vec<u8> { words.iter().flat_map(|word| word.to_le_bytes()).collect() };
    let mut file = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    file.extend([0; 16]);
    // Versions, order of bytes, sizes of sectors.
    file.extend([0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    file.extend([0; 10]);
    file.extend(words(&[
        tables as u32,
        tables as u32,
        0,
        4096,
        END,
        0,
        END,
        0,
    ]));
    let places: Vec<u32> = (0..109)
        .map(|at| if at < tables { at as u32 } else { FREE })
        .collect();
    file.extend(words(&places));
    let mut table = vec![0xFFFF_FFFD; tables];
    table.push(END);
    let first = tables + 1;
    table.extend((first + 1..first + sectors).map(|next| next as u32));
    table.push(END);
    table.resize(tables * SECTOR / 4, FREE);
    file.extend(words(&table));
    let entry = |name: &str, kind: u8, child: u32, start: u32, size: u32| {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = entry.len() as u16 + 2;
        entry.resize(64, 0);
        entry.extend(length.to_le_bytes());
        entry.extend([kind, 1]);
        entry.extend(words(&[FREE, FREE, child]));
        entry.resize(116, 0);
        entry.extend(words(&[start, size, 0]));
        entry
    };
    file.extend(entry("Root Entry", 5, 1, END, 0));
    file.extend(entry("Workbook", 2, FREE, first as u32, size as u32));
    file.resize((tables + 2) * SECTOR, 0);
    file.extend(records);
    file.resize((tables + 2 + sectors) * SECTOR, 0);
    file
}

const ODS: &str = r#"<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"><o:body><o:spreadsheet>@</o:spreadsheet></o:body></o:document-content>"#;

const TYPES: &str =
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;

const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>"#;

const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/s1.xml"/><Relationship Id="rs" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="ry" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;

const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="170" formatCode="[h]:mm:ss"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>"#;

const STRINGS: &str = r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>text</t></si><si><t>I was ashamed</t></si><si><r><t>calm </t></r><r><t>and kind</t></r></si></sst>"#;

const SHEET: &str =
    r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">@</worksheet>"#;

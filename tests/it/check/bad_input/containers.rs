//! Files that are no text, by their name or without one.

use super::{beside, refused};
use crate::packed::zip;
use crate::sandbox::Sandbox;

/// A Word file with this body and these other parts.
fn word(body: &str, more: &[(&str, &[u8], u16)]) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    let types = b"<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    let mut parts: Vec<(&str, &[u8], u16)> = vec![
        ("[Content_Types].xml", types, 0),
        ("word/document.xml", document.as_bytes(), 0),
    ];
    parts.extend(more);
    zip(&parts)
}

const BODY: &str = "<w:p><w:r><w:t>You are worthless.</w:t></w:r></w:p>";

#[test]
fn row_12_files_are_told_by_what_they_hold() {
    let word = word(BODY, &[]);
    let packed = zip(&[("photos/1.jpg", b"x", 0)]);
    let files: [(&str, &[u8], &str); 6] = [
        ("a.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        ("b.txt", &packed, "zip"),
        ("c.md", &word, ".docx"),
        ("d.txt", b"%PDF-1.7\n1 0 obj", "PDF"),
        ("e.csv", b"\x1f\x8b\x08\0\0\0\0\0", "gzip"),
        ("f.html", b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG"),
    ];
    for (name, bytes, what) in files {
        refused(name, bytes, &[what]);
    }
    // In a folder, too.
    let sandbox = Sandbox::new();
    for (name, bytes, _) in files {
        sandbox.write(&format!("d/{name}"), bytes);
    }
    let names: Vec<String> = files.iter().map(|(name, ..)| format!("d/{name}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    beside(&sandbox, &["d"], 2, &names);
}

#[test]
fn row_56_hostile_containers_are_refused_and_cost_no_other_text() {
    let sandbox = Sandbox::new();
    sandbox.write("good.docx", word(BODY, &[]));
    let run = beside(&sandbox, &["good.docx"], 1, &[]);
    assert!(
        run.out.contains("good.docx:1:9: warning[voice]"),
        "{}",
        run.out
    );
    // More than is allowed when it is unpacked.
    let bomb = word(&"<w:p/>".repeat(200_000), &[]);
    sandbox.write("bomb.docx", &bomb);
    beside(
        &sandbox,
        &["bomb.docx", "--max-unpacked", "100000"],
        2,
        &["bomb.docx"],
    );
    // Entities are not expanded.
    let entity = |name: char| {
        let before = char::from(name as u8 - 1);
        let value = format!("&{before};").repeat(50);
        format!("<!ENTITY {name} \"{value}\">")
    };
    let entities = ('b'..='i').map(entity).collect::<Vec<_>>().concat();
    let laughs = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE w [<!ENTITY a \"{}\">{}]><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>&i; You are worthless.</w:t></w:r></w:p></w:body></w:document>",
        "ha".repeat(50),
        entities
    );
    sandbox.write(
        "laughs.docx",
        zip(&[("word/document.xml", laughs.as_bytes(), 0)]),
    );
    let run = beside(&sandbox, &["laughs.docx"], 2, &["laughs.docx"]);
    assert!(!run.err.contains("haha"), "{}", run.err);
    // Deep, encrypted, cut off, and with parts that lie elsewhere.
    let deep = format!(
        "{}{BODY}{}",
        "<w:sdt>".repeat(10_000),
        "</w:sdt>".repeat(10_000)
    );
    sandbox.write("deep.docx", word(&deep, &[]));
    let run = sandbox.run(&["check", "deep.docx", "--output", "concise"]);
    let was_judged = run.out.contains("deep.docx:1:9: warning[voice]");
    assert!(
        run.code == Some(2) || (run.code == Some(1) && was_judged),
        "{}",
        run.err
    );
    let locked = zip(&[("word/document.xml", b"\x01\x02\x03", 1)]);
    sandbox.write("locked.docx", locked);
    beside(
        &sandbox,
        &["locked.docx"],
        2,
        &["locked.docx", "protected by a password"],
    );
    let whole = word(BODY, &[]);
    sandbox.write("cut.docx", &whole[..whole.len() - 40]);
    beside(&sandbox, &["cut.docx"], 2, &["cut.docx"]);
    let relations = b"<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"x/attachedTemplate\" Target=\"http://example.invalid/x.dotm\" TargetMode=\"External\"/></Relationships>";
    let far = word(BODY, &[("word/_rels/document.xml.rels", relations, 0)]);
    sandbox.write("far.docx", far);
    beside(&sandbox, &["far.docx"], 1, &[]);
    // What was deleted under review is no text; what was added is.
    let review = "<w:p><w:del><w:r><w:delText>You are worthless.</w:delText></w:r></w:del><w:ins><w:r><w:t>You are pathetic.</w:t></w:r></w:ins></w:p>";
    sandbox.write("review.docx", word(review, &[]));
    let run = beside(&sandbox, &["review.docx"], 1, &[]);
    assert_eq!(
        run.out.matches("review.docx:1:9: warning[voice]").count(),
        1,
        "{}",
        run.out
    );
}

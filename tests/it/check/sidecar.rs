//! `feltsense-ignore.toml`: findings silenced beside the texts, and what is told about entries.

use crate::sandbox::{Run, Sandbox};

const RULES: &str = "root = true\n[check]\nfail-on = 'note'\n[check.rules.presence]\nlevel = 'note'\n[check.rules.opening]\nlevel = 'off'\n";

fn lines(run: &Run) -> Vec<&str> {
    run.out.lines().collect()
}

fn check(sandbox: &Sandbox, paths: &[&str]) -> Run {
    let rest = ["--output", "concise", "--today", "2026-06-01"];
    sandbox.run(&[&["check"], paths, &rest].concat())
}

/// A text, a sidecar, and what of it still counts.
#[track_caller]
fn leaves(entry: &str, words: &[&str]) {
    let text = "# One\n\nI am ashamed.\n\n# Two\n\nI am worthless and ashamed.\nI am pathetic.\n";
    let sandbox = Sandbox::with(&[("feltsense.toml", RULES), ("a.txt", ""), ("a.md", text)]);
    sandbox.write(
        "feltsense-ignore.toml",
        format!("[[ignore]]\nfile = 'a.md'\nrules = ['presence']\n{entry}"),
    );
    let run = sandbox.run(&["check", "a.md", "--output", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let open: Vec<&str> = json["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["suppressed"].is_null())
        .map(|finding| finding["form"].as_str().unwrap_or("(no form)"))
        .collect();
    assert_eq!(open, words, "{entry}");
}

#[test]
fn each_place_silences_what_stands_there() {
    leaves("", &[]);
    leaves("line = 7", &["ashamed", "i am pathetic"]);
    leaves("term = 'Ashamed'", &["worthless", "i am pathetic"]);
    leaves(
        "line = 7\nterm = 'ashamed'",
        &["ashamed", "worthless", "i am pathetic"],
    );
    leaves("section = 2", &["ashamed"]);
    leaves("section = 1", &["worthless", "ashamed", "i am pathetic"]);
    leaves("paragraph = 2", &["worthless", "ashamed", "i am pathetic"]);
    leaves("until = '2999-01-01'\nreason = 'x'", &[]);
}

#[test]
fn a_fingerprint_names_one_finding_wherever_it_moves() {
    let sandbox = Sandbox::with(&[
        ("feltsense.toml", RULES),
        ("a.txt", "I am ashamed. I am worthless.\n"),
    ]);
    let run = sandbox.run(&["check", "a.txt", "--output", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let print = json["findings"][1]["fingerprint"]
        .as_str()
        .expect("a fingerprint");
    sandbox.write(
        "feltsense-ignore.toml",
        format!(
            "[[ignore]]\nfile = 'a.txt'\nrules = ['all']\nhash = '{}'\nreason = 'a letter'\n",
            &print[..12]
        ),
    );
    sandbox.write("a.txt", "It rains.\n\nI am ashamed. I am worthless.\n");
    let run = check(&sandbox, &["a.txt"]).exits(1);
    assert_eq!(lines(&run).len(), 1, "{}", run.out);
    assert!(run.out.starts_with("a.txt:3:6: "), "{}", run.out);
    let run = sandbox.run(&["check", "a.txt", "--output", "sarif"]);
    assert!(
        run.out.contains("\"external\"") && run.out.contains("a letter"),
        "{}",
        run.out
    );
}

#[test]
fn rows_of_tables_and_folders_below() {
    let sandbox = Sandbox::with(&[
        ("feltsense.toml", RULES),
        ("sub/t.csv", "id,text\nx,I am ashamed.\ny,I am ashamed.\n"),
        (
            "feltsense-ignore.toml",
            "[[ignore]]\nfile = 'sub/t.csv'\npart = 'x'\nrules = ['presence']\nreason = 'a quotation'\n",
        ),
    ]);
    let run = check(&sandbox, &["."]).exits(1);
    assert_eq!(lines(&run).len(), 1);
    assert!(run.out.starts_with("sub/t.csv#y:1:6: "), "{}", run.out);
    // The name of an entry counts from its own folder, wherever the run begins.
    let mut inside = sandbox.command(&["check", "t.csv", "--output", "concise"]);
    inside.current_dir(sandbox.path("sub"));
    assert!(
        sandbox
            .finish(inside)
            .exits(1)
            .out
            .starts_with("t.csv#y:1:6: ")
    );
}

#[test]
fn what_does_nothing_is_told_at_its_own_line() {
    let sandbox = Sandbox::with(&[
        ("feltsense.toml", RULES),
        ("a.txt", "I am ashamed.\n"),
        ("b.txt", "It rains.\n"),
    ]);
    sandbox.write(
        "feltsense-ignore.toml",
        "# ours\n[[ignore]]\nfile = 'a.txt'\nrules = ['presence']\nuntil = '2026-05-31'\n\n[[ignore]]\nfile = 'b.txt'\nrules = ['all']\n\n[[ignore]]\nfile = 'gone.txt'\nrules = ['all']\n",
    );
    let run = check(&sandbox, &["."]).exits(1);
    assert_eq!(
        lines(&run),
        [
            "a.txt:1:6: note[presence] `shame.explicit` stands here",
            "feltsense-ignore.toml:2:1: warning[suppression/expired] this entry ran out on 2026-05-31; look at the place again",
            "feltsense-ignore.toml:7:1: warning[suppression/unused] this entry silences nothing; it can go",
            "feltsense-ignore.toml:11:1: warning[suppression/no-file] there is no such file: this entry silences nothing",
        ]
    );
    // Sidecars are no documents.
    let run = sandbox
        .run(&["check", ".", "--today", "2026-06-01"])
        .exits(1);
    let sums = "3 warnings and 1 note in 1 of 2 documents and 1 other file.";
    assert!(run.out.contains(sums), "{}", run.out);
    // Of a file that is not checked nothing is said.
    let run = check(&sandbox, &["b.txt"]).exits(1);
    assert_eq!(lines(&run).len(), 2, "{}", run.out);
    // A reason may be required.
    sandbox.write(
        "feltsense.toml",
        format!("{RULES}[check.rules.voice]\nlevel = 'off'\n")
            .replace("[check]\n", "[check]\nrequire-reason = true\n"),
    );
    sandbox.write(
        "feltsense-ignore.toml",
        "[[ignore]]\nfile = 'a.txt'\nrules = ['presence']\n",
    );
    let run = check(&sandbox, &["a.txt"]).exits(1);
    assert_eq!(lines(&run).len(), 2, "{}", run.out);
    assert!(run.out.contains("gives no reason"), "{}", run.out);
}

#[test]
fn mistakes_are_errors_with_their_place() {
    let sandbox = Sandbox::with(&[("feltsense.toml", RULES), ("a.txt", "I am ashamed.\n")]);
    let told = |text: &str, words: &str| {
        sandbox.write("feltsense-ignore.toml", text);
        let run = check(&sandbox, &["a.txt"]).exits(2);
        assert!(
            run.err.contains(&format!("feltsense-ignore.toml{words}")),
            "{text}\n{}",
            run.err
        );
        assert_eq!(run.out, "", "nothing is checked");
    };
    let entry = |more: &str| format!("[[ignore]]\nfile = 'a.txt'\n{more}\n");
    told("[[ignore]\n", ":1:");
    told(
        "[[ignor]]\n",
        ":1:3: there is no key `ignor`; did you mean `ignore`?",
    );
    told(&entry(""), ":1:1: missing field `rules`");
    told(
        &entry("rules = ['voise']"),
        ":3:9: there is no rule `voise`; did you mean `voice`?",
    );
    told(&entry("rules = []"), ":3:9: no rule is named");
    told(
        &entry("rules = ['all']\nlines = 3"),
        ":4:1: there is no key `lines`; did you mean `line`?",
    );
    told(
        &entry("rules = ['all']\nline = 0"),
        ":4:8: `line` is 0; count from 1",
    );
    told(&entry("rules = ['all']\nline = -1"), ":4:8: ");
    told(
        &entry("rules = ['all']\nhash = 'xyz'"),
        ":4:8: `hash` is no fingerprint",
    );
    told(
        &entry("rules = ['all']\nuntil = 'soon'"),
        ":4:9: `until` is no day",
    );
    told(
        "[[ignore]]\nfile = '../a.txt'\nrules = ['all']\n",
        ":2:8: `file` is no file in this folder",
    );
    told(
        "[[ignore]]\nfile = '/a.txt'\nrules = ['all']\n",
        ":2:8: `file` is no file in this folder",
    );
    sandbox.write("feltsense-ignore.toml", b"file = '\xff'\n");
    check(&sandbox, &["a.txt"]).exits(2).says("not UTF-8");
}

/// A Word file of one paragraph.
#[cfg(feature = "office")]
pub(super) fn docx(text: &str) -> Vec<u8> {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let office = "http://schemas.openxmlformats.org";
    let kinds = format!(
        "<Types xmlns=\"{office}/package/2006/content-types\"><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>"
    );
    let links = format!(
        "<Relationships xmlns=\"{office}/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
    );
    let body = format!(
        "<w:document xmlns:w=\"{office}/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    );
    for (name, part) in [
        ("[Content_Types].xml", kinds),
        ("_rels/.rels", links),
        ("word/document.xml", body),
    ] {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(name, options).expect("memory");
        writer.write_all(part.as_bytes()).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

#[cfg(feature = "office")]
#[test]
fn a_word_file_can_be_silenced_without_a_word_in_it() {
    let sandbox = Sandbox::with(&[("feltsense.toml", RULES)]);
    sandbox.write("draft.docx", docx("I am ashamed."));
    check(&sandbox, &["draft.docx"]).exits(1);
    sandbox.write(
        "feltsense-ignore.toml",
        "[[ignore]]\nfile = 'draft.docx'\nrules = ['presence']\nline = 1\nreason = 'a letter'\n",
    );
    let run = check(&sandbox, &["draft.docx"]).exits(0);
    assert_eq!(run.out, "");
    let run = sandbox.run(&["check", "draft.docx"]).exits(0);
    assert!(run.out.contains("silenced: 1"), "{}", run.out);
}

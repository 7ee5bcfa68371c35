//! Packed inputs and archives, from the file to the report.

use std::io::Write;
use std::process::Stdio;

use flate2::write::{DeflateEncoder, GzEncoder};
use flate2::{Compression, Crc};

use crate::sandbox::Sandbox;

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("room");
    encoder.finish().expect("room")
}

/// A zip archive of members with these flags.
pub(crate) fn zip(members: &[(&str, &[u8], u16)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes, flags) in members {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).expect("room");
        let packed = encoder.finish().expect("room");
        let mut crc = Crc::new();
        crc.update(bytes);
        let mut common = vec![20, 0];
        common.extend(flags.to_le_bytes());
        common.extend([8, 0, 0, 0, 0, 0]);
        common.extend(crc.sum().to_le_bytes());
        common.extend((packed.len() as u32).to_le_bytes());
        common.extend((bytes.len() as u32).to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend((out.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(&packed);
    }
    let at = out.len() as u32;
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend((members.len() as u16).to_le_bytes());
    out.extend((members.len() as u16).to_le_bytes());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0, 0]);
    out
}

const HIT: &[u8] = b"I was ashamed of it.\n";

#[test]
fn packing_changes_no_number() {
    let sandbox = Sandbox::new();
    let table = b"id,text,group\na,I was ashamed,x\nb,I am kind to myself,y\n";
    sandbox.write("plain/a.txt", HIT);
    sandbox.write("plain/sub/t.csv", table);
    sandbox.write("gz/a.txt.gz", gz(HIT));
    sandbox.write("gz/sub/t.csv.gz", gz(table));
    sandbox.write(
        "zip/all.zip",
        zip(&[("sub/t.csv", table, 0), ("a.txt", HIT, 0)]),
    );
    let hits = |folder: &str, extra: &[&str]| {
        let arguments = [&[folder], extra].concat();
        sandbox.scan(&arguments).exits(0);
        let rows = sandbox.table("documents.csv");
        let cell = |row: &crate::sandbox::Row| {
            ["words", "shame_hits", "self_compassion_hits"].map(|name| row[name].clone())
        };
        rows.iter().map(cell).collect::<Vec<_>>()
    };
    let plain = hits("plain", &[]);
    assert_eq!(plain.len(), 3);
    assert_eq!(hits("gz", &[]), plain);
    let inputs = sandbox.manifest()["inputs"].clone();
    assert_eq!(inputs[0]["bytes"], gz(HIT).len() as u64);
    assert_eq!(inputs[1]["rows"], 2);
    assert_eq!(hits("zip", &[]), plain);
    let names = sandbox.column("documents.csv", "document");
    assert_eq!(
        names,
        [
            "all.zip/a.txt",
            "all.zip/sub/t.csv#a",
            "all.zip/sub/t.csv#b"
        ]
    );
    let manifest = sandbox.manifest();
    assert_eq!(manifest["inputs"][0]["members"], 2);
    assert_eq!(manifest["inputs"][1]["path"], "all.zip/a.txt");
    assert_eq!(hits("zip", &["--group-by", "dir"]), plain);
    let groups = sandbox.column("documents.csv", "group");
    assert_eq!(groups, ["all.zip"; 3]);
    hits("zip", &["--label", "hash"]);
    let text = std::fs::read_to_string(sandbox.path("report/manifest.json")).expect("readable");
    assert!(!text.contains("all.zip") && !text.contains("a.txt"));
}

#[test]
fn standard_input_may_be_packed() {
    let sandbox = Sandbox::new();
    let archive = zip(&[("a.txt", HIT, 0)]);
    for (format, bytes, name) in [
        ("csv", gz(b"text\nashamed\n"), "stdin#1"),
        ("txt", gz(HIT), "stdin"),
        ("zip", archive, "stdin/a.txt"),
    ] {
        let arguments = ["scan", "-", "--format", format, "-o", "report", "--force"];
        let mut child = sandbox
            .command(&arguments)
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        let mut input = child.stdin.take().expect("a pipe");
        input.write_all(&bytes).expect("it reads");
        drop(input);
        assert!(child.wait().expect("it ends").success(), "{format}");
        assert_eq!(sandbox.column("documents.csv", "document"), [name]);
    }
}

#[test]
fn what_cannot_be_read_of_an_archive_is_told_and_costs_no_member() {
    let sandbox = Sandbox::new();
    let nested = zip(&[("a.txt", HIT, 0)]);
    let packed = gz(HIT);
    let long = gz(&HIT.repeat(3000));
    let members: [(&str, &[u8], u16); 9] = [
        ("a.txt", HIT, 0),
        ("b.txt", HIT, 1),
        ("c.zip", &nested, 0),
        ("d.png", b"\x89PNG", 0),
        ("e.txt.gz", &packed, 0),
        ("f.txt.gz", &long[..long.len() / 2], 0),
        ("../a.txt", HIT, 0),
        ("g.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 0),
        (".git/x.txt", HIT, 0),
    ];
    sandbox.write("t.zip", zip(&members));
    sandbox.scan(&["t.zip"]).exits(2);
    let names = sandbox.column("documents.csv", "document");
    assert_eq!(
        names,
        [
            "t.zip/a.txt",
            "t.zip/a~2.txt",
            "t.zip/e.txt.gz",
            "t.zip/f.txt.gz"
        ]
    );
    let reason = |name: &str| {
        let row = sandbox.skipped(name);
        format!("{} {}", row["reason"], row["severity"])
    };
    assert_eq!(reason("t.zip"), "hidden remark");
    assert_eq!(reason("t.zip/b.txt"), "encrypted error");
    assert_eq!(reason("t.zip/c.zip"), "nested_archive error");
    assert_eq!(reason("t.zip/d.png"), "unknown_format remark");
    assert_eq!(reason("t.zip/f.txt.gz"), "damaged error");
    assert_eq!(reason("t.zip/g.txt"), "not_text error");
    let flags = sandbox.column("documents.csv", "flags");
    assert!(flags[3].contains("partly_read") && !flags[2].contains("partly_read"));
}

#[test]
fn half_a_packed_table_is_no_table() {
    let sandbox = Sandbox::new();
    let rows: Vec<String> = (0..5000)
        .map(|row| format!("{row},ashamed {}", row * 7919))
        .collect();
    let rows = rows.join("\n");
    let whole = gz(format!("id,text\n{rows}").as_bytes());
    sandbox.write("t.csv.gz", &whole[..whole.len() / 2]);
    sandbox.scan(&["t.csv.gz"]).exits(2).says("cut off");
    let read = sandbox.table("documents.csv").len();
    assert!((1000..4000).contains(&read), "{read}");
    assert_eq!(sandbox.skipped("t.csv.gz")["reason"], "damaged");
    assert!(sandbox.manifest()["inputs"][0]["sha256"].is_null());
}

#[test]
fn bombs_are_refused_and_the_limit_can_be_raised() {
    let sandbox = Sandbox::new();
    let large = b"I was ashamed. ".repeat(20_000);
    sandbox.write("in/a.txt.gz", gz(&large));
    sandbox.write(
        "in/b.csv.gz",
        gz(&[b"text\n", &large[..], b"\n", &large[..]].concat()),
    );
    sandbox.write("in/c.zip", zip(&[("a.txt", &large, 0), ("b.txt", HIT, 0)]));
    sandbox.write("in/d.txt", HIT);
    sandbox
        .scan(&["in", "--max-unpacked", "100000"])
        .exits(2)
        .says("limit of 100000 bytes");
    for name in ["a.txt.gz", "b.csv.gz", "c.zip/a.txt"] {
        assert_eq!(sandbox.skipped(name)["reason"], "too_large", "{name}");
    }
    assert_eq!(
        sandbox.column("documents.csv", "document"),
        ["c.zip/b.txt", "d.txt"]
    );
    sandbox.scan(&["in", "--max-unpacked", "1000000"]).exits(0);
    assert_eq!(sandbox.table("documents.csv").len(), 6);
}

#[test]
fn archives_obey_the_ignore_file_and_are_counted_once() {
    let sandbox = Sandbox::new();
    sandbox.write("in/a.zip", zip(&[("a.txt", HIT, 0)]));
    sandbox.write("in/b.zip", zip(&[("a.txt", HIT, 0)]));
    sandbox.write("in/c.tar.gz", gz(b"x"));
    sandbox.write("in/.feltsenseignore", "b.zip\nc.tar.gz\n");
    sandbox.scan(&["in", "in/a.zip"]).exits(0);
    assert_eq!(sandbox.column("documents.csv", "document"), ["a.zip/a.txt"]);
    sandbox.write("in/.feltsenseignore", "");
    sandbox.scan(&["in"]).exits(2).says("pack it as zip");
    assert_eq!(sandbox.skipped("c.tar.gz")["reason"], "unsupported_format");
    sandbox.write("x.zip", b"PK\x03\x04 and no end");
    sandbox
        .scan(&["x.zip"])
        .exits(2)
        .says("directory is missing");
    assert_eq!(sandbox.skipped("x.zip")["reason"], "damaged");
}

const TALK: &str = "Anna: Mail me at anna@example.org.\n\nBen: I was ashamed.\n\nAnna: Go on.\n\nBen: Of all of it.\n\nNote: the end\n";

#[test]
fn every_command_reads_what_scan_reads() {
    let sandbox = Sandbox::new();
    sandbox.write("talk.txt", TALK);
    sandbox.write("talk.txt.gz", gz(TALK.as_bytes()));
    sandbox.write("all.zip", zip(&[("talk.txt", TALK.as_bytes(), 0)]));
    sandbox.write("rows.csv", format!("name,words\na,\"{TALK}\"\n"));
    let same = |arguments: &[&str]| {
        let outputs: Vec<(String, String)> = [
            ("talk.txt", "talk.txt", None),
            ("talk.txt.gz", "talk.txt.gz", None),
            ("all.zip", "all.zip/talk.txt", None),
            (
                "rows.csv",
                "rows.csv#a",
                Some(["--text-column=words", "--id-column=name"]),
            ),
        ]
        .iter()
        .map(|(file, document, columns)| {
            let mut arguments = arguments.to_vec();
            arguments.push(file);
            arguments.extend(columns.iter().flatten());
            let run = sandbox.run(&arguments).exits(0);
            assert_eq!(run.err, "", "{arguments:?}");
            (run.out.replace(document, "DOCUMENT"), (*file).to_owned())
        })
        .collect();
        for (output, file) in &outputs[1..] {
            assert_eq!(output, &outputs[0].0, "{file}");
        }
        outputs[0].0.clone()
    };
    let speakers = same(&["speakers"]);
    assert!(
        speakers.starts_with("DOCUMENT: 2 speakers, 4 turns") && speakers.contains("S2    Ben"),
        "{speakers}"
    );
    let table = same(&["speakers", "--csv", "--role", "Ben=client"]);
    assert!(table.contains("DOCUMENT,yes,S2,Ben,client,2,"), "{table}");
    let found = same(&["identifiers", "--csv"]);
    assert!(found.contains("DOCUMENT,email,1,"), "{found}");
    let text = same(&["text", "--turns"]);
    assert!(text.starts_with("S1: Mail me at"), "{text}");
}

#[test]
fn limits_hold_for_every_command() {
    let sandbox = Sandbox::new();
    sandbox.write("talk.txt", TALK);
    sandbox.write("all.zip", zip(&[("talk.txt", TALK.as_bytes(), 0)]));
    for command in ["speakers", "identifiers", "text"] {
        sandbox
            .run(&[command, "talk.txt", "--max-file-size", "10"])
            .exits(2)
            .says("more than --max-file-size 10");
        sandbox
            .run(&[command, "all.zip", "--max-unpacked", "10"])
            .exits(2)
            .says("10 bytes");
    }
}

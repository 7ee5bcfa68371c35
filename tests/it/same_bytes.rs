//! What must not change a byte of a report: environment, locale, threads, the order of arguments, the
//! place of the texts. Numbers in the comments are those of the list of bad input that the project
//! keeps.

#[cfg(target_os = "linux")]
use std::process::Stdio;

use crate::sandbox::Sandbox;

const HIT: &str = "I was ashamed of myself.";

// 49

/// Texts of every format, with names that collate differently from place to place.
fn varied() -> Sandbox {
    Sandbox::with(&[
        (
            "t/a.txt",
            "I was ashamed.\n\nT: I was kind to myself.\n\nC: My chest was tight.\n",
        ),
        (
            "t/B.md",
            "---\ngroup: g\nyear: 2020\n---\n# Ashamed\n\nI trusted her, İstanbul.\n",
        ),
        (
            "t/Ä/c.csv",
            "id,text,score\n1,I was ashamed,-3\n2,I was not ashamed,+4\n",
        ),
        (
            "t/ä.jsonl",
            "{\"text\":\"I was calm\",\"k\":1}\n{\"text\":\"safe\",\"late\":2}\n",
        ),
        ("t/_/d.tsv", "text\tgroup\nI was ashamed\th\n"),
        ("t/bad.txt", "\0\0\0\0"),
        ("t/z.log", "no"),
    ])
}

const ALL: [&str; 5] = ["--by", "sentence", "--matches", "--long", "--allow-skipped"];

#[test]
fn environment_and_locale_change_no_byte() {
    let sandbox = varied();
    sandbox
        .scan_to("plain", &[&["t"], &ALL[..]].concat())
        .exits(0);
    let expected = sandbox.report("plain");
    assert_eq!(expected.len(), 10, "{:?}", expected.keys());
    let environments: [&[(&str, &str)]; 3] = [
        &[("LANG", "C"), ("LC_ALL", "C"), ("TZ", "Asia/Kathmandu")],
        &[
            ("LANG", "tr_TR.UTF-8"),
            ("LC_ALL", "tr_TR.UTF-8"),
            ("HOME", "/nowhere"),
            ("TZ", "xx"),
        ],
        &[
            ("COLUMNS", "20"),
            ("RAYON_NUM_THREADS", "3"),
            ("SOURCE_DATE_EPOCH", "1"),
        ],
    ];
    for (at, environment) in environments.into_iter().enumerate() {
        let report = format!("report{at}");
        let mut command = sandbox.command(&[&["scan", "t", "-o", &report], &ALL[..]].concat());
        command.env_clear().envs(environment.iter().copied());
        sandbox.finish(command).exits(0);
        assert!(sandbox.report(&report) == expected, "{environment:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_working_directory_that_is_gone_is_no_hindrance() {
    let sandbox = Sandbox::with(&[("t/a.txt", HIT)]);
    std::fs::create_dir(sandbox.path("gone")).expect("a folder");
    let mut command = std::process::Command::new("sh");
    let script = "cd gone && rmdir ../gone && exec \"$0\" scan \"$1/t\" -o \"$1/report\"";
    command
        .args(["-c", script, env!("CARGO_BIN_EXE_feltsense")])
        .arg(sandbox.path(""));
    command.current_dir(sandbox.path("")).stdin(Stdio::null());
    sandbox.finish(command).exits(0);
    assert_eq!(sandbox.column("documents.csv", "document"), ["a.txt"]);
}

// 50

#[test]
fn threads_change_no_byte() {
    let sandbox = Sandbox::new();
    for number in 0..1100 {
        sandbox.write(&format!("t/{number:04}.txt"), HIT);
    }
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");
    let scan = |threads: &str| {
        let more = [
            "--threads",
            threads,
            "--by",
            "paragraph",
            "--matches",
            "--long",
        ];
        sandbox.scan(&[&["t", corpus], &more[..]].concat()).exits(0);
        sandbox.report("report")
    };
    let expected = scan("1");
    for threads in ["2", "7"] {
        assert!(scan(threads) == expected, "{threads} threads");
    }
}

/// A text of more than 4 MiB, which several threads read: `part` by its number, again and again.
fn long(part: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0.. {
        text += &part(number);
        if text.len() > (4 << 20) + 1000 {
            break;
        }
    }
    text
}

#[test]
fn a_long_document_is_the_same_in_pieces_by_many_threads_and_whole() {
    let sandbox = Sandbox::new();
    let said = [
        "I was not ashamed, um, of it.",
        "[crying] My chest is tight, and my hands",
        "“I trust her,” she said. “Be kind",
        "to yourself”, yet I don't",
    ];
    let transcript = long(|number| {
        let (asked, told) = (said[number % 4], said[number / 4 % 4]);
        let alone = if number % 97 == 0 { "\n\n—\n\n*" } else { "" };
        format!("Therapist: What of {number}? {asked}\n\nClient: {told} {alone}\n\nMm-hm.\n\n")
    });
    let essay = long(|number| {
        let said = said[number % 4];
        let heading = if number % 50 == 0 {
            "# Of **shame**\n\n"
        } else {
            ""
        };
        format!(
            "{heading}{said} *{number}*, I was `asha` ashamed&nbsp;of\nmyself.\n\n- not\n- {said}\n\n"
        )
    });
    sandbox.write("talk.txt", &transcript);
    sandbox.write("essay.md", &essay);
    for (name, by) in [("talk.txt", "role"), ("essay.md", "section")] {
        let scan = |threads: &str, more: &[&str]| {
            let asked = ["--threads", threads, "--by", by, "--matches", "--excerpts"];
            sandbox.scan(&[&[name][..], &asked, more].concat()).exits(0);
            sandbox.report("report")
        };
        let expected = scan("1", &[]);
        for threads in ["2", "7"] {
            assert!(
                scan(threads, &[]) == expected,
                "{name} by {threads} threads"
            );
        }
        // What stands near what cannot be told without the words: they are kept.
        for threads in ["1", "2"] {
            let whole = scan(threads, &["--cooccurrence"]);
            for (file, bytes) in expected.iter().filter(|(file, _)| is_of_texts(file)) {
                assert!(
                    whole.get(file) == Some(bytes),
                    "{file} of {name}, whole, by {threads} threads"
                );
            }
        }
    }
}

/// Tables that no option adds columns to.
fn is_of_texts(file: &str) -> bool {
    [
        "documents.csv",
        "segments.csv",
        "matches.csv",
        "terms.csv",
        "identifiers.csv",
    ]
    .contains(&file)
}

#[test]
fn the_order_of_arguments_changes_no_byte() {
    let sandbox = varied();
    let orders: [&[&str]; 4] = [
        &["t/a.txt", "t/B.md", "t/Ä/c.csv", "t/ä.jsonl", "t/_/d.tsv"],
        &["t/_/d.tsv", "t/ä.jsonl", "t/Ä/c.csv", "t/B.md", "t/a.txt"],
        &[
            "t/Ä/c.csv",
            "t/a.txt",
            "t/a.txt",
            "t/_/d.tsv",
            "t/B.md",
            "t/ä.jsonl",
        ],
        &[
            "./t/B.md",
            "t/./a.txt",
            "t//ä.jsonl",
            "t/_/d.tsv",
            "t/Ä/c.csv",
        ],
    ];
    let scan = |paths: &[&str]| {
        sandbox.scan(&[paths, &ALL[..]].concat()).exits(0);
        sandbox.report("report")
    };
    let expected = scan(orders[0]);
    for paths in &orders[1..] {
        assert!(scan(paths) == expected, "{paths:?}");
    }
    let folders = scan(&["t/Ä", "t/_"]);
    assert!(scan(&["t/_", "t/Ä", "t/_/"]) == folders);
}

#[test]
fn the_place_of_the_texts_changes_no_byte() {
    let (here, there) = (varied(), varied());
    here.scan(&[&["t"], &ALL[..]].concat()).exits(0);
    let expected = here.report("report");
    let absolute = there.path("t");
    let absolute = absolute.to_str().expect("UTF-8");
    there.scan(&[&[absolute], &ALL[..]].concat()).exits(0);
    assert!(there.report("report") == expected, "by its absolute path");
    let mut command = there.command(&[&["scan", ".", "-o", "../inside"], &ALL[..]].concat());
    command.current_dir(there.path("t"));
    there.finish(command).exits(0);
    assert!(there.report("inside") == expected, "from inside");
    for (name, bytes) in expected {
        let text = String::from_utf8_lossy(&bytes);
        let place = here.path("");
        let place = place.to_str().expect("UTF-8").trim_end_matches('/');
        assert!(!text.contains(place), "{name} knows where it was made");
    }
}

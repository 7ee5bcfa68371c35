//! Transcripts from the command line: speakers, roles, names, asides, cuts.

use feltsense::read::{Format, read_document};
use feltsense::segment::{self, Segmentation};
use feltsense::text::Tokens;
use proptest::prelude::*;

use crate::sandbox::{Row, Sandbox, number};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/transcripts");

/// Every way to cut a document.
const CUTS: [&str; 12] = [
    "turn",
    "speaker",
    "role",
    "paragraph",
    "sentence",
    "section",
    "words:1",
    "words:50",
    "parts:1",
    "parts:7",
    "minutes:1",
    "minutes:20",
];

/// Two people whose names no report may hold, with times, asides and a head.
const TALK: &str = "Title: Intake\nDate: today\n\n[00:01] Zorblina: So, um, where is it?\n\
[00:20] Quandor: In [CITY]. [crying] I was ashamed, I wan- I was um ashamed of it.\n\
[00:41] Zorblina: Mm-hm.\n[01:02] Quandor: And then I felt safe with her.\n\
[01:30] Zorblina: And now?\n[02:05] Quandor: Yeah.\n";

fn talk() -> Sandbox {
    Sandbox::with(&[("talk.txt", TALK)])
}

fn column<'r>(rows: &'r [Row], name: &str) -> Vec<&'r str> {
    rows.iter().map(|row| row[name].as_str()).collect()
}

#[test]
fn segments_say_who_when_and_where() {
    let sandbox = talk();
    sandbox
        .scan(&[
            "talk.txt",
            "--by",
            "turn",
            "--role",
            "Zorblina=Family Therapist",
            "--role",
            "S2=client",
        ])
        .exits(0);
    let rows = sandbox.table("segments.csv");
    assert_eq!(
        column(&rows, "speaker"),
        ["", "S1", "S2", "S1", "S2", "S1", "S2"]
    );
    let roles = [
        "",
        "family_therapist",
        "client",
        "family_therapist",
        "client",
        "family_therapist",
        "client",
    ];
    assert_eq!(column(&rows, "role"), roles);
    assert_eq!(column(&rows, "turns"), ["", "1", "2", "3", "4", "5", "6"]);
    assert_eq!(column(&rows, "line"), ["1", "4", "5", "6", "7", "8", "9"]);
    assert_eq!(
        column(&rows, "start_ms"),
        ["", "1000", "20000", "41000", "62000", "90000", "125000"]
    );
    assert_eq!(
        column(&rows, "end_ms"),
        ["", "20000", "41000", "62000", "90000", "125000", ""]
    );
    assert_eq!(column(&rows, "words"), ["4", "4", "10", "0", "7", "2", "1"]);
    let document = &sandbox.table("documents.csv")[0];
    let asides = [
        "placeholders",
        "events",
        "disfluencies",
        "cutoffs",
        "backchannels",
    ];
    assert_eq!(
        asides.map(|name| document[name].as_str()),
        ["1", "1", "2", "1", "1"]
    );
    assert_eq!(document["shame.explicit_hits"], "2");
}

#[test]
fn matches_say_whose_self_it_is() {
    let sandbox = talk();
    sandbox.scan(&["talk.txt", "--matches"]).exits(0);
    let rows = sandbox.table("matches.csv");
    let of_shame: Vec<_> = rows
        .iter()
        .filter(|row| row["category"] == "shame.explicit")
        .collect();
    assert_eq!(of_shame.len(), 2);
    assert!(
        of_shame
            .iter()
            .all(|row| row["speaker"] == "S2" && row["reference"] == "self")
    );
}

#[test]
fn names_are_in_no_report_unless_asked_for() {
    let options = [
        "--by",
        "speaker",
        "--matches",
        "--long",
        "--role",
        "Quandor=client",
        "--speakers",
        "Quandor",
    ];
    for (names, speakers) in [
        ("code", ["", "S1", "S2"]),
        ("keep", ["", "Zorblina", "Quandor"]),
        ("drop", ["", "", ""]),
    ] {
        let sandbox = talk();
        sandbox.write(
            "c.toml",
            "[transcript]\nlabels = ['Zorblina']\nroles.therapist = ['Zorblina']\n",
        );
        let mut arguments = vec!["talk.txt", "--config", "c.toml", "--speaker-names", names];
        arguments.extend(options);
        let run = sandbox.scan(&arguments).exits(0);
        let rows = sandbox.table("segments.csv");
        assert_eq!(column(&rows, "speaker"), speakers, "{names}");
        assert_eq!(
            column(&rows, "role"),
            ["", "therapist", "client"],
            "{names}"
        );
        let mut all = run.out + &run.err;
        for bytes in sandbox.report("report").values() {
            all.push_str(&String::from_utf8_lossy(bytes));
        }
        let all = all.to_lowercase();
        let named = all.contains("zorblina") || all.contains("quandor");
        assert_eq!(named, names == "keep", "{names}");
    }
}

#[test]
fn speakers_are_printed_to_be_confirmed() {
    let sandbox = talk();
    let run = sandbox
        .run(&["speakers", "talk.txt", "--role", "Quandor=client"])
        .exits(0);
    for part in [
        "2 speakers, 6 turns",
        "S1    Zorblina",
        "client",
        "stands with a time",
        "Date",
        "stands in the head",
    ] {
        assert!(run.out.contains(part), "{part}:\n{}", run.out);
    }
    let run = sandbox.run(&["speakers", "talk.txt", "--csv"]).exits(0);
    let rows = crate::sandbox::rows(run.out.as_bytes(), b',');
    assert_eq!(
        column(&rows, "label"),
        ["Zorblina", "Quandor", "Title", "Date"]
    );
    assert_eq!(column(&rows, "line"), ["4", "5", "1", "2"]);
    assert_eq!(column(&rows, "words"), ["6", "18", "", ""]);
    let none = sandbox
        .run(&["speakers", "talk.txt", "--no-transcript"])
        .exits(0);
    assert!(none.out.contains("0 speakers") && none.out.contains("switched off"));
    sandbox
        .run(&["speakers", "nowhere.txt"])
        .exits(2)
        .says("no such file");
}

#[test]
fn an_essay_shows_no_line_of_its_text() {
    let sandbox = Sandbox::with(&[(
        "e.txt",
        "the plain truth of it all: I was ashamed.\n\nNote: nothing.\n",
    )]);
    let run = sandbox.run(&["speakers", "e.txt"]).exits(0);
    assert!(
        !run.out.contains("truth") && run.out.contains("Note"),
        "{}",
        run.out
    );
}

#[test]
fn texts_without_a_label_are_told_in_one_line() {
    let sandbox = talk();
    let rows: Vec<String> = (1..=30)
        .map(|row| format!("I was calm in row {row}"))
        .collect();
    let rows = rows.join("\n");
    sandbox.write("t.csv", format!("text\n{rows}\n"));
    sandbox.write("list", "talk.txt\nt.csv\n");
    let run = sandbox.run(&["speakers", "--files-from", "list"]).exits(0);
    assert!(run.out.starts_with("talk.txt: 2 speakers"), "{}", run.out);
    let told = "30 texts without a label; name speakers with --speakers, or use --transcript always: t.csv#1, ";
    assert!(
        run.out.contains(told) && run.out.ends_with("t.csv#20 and 10 more\n"),
        "{}",
        run.out
    );
    sandbox
        .run(&["speakers"])
        .exits(2)
        .says("such as `feltsense speakers corpus`");
}

#[test]
fn declared_labels_and_switches() {
    let sandbox = Sandbox::with(&[(
        "e.txt",
        "Anna: I was ashamed.\n\nMore of it.\n\nAnd more.\n\nMore.\n",
    )]);
    let speakers = |options: &[&str]| {
        let mut arguments = vec!["e.txt", "--by", "speaker", "--force"];
        arguments.extend(options);
        sandbox.scan(&arguments).exits(0);
        sandbox.column("segments.csv", "speaker")
    };
    assert_eq!(speakers(&[]), [""]);
    assert_eq!(speakers(&["--speakers", "Ben,anna"]), ["S1"]);
    assert_eq!(speakers(&["--transcript", "always"]), ["S1"]);
    assert_eq!(
        speakers(&["--transcript", "always", "--not-speakers", "Anna"]),
        [""]
    );
    sandbox
        .scan(&["e.txt", "--speakers", "A", "--not-speakers", "A"])
        .exits(2)
        .says("leave it out of one of them");
    sandbox
        .scan(&["e.txt", "--role", "Anna"])
        .exits(2)
        .says("write LABEL=ROLE");
}

#[test]
fn a_configuration_changes_asides_and_its_mistakes_have_a_place() {
    let sandbox = talk();
    sandbox.write(
        "c.toml",
        "[asides.disfluencies]\nremove = ['um']\n[asides.events]\nadd = ['meow*']\n[limits]\ndepth = 50\n",
    );
    sandbox.scan(&["talk.txt", "--config", "c.toml"]).exits(0);
    assert_eq!(sandbox.column("documents.csv", "disfluencies"), ["0"]);
    let manifest = sandbox.manifest();
    let config = &manifest["settings"]["config"];
    assert_eq!(config["settings"]["limits"]["depth"], 50);
    assert_eq!(config["sha256"].as_str().map(str::len), Some(64));
    for (text, told) in [
        (
            "[transcript]\nlables = []\n",
            "c.toml:2:1: there is no key `lables`; did you mean `labels`?",
        ),
        (
            "[asides.events]\npatterns = ['(']\n",
            "the pattern `(` cannot be read",
        ),
        ("[transcript]\nmerge-gap = -1\n", "no number of seconds"),
        ("[transcript]\nfind = 'allways'\n", "did you mean `always`?"),
        ("[nonsense]\n", "there is no key `nonsense`"),
        ("[transcript\n", "c.toml:1:"),
    ] {
        sandbox.write("c.toml", text);
        sandbox
            .scan(&["talk.txt", "--force", "--config", "c.toml"])
            .exits(2)
            .says(told);
    }
    sandbox
        .scan(&["talk.txt", "--force", "--config", "none.toml"])
        .exits(2)
        .says("no such file");
}

#[test]
fn turns_far_apart_stay_apart_if_asked_for() {
    let sandbox = Sandbox::with(&[(
        "a.txt",
        "[00:01 - 00:05] Ann: one\n[00:06 - 00:09] Ann: two\n[00:40 - 00:45] Ann: three\n[00:46] Bo: four\n",
    )]);
    let turns = |options: &[&str]| {
        let mut arguments = vec!["a.txt", "--by", "turn", "--force"];
        arguments.extend(options);
        sandbox.scan(&arguments).exits(0);
        sandbox.column("segments.csv", "turns")
    };
    assert_eq!(turns(&[]), ["1-3", "4"]);
    sandbox.write("c.toml", "[transcript]\nmerge-gap = 2.5\n");
    assert_eq!(turns(&["--config", "c.toml"]), ["1-2", "3", "4"]);
}

#[test]
fn minutes_without_times_are_one_segment_and_a_flag() {
    let sandbox = Sandbox::with(&[("a.txt", "I was ashamed.\n"), ("b.txt", TALK)]);
    sandbox.scan(&[".", "--by", "minutes:1"]).exits(0);
    let rows = sandbox.table("segments.csv");
    assert_eq!(
        column(&rows, "document"),
        ["a.txt", "b.txt", "b.txt", "b.txt", "b.txt"]
    );
    assert_eq!(column(&rows, "start_ms"), ["", "", "0", "60000", "120000"]);
    let flags = sandbox.column("documents.csv", "flags");
    assert!(
        flags[0].contains("no_times") && !flags[1].contains("no_times"),
        "{flags:?}"
    );
}

#[test]
fn segments_add_up_to_their_document_however_it_is_cut() {
    let sandbox = Sandbox::new();
    for words in ["uax29", "liwc22"] {
        for by in CUTS {
            // A word of LIWC may be two words here (`self-made`), and be cut in two.
            if words == "liwc22" && (by.starts_with("words") || by.starts_with("parts")) {
                continue;
            }
            sandbox
                .scan(&[CORPUS, "--by", by, "--words", words, "--force"])
                .exits(0);
            let (documents, segments) = (
                sandbox.table("documents.csv"),
                sandbox.table("segments.csv"),
            );
            for document in &documents {
                let of_it = |row: &&Row| row["document"] == document["document"];
                for column in [
                    "words",
                    "hits",
                    "placeholders",
                    "events",
                    "disfluencies",
                    "cutoffs",
                    "backchannels",
                    "shame_hits",
                    "shame_self",
                    "somatic_negated",
                ] {
                    let sum: f64 = segments
                        .iter()
                        .filter(of_it)
                        .map(|row| number(&row[column]))
                        .sum();
                    assert_eq!(
                        sum,
                        number(&document[column]),
                        "{column} by {by} of {}",
                        document["document"]
                    );
                }
            }
        }
    }
}

#[test]
fn the_liwc_rule_counts_what_stands_in_the_text() {
    let sandbox = Sandbox::with(&[("e.txt", "I [laughs] met [NAME], XXXX.\n")]);
    let words = |rule: &str| {
        sandbox
            .scan(&["e.txt", "--force", "--words", rule])
            .exits(0);
        let row = sandbox.table("documents.csv").remove(0);
        (
            row["words"].clone(),
            row["placeholders"].clone(),
            row["events"].clone(),
        )
    };
    let texts = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
    assert_eq!(words("uax29"), texts("2", "2", "1"));
    assert_eq!(words("liwc22"), texts("5", "2", "1"));
}

/// Pieces of transcripts, right and broken.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "Ann: ",
        "Bo: ",
        "Ann Bell  0:12\n",
        "[00:03] Bo: ",
        "NOTE: ",
        "T:",
        "[crying]",
        "[NAME]",
        "um, ",
        "wan- ",
        "XXXX ",
        "Mm-hm.",
        "I was ashamed. ",
        "é – ",
        "\n",
        "\n\n",
        "\r\n",
        "# H\n\n",
        "- ",
        "(0:15) ",
        "[0:",
        "___",
        "? ",
        "ANN\n",
        "\u{FFFC}",
        "* x *",
        "so ",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_word_and_aside_is_in_one_segment(pieces in prop::collection::vec(piece(), 0..60)) {
        let text = pieces.concat();
        for format in [Format::Text, Format::Markdown] {
            let document = read_document(text.clone(), format);
            let tokens = Tokens::of(&document);
            let mut asides = [0u64; 5];
            for kind in document.asides.iter().filter_map(|aside| aside.kind.counted()) {
                asides[kind] += 1;
            }
            for pair in document.asides.windows(2) {
                prop_assert!(pair[0].span.end <= pair[1].span.start);
            }
            for pair in document.timings.windows(2) {
                prop_assert!(pair[0].span.end <= pair[1].span.start);
            }
            for by in CUTS {
                let by = Segmentation::parse(by).expect("a cut");
                let segments = segment::cut(by, &document, &tokens);
                let mut words: Vec<usize> = segments.iter().flat_map(|s| s.ranges.clone()).flatten().collect();
                words.sort_unstable();
                prop_assert_eq!(words, (0..tokens.len()).collect::<Vec<_>>(), "{:?}", by);
                let mut sum = [0u64; 5];
                for segment in &segments {
                    for (sum, count) in sum.iter_mut().zip(segment.asides) {
                        *sum += count;
                    }
                    prop_assert!(segment.place.0 <= segment.place.1);
                }
                prop_assert_eq!(sum, asides, "{:?} of {:?}", by, &text);
            }
        }
    }
}

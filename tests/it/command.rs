//! The command line as people and scripts use it: help, exit codes, inputs, outputs, options.

use crate::sandbox::{Sandbox, number};

const HIT: &str = "I was ashamed of myself.";

fn two() -> Sandbox {
    Sandbox::with(&[("t/a.txt", HIT), ("t/b.md", "I was kind to myself.\n")])
}

// Help and usage

#[test]
fn help_names_every_command_and_goes_to_standard_output() {
    let sandbox = Sandbox::new();
    for arguments in [&["--help"][..], &["help"], &["-h"]] {
        let run = sandbox.run(arguments).exits(0);
        assert!(
            ["scan", "lexicon"]
                .iter()
                .all(|name| run.out.contains(name)),
            "{}",
            run.out
        );
        assert!(
            run.out.contains("never people") || arguments == ["-h"],
            "{}",
            run.out
        );
        assert_eq!(run.err, "");
    }
    let run = sandbox.run(&["lexicon", "--help"]).exits(0);
    for name in ["list", "show", "check", "test"] {
        assert!(
            run.out
                .lines()
                .any(|line| line.trim_start().starts_with(name)),
            "{}",
            run.out
        );
    }
    let version = sandbox.run(&["--version"]).exits(0).out;
    assert_eq!(
        version.trim(),
        concat!("feltsense ", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn help_of_scan_names_every_option_of_the_contract() {
    let run = Sandbox::new().run(&["scan", "--help"]).exits(0);
    let options = "--output --force --lexicon --files-from --null --format --encoding --text-column \
        --id-column --follow --max-file-size --group-by --label --by --matches --excerpts --long \
        --words --interval --resamples --seed --output-format --csv-raw --csv-bom --allow-skipped \
        --allow-empty --threads --quiet --no-progress --color --config --transcript --no-transcript \
        --speakers --not-speakers --role --speaker-names";
    for option in options.split_whitespace() {
        let named = |line: &str| line.split([' ', ',']).any(|word| word == option);
        assert!(run.out.lines().any(named), "no {option} in:\n{}", run.out);
    }
    for value in [
        "turn, speaker, paragraph, sentence, section, words:N, parts:N, minutes:N, role",
        "liwc22",
        "jsonl",
    ] {
        // Help is wrapped.
        let words = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(value), "no {value} in:\n{}", run.out);
    }
}

#[test]
fn mistakes_in_the_arguments_exit_2_and_leave_nothing() {
    let sandbox = two();
    let cases: [(&[&str], &str); 16] = [
        (&[], "Usage"),
        (&["scann", "t"], "scan"),
        (&["scan", "t", "--no-such-flag"], "--no-such-flag"),
        (&["scan", "t", "--mathces"], "--matches"),
        (
            &["scan", "t", "--by", "chapter"],
            "turn, speaker, paragraph",
        ),
        (&["scan", "t", "--by", "words:0"], "words:N"),
        (&["scan", "t", "--by", "parts:-1"], "parts:N"),
        (&["scan", "t", "--words", "spaces"], "liwc22"),
        (&["scan", "t", "--label", "none"], "hash"),
        (&["scan", "t", "--format", "wordperfect"], "jsonl"),
        (&["scan", "t", "--output-format", "xml"], "tsv"),
        (&["scan", "t", "--threads", "0"], "--threads"),
        (&["scan", "t", "--resamples", "1"], "--resamples"),
        (&["scan", "t", "--max-file-size", "1MB"], "--max-file-size"),
        (&["scan", "t", "--null"], "--files-from"),
        (
            &["scan", "t", "--lexicon", "shaem"],
            "shame, self_compassion, relational, somatic",
        ),
    ];
    for (arguments, hint) in cases {
        let run = sandbox.run(arguments);
        assert_eq!(run.out, "", "{arguments:?}");
        run.exits(2).says(hint);
        assert_eq!(sandbox.listing(), ["t"], "{arguments:?}");
    }
}

#[test]
fn a_scan_without_paths_gives_a_hint() {
    let sandbox = two();
    sandbox.run(&["scan"]).exits(2).says("feltsense scan");
    assert_eq!(sandbox.listing(), ["t"]);
}

// Exit codes

#[test]
fn one_broken_input_of_two_is_told_in_code_report_and_summary() {
    let sandbox = two();
    sandbox.write("t/broken.txt", b"\0\x01\x02\x03\0");
    let run = sandbox.scan(&["t"]).exits(2);
    let run = run.says("broken.txt").says("1 input not read");
    assert!(run.out.is_empty());
    assert_eq!(
        sandbox.column("documents.csv", "document"),
        ["a.txt", "b.md"]
    );
    assert_eq!(sandbox.column("skipped.csv", "path"), ["broken.txt"]);
    assert_eq!(sandbox.manifest()["counts"]["skipped"], 1);
    let report = sandbox.report("report");
    sandbox
        .scan(&["t", "--allow-skipped"])
        .exits(0)
        .says("broken.txt");
    assert!(
        sandbox.report("report") == report,
        "the flag changes the code, not the report"
    );
    sandbox.scan(&["t", "--quiet"]).exits(2).says("broken.txt");
    // With nothing left to read it is not enough.
    sandbox.scan(&["t/broken.txt"]).exits(2);
    sandbox.scan(&["t/broken.txt", "--allow-empty"]).exits(2);
    sandbox
        .scan(&["t/broken.txt", "--allow-empty", "--allow-skipped"])
        .exits(0);
}

#[test]
fn a_broken_row_of_a_table_is_told_by_its_line() {
    let sandbox = Sandbox::new();
    sandbox.write("a.csv", "id,text\n1,I was ashamed\n2,too,many\n3,ashamed\n");
    sandbox.scan(&["a.csv"]).exits(2).says("line 3");
    assert_eq!(
        sandbox.column("documents.csv", "document"),
        ["a.csv#1", "a.csv#3"]
    );
    sandbox.write(
        "a.jsonl",
        "{\"text\":\"ashamed\"}\n{\"text\":7}\nnot json\n{\"text\":\"ashamed\"}\n",
    );
    sandbox
        .scan(&["a.jsonl"])
        .exits(2)
        .says("line 2")
        .says("line 3");
    assert_eq!(
        sandbox.column("documents.csv", "document"),
        ["a.jsonl#1", "a.jsonl#4"]
    );
    sandbox.write("b.csv", "id,words\n1,x\n");
    sandbox.scan(&["b.csv"]).exits(2).says("--text-column");
    sandbox.scan(&["b.csv", "--text-column", "words"]).exits(0);
    sandbox
        .scan(&["b.csv", "--text-column", "words", "--id-column", "no"])
        .exits(2)
        .says("--id-column");
}

// The report's folder

#[test]
fn an_earlier_report_is_kept_without_force_and_replaced_with_it() {
    let sandbox = two();
    sandbox
        .run(&["scan", "t/a.txt", "-o", "report", "--by", "turn"])
        .exits(0);
    let old = sandbox.report("report");
    sandbox
        .run(&["scan", "t", "-o", "report"])
        .exits(2)
        .says("--force");
    assert!(sandbox.report("report") == old);
    sandbox
        .run(&["scan", "t", "-o", "report", "--force"])
        .exits(0);
    assert_eq!(sandbox.table("documents.csv").len(), 2);
    assert!(
        !sandbox.path("report/segments.csv").exists(),
        "nothing of the old one stays"
    );
    sandbox
        .run(&[
            "scan",
            "t",
            "-o",
            "report",
            "--force",
            "--output-format",
            "tsv",
        ])
        .exits(0);
    sandbox
        .run(&["scan", "t", "-o", "report", "--force", "--long"])
        .exits(0);
    assert_eq!(sandbox.listing(), ["report", "t"]);
}

#[test]
fn a_failing_run_leaves_the_earlier_report_also_with_force() {
    let sandbox = two();
    sandbox.run(&["scan", "t", "-o", "report"]).exits(0);
    let old = sandbox.report("report");
    for wrong in [
        ["--lexicon", "none.toml"],
        ["--encoding", "klingon"],
        ["--files-from", "none"],
    ] {
        sandbox
            .run(&[&["scan", "t", "-o", "report", "--force"], &wrong[..]].concat())
            .exits(2);
        assert!(sandbox.report("report") == old, "{wrong:?}");
    }
    assert_eq!(sandbox.listing(), ["report", "t"]);
}

#[test]
fn a_folder_with_something_of_the_user_is_never_replaced() {
    let sandbox = two();
    sandbox.run(&["scan", "t", "-o", "report"]).exits(0);
    sandbox.write("report/analysis.csv", "mine");
    let mine = sandbox.report("report");
    sandbox
        .run(&["scan", "t", "-o", "report", "--force"])
        .exits(2)
        .says("analysis.csv");
    assert!(sandbox.report("report") == mine);
    sandbox.write("foreign/manifest.json", "{\"tool\": \"another\"}");
    sandbox.write("foreign/documents.csv", "mine");
    let foreign = sandbox.report("foreign");
    sandbox
        .run(&["scan", "t", "-o", "foreign", "--force"])
        .exits(2)
        .says("foreign");
    assert!(sandbox.report("foreign") == foreign);
}

#[test]
fn a_report_goes_to_its_default_folder_and_says_so() {
    let sandbox = two();
    sandbox
        .run(&["scan", "t"])
        .exits(0)
        .says("feltsense-report");
    let files = sandbox.report("feltsense-report");
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    let standard = [
        "codebook.csv",
        "corpus.csv",
        "documents.csv",
        "identifiers.csv",
        "manifest.json",
        "skipped.csv",
        "terms.csv",
    ];
    assert_eq!(names, standard);
}

#[test]
fn a_dash_streams_the_documents_and_leaves_no_file() {
    let sandbox = two();
    let temporary = Sandbox::new();
    for format in ["csv", "tsv", "jsonl"] {
        sandbox.scan(&["t", "--output-format", format]).exits(0);
        let expected = sandbox.report("report")[&format!("documents.{format}")].clone();
        let mut command = sandbox.command(&["scan", "t", "-o", "-", "--output-format", format]);
        command.env("TMPDIR", temporary.path(""));
        let run = sandbox.finish(command).exits(0).says("2 documents");
        assert!(run.out.as_bytes() == expected, "{format}");
        assert_eq!(temporary.listing(), [""; 0]);
        assert_eq!(sandbox.listing(), ["report", "t"]);
    }
}

// What is said

#[test]
fn a_summary_goes_to_stderr_and_quiet_silences_it() {
    let sandbox = two();
    let run = sandbox.scan(&["t"]).exits(0);
    assert_eq!(run.out, "");
    for text in [
        "2 documents",
        "10 words",
        "2 affirmed hits",
        "per 100 words",
        "ashamed 1",
        "Not a diagnosis",
    ] {
        assert!(run.err.contains(text), "no `{text}` in:\n{}", run.err);
    }
    assert!(!run.err.contains('\x1b'), "no colour in a pipe");
    let run = sandbox.scan(&["t", "--quiet"]).exits(0);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""));
}

#[test]
fn colour_is_forced_and_forbidden_by_flag_and_environment() {
    let sandbox = two();
    let is_coloured = |flags: &[&str], environment: &[(&str, &str)]| {
        let mut command = sandbox.command(&[&["scan", "t", "-o", "-"], flags].concat());
        command.envs(environment.iter().copied());
        let run = sandbox.finish(command).exits(0);
        assert!(!run.out.contains('\x1b'), "data is never coloured");
        run.err.contains('\x1b')
    };
    assert!(is_coloured(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(is_coloured(&[], &[("FORCE_COLOR", "1")]));
    assert!(is_coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!is_coloured(&[], &[("CLICOLOR_FORCE", "0")]));
    assert!(!is_coloured(
        &[],
        &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]
    ));
    assert!(!is_coloured(&["--color", "never"], &[("FORCE_COLOR", "1")]));
}

// Lists of paths

#[test]
fn paths_come_from_a_list_with_any_line_ends() {
    let sandbox = two();
    sandbox.write("list", "t/a.txt\r\n\nt/b.md");
    for arguments in [
        &["--files-from", "list"][..],
        &["--files-from", "list", "t/a.txt"],
    ] {
        sandbox.scan(arguments).exits(0);
        assert_eq!(
            sandbox.column("documents.csv", "document"),
            ["t/a.txt", "t/b.md"]
        );
    }
    sandbox.write("list", "t/a.txt\nt/gone.txt\n");
    sandbox
        .scan(&["--files-from", "list"])
        .exits(2)
        .says("gone.txt");
    assert_eq!(sandbox.column("documents.csv", "document"), ["t/a.txt"]);
    sandbox.write("list", "\n");
    sandbox.scan(&["--files-from", "list"]).exits(2);
    sandbox
        .scan(&["--files-from", "nolist"])
        .exits(2)
        .says("nolist");
}

#[cfg(unix)]
#[test]
fn null_ends_paths_that_hold_line_ends() {
    let sandbox = Sandbox::with(&[("t/a\nb.txt", HIT), ("t/c.txt ", HIT)]);
    sandbox.write("list", "t/a\nb.txt\0t/c.txt \0");
    sandbox.scan(&["--files-from", "list", "--null"]).exits(0);
    assert_eq!(
        sandbox.column("documents.csv", "document"),
        ["t/a\nb.txt", "t/c.txt "]
    );
    let mut command = sandbox.command(&["scan", "--files-from", "-", "--null", "-o", "piped"]);
    command.stdin(std::fs::File::open(sandbox.path("list")).expect("a file"));
    sandbox.finish(command).exits(0);
    assert_eq!(sandbox.table_of("piped", "documents.csv").len(), 2);
}

// Cells of the report

#[test]
fn the_guard_marks_text_that_could_run_and_never_a_number() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "a.csv",
        "text,=col,n\nI was ashamed,@SUM(A1),-3\nI was kind to myself,plain,+4\n",
    );
    sandbox.scan(&["a.csv"]).exits(0);
    let guarded = sandbox.table("documents.csv");
    assert_eq!(guarded[0]["'=col"], "'@SUM(A1)");
    assert_eq!(guarded[1]["'=col"], "plain");
    assert_eq!(sandbox.manifest()["settings"]["formula_guard"], true);
    sandbox.scan(&["a.csv", "--csv-raw"]).exits(0);
    let raw = sandbox.table("documents.csv");
    assert_eq!(raw[0]["=col"], "@SUM(A1)");
    assert_eq!((raw[0]["n"].as_str(), raw[1]["n"].as_str()), ("-3", "+4"));
    assert_eq!(sandbox.manifest()["settings"]["formula_guard"], false);
    // Our own negative numbers stay numbers.
    let text = format!(
        "{} {}",
        "I was ashamed. ".repeat(50),
        "We walked home then. ".repeat(60)
    );
    sandbox.document("a.txt", text);
    let row = sandbox.table("documents.csv").remove(0);
    assert!(
        number(&row["shame_third_difference"]) < 0.0,
        "{}",
        row["shame_third_difference"]
    );
}

#[test]
fn a_byte_order_mark_is_written_only_if_asked() {
    let sandbox = two();
    for (flags, marked) in [(&[][..], false), (&["--csv-bom"], true)] {
        sandbox
            .scan(&[&["t", "--matches"], flags].concat())
            .exits(0);
        for (name, bytes) in sandbox.report("report") {
            let is_table = name != "manifest.json";
            assert_eq!(
                bytes.starts_with(b"\xef\xbb\xbf"),
                marked && is_table,
                "{name}"
            );
        }
    }
    sandbox
        .scan(&["t", "--csv-bom", "--output-format", "jsonl"])
        .exits(0);
    assert!(!sandbox.report("report")["documents.jsonl"].starts_with(b"\xef\xbb\xbf"));
}

// The text of a file

#[test]
fn text_prints_what_is_read() {
    let talk = "T: Hello.\nC: Hi, I am\nhere.\nT: Good.\nC: Yes.\n";
    let sandbox = Sandbox::with(&[("a.md", "# One\n\nTwo **three**\n"), ("b.txt", talk)]);
    assert_eq!(
        sandbox.run(&["text", "a.md"]).exits(0).out,
        "One\n\nTwo three\n\n"
    );
    assert_eq!(
        sandbox.run(&["text", "--turns", "b.txt"]).exits(0).out,
        "S1: Hello.\n\nS2: Hi, I am\nhere.\n\nS1: Good.\n\nS2: Yes.\n\n"
    );
    sandbox.run(&["text", "none.txt"]).exits(2);
}

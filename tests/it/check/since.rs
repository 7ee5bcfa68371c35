//! `check --since` and `--diff-from`: what changed is judged, and nothing else.

use super::repo::{OLD, RULES, Repo, places};

/// Rules, and one over whole documents.
fn dense() -> String {
    format!(
        "{RULES}[check.rules.density]\nmax = 4\nmin-hits = 2\nmin-words = 10\nlevel = 'warning'\n"
    )
}

#[test]
fn nothing_changed_is_said_and_is_no_error() {
    let repo = Repo::with(&[("feltsense.toml", RULES), ("a.md", OLD), ("b/c.md", OLD)]);
    let run = repo.since("HEAD", &["."]).exits(0);
    assert_eq!(run.out, "");
    assert!(
        run.err.contains("nothing changed since `HEAD`"),
        "{}",
        run.err
    );
    repo.by_diff("HEAD", &["."])
        .exits(0)
        .says("nothing changed in the diff");
    // Without a text there is still nothing to check.
    std::fs::create_dir(repo.0.path("empty")).expect("a folder");
    repo.since("HEAD", &["empty"])
        .exits(2)
        .says("nothing to check");
    repo.since("HEAD", &["gone.md"]).exits(2);
}

#[test]
fn findings_count_where_lines_changed() {
    let repo = Repo::with(&[("feltsense.toml", RULES), ("a.md", OLD), ("b.md", OLD)]);
    let plain =
        "The train left at nine and the rain went on over the fields, and nobody said a word.\n";
    repo.0.write(
        "a.md",
        format!(
            "# Old\n\n{plain}{plain}{plain}\nI was ashamed then.\n\nI am worthless.\n\n{plain}"
        ),
    );
    for run in [repo.since("HEAD", &["."]), repo.by_diff("HEAD", &["."])] {
        let run = run.exits(1);
        assert_eq!(places(&run), ["a.md:9:6"], "{}", run.out);
        assert!(
            run.err
                .contains("not judged, since nothing in them changed"),
            "{}",
            run.err
        );
        assert!(run.err.trim_end().ends_with(": 1"), "{}", run.err);
    }
    // Committed or not, it changed since the commit before.
    repo.commit();
    repo.since("HEAD", &["."]).exits(0);
    let run = repo.since("HEAD~1", &["."]).exits(1);
    assert_eq!(places(&run), ["a.md:9:6"]);
    // The old finding is in the outputs for programs, as one that was there.
    let run = repo
        .0
        .run(&["check", ".", "--since", "HEAD~1", "--output", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(json["summary"]["unchanged"], 1);
    assert_eq!(json["summary"]["notes"], 1);
}

#[test]
fn what_only_now_is_a_finding_counts_though_its_line_did_not_change() {
    let repo = Repo::with(&[
        ("feltsense.toml", RULES),
        ("a.md", "I am not\nashamed of it.\n"),
        (
            "b.md",
            "<!-- feltsense-ignore-next-line presence -->\n\nI am worthless.\n",
        ),
    ]);
    repo.0.write("a.md", "I am so\nashamed of it.\n");
    repo.0.write("b.md", "\nI am worthless.\n");
    for run in [repo.since("HEAD", &["."]), repo.by_diff("HEAD", &["."])] {
        assert_eq!(places(&run.exits(1)), ["a.md:2:1", "b.md:2:6"]);
    }
}

#[test]
fn new_gone_and_renamed_files() {
    let page = |name: &str| format!("{OLD}\nIt was on page {name}.\n");
    let repo = Repo::with(&[
        ("feltsense.toml", RULES),
        ("gone.md", &page("one")),
        ("first.md", &page("two")),
        (
            "second.md",
            "# Second\n\nIt rains.\n\nI was ashamed of it.\n\nIt snows.\n",
        ),
        (".gitignore", "built/\n"),
    ]);
    std::fs::remove_file(repo.0.path("gone.md")).expect("a file");
    repo.git(&["mv", "first.md", "moved.md"]);
    // A name that git was not told of.
    std::fs::rename(repo.0.path("second.md"), repo.0.path("zweite.md")).expect("a file");
    repo.0.write("new.md", "I am worthless.\n");
    repo.0.write("built/x.md", "I am worthless.\n");
    let run = repo.since("HEAD", &["."]).exits(1);
    assert_eq!(places(&run), ["new.md:1:6"], "{}", run.out);
    assert!(
        run.err.contains("gone since `HEAD`: gone.md\n"),
        "{}",
        run.err
    );
    assert!(run.err.contains("git ignores them: 1"), "{}", run.err);
    // Named, it is judged.
    let run = repo.since("HEAD", &["built/x.md"]).exits(1);
    assert_eq!(places(&run), ["built/x.md:1:6"]);
    repo.git(&["add", "-A"]);
    let run = repo.by_diff("HEAD", &["."]).exits(1);
    assert_eq!(places(&run), ["new.md:1:6"], "{}", run.err);
    assert!(
        run.err.contains("gone in the diff: gone.md\n"),
        "{}",
        run.err
    );
}

#[test]
fn odd_names_and_other_folders() {
    let hard = "I am worthless.\n";
    let repo = Repo::with(&[
        ("feltsense.toml", RULES),
        ("a/-rf.md", OLD),
        ("a/na\u{ef}ve \"x\".md", OLD),
        ("a/two words.md", OLD),
        ("b/c.md", OLD),
    ]);
    for name in [
        "a/-rf.md",
        "a/na\u{ef}ve \"x\".md",
        "a/two words.md",
        "b/c.md",
    ] {
        repo.0.write(name, format!("{OLD}\n{hard}"));
    }
    let all = [
        "a/-rf.md:7:6",
        "a/na\u{ef}ve \"x\".md:7:6",
        "a/two words.md:7:6",
    ];
    for run in [repo.since("HEAD", &["a"]), repo.by_diff("HEAD", &["a"])] {
        assert_eq!(places(&run.exits(1)), all);
    }
    assert_eq!(places(&repo.since("HEAD", &["a", "b"]).exits(1)).len(), 4);
    // A folder inside, and a revision that looks like a file there.
    let mut inside = repo
        .0
        .command(&["check", ".", "--since", "HEAD", "--output", "concise"]);
    inside.current_dir(repo.0.path("b"));
    assert_eq!(places(&repo.0.finish(inside).exits(1)), ["c.md:7:6"]);
    repo.0.write("list", b"a/-rf.md\0b/c.md\0");
    let run = repo
        .since("HEAD", &["--files-from", "list", "--null"])
        .exits(1);
    assert_eq!(places(&run), ["a/-rf.md:7:6", "b/c.md:7:6"]);
    // Settings of git that change what a diff looks like change nothing.
    repo.git(&["config", "diff.noprefix", "true"]);
    repo.git(&["config", "diff.external", "false"]);
    repo.git(&["config", "core.fsmonitor", "false-hook-that-is-not-there"]);
    assert_eq!(places(&repo.since("HEAD", &["a"]).exits(1)), all);
}

#[cfg(feature = "office")]
#[test]
fn line_ends_and_word_files_are_compared_as_texts() {
    let repo = Repo::with(&[
        ("feltsense.toml", RULES),
        ("a.md", OLD),
        ("t.csv", "id,text\n1,I am ashamed.\n2,It rains.\n"),
    ]);
    repo.0
        .write("d.docx", super::sidecar::docx("I am ashamed."));
    repo.commit();
    repo.0.write(
        "d.docx",
        super::sidecar::docx("I am ashamed. I am worthless."),
    );
    repo.0.write("a.md", OLD.replace('\n', "\r\n"));
    repo.0.write(
        "t.csv",
        "id,text\n0,It snows.\n1,I am ashamed.\n2,I am worthless.\n",
    );
    let run = repo.since("HEAD", &["."]).exits(1);
    assert_eq!(
        places(&run),
        ["d.docx:1:6", "d.docx:1:20", "t.csv#2:1:6"],
        "{}",
        run.out
    );
}

#[test]
fn rules_over_documents_are_held_against_what_was() {
    let filler = "The train left at nine and the rain went on over the fields by the river.\n";
    // 2 hits in 22 words, then 2 in 38, then 3 in 25.
    let start = format!("I was ashamed. I was worthless.\n\n{filler}");
    let repo = Repo::with(&[("feltsense.toml", &dense()), ("a.md", &start)]);
    repo.0.write("a.md", format!("{start}\n{filler}"));
    let run = repo.since("HEAD", &["a.md"]).exits(0);
    assert_eq!(run.out, "", "better than before");
    repo.0.write(
        "a.md",
        start.replace("worthless.", "worthless. I was pathetic."),
    );
    for run in [
        repo.since("HEAD", &["a.md"]),
        repo.by_diff("HEAD", &["a.md"]),
    ] {
        let run = run.exits(1);
        let line = run
            .out
            .lines()
            .find(|line| line.contains("[density]"))
            .expect("a finding");
        assert!(
            line.contains("; hits per 100 words before this change: 9.09, now: 12"),
            "{line}"
        );
    }
}

#[test]
fn worse_only_lets_a_small_step_over_the_limit_pass() {
    let word = "rain ";
    let page = |words: usize| {
        format!(
            "I was ashamed. I was worthless.\n\n{}\n",
            word.repeat(words)
        )
    };
    // 2 of 51 words are under the limit of 4 in 100; 2 of 49 are over it, and no tenth worse.
    let repo = Repo::with(&[("feltsense.toml", &dense()), ("a.md", &page(45))]);
    repo.0.write("a.md", page(43));
    let run = repo.since("HEAD", &["a.md"]).exits(1);
    assert!(
        run.out
            .contains("hits per 100 words before this change: 3.92, now: 4.08"),
        "{}",
        run.out
    );
    repo.since("HEAD", &["a.md", "--worse-only"]).exits(0);
    repo.0.write("a.md", page(38));
    let run = repo.since("HEAD", &["a.md", "--worse-only"]).exits(1);
    assert!(
        run.out
            .contains("hits per 100 words before this change: 3.92, now: 4.55"),
        "{}",
        run.out
    );
    // A page without a past has nothing to be no worse than.
    repo.0.write("new.md", page(38));
    let run = repo.since("HEAD", &["new.md", "--worse-only"]).exits(1);
    assert!(
        run.out.contains("[density]") && !run.out.contains("before this change"),
        "{}",
        run.out
    );
    repo.0
        .run(&["check", ".", "--worse-only"])
        .exits(2)
        .says("--since REV");
}

#[test]
fn a_budget_looks_at_all_documents_on_both_sides() {
    let budget = format!(
        "{RULES}[check.rules.budget]\nlevel = 'error'\nrule = 'presence'\nmax-documents = 1\n"
    );
    let repo = Repo::with(&[
        ("feltsense.toml", &budget),
        ("a.md", OLD),
        ("b.md", OLD),
        ("c.md", "It rains.\n"),
        ("d.md", OLD),
    ]);
    repo.0.write("c.md", "It rains, and it snows.\n");
    repo.since("HEAD", &["."])
        .exits(0)
        .says("read for budgets only");
    repo.0.write("c.md", "I was ashamed.\n");
    let run = repo.since("HEAD", &["."]).exits(1);
    assert!(
        run.out.contains("error[budget]")
            && run.out.contains("documents before this change: 3, now: 4"),
        "{}",
        run.out
    );
    // One went, one came: no more than before.
    std::fs::remove_file(repo.0.path("a.md")).expect("a file");
    let run = repo.since("HEAD", &["."]).exits(1);
    assert!(!run.out.contains("[budget]"), "{}", run.out);
}

#[test]
fn it_works_beside_a_baseline_and_every_output() {
    let repo = Repo::with(&[("feltsense.toml", RULES), ("a.md", OLD)]);
    repo.0.run(&["baseline", "write", "."]).exits(0);
    repo.commit();
    repo.0.write(
        "a.md",
        format!("I am pathetic.\n\n{OLD}\nI am worthless.\n"),
    );
    repo.0
        .run(&["baseline", "write", ".", "--baseline", "more.jsonl"])
        .exits(0);
    let both = ["--baseline", "more.jsonl"];
    let run = repo.since("HEAD", &[&["."], &both[..]].concat()).exits(0);
    assert!(
        places(&run).iter().all(|place| place == "a.md"),
        "{}",
        run.out
    );
    for format in [
        "full",
        "concise",
        "json",
        "jsonl",
        "sarif",
        "github",
        "gitlab",
        "junit",
        "checkstyle",
        "rdjson",
        "azure",
        "markdown",
    ] {
        let run = repo
            .0
            .run(&["check", "a.md", "--since", "HEAD", "--output", format])
            .exits(1);
        assert!(run.out.contains("a.md"), "{format}: {}", run.out);
    }
    let sarif = repo
        .0
        .run(&["check", "a.md", "--since", "HEAD", "--output", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&sarif.out).expect("JSON");
    let states: Vec<_> = log["runs"][0]["results"]
        .as_array()
        .expect("results")
        .iter()
        .map(|result| result["baselineState"].as_str().expect("a state"))
        .collect();
    assert!(
        states.contains(&"new") && states.contains(&"unchanged"),
        "{states:?}"
    );
}

#[test]
fn settings_that_changed_are_told() {
    let repo = Repo::with(&[("feltsense.toml", RULES), ("a.md", OLD)]);
    repo.0.write("feltsense.toml", format!("{RULES}# more\n"));
    repo.since("HEAD", &["."])
        .exits(0)
        .says("changed as well: feltsense.toml");
}

/// A site of old pages, adopted by a baseline; one bad change is caught by each of the three ways.
#[test]
fn two_hundred_old_pages_are_adopted_and_one_bad_change_is_caught() {
    let page = |number: usize| {
        format!(
            "# Page {number}\n\nI was ashamed on day {number}.\n\n{}\n",
            super::PLAIN.repeat(4)
        )
    };
    let repo = Repo::with(&[("feltsense.toml", RULES)]);
    for number in 0..200 {
        repo.0
            .write(&format!("pages/{}/{number}.md", number % 7), page(number));
    }
    repo.0.run(&["check", "pages"]).exits(1);
    repo.0
        .run(&["baseline", "write", "pages"])
        .exits(0)
        .says("200 findings in");
    repo.commit();
    let baseline = [
        "--baseline",
        "feltsense-baseline.jsonl",
        "--output",
        "concise",
    ];
    let by_baseline = || repo.0.run(&[&["check", "pages"], &baseline[..]].concat());
    by_baseline().exits(0);
    repo.since("HEAD", &["pages"]).exits(0);
    // A harmless change, with the old finding some lines further down.
    repo.0.write(
        "pages/3/10.md",
        page(10).replace("# Page 10\n", "# Page ten\n\nA word before.\n"),
    );
    by_baseline().exits(0);
    repo.since("HEAD", &["pages"])
        .exits(0)
        .says("not judged, since nothing in them changed since `HEAD`: 199");
    repo.by_diff("HEAD", &["pages"]).exits(0);
    // A bad one.
    repo.0.write(
        "pages/0/7.md",
        page(7).replace("# Page 7\n", "# Page 7\n\nYou are worthless.\n"),
    );
    for run in [
        by_baseline(),
        repo.since("HEAD", &["pages"]),
        repo.by_diff("HEAD", &["pages"]),
    ] {
        assert_eq!(places(&run.exits(1)), ["pages/0/7.md:3:9"]);
    }
    // Once committed, a baseline still says it, and a change since the commit before as well.
    repo.commit();
    by_baseline().exits(1);
    repo.since("HEAD", &["pages"]).exits(0);
    repo.since("HEAD~1", &["pages"]).exits(1);
}

//! Settings and lexicons that cannot be used: nothing is checked, and the place is told.

use super::{HARD, beside};
use crate::sandbox::Sandbox;

/// Runs with a configuration that has to be refused: code 2, these words, and no finding.
#[track_caller]
fn is_refused(config: impl AsRef<[u8]>, says: &[&str]) {
    let sandbox = Sandbox::with(&[("a.md", HARD)]);
    sandbox.write("feltsense.toml", config);
    stops(&sandbox, &["a.md"], says);
}

#[track_caller]
fn stops(sandbox: &Sandbox, arguments: &[&str], says: &[&str]) {
    let run = sandbox.run(&[&["check"], arguments].concat()).exits(2);
    assert_eq!(run.out, "", "nothing is checked: {arguments:?}");
    for words in says {
        assert!(run.err.contains(words), "no `{words}` in:\n{}", run.err);
    }
}

#[test]
fn row_37_an_expression_that_costs_too_much_or_matches_nothing_is_refused() {
    let help = |pattern: &str| format!("[check.rules.help-block]\npatterns = ['{pattern}']\n");
    for pattern in [
        r".{0,1000}{1000}",
        r"\p{L}{100}{100}{100}",
        "(?=help)",
        r"(a)\1",
        "[",
        "a*",
        "help|",
    ] {
        is_refused(help(pattern), &["feltsense.toml:2:1:"]);
    }
    // Nothing goes back and forth over a text.
    let sandbox = Sandbox::with(&[("feltsense.toml", &help("(a+)+$"))]);
    sandbox.write("a.md", format!("{}!\n\n{HARD}", "a".repeat(100_000)));
    beside(&sandbox, &["a.md"], 1, &[]);
}

#[test]
fn row_38_many_matches_of_an_expression_are_no_more_work_each() {
    let patterns =
        "[check.rules.content-note]\npatterns = ['a.*b|a', '(?i)note.{0,200}end']\nmax = 1\n";
    let sandbox = Sandbox::with(&[("feltsense.toml", patterns)]);
    sandbox.write(
        "a.md",
        format!("{}\n\n{HARD}", "a a a note ".repeat(60_000)),
    );
    let run = beside(&sandbox, &["a.md"], 1, &[]);
    assert!(run.out.contains("a.md:3:9: warning[voice]"), "{}", run.out);
}

#[test]
fn row_39_a_lexicon_that_is_wrong_stops_the_run_with_its_lines() {
    let head =
        "name = \"mine\"\ntitle = \"Mine\"\ndescription = \"Words of mine.\"\nversion = \"1\"\n";
    for (lexicon, says) in [
        ("", "mine.toml"),
        ("[[[", "mine.toml"),
        ("\u{FEFF}x = 1\r\n", "mine.toml"),
        ("entries = [\"\", \"  \", \"...\"]\n", "mine.toml"),
    ] {
        let sandbox = Sandbox::with(&[("a.md", HARD), ("mine.toml", lexicon)]);
        stops(&sandbox, &["a.md", "--lexicon", "mine.toml"], &[says]);
        sandbox.write("mine.toml", format!("{head}{lexicon}"));
        stops(&sandbox, &["a.md", "--lexicon", "mine.toml"], &[says]);
    }
    let sandbox = Sandbox::with(&[("a.md", HARD)]);
    std::fs::create_dir(sandbox.path("folder.toml")).expect("a folder");
    for name in ["gone.toml", "folder.toml"] {
        stops(&sandbox, &["a.md", "--lexicon", name], &[name]);
    }
    sandbox.write("latin.toml", b"name = \"\xe9\"\n");
    stops(
        &sandbox,
        &["a.md", "--lexicon", "latin.toml"],
        &["latin.toml", "not UTF-8"],
    );
}

#[cfg(unix)]
#[test]
fn row_39_what_never_ends_is_no_lexicon_list_or_baseline() {
    let sandbox = Sandbox::with(&[("a.md", HARD)]);
    let made = std::process::Command::new("mkfifo")
        .arg(sandbox.path("pipe"))
        .status();
    assert!(made.expect("mkfifo").success());
    for option in ["--lexicon", "--deny", "--baseline", "--config"] {
        for name in ["/dev/zero", "pipe", "."] {
            stops(&sandbox, &["a.md", option, name], &[]);
        }
    }
}

#[test]
fn row_40_of_entries_that_overlap_the_longest_counts_once() {
    let config = "root = true\n[check.rules.presence]\ncategory = 'shame+self_compassion+relational+somatic'\nlevel = 'note'\n";
    let text = "I was so deeply ashamed of myself, and I had no self-compassion at all.\n";
    let sandbox = Sandbox::with(&[("feltsense.toml", config), ("a.md", text)]);
    let out = sandbox.run(&["check", "a.md", "--output", "json"]).out;
    let report: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let mut spans: Vec<(String, u64, u64)> = Vec::new();
    for finding in report["findings"].as_array().expect("findings") {
        if finding["rule"] != "presence" {
            continue;
        }
        let byte = |key: &str| finding[key]["byte"].as_u64().expect("a byte");
        let what = finding["message"].as_str().expect("a message").to_owned();
        spans.push((what, byte("start"), byte("end")));
    }
    assert!(!spans.is_empty(), "{out}");
    for (at, (what, start, end)) in spans.iter().enumerate() {
        for (other, from, to) in &spans[at + 1..] {
            assert!(what != other || to <= start || end <= from, "{spans:?}");
        }
    }
}

#[test]
fn row_41_each_wrong_setting_is_told_with_its_place() {
    for (config, says) in [
        (
            "[check]\nfail-onn = 'note'\n",
            "feltsense.toml:2:1: there is no key `fail-onn`",
        ),
        ("[check]\nfail-on = 3\n", "feltsense.toml:2:11:"),
        ("[check]\nexclude = 'x'\n", "feltsense.toml:2:11:"),
        (
            "[check]\nexclude = ['a[']\n",
            "feltsense.toml:2:1: `a[` is no glob",
        ),
        (
            "[check.rules.voice]\npaths = ['[']\n",
            "feltsense.toml:2:1: `[` is no glob",
        ),
        ("[check.rules.density]\nmax = -0.5\n", "feltsense.toml:2:1:"),
        ("[check.rules.density]\nmax = nan\n", "feltsense.toml:2:1:"),
        ("[check.rules.density]\nmax = inf\n", "feltsense.toml:2:1:"),
        ("[check.rules.density]\nmax = 1e999\n", "feltsense.toml:2:"),
        (
            "[check.rules.density]\nmin-words = -1\n",
            "feltsense.toml:2:",
        ),
        (
            "[check.rules.density]\nmin-words = 99999999999999999999\n",
            "feltsense.toml:2:",
        ),
        ("check = 1\n", "feltsense.toml:1:"),
        ("root = 'yes'\n", "feltsense.toml:1:8:"),
        ("[check]\n[check]\n", "feltsense.toml:2:"),
        ("<<<<<<< ours\n", "feltsense.toml:1:"),
        ("\0", "feltsense.toml:1:"),
    ] {
        is_refused(config, &[says]);
    }
    is_refused(b"# \xe9\n", &["feltsense.toml: byte 3 is not UTF-8"]);
    is_refused("# x\n".repeat(300_000), &["more than a MiB"]);
    // An empty file says nothing, and is no mistake.
    let sandbox = Sandbox::with(&[("feltsense.toml", ""), ("a.md", HARD)]);
    beside(&sandbox, &["a.md"], 1, &[]);
}

#[test]
fn row_41_files_that_extend_each_other_end_somewhere() {
    let sandbox = Sandbox::with(&[
        ("a.md", HARD),
        ("d/one.toml", "extend = '../two.toml'\n"),
        ("two.toml", "extend = './d/../d/one.toml'\n"),
        ("gone.toml", "extend = 'nowhere.toml'\n"),
        ("below.toml", "extend = 'wrong.toml'\n"),
        ("wrong.toml", "\n[check]\nprofle = 'x'\n"),
    ]);
    for name in ["d/one.toml", "two.toml"] {
        stops(&sandbox, &["a.md", "--config", name], &["extends itself"]);
    }
    stops(
        &sandbox,
        &["a.md", "--config", "gone.toml"],
        &["nowhere.toml: there is no such file"],
    );
    stops(
        &sandbox,
        &["a.md", "--config", "below.toml"],
        &["wrong.toml:3:1: there is no key `profle`"],
    );
    let chain = |length: usize| {
        for at in 1..=length {
            let below = format!("extend = 'c{}.toml'\n", at + 1);
            sandbox.write(
                &format!("c{at}.toml"),
                if at == length { "" } else { &below },
            );
        }
    };
    chain(20);
    sandbox
        .run(&["check", "a.md", "--config", "c1.toml"])
        .exits(1);
    chain(21);
    stops(
        &sandbox,
        &["a.md", "--config", "c1.toml"],
        &["more than 20 configurations"],
    );
}

#[cfg(unix)]
#[test]
fn row_41_what_has_the_name_of_the_settings_and_is_no_file_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let made = |make: &dyn Fn(&std::path::Path)| {
        let sandbox = Sandbox::with(&[("a.md", HARD)]);
        make(&sandbox.path("feltsense.toml"));
        sandbox
    };
    let folder = made(&|path| std::fs::create_dir(path).expect("a folder"));
    stops(&folder, &["a.md"], &["feltsense.toml is no file"]);
    let pipe = made(&|path| {
        let made = std::process::Command::new("mkfifo").arg(path).status();
        assert!(made.expect("mkfifo").success());
    });
    stops(&pipe, &["a.md"], &["feltsense.toml is no file"]);
    let dangling = made(&|path| std::os::unix::fs::symlink("gone", path).expect("a link"));
    stops(
        &dangling,
        &["a.md"],
        &["feltsense.toml: there is no such file"],
    );
    let circle = made(&|path| std::os::unix::fs::symlink("feltsense.toml", path).expect("a link"));
    stops(&circle, &["a.md"], &["feltsense.toml"]);
    let locked = made(&|path| {
        std::fs::write(path, "root = true\n").expect("a file");
        let mode = std::fs::Permissions::from_mode(0o0);
        std::fs::set_permissions(path, mode).expect("our own file");
    });
    if std::fs::read(locked.path("feltsense.toml")).is_err() {
        stops(&locked, &["a.md"], &["feltsense.toml: no permission"]);
    }
}

//! What lies around a run: environment, threads, order, place. None of it changes a byte.

use super::HARD;
use crate::sandbox::Sandbox;

/// Texts of several folders, kinds and settings.
fn varied() -> Sandbox {
    let sandbox = Sandbox::with(&[(
        "site/feltsense.toml",
        "root = true\n[check.rules.presence]\nlevel = 'note'\n",
    )]);
    for at in 0..40 {
        let text = format!(
            "# Page {at}\n\n{}{}",
            HARD.repeat(at % 4),
            super::super::PLAIN.repeat(at)
        );
        sandbox.write(&format!("site/{}/{at}.md", at % 3), text);
    }
    sandbox.write("site/t.csv", "id,text\n1,You are worthless.\n2,It rains.\n");
    sandbox
}

#[test]
fn row_49_clock_locale_and_environment_change_no_byte() {
    let sandbox = varied();
    let run = |change: &dyn Fn(&mut std::process::Command)| {
        let mut command = sandbox.command(&["check", "site", "--output", "json"]);
        change(&mut command);
        sandbox.finish(command).exits(1).out
    };
    let plain = run(&|_| {});
    for (name, value) in [
        ("LC_ALL", "C"),
        ("LANG", "tr_TR.UTF-8"),
        ("TZ", "Pacific/Kiritimati"),
        ("SOURCE_DATE_EPOCH", "0"),
        ("COLUMNS", "20"),
        ("TERM", "dumb"),
        ("GITHUB_ACTIONS", "true"),
        ("RUST_LOG", "trace"),
        ("FORCE_COLOR", "1"),
    ] {
        assert_eq!(
            run(&|command| _ = command.env(name, value)),
            plain,
            "{name}"
        );
    }
    assert_eq!(run(&|command| _ = command.env_clear()), plain);
}

#[cfg(target_os = "linux")]
#[test]
fn row_49_a_working_folder_that_is_gone_is_no_hindrance() {
    let sandbox = varied();
    let gone = Sandbox::new();
    std::fs::create_dir(gone.path("here")).expect("a folder");
    let script = format!(
        "cd '{0}/here' && rmdir '{0}/here' && \"$0\" check '{1}' --output concise",
        gone.path("").display(),
        sandbox.path("site").display()
    );
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_feltsense")]);
    let run = sandbox.finish(command).exits(1);
    assert!(run.out.contains("warning[voice]"), "{}", run.out);
}

#[test]
fn row_50_threads_order_and_place_change_no_byte() {
    let sandbox = varied();
    let elsewhere = varied();
    let all = ["site/0", "site/1", "site/2", "site/t.csv"];
    let back = ["site/t.csv", "site/2", "site/1", "site/0"];
    for format in ["json", "sarif", "full"] {
        let out = |sandbox: &Sandbox, threads: &str, paths: &[&str]| {
            let options = ["check", "--output", format, "--threads", threads];
            sandbox.run(&[&options, paths].concat()).exits(1).out
        };
        let one = out(&sandbox, "1", &all);
        assert_eq!(out(&sandbox, "8", &back), one, "{format}");
        assert_eq!(out(&sandbox, "64", &["site"]), one, "{format}");
        assert_eq!(out(&elsewhere, "3", &["./site"]), one, "{format}");
    }
}

/// What can be held on any system of what differs on Windows.
#[test]
fn row_51_paths_have_slashes_and_no_name_is_special() {
    let deep = ["d".repeat(120), "e".repeat(120), "f".repeat(120)].join("/");
    let long = format!("{deep}/page.md");
    let mut names = vec!["CON.md", "nul.txt", "a/page.md", long.as_str()];
    if cfg!(target_os = "linux") {
        // Elsewhere these may be one file.
        names.push("a/Page.md");
    }
    names.sort_unstable();
    let files: Vec<(&str, &str)> = names
        .iter()
        .map(|name| (*name, "You are worthless.\n"))
        .collect();
    let sandbox = Sandbox::with(&files);
    let run = sandbox.run(&["check", ".", "--output", "json"]).exits(1);
    let json: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let mut found: Vec<&str> = json["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|finding| finding["document"].as_str())
        .collect();
    found.dedup();
    assert_eq!(found, names);
    assert!(!run.out.contains('\\'), "{}", run.out);
    for (config, glob) in [
        ("[check]\nexclude = ['a\\*.md']\n", r"`a\*.md`"),
        (
            "[check.rules.voice]\npaths = ['a\\page.md']\n",
            r"`a\page.md`",
        ),
    ] {
        sandbox.write("feltsense.toml", config);
        let run = sandbox.run(&["check", "."]).exits(2);
        let told =
            format!("{glob} parts folders with `\\`; write `/` between folders on every system");
        assert!(run.err.contains(&told), "{}", run.err);
        assert_eq!(run.out, "");
    }
}

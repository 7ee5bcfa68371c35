//! `feltsense.toml`: where it is looked for, mistakes, origins, and the schema.

use std::collections::BTreeSet;

use feltsense::check::options::ConfigFile;
use feltsense::check::schema::schema;
use feltsense::config::load;
use serde_json::Value;

use crate::sandbox::Sandbox;

const HARD: &str = "# Home\n\nYou are worthless.\n";

#[test]
fn the_nearest_file_counts_wherever_one_stands() {
    let sandbox = Sandbox::with(&[
        (
            "feltsense.toml",
            "root = true\n[check.rules.voice]\nlevel = 'off'\n",
        ),
        ("a/page.md", HARD),
        ("b/page.md", HARD),
        ("b/feltsense.toml", "[check.rules.voice]\nlevel = 'error'\n"),
        ("b/c/page.md", HARD),
        ("b/c/feltsense.toml", "root = true\n"),
    ]);
    let run = sandbox.run(&["check", ".", "--output", "concise"]).exits(1);
    assert_eq!(
        run.out,
        "b/c/page.md:3:9: warning[voice] this may read as if it told the reader what they are (`shame.defective_self`)\n\
         b/page.md:3:9: error[voice] this may read as if it told the reader what they are (`shame.defective_self`)\n"
    );
    let mut from_inside = sandbox.command(&["check", "page.md", "--output", "concise"]);
    from_inside.current_dir(sandbox.path("a"));
    assert_eq!(sandbox.finish(from_inside).exits(0).out, "");
    // A file that was named is the only one.
    sandbox
        .run(&["check", "a/page.md", "--config", "b/c/feltsense.toml"])
        .exits(1);
}

#[test]
fn globs_count_from_their_file() {
    let sandbox = Sandbox::with(&[
        (
            "base.toml",
            "[check.rules.voice]\npaths = ['blog/**', '*.txt']\nexclude = ['blog/old/']\n",
        ),
        (
            "site/feltsense.toml",
            "root = true\nextend = '../base.toml'\n[check]\nexclude = ['drafts/']\n",
        ),
        ("blog/a.md", HARD),
        ("site/blog/a.md", HARD),
        ("site/x.txt", HARD),
        ("site/drafts/a.txt", HARD),
    ]);
    let run = sandbox
        .run(&["check", "site", "--output", "concise"])
        .exits(1);
    let found: Vec<&str> = run
        .out
        .lines()
        .filter_map(|line| line.split(':').next())
        .collect();
    assert_eq!(
        found,
        ["site/x.txt"],
        "`blog/**` counts from base.toml:\n{}",
        run.out
    );
    assert!(run.err.contains("left out by `exclude`: 1"), "{}", run.err);
    sandbox.run(&["check", "site/drafts/a.txt"]).exits(1);
    sandbox
        .run(&["check", "site/drafts/a.txt", "--force-exclude"])
        .exits(2)
        .says("nothing to check");
    sandbox
        .run(&[
            "check",
            "site/drafts/a.txt",
            "--force-exclude",
            "--allow-empty",
        ])
        .exits(0);
}

#[test]
fn mistakes_stop_the_run_with_their_place() {
    let cases = [
        (
            "[check]\nprofle = 'writer'\n",
            "feltsense.toml:2:1: there is no key `profle`; did you mean `profile`?",
        ),
        (
            "[check]\nprofile = 'writr'\n",
            "feltsense.toml:2:1: there is no value `writr`; did you mean `writer`?",
        ),
        (
            "[check.rules.densty]\nmax = 1\n",
            "feltsense.toml:1:14: there is no kind of rule `densty`; did you mean `density`?",
        ),
        (
            "[check.rules.density]\nmax = -1\n",
            "feltsense.toml:2:1: `-1` is no limit",
        ),
        (
            "[check.rules.density]\nmax = nan\n",
            "feltsense.toml:2:1: `NaN` is no limit",
        ),
        (
            "[check.rules.density]\nmax = 'much'\n",
            "feltsense.toml:2:7: invalid type",
        ),
        (
            "[check.rules.density]\nphrases = ['a']\n",
            "does not take `phrases`",
        ),
        (
            "[check.rules.density]\ncategory = 'shme'\n",
            "did you mean `shame`?",
        ),
        (
            "[check.rules.density]\nwindow = 1\n",
            "feltsense.toml:2:1: `1` sentences are no window",
        ),
        (
            "[check.rules.help-block]\nlevel = 'note'\n",
            "nothing says what your block of help looks like",
        ),
        (
            "[check.rules.help-block]\npatterns = ['(']\n",
            "is no regular expression",
        ),
        (
            "[check.rules.help-block]\npatterns = ['a*']\n",
            "matches nothing at all",
        ),
        (
            "[check.rules.help-block]\nlinks = ['/x']\nreview-by = 'soon'\n",
            "feltsense.toml:3:1: `soon` is no day",
        ),
        (
            "[check.rules.budget]\nrule = 'density'\n",
            "the budget has no limit",
        ),
        (
            "[check.rules.budget]\nrule = 'densty'\nmax-share = 0.1\n",
            "did you mean `density`?",
        ),
        ("[check.rules.closing]\nshare = 2\n", "`2` is no share"),
        (
            "[check.rules.run]\nkind = 'density'\n",
            "give the rule another name",
        ),
        (
            "[check.rules.mine]\nkind = 'suppression'\n",
            "feltsense.toml:2:1: one rule is about what silences: `suppression`; set its level",
        ),
        (
            "[check.rules.mine]\nkind = 'densty'\n",
            "did you mean `density`?",
        ),
        ("extend = 'gone.toml'\n", "gone.toml: there is no such file"),
        ("extend = 'feltsense.toml'\n", "extends itself"),
        ("[check]\nexclude = ['{a']\n", "is no glob"),
        ("[check\n", "feltsense.toml:1:"),
    ];
    for (config, message) in cases {
        let sandbox = Sandbox::with(&[("feltsense.toml", config), ("a.md", HARD)]);
        let run = sandbox.run(&["check", "a.md"]).exits(2);
        assert!(run.err.contains(message), "{config}:\n{}", run.err);
        assert_eq!(run.out, "", "nothing is checked: {config}");
    }
}

/// Whoever mends a file goes from top to bottom; rules are read in another order.
#[test]
fn mistakes_are_told_in_the_order_of_their_places() {
    let sandbox = Sandbox::with(&[
        (
            "feltsense.toml",
            "extend = 'base.toml'\n[check.rules.voice]\nlevel = 'errr'\n[check.rules.density]\nmax = -1\n[check.rules.balance]\nscope = 'sectoin'\n[check]\nprofile = 'witer'\n",
        ),
        (
            "base.toml",
            "root = true\n[check.rules.run]\nmax = -1\n[check]\nsnippets = 'al'\n",
        ),
        (
            "globs/feltsense.toml",
            "root = true\n[check.rules.voice]\npaths = ['a[']\n[check.rules.closing]\nexclude = ['b[', '{c']\n[check]\nexclude = ['d[']\n",
        ),
        ("a.md", HARD),
        ("globs/a.md", HARD),
    ]);
    let places = |file: &str| -> Vec<String> {
        let run = sandbox.run(&["check", file]).exits(2);
        let lines = run.err.lines().filter(|line| line.contains("toml:"));
        let place = |line: &str| line.splitn(4, ':').take(3).collect::<Vec<_>>().join(":");
        lines.map(place).collect()
    };
    assert_eq!(
        places("a.md"),
        [
            "feltsense.toml:3:1",
            "feltsense.toml:5:1",
            "feltsense.toml:7:1",
            "feltsense.toml:9:1",
            "base.toml:3:1",
            "base.toml:5:1",
        ]
    );
    let globs = ["3:1", "5:1", "5:1", "7:1"].map(|at| format!("globs/feltsense.toml:{at}"));
    assert_eq!(places("globs/a.md"), globs);
}

#[test]
fn settings_are_shown_with_their_origins() {
    let sandbox = Sandbox::with(&[
        (
            "feltsense.toml",
            "root = true\nextend = 'base.toml'\n[check]\nprofile = 'writer'\n",
        ),
        (
            "base.toml",
            "[check.rules.site]\nkind = 'density'\nmax = 1.5\nprofiles = ['writer']\n[transcript]\nfind = 'never'\n",
        ),
    ]);
    let out = sandbox.run(&["config", "show"]).exits(0).out;
    let has = |start: &str, end: &str| {
        let found = out
            .lines()
            .any(|line| line.starts_with(start) && line.ends_with(end));
        assert!(found, "no `{start} … {end}` in\n{out}");
    };
    has("profile = \"writer\"", "# feltsense.toml:4:1");
    has("fail-on = \"warning\"", "# default");
    has("max = 1.5", "base.toml:3:1");
    has("max = 2.5", "# default");
    has("find = \"never\"", "base.toml:6:1");
    has("[check.rules.site]", "");
    let table: toml::Table = toml::from_str(&out).expect("what is shown is TOML");
    assert_eq!(
        table["check"]["rules"]["site"]["level"].as_str(),
        Some("warning")
    );
    assert!(
        sandbox
            .run(&["config", "show", "gone"])
            .exits(2)
            .err
            .contains("no such file")
    );
}

#[test]
fn a_budget_looks_at_all_documents() {
    let sandbox = Sandbox::with(&[(
        "feltsense.toml",
        "root = true\n[check.rules.presence]\nlevel = 'note'\n[check.rules.budget]\nrule = 'presence'\nmax-share = 0.5\nmin-documents = 4\n",
    )]);
    for number in 0..4 {
        let text = if number < 3 {
            "I am ashamed.\n"
        } else {
            "It rains.\n"
        };
        sandbox.write(&format!("{number}.md"), text);
    }
    let run = sandbox.run(&["check", ".", "--output", "concise"]).exits(1);
    assert!(
        run.out
            .starts_with("(all documents): warning[budget] 3 of 4 documents (75 %)"),
        "{}",
        run.out
    );
    sandbox.write("4.md", "It rains.\n");
    sandbox.write("5.md", "It rains.\n");
    sandbox.run(&["check", "."]).exits(0);
    let small = sandbox
        .run(&["check", "0.md", "1.md", "--output", "concise"])
        .exits(0);
    assert!(
        small.out.contains("not judged[budget] too small to judge"),
        "{}",
        small.out
    );
}

#[test]
fn a_block_of_help_is_looked_at_again() {
    let sandbox = Sandbox::with(&[
        (
            "feltsense.toml",
            "root = true\n[check.rules.help-block]\nlinks = ['/help']\nreview-by = '2026-05-31'\n",
        ),
        ("a.md", "It rains.\n"),
    ]);
    sandbox
        .run(&["check", "a.md", "--today", "2026-05-31"])
        .exits(0);
    let run = sandbox
        .run(&[
            "check",
            "a.md",
            "--today",
            "2026-06-01",
            "--output",
            "concise",
        ])
        .exits(1);
    assert!(
        run.out
            .contains("[help-block] your block of help was to be looked at again by 2026-05-31"),
        "{}",
        run.out
    );
    let mut command = sandbox.command(&["check", "a.md"]);
    command.env("SOURCE_DATE_EPOCH", "0");
    sandbox.finish(command).exits(0);
}

/// Every object of the schema with a closed list of keys, by the path of its table.
fn objects<'s>(
    value: &'s Value,
    path: &str,
    root: &'s Value,
    found: &mut Vec<(String, BTreeSet<&'s str>)>,
) {
    let value = match value["$ref"].as_str() {
        Some(reference) => &root["$defs"][reference.rsplit('/').next().expect("a name")],
        None => value,
    };
    // A rule of a kind narrows the keys of all rules: serde knows the wide list.
    if path.starts_with("check.rules.") {
        return found.push((
            path.to_owned(),
            root["$defs"]["rule"]["properties"]
                .as_object()
                .expect("keys")
                .keys()
                .map(String::as_str)
                .collect(),
        ));
    }
    let Some(properties) = value["properties"].as_object() else {
        return;
    };
    if path != "check.rules" {
        found.push((
            path.to_owned(),
            properties.keys().map(String::as_str).collect(),
        ));
    }
    for (key, inner) in properties {
        let path = if path.is_empty() {
            key.clone()
        } else {
            format!("{path}.{key}")
        };
        objects(inner, &path, root, found);
    }
}

#[test]
fn the_schema_is_what_serde_takes() {
    let schema = schema();
    let mut found = Vec::new();
    objects(&schema, "", &schema, &mut found);
    assert!(found.len() > 25, "{}", found.len());
    for (path, keys) in &found {
        // A key that is like no other: the error lists what there is.
        let text = if path.is_empty() {
            "zzzzzzzzzzzzzzzzzzzzzzzz = 1\n".to_owned()
        } else {
            format!("[{path}]\nzzzzzzzzzzzzzzzzzzzzzzzz = 1\n")
        };
        let error = load::<ConfigFile>(&text).expect_err("no such key");
        let listed = error.help.strip_prefix("write one of ").map_or_else(
            // With one key, serde says it in other words; with few, the nearest may be near enough.
            || {
                error
                    .help
                    .trim_start_matches("did you mean `")
                    .trim_end_matches("`?")
                    .to_owned()
            },
            str::to_owned,
        );
        let listed: BTreeSet<&str> = listed.split(", ").collect();
        assert_eq!(&listed, keys, "[{path}]: {error}");
    }
}

#[test]
fn the_schema_is_printed_and_published() {
    let sandbox = Sandbox::new();
    let out = sandbox.run(&["config", "schema"]).exits(0).out;
    if std::env::var_os("FELTSENSE_BLESS").is_some() {
        std::fs::write("docs/feltsense.schema.json", &out).expect("room for the schema");
    }
    let page = std::fs::read_to_string("docs/feltsense.schema.json").expect("the schema");
    assert_eq!(out, page, "write it with FELTSENSE_BLESS=1");
    // Every word that a schema offers is taken.
    let schema: Value = serde_json::from_str(&out).expect("JSON");
    for kind in schema["$defs"]["rule"]["properties"]["kind"]["enum"]
        .as_array()
        .expect("kinds")
    {
        let name = kind.as_str().expect("a word");
        assert!(feltsense::check::Kind::parse(name).is_some(), "{name}");
    }
}

#[test]
fn scan_reads_the_same_file() {
    let sandbox = Sandbox::with(&[
        (
            "feltsense.toml",
            "root = true\n[check]\nprofile = 'writer'\n[transcript]\nfind = 'never'\n",
        ),
        ("a.md", HARD),
    ]);
    sandbox
        .scan(&["a.md", "--config", "feltsense.toml"])
        .exits(0);
    sandbox.write("wrong.toml", "[chek]\n");
    sandbox
        .scan(&["a.md", "--config", "wrong.toml"])
        .exits(2)
        .says("did you mean `check`?");
}

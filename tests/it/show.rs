//! `feltsense show`, `explain`, `completions` and `man`, as people use them.

use std::io::Read;
use std::process::Stdio;

use crate::sandbox::{Sandbox, until};

const DRAFT: &str = "# The choir\n\nI was ashamed of my voice, and my hands were shaking. I was not ashamed of the others.\n\nI let go of the shame. I was gentle with myself, and I wish I felt safe there.\n";

fn draft() -> Sandbox {
    Sandbox::with(&[("draft.md", DRAFT)])
}

#[test]
fn words_signs_categories_and_sums_are_visible() {
    let run = draft().run(&["show", "draft.md", "--width", "80"]).exits(0);
    for part in [
        "draft.md: ",
        "‹S\u{a0}ashamed›",
        "‹S¬\u{a0}ashamed›",
        "‹C\u{a0}gentle with",
        "│ S explicit",
        "│ R~ safety trust,",
        "negated",
        "unrealised",
        "released",
        "Per 100 words",
        "too short for one",
        "They describe these texts",
    ] {
        assert!(run.out.contains(part), "no `{part}` in:\n{}", run.out);
    }
    assert_eq!(run.err, "");
    assert!(!run.out.contains('\x1b'), "colour without a terminal");
}

#[test]
fn colour_is_asked_for_and_never_needed() {
    let sandbox = draft();
    let plain = sandbox.run(&["show", "draft.md"]).exits(0).out;
    let coloured = sandbox
        .run(&["show", "draft.md", "--color", "always"])
        .exits(0)
        .out;
    assert!(coloured.contains("\x1b["));
    let mut forced = sandbox.command(&["show", "draft.md"]);
    forced.env("FORCE_COLOR", "1").env("TERM", "xterm-256color");
    assert!(
        sandbox
            .finish(forced)
            .exits(0)
            .out
            .contains("\x1b[1;4;38;5;97m")
    );
    let mut without = sandbox.command(&["show", "draft.md"]);
    without.env("FORCE_COLOR", "1").env("NO_COLOR", "1");
    assert_eq!(sandbox.finish(without).exits(0).out, plain);
}

#[test]
fn lines_keep_to_the_width() {
    let long = format!(
        "# A heading\n\n{}\n\n{}\n",
        DRAFT.repeat(12),
        "日本語の文".repeat(40)
    );
    let sandbox = Sandbox::with(&[("long.md", &long)]);
    for width in [40, 80, 120] {
        let run = sandbox
            .run(&["show", "long.md", "--width", &width.to_string()])
            .exits(0);
        let columns = |line: &str| -> usize {
            line.chars()
                .map(|c| {
                    if ('\u{3000}'..'\u{a000}').contains(&c) {
                        2
                    } else {
                        1
                    }
                })
                .sum()
        };
        let widest = run.out.lines().map(columns).max().expect("lines");
        assert!(
            widest <= width && widest + 30 > width,
            "{widest} of {width}"
        );
        // Beside the text, or below it.
        assert_eq!(run.out.contains('│'), width > 40);
        assert!(run.out.contains("S explicit"));
    }
}

#[test]
fn some_categories_or_statuses_can_be_looked_at_alone() {
    let sandbox = draft();
    let run = sandbox.run(&[
        "show",
        "draft.md",
        "--category",
        "self_compassion",
        "--width",
        "80",
    ]);
    let out = run.exits(0).out;
    assert!(
        out.contains("‹C\u{a0}gentle")
            && !out.contains("‹S\u{a0}ashamed")
            && out.contains("left out")
    );
    let run = sandbox.run(&[
        "show",
        "draft.md",
        "--status",
        "negated",
        "--category",
        "explicit",
    ]);
    let out = run.exits(0).out;
    assert!(out.contains("‹S¬\u{a0}ashamed›") && !out.contains("‹S\u{a0}ashamed"));
    sandbox
        .run(&["show", "draft.md", "--category", "shaem"])
        .exits(2)
        .says("did you mean `shame`?");
    let own = "name = \"weather\"\n";
    sandbox.write("own.toml", own);
    sandbox
        .run(&["show", "draft.md", "--lexicon", "own.toml"])
        .exits(2)
        .says("a lexicon cannot be used");
    let one = sandbox
        .run(&["show", "draft.md", "--lexicon", "somatic"])
        .exits(0)
        .out;
    assert!(one.contains("‹B\u{a0}") && !one.contains("‹S\u{a0}"));
}

#[test]
fn who_speaks_is_told_where_the_text_does_not() {
    let captions = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Anna>I was ashamed.\n\n00:05.000 --> 00:08.000\n<v Ben>Take your time. [pause]\n";
    let sandbox = Sandbox::with(&[
        ("talk.vtt", captions),
        (
            "talk.txt",
            "Therapist: How was it?\n\nClient: I was ashamed.\n\nTherapist: Take your time.\n\nClient: Um. Yes.\n",
        ),
    ]);
    let out = sandbox
        .run(&["show", "talk.vtt", "--width", "80"])
        .exits(0)
        .out;
    assert!(
        out.contains("S1: I was ‹S\u{a0}ashamed›") && out.contains("S2: "),
        "{out}"
    );
    assert!(out.contains("Speakers") && !out.contains("Anna"), "{out}");
    let out = sandbox
        .run(&["show", "talk.txt", "--width", "80"])
        .exits(0)
        .out;
    assert!(
        out.contains("Client: I was ‹S\u{a0}ashamed›") && out.contains("S2, client"),
        "{out}"
    );
    let page = sandbox
        .run(&["show", "talk.vtt", "--html", "-"])
        .exits(0)
        .out;
    assert!(page.contains("data-who=\"S1: \"") && page.contains("class=\"aside\""));
}

#[cfg(feature = "office")]
#[test]
fn a_word_file_is_shown_as_it_is_read() {
    use std::io::Write;
    use zip::write::{SimpleFileOptions, ZipWriter};
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let kinds = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let rels = "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    let body = "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>I was asha</w:t></w:r><w:r><w:t>med &lt;then&gt;.</w:t></w:r></w:p></w:body></w:document>";
    for (name, text) in [
        ("[Content_Types].xml", kinds),
        ("_rels/.rels", rels),
        ("word/document.xml", body),
    ] {
        writer
            .start_file(name, SimpleFileOptions::default())
            .expect("a part");
        writer.write_all(text.as_bytes()).expect("memory");
    }
    let sandbox = Sandbox::new();
    sandbox.write("a.docx", writer.finish().expect("memory").into_inner());
    let out = sandbox.run(&["show", "a.docx"]).exits(0).out;
    assert!(out.contains("I was ‹S\u{a0}ashamed› <then>."), "{out}");
    let page = sandbox.run(&["show", "a.docx", "--html", "-"]).exits(0).out;
    assert!(page.contains(">ashamed</mark> &lt;then&gt;.</p>"), "{page}");
}

#[test]
fn a_page_is_written_whole_and_takes_no_other_file_away() {
    let sandbox = draft();
    let run = sandbox
        .run(&["show", "draft.md", "--html", "out.html"])
        .exits(0);
    assert_eq!(run.out, "");
    assert!(run.err.contains("Page in out.html"));
    assert_eq!(sandbox.listing(), ["draft.md", "out.html"]);
    let read = |name: &str| std::fs::read_to_string(sandbox.path(name)).expect("a file");
    let first = read("out.html");
    assert!(first.starts_with("<!DOCTYPE html>") && first.ends_with("</html>\n"));
    // Ours is replaced, and the same text gives the same bytes.
    sandbox
        .run(&["show", "draft.md", "--html", "out.html"])
        .exits(0);
    assert_eq!(read("out.html"), first);
    assert_eq!(
        sandbox
            .run(&["show", "draft.md", "--html", "-"])
            .exits(0)
            .out,
        first
    );
    sandbox.write("mine.html", "<p>mine</p>");
    sandbox
        .run(&["show", "draft.md", "--html", "mine.html"])
        .exits(2)
        .says("no page of feltsense");
    assert_eq!(read("mine.html"), "<p>mine</p>");
    sandbox
        .run(&["show", "draft.md", "--html", "mine.html", "--force"])
        .exits(0);
    assert_eq!(read("mine.html"), first);
    sandbox
        .run(&["show", "mine.html", "--html", "mine.html", "--force"])
        .exits(2)
        .says("the text itself");
    sandbox.write("folder/x", "");
    sandbox
        .run(&["show", "draft.md", "--html", "folder"])
        .exits(2)
        .says("a folder");
    sandbox
        .run(&["show", "draft.md", "--html", "new/out.html"])
        .exits(0);
    assert_eq!(read("new/out.html"), first);
    sandbox.run(&["show", "draft.md", "--force"]).exits(2);
}

#[test]
fn several_documents_are_shown_in_turn_and_a_page_takes_one() {
    let sandbox = Sandbox::with(&[(
        "t.csv",
        "id,text\na,I was ashamed.\nb,I was gentle with myself.\n",
    )]);
    let out = sandbox.run(&["show", "t.csv"]).exits(0).out;
    assert!(out.contains("t.csv#a") && out.contains("t.csv#b"), "{out}");
    sandbox
        .run(&["show", "t.csv", "--html", "o.html"])
        .exits(2)
        .says("--document");
    let page = sandbox
        .run(&["show", "t.csv", "--html", "-", "--document", "t.csv#b"])
        .exits(0)
        .out;
    assert!(page.contains("gentle with myself</mark>") && !page.contains("ashamed</mark>"));
    sandbox
        .run(&["show", "t.csv", "--document", "c"])
        .exits(2)
        .says("no document");
}

#[test]
fn what_cannot_be_read_is_told() {
    let sandbox = draft();
    sandbox.run(&["show", "dfart.md"]).exits(2).says("dfart.md");
    sandbox
        .run(&["show", "-", "--watch"])
        .exits(2)
        .says("cannot be watched");
    sandbox
        .run(&["show", "none.md", "--watch"])
        .exits(2)
        .says("none.md");
    sandbox.write(
        "hostile.txt",
        "I was \x1b]0;title\x07ashamed\x1b[2J.\u{202e}\n",
    );
    let out = sandbox.run(&["show", "hostile.txt"]).exits(0).out;
    assert!(!out.chars().any(|c| c.is_control() && c != '\n') && !out.contains('\u{202e}'));
    assert!(out.contains("\\x1b[2J"));
}

#[test]
fn a_closed_pipe_is_quiet() {
    let sandbox = Sandbox::with(&[("long.md", &DRAFT.repeat(4000))]);
    for arguments in [
        &["show", "long.md"][..],
        &["show", "long.md", "--html", "-"],
        &["man"],
    ] {
        let mut command = sandbox.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        drop(child.stdout.take());
        let mut told = String::new();
        let mut err = child.stderr.take().expect("a pipe");
        err.read_to_string(&mut told).expect("UTF-8");
        assert_eq!(
            (child.wait().expect("an end").code(), told.as_str()),
            (Some(0), "")
        );
    }
}

#[cfg(unix)]
#[test]
fn a_saved_draft_is_shown_again_until_it_is_interrupted() {
    let sandbox = draft();
    let mut command = sandbox.command(&["show", "draft.md", "--html", "out.html", "--watch"]);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary runs");
    let page = || std::fs::read_to_string(sandbox.path("out.html")).unwrap_or_default();
    until("the first page", || {
        page().contains("gentle with myself</mark>")
    });
    sandbox.write(
        "draft.md",
        "Now my breath slowed down, and I was ashamed of nothing at all.\n",
    );
    until("the second page", || {
        page().contains("breath") && !page().contains("gentle")
    });
    // An editor may take the file away for a moment.
    std::fs::remove_file(sandbox.path("draft.md")).expect("a file");
    std::thread::sleep(std::time::Duration::from_millis(700));
    sandbox.write("draft.md", "Back again, and embarrassed.\n");
    until("the third page", || page().contains("embarrassed</mark>"));
    // The page is in its place before the word about it is said.
    std::thread::sleep(std::time::Duration::from_millis(1500));
    let process = child.id().to_string();
    let sent = std::process::Command::new("kill")
        .args(["-INT", &process])
        .status();
    assert!(sent.expect("kill").success());
    let mut told = String::new();
    child
        .stderr
        .take()
        .expect("a pipe")
        .read_to_string(&mut told)
        .expect("UTF-8");
    assert_eq!(child.wait().expect("an end").code(), Some(130));
    assert_eq!(told.matches("Page in").count(), 3, "{told}");
    assert_eq!(told.matches("waiting for it").count(), 1, "{told}");
    assert_eq!(sandbox.listing(), ["draft.md", "out.html"]);
}

#[test]
fn every_column_of_the_codebook_is_explained() {
    use feltsense::analysis::{Pipeline, Settings, WordRule};
    use feltsense::explain::Glossary;
    use feltsense::lexicon::builtin;
    use feltsense::matching::Engine;
    use feltsense::measure::{IntervalMethod, tally::Method};
    let method = Method {
        interval: IntervalMethod::Auto,
        resamples: 100,
        seed: 1,
    };
    let settings = Settings {
        words: WordRule::Liwc22,
        by: None,
        matches: true,
        excerpts: true,
        method,
        engine: Engine::default(),
    };
    let pipeline = Pipeline::new(builtin::all(), builtin::english().clone(), settings);
    let glossary = Glossary::new(&pipeline);
    let sandbox = draft();
    sandbox
        .scan(&[
            "draft.md",
            "--matches",
            "--excerpts",
            "--by",
            "paragraph",
            "--long",
            "--course",
            "--curve",
            "daap",
            "--words",
            "liwc22",
            "--csv-raw",
        ])
        .exits(0);
    let rows = sandbox.table("codebook.csv");
    assert!(rows.len() > 1000);
    for row in rows.iter().filter(|row| row["unit"] != "as given") {
        let found = glossary.find(&row["column"]);
        let told = found.iter().any(|term| {
            let has = |wanted: &str| {
                wanted.is_empty() || term.facts.iter().any(|(_, text)| text == wanted)
            };
            has(&row["definition"]) && has(&row["unit"])
        });
        assert!(told, "{}: {}", row["file"], row["column"]);
    }
    for lexicon in &pipeline.lexicons {
        for category in &lexicon.categories {
            assert!(!glossary.find(&category.id).is_empty(), "{}", category.id);
        }
    }
}

#[test]
fn words_are_explained_and_near_names_told() {
    let sandbox = Sandbox::new();
    for (word, part) in [
        ("shame.explicit", "Named shame affect"),
        ("self-compassion", "lexicon"),
        ("per_100", "100 * hits / words"),
        ("compassion_balance", "(a - b) / (a + b + 1)"),
        ("unrealised", "wished for"),
        ("quoted", "quotation marks"),
        ("under_100_words", "look at counts"),
        ("resource", "pole of an entry"),
        ("dp", "Gries 2008"),
        ("half_masked", "never by value"),
    ] {
        let run = sandbox.run(&["explain", word]).exits(0);
        let plain = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(plain.contains(part), "{word}:\n{}", run.out);
        assert!(run.out.lines().all(|line| line.chars().count() <= 100));
    }
    sandbox
        .run(&["explain", "compasion_balance"])
        .exits(2)
        .says("did you mean compassion_balance");
    sandbox
        .run(&["explain", "x\x1b[31m"])
        .exits(2)
        .says("\\x1b[31m");
    let list = sandbox.run(&["explain"]).exits(0).out;
    for part in [
        "Lexicons",
        "shame.explicit",
        "per_100",
        "compassion_balance",
        "released",
        "no_words",
        "byte_start",
    ] {
        assert!(list.contains(part), "no {part} in:\n{list}");
    }
}

#[test]
fn every_rule_is_explained_and_those_of_the_configuration() {
    use feltsense::check::KINDS;
    let sandbox = Sandbox::new();
    let plain = |out: &str| out.split_whitespace().collect::<Vec<_>>().join(" ");
    let list = plain(&sandbox.run(&["explain"]).exits(0).out);
    for info in KINDS {
        let out = plain(&sandbox.run(&["explain", info.name]).exits(0).out);
        for part in [info.title, info.why, "(rule of check, findings)"] {
            assert!(out.contains(part), "{}: no {part} in:\n{out}", info.name);
        }
        // Findings about the whole corpus, or about comments, cannot be silenced by a comment.
        let can = !["budget", "suppression"].contains(&info.name);
        assert_eq!(out.contains("feltsense-ignore-line"), can, "{out}");
        assert!(info.keys.iter().all(|key| out.contains(key)), "{out}");
        assert!(list.contains(info.name), "{list}");
    }
    for info in feltsense::check::SLIPS {
        let id = format!("suppression/{}", info.name);
        let out = plain(&sandbox.run(&["explain", &id]).exits(0).out);
        for part in [info.title, info.mend, "mistake in what silences"] {
            assert!(out.contains(part), "{id}: no {part} in:\n{out}");
        }
        assert!(list.contains(&id), "{list}");
    }
    let density = plain(&sandbox.run(&["explain", "density"]).exits(0).out);
    assert!(density.contains("note in publisher, note in writer") && density.contains("max = 2.5"));

    sandbox.write(
        "feltsense.toml",
        "root = true\n[check.rules.stories]\nkind = 'density'\nmax = 8\n",
    );
    let own = plain(&sandbox.run(&["explain", "stories"]).exits(0).out);
    for part in [
        "your configuration",
        "kind density",
        "max = 8",
        "warning in publisher",
    ] {
        assert!(own.contains(part), "no {part} in:\n{own}");
    }
    sandbox
        .run(&["explain", "storys"])
        .exits(2)
        .says("did you mean stories");
    // A broken configuration takes away its own rules only, and that is told.
    sandbox.write("feltsense.toml", "[check.rules.stories]\nkind = 'densty'\n");
    sandbox.run(&["explain", "voice"]).exits(0);
    sandbox
        .run(&["explain", "stories"])
        .exits(2)
        .says("did you mean `density`?");
}

#[test]
fn shells_and_man_know_every_command() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = sandbox.run(&["completions", shell]).exits(0).out;
        assert!(
            script.contains("explain") && script.contains("watch"),
            "{shell}"
        );
    }
    sandbox.run(&["completions", "tcsh"]).exits(2);
    let page = sandbox.run(&["man"]).exits(0).out;
    for part in [
        ".TH feltsense 1",
        "COMMAND FELTSENSE SHOW",
        "COMMAND FELTSENSE LEXICON EVALUATE",
        "\\-\\-html",
        "\\-\\-group\\-by",
    ] {
        assert!(page.contains(part), "no {part}");
    }
    assert!(!page.contains("COMMAND FELTSENSE TEXT"), "a hidden command");
}

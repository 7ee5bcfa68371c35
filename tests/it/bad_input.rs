//! Input that is broken, odd or hostile: nothing is lost silently, nothing is believed, nothing hangs.
#![cfg(unix)]
#![allow(clippy::needless_for_each)] // one line a check

use std::collections::{BTreeMap, HashMap};
use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::{fs, thread, time::Duration};

type Row = HashMap<String, String>;
const GOOD: &str = "I am ashamed.";
const PLAIN: &str =
    "I don't like my caf\u{e9}.\nI am ashamed of it. I feel shame, self-compassion.\n";

/// A folder to work in; texts go to `in`, reports to `r`.
struct Place(tempfile::TempDir);

/// What a run printed, once its code is known to be right.
struct Said {
    out: String,
    err: String,
}

#[track_caller]
fn ended(output: std::io::Result<Output>, code: i32) -> Said {
    let output = output.expect("it runs");
    let [out, err] =
        [&output.stdout, &output.stderr].map(|b| String::from_utf8_lossy(b).into_owned());
    assert!(!err.contains("panicked"), "{err}");
    assert_eq!(output.status.code(), Some(code), "{out}{err}");
    Said { out, err }
}

impl Said {
    #[track_caller]
    fn says(self, words: &str) -> Said {
        assert!(self.err.contains(words), "no {words:?} in: {}", self.err);
        self
    }
}

impl Place {
    /// With one good text.
    fn new() -> Place {
        let place = Place(tempfile::tempdir().expect("a temporary folder"));
        place.put("a.txt", GOOD);
        place
    }

    fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: impl AsRef<OsStr>, bytes: impl AsRef<[u8]>) {
        let path = self.path("in").join(name.as_ref());
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, bytes).expect("a file");
    }

    fn command(&self, args: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_feltsense"));
        command
            .current_dir(self.0.path())
            .arg("scan")
            .args(args.split(' '));
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Scans into `r`, over what is there.
    #[track_caller]
    fn scan(&self, args: &str, code: i32) -> Said {
        ended(
            self.command(args).args(["--force", "-o", "r"]).output(),
            code,
        )
    }

    fn rows(&self, table: &str) -> Vec<Row> {
        rows(&fs::read(self.path("r").join(table)).expect("a table"))
    }

    fn documents(&self) -> usize {
        self.rows("documents.csv").len()
    }

    fn document(&self, name: &str) -> Row {
        let found = self
            .rows("documents.csv")
            .into_iter()
            .find(|row| row["document"] == name);
        found.unwrap_or_else(|| panic!("no row for {name}"))
    }

    /// The document has these words, shame hits and this flag.
    #[track_caller]
    fn has(&self, name: &str, words: &str, hits: &str, flag: &str) {
        let row = self.document(name);
        assert_eq!(
            [&*row["words"], &*row["shame_hits"]],
            [words, hits],
            "{name}"
        );
        assert!(row["flags"].contains(flag), "{name}: {}", row["flags"]);
    }

    /// The input is in `skipped.csv`, with this reason and severity.
    #[track_caller]
    fn skips(&self, name: &str, what: &str) {
        let found = self
            .rows("skipped.csv")
            .into_iter()
            .find(|row| row["path"] == name);
        let found = found.map(|row| format!("{} {}", row["reason"], row["severity"]));
        assert_eq!(found.as_deref(), Some(what), "{name}");
    }

    /// Source of each match; its column is checked.
    fn spans(&self, text: &str) -> Vec<String> {
        let span = |row: Row| {
            let [start, end, column] =
                ["byte_start", "byte_end", "column"].map(|c| row[c].parse().expect("a number"));
            let before: &str = text[..start].rsplit('\n').next().unwrap_or("");
            assert_eq!(column, before.chars().count() + 1);
            text[start..end].to_owned()
        };
        self.rows("matches.csv").into_iter().map(span).collect()
    }
}

fn rows(csv: &[u8]) -> Vec<Row> {
    csv::Reader::from_reader(csv)
        .deserialize()
        .map(|row| row.expect("a row"))
        .collect()
}

fn contents(folder: &Path) -> BTreeMap<OsString, Vec<u8>> {
    let entries = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry"));
    entries
        .map(|e| (e.file_name(), fs::read(e.path()).unwrap_or_default()))
        .collect()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// Tests that begin with a place of their own.
macro_rules! tests {
    ($($name:ident($place:ident) $body:block)*) => {
        $(#[test] fn $name() { let $place = Place::new(); $body })*
    };
}

tests! {
    a_missing_path_is_named_and_the_others_are_read(place) {
        place.put("essay.txt", GOOD);
        place.scan("in/esay.txt in/essay.txt", 2).says("in/esay.txt").says("did you mean essay.txt");
        place.has("in/essay.txt", "3", "1", ""); place.skips("in/esay.txt", "not_found error");
    }
    an_empty_folder_is_an_error_unless_allowed(place) {
        fs::create_dir(place.path("none")).expect("a folder"); place.scan("none", 2).says("no file was found");
        place.scan("none -q", 2).says("nothing to read"); place.scan("none --allow-empty", 0);
    }
    a_folder_with_everything_excluded_is_an_error(place) {
        place.put(".feltsenseignore", "*.txt\n"); place.scan("in", 2).says(".feltsenseignore");
    }
    empty_texts_have_rows_with_empty_rates(place) {
        for (name, text) in [("x.txt", ""), ("y.md", " \n\t\n"), ("z.txt", "\u{feff}")] {
            place.put(name, text); place.scan("in", 0); place.has(name, "0", "0", "no_words");
            let row = place.document(name);
            assert!(row.iter().all(|(c, v)| v != "NaN" && (!c.ends_with("_per_100") || v.is_empty())));
        }
    }
    the_same_text_counts_the_same_in_every_disguise(place) {
        let bom = format!("\u{feff}{PLAIN}");
        let forms = [
            ("bom", bom.clone().into_bytes()),
            ("utf16le", utf16(&bom, u16::to_le_bytes)),
            ("utf16be", utf16(&bom, u16::to_be_bytes)),
            ("crlf", PLAIN.replace('\n', "\r\n").into_bytes()),
            ("cr", PLAIN.replace('\n', "\r").into_bytes()),
            ("nfd", PLAIN.replace('\u{e9}', "e\u{301}").into_bytes()),
            ("curly", PLAIN.replace('\'', "\u{2019}").into_bytes()),
            ("shy", PLAIN.replace("am", "\u{ad}am").replace("comp", "com\u{ad}p").into_bytes()),
            ("no_final_newline", PLAIN.trim_end().into()),
        ];
        for extension in ["txt", "md"] {
            place.put(format!("plain.{extension}"), PLAIN);
            for (name, bytes) in &forms { place.put(format!("{name}.{extension}"), bytes); }
        }
        place.scan("in", 0);
        for extension in ["txt", "md"] {
            let name = format!("plain.{extension}"); place.has(&name, "15", "2", "");
            let plain = place.document(&name);
            for (other, _) in &forms {
                let mut row = place.document(&format!("{other}.{extension}"));
                row.insert("document".to_owned(), name.clone());
                assert_eq!(row, plain, "{other}.{extension}");
            }
        }
    }
    wide_encodings_without_a_mark_are_refused(place) {
        let utf32: Vec<u8> = PLAIN.chars().flat_map(|c| (c as u32).to_le_bytes()).collect();
        let [little, big] = [utf16(PLAIN, u16::to_le_bytes), utf16(PLAIN, u16::to_be_bytes)];
        for bytes in [little, big, [b"\xFF\xFE\0\0", &utf32[..]].concat(), utf32] {
            place.put("b.txt", bytes); place.scan("in", 2).says("b.txt");
            place.skips("b.txt", "encoding error"); assert_eq!(place.documents(), 1);
        }
    }
    latin1_is_guessed_and_flagged_or_named(place) {
        place.put("b.txt", b"I am ashamed, she said in the caf\xE9. Tr\xE8s bien, d\xE9j\xE0 vu.\n");
        place.scan("in", 0); place.has("b.txt", "12", "1", "encoding_guessed");
        place.scan("in/b.txt --encoding latin1", 0); place.has("in/b.txt", "12", "1", "");
        assert!(!place.document("in/b.txt")["flags"].contains("guessed"));
    }
    a_bad_byte_is_replaced_and_told(place) {
        let text = PLAIN.replace('\'', "\u{2019}"); place.put("b.txt", [text.as_bytes(), b"Here: \xFF.\n"].concat());
        place.scan("in", 2).says("b.txt"); place.has("b.txt", "16", "2", "invalid_bytes");
        place.skips("b.txt", "invalid_bytes error"); place.scan("in --allow-skipped", 0);
    }
    bytes_that_are_no_text_are_refused_and_the_others_read(place) {
        let files: [(&str, &[u8]); 4] = [
            ("nul.txt", b"I am \0\0\0\x01\x02 ashamed\0\0\0"),
            ("png.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0"),
            ("zip.txt", b"PK\x03\x04\x14\0\0\0\x08\0\0\0!\0\xAA\xBB\xCC\xDD"),
            ("pdf.md", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n<< >>\nendobj\n"),
        ];
        files.iter().for_each(|(name, bytes)| place.put(name, bytes));
        place.scan("in", 2);
        files.iter().for_each(|(name, _)| place.skips(name, "not_text error"));
        place.has("a.txt", "3", "1", "");
    }
    a_document_format_in_a_folder_is_an_error_and_a_picture_a_remark(place) {
        place.put("b.png", b"\x89PNG"); place.scan("in", 0);
        place.skips("b.png", "unknown_format remark"); place.put("c.docx", b"PK\x03\x04");
        place.scan("in", 2).says("c.docx"); place.skips("c.docx", "damaged error");
    }
    a_line_of_a_megabyte_is_counted_right(place) {
        let text = "I am ashamed of everything. ".repeat(36_000);
        place.put("a.txt", &text); place.scan("in --matches", 0);
        assert_eq!(place.document("a.txt")["shame_hits"], "36000");
        assert_eq!(place.rows("matches.csv")[35_999]["column"], (35_999 * 28 + 6).to_string());
    }
    large_files_are_refused_on_wish(place) {
        place.put("b.txt", [b'x'; 5000]); place.scan("in --max-file-size 100", 2).says("b.txt");
        place.skips("b.txt", "too_large error"); assert_eq!(place.documents(), 1);
    }
    many_files_and_a_large_table_are_read(place) {
        (1..2000).for_each(|at| place.put(format!("{at}.txt"), GOOD));
        let line = format!("{{\"text\":\"{}\"}}\n", GOOD.repeat(400));
        place.put("t.jsonl", line.replace('.', ". ").repeat(1000)); place.scan("in --resamples 100", 0);
        assert_eq!(place.documents(), 3000);
        assert_eq!(place.rows("corpus.csv")[0]["words"], (3 * 402_000).to_string());
    }
    markup_inside_words_keeps_the_bytes_exact(place) {
        let text = "My self-**compassion** and *asham*ed, sh<b>am</b>e, I&rsquo;m asha&shy;med.\n";
        place.put("a.md", text); place.scan("in/a.md --matches", 0); let spans = place.spans(text);
        for word in ["self-**compassion", "asham*ed", "sh<b>am</b>e", "asha&shy;med"] {
            assert!(spans.iter().any(|span| span.contains(word)), "{word}: {spans:?}");
        }
    }
    phrases_run_over_line_breaks_and_quote_marks(place) {
        let text = "I am hard\non myself.\n\n> I am hard\n> on myself.\n";
        place.put("a.md", text); place.scan("in/a.md --matches", 0); let spans = place.spans(text);
        for phrase in ["hard\non myself", "hard\n> on myself"] {
            assert!(spans.iter().any(|span| span.contains(phrase)), "{spans:?}");
        }
    }
    columns_count_characters_in_every_script(place) {
        let text = "\u{1F468}\u{200D}\u{1F469} ashamed\n\u{5E9}\u{5DC} ashamed\n\u{4E2D}\u{6587} ashamed\n";
        place.put("a.txt", text); place.scan("in --matches", 0); assert_eq!(place.spans(text), ["ashamed"; 3]);
    }
    control_and_bidi_characters_never_reach_the_terminal(place) {
        let evil = "\x1b]0;x\x07\u{202e}\u{9b}2J"; place.put(format!("{evil}.txt"), format!("I am ashamed. {evil}"));
        place.put(format!("{evil}.docx"), "x");
        place.put("a.md", "---\ngroup: \"\\e[2J\u{202e}\"\n---\nI am ashamed.\n");
        place.put("b.csv", format!("id,text,group\n{evil},I am ashamed.,{evil}\n{evil},x\n"));
        for args in ["in --matches", "in --group-by group", "in -q"] {
            let said = place.scan(&format!("{args} in/{evil}"), 2);
            let raw = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
            assert!(!said.err.contains(raw), "{:?}", said.err);
        }
    }
    odd_file_names_read_back_and_formulas_are_guarded(place) {
        let plain = ["a\nb.txt", "c,d.txt", "e\"f.txt"]; let formulas = ["-g.txt", "=1+1.txt", "@h.txt", "+i.txt"];
        plain.iter().chain(&formulas).for_each(|name| place.put(name, GOOD));
        place.scan("in", 0);
        plain.iter().for_each(|name| place.has(name, "3", "1", ""));
        formulas.iter().for_each(|name| place.has(&format!("'{name}"), "3", "1", ""));
        place.scan("in --csv-raw", 0);
        plain.iter().chain(&formulas).for_each(|name| place.has(name, "3", "1", ""));
    }
    cells_from_the_input_are_guarded_and_read_back(place) {
        place.put("a.md", "---\nnote: \"=1+1\"\n---\nI am ashamed.\n");
        place.put("b.csv", "id,text,note\nx,\"I am,\nand \"\"so\"\".\",\"q\"\"u,o\nte\"\n-1+1,b,@x\n");
        place.put("c.jsonl", "{\"id\":\"+1\",\"text\":\"b\",\"note\":\"-2+3\"}\n");
        for (args, guard) in [("in/a.md in/b.csv in/c.jsonl", "'"), ("in/a.md in/b.csv in/c.jsonl --csv-raw", "")] {
            place.scan(args, 0); let rows = place.rows("documents.csv");
            let mut notes: Vec<&str> = rows.iter().map(|row| row["note"].as_str()).collect();
            notes.sort_unstable();
            let expected = ["-2+3", "=1+1", "@x"].map(|text| format!("{guard}{text}"));
            assert_eq!((&notes[..3], notes[3]), (&expected.each_ref().map(|s| &**s)[..], "q\"u,o\nte"));
        }
    }
    a_file_name_that_is_not_utf8_is_read_and_shown(place) {
        place.put(OsStr::from_bytes(b"caf\xFF.txt"), GOOD); place.scan("in", 0);
        place.has("caf%FF.txt", "3", "1", "");
    }
    the_same_file_counts_once(place) {
        fs::hard_link(place.path("in/a.txt"), place.path("in/b.txt")).expect("a link");
        symlink("a.txt", place.path("in/c.txt")).expect("a link");
        for args in ["in in/a.txt ./in/a.txt in/c.txt", "in --follow"] {
            place.scan(args, 0).says("counted once"); assert_eq!(place.documents(), 1);
        }
    }
    loops_dangling_links_and_odd_folders_do_no_harm(place) {
        place.put("d.md/b.txt", GOOD);
        for (to, from) in [("..", "in/d.md/up"), ("self.txt", "in/self.txt"), ("none", "in/gone.txt")] {
            symlink(to, place.path(from)).expect("a link");
        }
        place.scan("in", 0); place.has("d.md/b.txt", "3", "1", "");
        place.skips("gone.txt", "symlink remark"); place.scan("in --follow", 2); assert_eq!(place.documents(), 2);
        place.scan("in/gone.txt in/d.md", 2).says("in/gone.txt"); assert_eq!(place.documents(), 1);
    }
    a_pipe_never_blocks(place) {
        let made = Command::new("mkfifo").arg(place.path("in/p.txt")).status();
        assert!(made.expect("mkfifo runs").success()); place.scan("in", 0); place.skips("p.txt", "not_a_file remark");
        place.scan("in/p.txt in/a.txt", 2).says("in/p.txt"); place.has("in/a.txt", "3", "1", "");
    }
    standard_input_and_output(place) {
        for (text, hits) in [(GOOD, "1"), ("", "0")] {
            let mut child = place.command("- -o -").stdin(Stdio::piped()).spawn().expect("it runs");
            let mut stdin = child.stdin.take().expect("its input");
            stdin.write_all(text.as_bytes()).expect("it reads");
            drop(stdin); let said = ended(child.wait_with_output(), 0); let row = &rows(said.out.as_bytes())[0];
            assert_eq!([&*row["document"], &*row["shame_hits"]], ["stdin", hits]);
        }
    }
    a_closed_or_full_output_is_no_panic(place) {
        (0..300).for_each(|at| place.put(format!("{at}.txt"), GOOD));
        let mut child = place.command("in -o -").spawn().expect("it runs");
        drop(child.stdout.take()); let said = ended(child.wait_with_output(), 0);
        assert!(!said.err.to_lowercase().contains("broken pipe"), "{}", said.err);
        if let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") {
            ended(place.command("in -o - -q").stdout(full).output(), 2).says("standard output");
        }
    }
    nothing_but_an_earlier_report_is_replaced(place) {
        place.put("../file", "mine"); place.put("../folder/file", "mine");
        symlink("folder", place.path("link")).expect("a link");
        for target in ["file", "folder", "link"] {
            for more in ["", " --force"] {
                ended(place.command(&format!("in -o {target}{more}")).output(), 2).says(target);
            }
        }
        assert_eq!(fs::read(place.path("file")).expect("it is there"), b"mine");
        assert_eq!(contents(&place.path("folder")).len(), 1);
        assert!(place.path("link").is_symlink()); place.scan("in", 0);
        let first = contents(&place.path("r")); place.put("b.txt", "I feel shame.");
        ended(place.command("in -o r").output(), 2).says("--force"); assert_eq!(contents(&place.path("r")), first);
        place.scan("in", 0); assert_eq!((place.documents(), contents(&place.path("")).len()), (2, 5));
    }
    a_report_inside_the_input_is_not_counted(place) {
        for _ in 0..2 {
            ended(place.command("in --matches --force -o in/r").output(), 0);
            let table = fs::read(place.path("in/r/documents.csv")).expect("a table");
            assert_eq!(rows(&table).len(), 1);
        }
        ended(place.command("in/a.txt --force -o in").output(), 2); assert!(place.path("in/a.txt").exists());
    }
    an_interrupted_scan_leaves_nothing(_place) {
        for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
            let place = Place::new();
            (0..200).for_each(|at| place.put(format!("{at}.txt"), GOOD.repeat(100)));
            // Its input stays open: it cannot finish first.
            let mut child = place.command("in - -o r").stdin(Stdio::piped()).spawn().expect("it runs");
            let _open = child.stdin.take();
            let began = (0..2000).any(|_| {
                thread::sleep(Duration::from_millis(5));
                contents(&place.path("")).len() > 1
            });
            assert!(began); let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
            assert!(sent.expect("kill runs").success()); ended(child.wait_with_output(), code);
            assert_eq!(contents(&place.path("")).len(), 1);
        }
    }
    a_file_without_permission_is_named(place) {
        place.put("b.txt", GOOD); let locked = place.path("in/b.txt");
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).expect("it is ours");
        if fs::read(&locked).is_err() {
            place.scan("in", 2).says("permission"); place.skips("b.txt", "unreadable error");
        }
    }
    the_report_is_the_same_wherever_and_however_it_is_made(place) {
        place.put("b.md", "T: I am *ashamed*.\n\nC: Be kind to yourself.\n\nT: My heart sank.\n");
        place.put("c.csv", "id,text\nx,I feel shame\ny,We talked\n");
        let report = |command: &mut Command| {
            command.args(["--matches", "--by", "turn", "--force", "-o"]).arg(place.path("r"));
            ended(command.output(), 0);
            contents(&place.path("r"))
        };
        let named = report(&mut place.command("in/a.txt in/b.md in/c.csv"));
        assert_eq!(report(&mut place.command("in/c.csv in/a.txt in/b.md")), named);
        let folder = report(&mut place.command("in"));
        for threads in ["1", "2", "7"] {
            let mut command = place.command("in --threads");
            command.arg(threads).envs([("LANG", "C"), ("LC_ALL", "C"), ("TZ", "Asia/Kathmandu")]);
            assert_eq!(report(command.env_remove("HOME")), folder);
        }
        assert_eq!(report(place.command(".").current_dir(place.path("in"))), folder);
    }
    one_document_has_no_deviation(place) {
        place.scan("in", 0); assert!(place.rows("corpus.csv").iter().all(|row| row["sd"].is_empty()));
        let bad = |value: &String| ["NaN", "inf", "-inf"].contains(&value.as_str());
        let rows = [place.rows("corpus.csv"), place.rows("documents.csv")].concat();
        assert!(!rows.iter().any(|row| row.values().any(bad)));
    }
    bad_rows_are_named_with_their_line(place) {
        place.put("b.csv", "id,text\n1,I am ashamed\n2,x,y,z\n3,I feel shame\n");
        place.put("c.jsonl", "{\"text\":\"I am\"}\n\n{\"text\":\n{\"text\":\"I feel shame\"}\n");
        place.scan("in", 2).says("b.csv: line 3").says("c.jsonl: line 3");
        assert_eq!((place.documents(), place.rows("skipped.csv").len()), (5, 2));
    }
    no_text_gets_into_messages_and_reports(place) {
        let mark = "zyxwordmark"; let text = format!("I am ashamed of {mark}.");
        place.put("b.txt", [text.as_bytes(), "\u{2019}\u{201c} \u{e9}".as_bytes(), b" \xFF."].concat());
        place.put("c.txt", utf16(&text, u16::to_le_bytes)); place.put("d.txt", format!("%PDF-1.7\n\0\0\0\0{text}"));
        place.put("e.csv", format!("id,text\n1,{text}\n2,{mark},{mark},{mark}\n3,\"{mark}\n"));
        place.put("f.jsonl", format!("{{\"text\":\"{text}\"}}\n{{\"text\":\"{mark}\n\"{mark}\"\n{{{mark}}}\n"));
        place.put("g.md", format!("---\na: [1\n---\n{text}\n")); place.put("h.docx", &text);
        place.put("i.csv", format!("{text},yes\nAnd {text},no\n"));
        for args in ["in", "in -q", "in --matches --long --by turn"] {
            let said = place.scan(args, 2); assert!(!said.err.contains(mark), "{}", said.err);
            for (name, bytes) in contents(&place.path("r")) {
                assert!(!String::from_utf8_lossy(&bytes).contains(mark), "{name:?}");
            }
        }
    }
}

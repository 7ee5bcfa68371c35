//! For the end-to-end tests: a folder to work in, runs of the binary, reports read back.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A row of a table: cells by column.
pub(crate) type Row = BTreeMap<String, String>;

/// How long a run may take before it counts as hanging. Generous: a busy machine is no failure.
const PATIENCE: Duration = Duration::from_secs(300);

/// A temporary folder in which the binary runs. [`Sandbox::scan`] reports to `report` in it.
pub(crate) struct Sandbox {
    folder: TempDir,
    /// Standard output and error of the runs, outside the folder.
    streams: TempDir,
}

/// How a run ended.
pub(crate) struct Run {
    /// Exit code; `None` if a signal killed it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Run {
    /// Asserts the exit code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Run {
        assert_eq!(self.code, Some(code), "exit code; stderr:\n{}", self.err);
        self
    }

    /// Asserts that stderr holds a text.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Run {
        assert!(self.err.contains(text), "no `{text}` in:\n{}", self.err);
        self
    }
}

impl Sandbox {
    pub(crate) fn new() -> Sandbox {
        let folder = || tempfile::tempdir().expect("a temporary folder");
        Sandbox {
            folder: folder(),
            streams: folder(),
        }
    }

    /// A sandbox with these files.
    pub(crate) fn with(files: &[(&str, &str)]) -> Sandbox {
        let sandbox = Sandbox::new();
        for (name, text) in files {
            sandbox.write(name, text);
        }
        sandbox
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, and makes the folders above it.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("room for a file");
    }

    /// The binary with these arguments, in the folder, standard input empty.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_feltsense"));
        for variable in ["NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR"] {
            command.env_remove(variable);
        }
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs a command to its end; its streams go to files, so it can never wait for us.
    #[track_caller]
    pub(crate) fn finish(&self, mut command: Command) -> Run {
        let stream = |name: &str| File::create(self.streams.path().join(name)).expect("a file");
        command.stdout(stream("out")).stderr(stream("err"));
        let child = command.spawn().expect("the binary runs");
        let code = wait(child);
        let text = |name: &str| {
            let bytes = fs::read(self.streams.path().join(name)).expect("a stream");
            String::from_utf8(bytes).expect("what the program prints is UTF-8")
        };
        let run = Run {
            code,
            out: text("out"),
            err: text("err"),
        };
        assert!(!run.err.contains("panicked"), "a panic:\n{}", run.err);
        run
    }

    /// Runs the binary.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.finish(self.command(arguments))
    }

    /// `feltsense scan ARGUMENTS -o report`, an earlier report removed.
    #[track_caller]
    pub(crate) fn scan(&self, arguments: &[&str]) -> Run {
        self.scan_to("report", arguments)
    }

    /// As [`Sandbox::scan`], to a report of another name.
    #[track_caller]
    pub(crate) fn scan_to(&self, report: &str, arguments: &[&str]) -> Run {
        let _ = fs::remove_dir_all(self.path(report));
        self.run(&[&["scan", "-o", report], arguments].concat())
    }

    /// Scans one text, which has to work, and gives its row.
    #[track_caller]
    pub(crate) fn document(&self, name: &str, bytes: impl AsRef<[u8]>) -> Row {
        self.write(name, bytes);
        self.scan(&[name]).exits(0);
        let mut rows = self.table("documents.csv");
        assert_eq!(rows.len(), 1, "one row for {name}");
        rows.remove(0)
    }

    /// Scans one text and gives its matches: category, status, and the bytes they stand at.
    #[track_caller]
    pub(crate) fn matches(&self, name: &str, text: &str) -> Vec<(String, String, String)> {
        self.write(name, text);
        self.scan(&[name, "--matches"]).exits(0);
        let place = |row: &Row, column: &str| row[column].parse::<usize>().expect("an offset");
        self.table("matches.csv")
            .into_iter()
            .map(|row| {
                let span = place(&row, "byte_start")..place(&row, "byte_end");
                (
                    row["category"].clone(),
                    row["status"].clone(),
                    text[span].to_owned(),
                )
            })
            .collect()
    }

    /// The rows of a table of the report.
    #[track_caller]
    pub(crate) fn table(&self, name: &str) -> Vec<Row> {
        self.table_of("report", name)
    }

    /// The rows of a table of another report. Columns are unique, and all rows are complete.
    #[track_caller]
    pub(crate) fn table_of(&self, report: &str, name: &str) -> Vec<Row> {
        let path = self.path(report).join(name);
        let bytes = fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        rows(&bytes, b',')
    }

    /// The names of the columns of a table of the report, in order.
    #[track_caller]
    pub(crate) fn columns(&self, name: &str) -> Vec<String> {
        let bytes = fs::read(self.path("report").join(name)).expect("a table");
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        reader
            .headers()
            .expect("a header")
            .iter()
            .map(str::to_owned)
            .collect()
    }

    /// Values of one column in all rows of a table of the report.
    #[track_caller]
    pub(crate) fn column(&self, name: &str, column: &str) -> Vec<String> {
        self.table(name)
            .iter()
            .map(|row| row[column].clone())
            .collect()
    }

    /// The row of `skipped.csv` for an input.
    #[track_caller]
    pub(crate) fn skipped(&self, path: &str) -> Row {
        let rows = self.table("skipped.csv");
        let found = rows.iter().find(|row| row["path"] == path);
        found
            .unwrap_or_else(|| panic!("no `{path}` in skipped.csv: {rows:?}"))
            .clone()
    }

    /// The manifest of the report.
    #[track_caller]
    pub(crate) fn manifest(&self) -> serde_json::Value {
        let bytes = fs::read(self.path("report/manifest.json")).expect("a manifest");
        serde_json::from_slice(&bytes).expect("JSON")
    }

    /// All files of a report with their bytes.
    #[track_caller]
    pub(crate) fn report(&self, report: &str) -> BTreeMap<String, Vec<u8>> {
        let folder = self.path(report);
        let names = listing(&folder);
        names
            .into_iter()
            .map(|name| (name.clone(), fs::read(folder.join(name)).expect("a file")))
            .collect()
    }

    /// Names of what lies in the folder, in order, hidden ones too.
    #[track_caller]
    pub(crate) fn listing(&self) -> Vec<String> {
        listing(self.folder.path())
    }
}

/// Names in a folder, in order, hidden ones too.
#[track_caller]
pub(crate) fn listing(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let name = |entry: std::io::Result<fs::DirEntry>| {
        entry
            .expect("an entry")
            .file_name()
            .to_string_lossy()
            .into_owned()
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}

/// The rows of a table with this delimiter.
#[track_caller]
pub(crate) fn rows(bytes: &[u8], delimiter: u8) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .from_reader(bytes);
    let header = reader.headers().expect("a header").clone();
    let row = |record: csv::Result<csv::StringRecord>| {
        let record = record.expect("a complete row in UTF-8");
        let mut row = Row::new();
        for (column, cell) in header.iter().zip(&record) {
            let earlier = row.insert(column.to_owned(), cell.to_owned());
            assert!(earlier.is_none(), "two columns are called {column}");
        }
        row
    };
    reader.records().map(row).collect()
}

/// The exit code of a child; a child that hangs is killed.
#[track_caller]
pub(crate) fn wait(mut child: Child) -> Option<i32> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait().expect("a child") {
            return status.code();
        }
        if Instant::now() > deadline {
            let _ = child.kill();
            let _ = child.wait();
            panic!("it hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Waits until something holds.
#[track_caller]
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A cell as a number; an empty cell is 0.
#[track_caller]
pub(crate) fn number(cell: &str) -> f64 {
    if cell.is_empty() {
        0.0
    } else {
        cell.parse().unwrap_or_else(|e| panic!("`{cell}`: {e}"))
    }
}

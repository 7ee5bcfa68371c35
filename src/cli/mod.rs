//! The command line: arguments in, exit code out.

pub mod args;
mod check;
mod compare;
mod config;
pub mod course;
mod evaluate;
mod explain;
mod identifiers;
mod input;
mod labelled;
mod lexicon;
mod lsp;
mod own_file;
mod pager;
mod pipeline;
mod progress;
mod report;
mod scan;
mod settings_file;
mod show;
mod signals;
mod single;
mod speakers;
mod text;
mod weigh;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use args::{Cli, ColorWhen, Command};

use crate::guard;
use crate::report::table::{
    TableFormat, TableOptions, TableWriter, no_command, steers, visible_lines,
};

/// How a run ends. The numbers are a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// Everything that was asked for was done.
    Done = 0,
    /// Findings at or above the chosen level; for `lexicon test`: an example fails.
    Findings = 1,
    /// Usage, configuration, lexicon or output error, or an input that was not wholly read.
    Error = 2,
}

/// Parses the arguments, runs, and says how it went.
pub fn run() -> ExitCode {
    guard::quiet(|info| say(&(guard::told(info) + "\n")));
    // The matches tell what was given from what is a default; the struct does not.
    let matches = Cli::command().try_get_matches();
    let parsed = matches.and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches)));
    let (cli, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            // Help and version go to standard output with code 0, mistakes to stderr with 2.
            // A full disk is told; a pipe that was closed has got what it wanted.
            let printed = tell_usage(&error).and_then(|()| io::stdout().flush());
            if let Err(failed) = printed
                && failed.kind() != io::ErrorKind::BrokenPipe
                && !error.use_stderr()
            {
                say(&format!(
                    "feltsense: writing to standard output: {failed}\n"
                ));
                return ExitCode::from(ExitStatus::Error as u8);
            }
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let styled = is_styled(cli.color, io::stderr().is_terminal());
    if !signals::listen() {
        say(
            "feltsense: signals cannot be caught here: an interrupted run may leave a hidden folder\n",
        );
    }
    let result = match cli.command {
        Command::Scan(args) => scan::run(&args, styled),
        Command::Check(args) => check::run(&args, cli.color),
        Command::Baseline(command) => check::baseline(&command),
        Command::Lsp(args) => lsp::run(&args),
        Command::Config(command) => config::run(&command),
        Command::Show(args) => show::run(&args, cli.color),
        Command::Compare(args) => compare::run(&args, cli.color),
        Command::Explain(args) => explain::run(&args),
        Command::Completions(args) => explain::completions(&args),
        Command::Man => explain::man(),
        Command::Report(args) => report::run(&args, &report::of_scan(&matches), styled),
        Command::Speakers(args) => speakers::run(&args),
        Command::Lexicon(command) => lexicon::run(&command),
        Command::Identifiers(args) => identifiers::run(&args),
        Command::Text(args) => text::run(&args),
    };
    match result {
        Ok(status) => ExitCode::from(status as u8),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!(
                "feltsense: {}\n",
                visible_lines(&format!("{error:#}"))
            ));
            ExitCode::from(ExitStatus::Error as u8)
        }
    }
}

/// What clap says. It repeats arguments as they are: what would steer a terminal is made visible.
fn tell_usage(error: &clap::Error) -> io::Result<()> {
    let steers = |argument: std::ffi::OsString| {
        let argument = argument.to_string_lossy();
        argument.contains(steers) || argument.contains("##") || argument.contains("::")
    };
    if error.use_stderr() && std::env::args_os().any(steers) {
        say(&visible_lines(&error.render().to_string()));
        return Ok(());
    }
    error.print()
}

/// Writes to stderr; a closed stderr is no error. No name or path in it is a command to a log.
fn say(text: &str) {
    let text = no_command(text);
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Writes to stdout. Whoever closed the pipe has read enough: the run goes on to its verdict.
fn print(text: &str) -> anyhow::Result<()> {
    let mut out = Quiet(io::stdout());
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Standard output that takes a closed pipe for an open one.
struct Quiet(io::Stdout);

impl Write for Quiet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        open(self.0.write(bytes), bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        open(self.0.flush(), ())
    }
}

fn open<T>(result: io::Result<T>, done: T) -> io::Result<T> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(done),
        other => other,
    }
}

/// A table on standard output, with its header.
fn csv(header: &[&str]) -> io::Result<TableWriter<Quiet>> {
    let options = TableOptions {
        format: TableFormat::Csv,
        guard: true,
        bom: false,
    };
    let mut table = TableWriter::new(Quiet(io::stdout()), options);
    table.header(header)?;
    Ok(table)
}

/// An error with its cause and how to mend it, in this order.
fn mended(error: impl std::error::Error + Send + Sync + 'static, help: &str) -> anyhow::Error {
    let cause = error
        .source()
        .map_or(String::new(), |cause| format!(": {cause}"));
    anyhow::anyhow!("{error}{cause}; {help}")
}

/// `head` closed the pipe: nothing is wrong.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// Whether a stream is coloured: the option, then `NO_COLOR`, `FORCE_COLOR` and `CLICOLOR_FORCE`,
/// `CLICOLOR=0` and `TERM=dumb`, then whether it is a terminal. An empty variable is no variable.
fn is_styled(when: ColorWhen, terminal: bool) -> bool {
    let told = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let is_set = |name: &str| told(name).is_some_and(|value| value != "0");
    match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto if told("NO_COLOR").is_some() => false,
        ColorWhen::Auto if is_set("CLICOLOR_FORCE") || is_set("FORCE_COLOR") => true,
        ColorWhen::Auto if told("CLICOLOR").is_some_and(|value| value == "0") => false,
        ColorWhen::Auto if told("TERM").is_some_and(|value| value == "dumb") => false,
        ColorWhen::Auto => terminal,
    }
}

//! What is longer than the screen goes through a pager.

use std::io::{self, IsTerminal, Write};
use std::process::{Child, Command, Stdio};

/// Prints a text: through `$PAGER`, or `less` if there is none set, if standard output is a terminal
/// that it does not fit; else as it is. An empty `$PAGER` means none.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    let rows = match terminal_size::terminal_size() {
        Some((_, rows)) if io::stdout().is_terminal() => usize::from(rows.0),
        _ => return super::print(text),
    };
    if text.lines().count() < rows {
        return super::print(text);
    }
    let Some(mut child) = start() else {
        return super::print(text);
    };
    let written = match child.stdin.take() {
        Some(mut input) => input.write_all(text.as_bytes()),
        None => Ok(()),
    };
    // Whoever leaves the pager early has seen enough.
    let written = written.or_else(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(error),
    });
    let ended = child.wait()?;
    written?;
    // A shell says 126 or 127 of a command that it cannot run.
    if matches!(ended.code(), Some(126 | 127)) {
        return super::print(text);
    }
    Ok(())
}

fn start() -> Option<Child> {
    let named = std::env::var("PAGER").ok();
    let mut command = match named.as_deref().map(str::trim) {
        Some("") => return None,
        Some(words) => of_words(words),
        None => {
            let mut command = Command::new("less");
            command.arg("-FRX");
            command
        }
    };
    // As git does it: colours pass, a short text ends at once. What is searched for in a draft does
    // not go into a history.
    for (name, value) in [("LESS", "FRX"), ("LESSHISTFILE", "-")] {
        if std::env::var_os(name).is_none() {
            command.env(name, value);
        }
    }
    command.stdin(Stdio::piped()).spawn().ok()
}

#[cfg(unix)]
fn of_words(words: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", words]);
    command
}

#[cfg(not(unix))]
fn of_words(words: &str) -> Command {
    let mut parts = words.split_whitespace();
    let mut command = Command::new(parts.next().unwrap_or("more"));
    command.args(parts);
    command
}

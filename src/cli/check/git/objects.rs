//! What git keeps, by id.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdout};

use anyhow::{Context, bail};

/// Bytes by id, from one running git.
pub(in crate::cli::check) struct Objects {
    pub(super) child: Child,
    pub(super) output: BufReader<ChildStdout>,
}

impl Objects {
    /// The bytes of one id.
    pub(in crate::cli::check) fn read(&mut self, id: &str) -> anyhow::Result<Vec<u8>> {
        const MISSING: &str = "the old text is not in this clone, which is partial; fetch it, with `git fetch --refetch`";
        let input = self.child.stdin.as_mut().context("writing to git")?;
        writeln!(input, "{id}").context("writing to git")?;
        input.flush().context("writing to git")?;
        let mut head = String::new();
        self.output
            .read_line(&mut head)
            .context("reading from git")?;
        let mut words = head.split_whitespace();
        let size = match (words.next(), words.next(), words.next()) {
            (Some(_), Some("blob"), Some(size)) => size.parse::<u64>().ok(),
            _ => None,
        };
        let Some(size) = size else {
            bail!(MISSING);
        };
        let mut bytes = Vec::new();
        let read = self.output.by_ref().take(size).read_to_end(&mut bytes);
        read.context("reading from git")?;
        let mut end = [0];
        self.output
            .read_exact(&mut end)
            .context("reading from git")?;
        if bytes.len() as u64 != size || end != *b"\n" {
            bail!(MISSING);
        }
        Ok(bytes)
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        // Without input it ends by itself.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

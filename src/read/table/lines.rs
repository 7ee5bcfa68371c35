//! On which line a row of a table begins.

use std::collections::VecDeque;

use crate::text::bytes;

/// Where the lines begin that are not blank. The csv crate counts LF only, and counts late.
#[derive(Default)]
pub(super) struct LineStarts {
    /// Offset and number of each.
    pub(super) starts: VecDeque<(u64, u64)>,
    /// Line ends so far.
    pub(super) ends: u64,
    pub(super) behind_cr: bool,
    pub(super) inside: bool,
}

/// Bytes up to the first line end, or all.
pub(super) fn line_length(part: &[u8]) -> usize {
    let is_end = |part| bytes::eq(part, b'\n') | bytes::eq(part, b'\r');
    bytes::position(part, is_end).unwrap_or(part.len())
}

impl LineStarts {
    pub(super) fn add(&mut self, bytes: &[u8], offset: u64) {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            self.behind_cr = if byte == b'\n' || byte == b'\r' {
                self.ends += u64::from(byte == b'\r' || !self.behind_cr);
                self.inside = false;
                at += 1;
                byte == b'\r'
            } else {
                if !self.inside {
                    self.inside = true;
                    self.starts.push_back((offset + at as u64, self.ends + 1));
                }
                at += line_length(&bytes[at..]);
                false
            };
        }
    }

    /// The line that follows what was seen and these bytes.
    pub(super) fn line_behind(&self, bytes: &[u8]) -> u64 {
        let mut lines = LineStarts {
            ends: self.ends,
            behind_cr: self.behind_cr,
            ..LineStarts::default()
        };
        lines.add(bytes, 0);
        lines.ends + 1
    }

    /// Forgets all but the first line that begins at `offset` or behind it.
    pub(super) fn keep_first(&mut self, offset: u64) {
        while self.starts.front().is_some_and(|start| start.0 < offset) {
            self.starts.pop_front();
        }
        self.starts.truncate(1);
    }

    /// Number of the first line that begins at `offset` or behind it.
    pub(super) fn line_from(&self, offset: u64) -> u64 {
        let ix = self.starts.partition_point(|start| start.0 < offset);
        self.starts.get(ix).map_or(self.ends + 1, |start| start.1)
    }
}

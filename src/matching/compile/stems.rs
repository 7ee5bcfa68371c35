//! By what stems begin: whether a word may pass any is asked first.

use super::super::flat::Words;

/// The lengths of stems, and their first bytes.
pub(super) fn beginnings(stems: &Words) -> (Vec<usize>, StemStarts) {
    let mut lengths: Vec<usize> = stems.iter().map(str::len).collect();
    lengths.sort_unstable();
    lengths.dedup();
    let mut starts = StemStarts::default();
    for stem in stems.iter() {
        starts.add(stem);
    }
    (lengths, starts)
}

/// The first three bytes of stems, as a set that may hold a few more.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::matching) struct StemStarts {
    bits: Vec<u64>,
}

impl Default for StemStarts {
    fn default() -> Self {
        StemStarts {
            bits: vec![0; (1 << 15) / 64],
        }
    }
}

impl StemStarts {
    fn place(start: [u8; 3]) -> usize {
        let [a, b, c] = start.map(usize::from);
        (a ^ b << 5 ^ c << 10) % (1 << 15)
    }

    fn add(&mut self, stem: &str) {
        match *stem.as_bytes() {
            [a, b, c, ..] => {
                let place = Self::place([a, b, c]);
                self.bits[place / 64] |= 1 << (place % 64);
            }
            // Too short to tell anything apart.
            _ => self.bits.fill(u64::MAX),
        }
    }

    /// False if no stem begins the form.
    pub(in crate::matching) fn may_begin(&self, form: &str) -> bool {
        match *form.as_bytes() {
            [a, b, c, ..] => {
                let place = Self::place([a, b, c]);
                self.bits[place / 64] & 1 << (place % 64) != 0
            }
            _ => true,
        }
    }
}

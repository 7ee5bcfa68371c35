//! How much may still be unpacked.

use crate::read::ReadError;
use crate::read::options::Limits;

/// From so many unpacked bytes on the ratio is looked at: a short text of one letter is no bomb.
const RATIO_FROM: u64 = 1 << 20;

/// Counts what is unpacked from one file, and says when it is too much.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    limits: Limits,
    unpacked: u64,
    is_spent: bool,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Budget {
            limits: *limits,
            unpacked: 0,
            is_spent: false,
        }
    }

    /// True once something went over a limit.
    pub(super) fn is_spent(&self) -> bool {
        self.is_spent
    }

    /// Notes that `bytes` more came out; `packed` bytes went in so far.
    ///
    /// # Errors
    /// If this is over a limit.
    pub(super) fn spend(&mut self, bytes: u64, packed: u64) -> Result<(), ReadError> {
        self.unpacked = self.unpacked.saturating_add(bytes);
        let Limits {
            unpacked, ratio, ..
        } = self.limits;
        if self.unpacked > unpacked {
            self.is_spent = true;
            return Err(too_large(
                format!("unpacks to more than the limit of {unpacked} bytes"),
                "if it is sound, raise the limit with `--max-unpacked BYTES`, or unpack it first",
            ));
        }
        if self.unpacked > RATIO_FROM && self.unpacked / ratio.max(1) > packed {
            self.is_spent = true;
            return Err(too_large(
                format!("unpacks to more than {ratio} times its size, as bombs do"),
                "if it is sound, unpack it first",
            ));
        }
        Ok(())
    }
}

pub(super) fn too_large(what: String, help: &str) -> ReadError {
    ReadError::new("too_large", what, help)
}

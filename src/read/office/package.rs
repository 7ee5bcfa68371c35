//! Zip packages: a part by its name, within limits that are counted while unpacking.
//!
//! Sizes in headers are never believed. All parts of a file share one account: what is unpacked
//! is held against the bytes of the whole file, so members that share packed bytes gain nothing.
//! Names only look parts up; no path is ever built from one.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::read::ReadError;
use crate::read::options::Limits;

/// From so many unpacked bytes on the ratio is looked at.
const RATIO_FROM: u64 = 1 << 20;
/// Most bytes of one part: a part is in memory as a whole. Thousands of pages are a tenth of it.
const PART: u64 = 256 << 20;

/// An opened package.
pub(super) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    packed: u64,
    unpacked: u64,
    limits: Limits,
}

impl<'a> Package<'a> {
    /// Opens a package. Cost: linear in its bytes.
    ///
    /// # Errors
    /// If it is no zip archive, is cut off, has too many members, or members share their bytes.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, ReadError> {
        let members = bytes
            .windows(4)
            .filter(|four| four == b"PK\x01\x02")
            .count() as u64;
        if members > limits.members {
            return Err(too_large(format!(
                "holds {members} members, more than the limit of {}",
                limits.members
            )));
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| {
            damaged("the zip archive is cut off or damaged: its directory cannot be read")
        })?;
        if zip.has_overlapping_files().unwrap_or(false) {
            return Err(damaged("members of the zip archive share their bytes"));
        }
        Ok(Package {
            zip,
            packed: bytes.len() as u64,
            unpacked: 0,
            limits: *limits,
        })
    }

    /// True if two members have the same name; the last one is read.
    pub(super) fn has_duplicates(&self) -> bool {
        self.zip.has_duplicate_names()
    }

    /// True if there is such a part.
    pub(super) fn has(&self, name: &str) -> bool {
        self.zip.index_for_name_raw(name.as_bytes()).is_some()
    }

    /// Unpacks a part; `None` if there is none. `shown` is how messages call it.
    ///
    /// # Errors
    /// If the part is encrypted, damaged (also by its checksum), or goes over a limit.
    pub(super) fn part(&mut self, name: &str, shown: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(index) = self.zip.index_for_name_raw(name.as_bytes()) else {
            return Ok(None);
        };
        let broken = || {
            damaged(format!(
                "{shown} cannot be unpacked, or its checksum is wrong"
            ))
        };
        let member = self.zip.by_index(index);
        let mut member = member.map_err(|error| match error {
            ZipError::UnsupportedArchive(why) if why.contains("assword") => encrypted(),
            ZipError::InvalidPassword => encrypted(),
            ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => {
                ReadError::new(
                    "unsupported_format",
                    format!("{shown} is packed in a way that this build cannot unpack"),
                    "save the file again in the program that made it",
                )
            }
            _ => broken(),
        })?;
        let mut bytes = Vec::new();
        let mut chunk = vec![0; 64 * 1024];
        loop {
            let read = member.read(&mut chunk).map_err(|_| broken())?;
            if read == 0 {
                return Ok(Some(bytes));
            }
            self.unpacked += read as u64;
            if self.unpacked > self.limits.unpacked {
                return Err(too_large(format!(
                    "unpacks to more than the limit of {} bytes",
                    self.limits.unpacked
                )));
            }
            if self.unpacked > RATIO_FROM && self.unpacked / self.limits.ratio.max(1) > self.packed
            {
                return Err(too_large(format!(
                    "unpacks to more than {} times its size",
                    self.limits.ratio
                )));
            }
            bytes.extend_from_slice(&chunk[..read]);
            if bytes.len() as u64 > PART {
                return Err(too_large(format!(
                    "{shown} unpacks to more than the limit of {PART} bytes for one part"
                )));
            }
        }
    }
}

/// The file or a part of it is broken.
pub(super) fn damaged(what: impl Into<String>) -> ReadError {
    ReadError::new(
        "damaged",
        what,
        "open it in the program that made it and save it again",
    )
}

/// The file needs a password.
pub(super) fn encrypted() -> ReadError {
    ReadError::new(
        "encrypted",
        "is protected by a password",
        "open it in the program that made it and save it without password",
    )
}

/// The file goes over a limit.
pub(super) fn too_large(what: impl Into<String>) -> ReadError {
    ReadError::new(
        "too_large",
        what,
        "if the file is sound, save its text as plain text (`.txt`, UTF-8)",
    )
}

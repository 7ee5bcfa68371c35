//! Members of an archive → pieces of work.

use super::Reading;
use super::works::Work;
use crate::problem::Problem;
use crate::report::manifest::InputRecord;
use crate::walk::Input;
#[cfg(feature = "packed")]
use {
    super::source::{capped, hash_of, source_of, unreadable},
    super::works::Held,
    crate::lexicon::sha256_hex,
    crate::read::packed::{Archive, ReadSeek},
    crate::read::{Format, ReadError},
    crate::walk::{Origin, format_of},
    std::collections::VecDeque,
    std::io::{BufReader, Cursor, Read, Seek},
    std::path::Path,
};

/// An archive whose members are read one after the other.
#[cfg(feature = "packed")]
pub(super) struct OpenArchive {
    label: String,
    archive: Archive,
    sha256: String,
    read: u64,
    /// What is to be told before its members.
    problems: VecDeque<Problem>,
}

#[cfg(feature = "packed")]
impl OpenArchive {
    /// Reads the directory, and hashes the archive as it lies.
    pub(super) fn open(input: &Input, reading: &Reading) -> Result<Self, Problem> {
        let shown = reading.label.shown(&input.label);
        let failed = |error: std::io::Error| unreadable(shown.clone(), &error);
        let (file, sha256): (Box<dyn ReadSeek + Send>, String) = match &input.origin {
            Origin::File(path) => {
                let mut file = std::fs::File::open(path).map_err(failed)?;
                let hash = hash_of(&mut file).map_err(failed)?;
                file.rewind().map_err(failed)?;
                (Box::new(BufReader::new(file)), hash)
            }
            Origin::Stdin | Origin::Held(..) => {
                let most = reading.options.limits.unpacked;
                let most = Some(reading.max_file_size.map_or(most, |size| size.min(most)));
                let mut bytes = Vec::new();
                let source = source_of(&input.origin).map_err(failed)?;
                capped(source, most)
                    .read_to_end(&mut bytes)
                    .map_err(failed)?;
                let hash = sha256_hex(&bytes);
                (Box::new(Cursor::new(bytes)), hash)
            }
        };
        let archive = Archive::open(file, &reading.options.limits)
            .map_err(|error| Problem::fatal(shown.clone(), error.reason, error.to_string()))?;
        let mut problems = VecDeque::new();
        if archive.hidden() > 0 {
            let detail = format!(
                "hidden members passed over: {} (names that begin with a dot, or in __MACOSX)",
                archive.hidden()
            );
            problems.push_back(Problem::remark(shown.clone(), "hidden", detail));
        }
        if archive.is_broken() {
            let detail = "the directory of the archive breaks off: some members are missing; pack or download it again";
            problems.push_back(Problem::fatal(shown.clone(), "damaged", detail));
        }
        if archive.left() == 0 {
            let detail = "there is no file in this archive, but for hidden ones";
            problems.push_back(Problem::remark(shown, "nothing_to_read", detail));
        }
        Ok(OpenArchive {
            label: input.label.clone(),
            archive,
            sha256,
            read: 0,
            problems,
        })
    }

    /// The next member, or what is wrong with it; `None` at the end.
    pub(super) fn next(&mut self, reading: &Reading) -> Option<Work> {
        if let Some(problem) = self.problems.pop_front() {
            return Some(Work::Problem(problem));
        }
        let member = self.archive.peek()?.clone();
        let label = format!("{}/{}", self.label, member.label);
        let shown = reading.label.shown(&label);
        let skip = |problem: Problem| Some(Work::Problem(problem));
        if self.archive.is_exhausted() {
            let left = self.archive.left();
            while self.archive.peek().is_some() {
                self.archive.skip();
            }
            let detail = format!(
                "{left} more members were not read, because the archive went over a limit; raise it with `--max-unpacked BYTES`, or unpack the archive first"
            );
            let shown = reading.label.shown(&self.label);
            return skip(Problem::fatal(shown, "too_large", detail));
        }
        if member.is_link {
            self.archive.skip();
            let what = "a symbolic link in an archive is not followed";
            return skip(Problem::remark(shown, "symlink", what));
        }
        let (format, packing) = match format_of(Path::new(&member.label), false, reading.format) {
            Ok((format, _)) if format.is_archive() => {
                self.archive.skip();
                let detail = "an archive in an archive is not read; unpack the outer one first";
                return skip(Problem::fatal(shown, "nested_archive", detail));
            }
            Ok(found) => found,
            Err((reason, detail, fatal)) => {
                self.archive.skip();
                return skip(Problem {
                    path: shown,
                    reason,
                    detail,
                    fatal,
                });
            }
        };
        let failed = |error: ReadError| {
            Some(Work::Problem(Problem::fatal(
                shown.clone(),
                error.reason,
                error.to_string(),
            )))
        };
        let unpacked = match self.archive.take() {
            Ok(unpacked) => unpacked,
            Err(error) => return failed(error),
        };
        let mut held = Held {
            label,
            format,
            named: false,
            as_it_lies: None,
            progress: member.packed,
            bytes: unpacked.bytes,
            damage: unpacked.damage,
        };
        if let Some(most) = reading
            .max_file_size
            .filter(|&most| held.bytes.len() as u64 > most)
        {
            let detail = format!(
                "{} bytes, more than --max-file-size {most}",
                held.bytes.len()
            );
            return skip(Problem::fatal(shown, "too_large", detail));
        }
        if let Some(packing) = packing {
            held.as_it_lies = Some((sha256_hex(&held.bytes), held.bytes.len() as u64));
            if let Err(error) = held.unpack(packing, &reading.options) {
                return failed(error);
            }
            // What a member unpacks to counts for the whole archive.
            if let Err(error) = self.archive.charge(held.bytes.len() as u64) {
                return failed(error);
            }
        }
        self.read += 1;
        Some(Work::Bytes(Box::new(held)))
    }

    /// What the manifest says of the archive itself.
    pub(super) fn record(self, reading: &Reading) -> InputRecord {
        InputRecord {
            path: reading.label.shown(&self.label),
            sha256: self.sha256,
            bytes: self.archive.bytes(),
            format: Format::Zip.name(),
            encoding: "binary",
            encoding_by: "format",
            rows: None,
            members: Some(self.read),
        }
    }
}

/// In a build that cannot unpack no archive is ever open.
#[cfg(not(feature = "packed"))]
pub(super) enum OpenArchive {}

#[cfg(not(feature = "packed"))]
impl OpenArchive {
    pub(super) fn open(input: &Input, reading: &Reading) -> Result<Self, Problem> {
        let error = crate::read::packed::unsupported();
        let shown = reading.label.shown(&input.label);
        Err(Problem::fatal(shown, error.reason, error.to_string()))
    }

    pub(super) fn next(&mut self, _: &Reading) -> Option<Work> {
        match *self {}
    }

    pub(super) fn record(self, _: &Reading) -> InputRecord {
        match self {}
    }
}

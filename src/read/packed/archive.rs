//! Zip archives: members in the order of their labels, each unpacked into memory when it is its turn.

use std::collections::VecDeque;
use std::io::{BufReader, Read, Seek, SeekFrom};

use flate2::Crc;

use super::budget::Budget;
use super::directory::{self, Entry, bytes_at, u16_at, unreadable};
use super::inflate::Inflate;
use super::names::{is_hidden, label, tell_apart};
use super::{Packing, Unpacked, broken, damaged, stream};
use crate::read::ReadError;
use crate::read::options::Limits;

/// Something to read from any place of.
pub trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its label: parts joined by `/`, never absolute, never climbing, unique in the archive.
    pub label: String,
    /// It is a symbolic link: its bytes are the name of another file.
    pub is_link: bool,
    /// How many bytes it has in the archive, as far as the archive says.
    pub packed: u64,
}

/// An opened zip archive.
pub struct Archive {
    input: Box<dyn ReadSeek + Send>,
    length: u64,
    members: VecDeque<(Member, Entry)>,
    budget: Budget,
    limits: Limits,
    hidden: u64,
    is_broken: bool,
}

impl Archive {
    /// Reads the directory of an archive.
    ///
    /// Cost: linear in the directory, which may have up to 256 MiB.
    ///
    /// # Errors
    /// If it is no zip archive, is cut off (the directory stands at its end), or has too many
    /// members.
    pub fn open(mut input: Box<dyn ReadSeek + Send>, limits: &Limits) -> Result<Self, ReadError> {
        let length = input
            .seek(SeekFrom::End(0))
            .map_err(|error| unreadable(&error))?;
        let found = directory::read(&mut input, length, limits)?;
        let mut entries = found.entries;
        entries.retain(|entry| !entry.is_folder);
        let mut labels: Vec<String> = entries.iter().map(|entry| label(&entry.name)).collect();
        tell_apart(&mut labels);
        let mut members: Vec<(Member, Entry)> = labels
            .into_iter()
            .zip(entries)
            .map(|(label, entry)| {
                let member = Member {
                    label,
                    is_link: entry.is_link,
                    packed: entry.packed,
                };
                (member, entry)
            })
            .collect();
        let all = members.len();
        members.retain(|(member, _)| !is_hidden(&member.label));
        let hidden = (all - members.len()) as u64;
        members.sort_by(|(a, _), (b, _)| a.label.cmp(&b.label));
        Ok(Archive {
            input,
            length,
            members: members.into(),
            budget: Budget::new(limits),
            limits: *limits,
            hidden,
            is_broken: found.is_broken,
        })
    }

    /// Hidden files and shadow files of macOS, which are not among the members.
    pub fn hidden(&self) -> u64 {
        self.hidden
    }

    /// The directory holds fewer members than it says.
    pub fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// Size of the archive in bytes.
    pub fn bytes(&self) -> u64 {
        self.length
    }

    /// Number of members that were not asked for yet.
    pub fn left(&self) -> usize {
        self.members.len()
    }

    /// The next member; [`Archive::take`] or [`Archive::skip`] goes on.
    pub fn peek(&self) -> Option<&Member> {
        self.members.front().map(|(member, _)| member)
    }

    /// Passes over the next member.
    pub fn skip(&mut self) {
        self.members.pop_front();
    }

    /// Unpacks the next member. Damage behind its first bytes does not take them.
    ///
    /// # Errors
    /// If there is none, if it is encrypted, packed in a way that is not read, damaged from the
    /// first byte on, or if it goes over a limit. After [`Archive::is_exhausted`] all others do.
    pub fn take(&mut self) -> Result<Unpacked, ReadError> {
        let Some((_, entry)) = self.members.pop_front() else {
            return Err(damaged("there is no such member"));
        };
        if entry.is_encrypted {
            return Err(ReadError::new(
                "encrypted",
                "this member is protected by a password",
                "unpack it with its password first",
            ));
        }
        let header = bytes_at(&mut self.input, entry.at, 30).map_err(|error| unreadable(&error))?;
        if header.len() < 30 || !header.starts_with(b"PK\x03\x04") {
            return Err(damaged(
                "the archive is damaged where this member should be",
            ));
        }
        let skipped = u64::from(u16_at(&header, 26)) + u64::from(u16_at(&header, 28));
        let start = entry.at.saturating_add(30 + skipped);
        self.input
            .seek(SeekFrom::Start(start))
            .map_err(|error| unreadable(&error))?;
        let packed = (&mut self.input).take(entry.packed);
        match entry.method {
            0 => drain(packed, &entry, &mut self.budget, self.length, &self.limits),
            8 => {
                let input = Inflate::new(BufReader::with_capacity(64 * 1024, packed));
                drain(input, &entry, &mut self.budget, self.length, &self.limits)
            }
            20 | 93 => {
                let input = stream::open(packed, Packing::Zstd, &self.limits);
                drain(input, &entry, &mut self.budget, self.length, &self.limits)
            }
            method => Err(ReadError::new(
                "unsupported_format",
                format!("this member is packed by method {method}, which is not read"),
                "unpack it first, or pack it with deflate",
            )),
        }
    }

    /// Counts bytes that came out of a packed member: they are of this archive, too.
    ///
    /// # Errors
    /// If this is over a limit.
    pub fn charge(&mut self, bytes: u64) -> Result<(), ReadError> {
        self.budget.spend(bytes, self.length)
    }

    /// The archive as a whole went over its limit: no other member is read.
    pub fn is_exhausted(&self) -> bool {
        self.budget.is_spent()
    }
}

/// Reads a member to its end, and compares it with what the directory says.
fn drain(
    mut input: impl Read,
    entry: &Entry,
    budget: &mut Budget,
    archive: u64,
    limits: &Limits,
) -> Result<Unpacked, ReadError> {
    let mut own = Budget::new(limits);
    let mut crc = Crc::new();
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 64 * 1024];
    let damage = loop {
        match input.read(&mut chunk) {
            Ok(0) if bytes.len() as u64 != entry.size => {
                break Some(damaged("this member is cut off or damaged"));
            }
            Ok(0) if crc.sum() != entry.crc => {
                break Some(damaged(
                    "the checksum of this member is wrong: its text may be, too",
                ));
            }
            Ok(0) => break None,
            Ok(length) => {
                own.spend(length as u64, entry.packed)?;
                budget.spend(length as u64, archive)?;
                crc.update(&chunk[..length]);
                bytes.extend_from_slice(&chunk[..length]);
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => break Some(ReadError::of_io(&error).unwrap_or_else(broken)),
        }
    };
    super::settle(bytes, damage)
}

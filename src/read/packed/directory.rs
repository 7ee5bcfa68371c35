//! The directory of a zip archive: which members there are, and where.
//!
//! Read by hand, because duplicate names and a damaged end must not hide members. Everything in it
//! may be a lie: it is used to find the packed bytes, never to size a buffer.

use std::io::{self, Read, Seek, SeekFrom};

use flate2::Crc;

use super::budget::too_large;
use super::damaged;
use crate::read::ReadError;
use crate::read::options::Limits;

/// What the directory says of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) method: u16,
    pub(super) is_encrypted: bool,
    pub(super) is_folder: bool,
    pub(super) is_link: bool,
    pub(super) crc: u32,
    pub(super) packed: u64,
    pub(super) size: u64,
    /// Where its local header is.
    pub(super) at: u64,
}

/// The entries, and whether the directory breaks off behind them.
pub(super) struct Directory {
    pub(super) entries: Vec<Entry>,
    pub(super) is_broken: bool,
}

const END: &[u8] = b"PK\x05\x06";
const END_SIZE: usize = 22;
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_SIZE: usize = 46;
/// Most bytes of a directory: enough for 100,000 members with names of 2 KiB.
const MOST_BYTES: u64 = 256 << 20;

/// Reads the directory. Cost: linear in its bytes, which are held meanwhile.
pub(super) fn read<R: Read + Seek>(
    input: &mut R,
    length: u64,
    limits: &Limits,
) -> Result<Directory, ReadError> {
    let (end_at, end) = find_end(input, length)
        .map_err(|error| unreadable(&error))?
        .ok_or_else(|| {
            damaged("the archive is cut off, or is no zip archive: its directory is missing")
        })?;
    if u16_at(&end, 4) != u16_at(&end, 6) {
        return Err(ReadError::new(
            "unsupported_format",
            "is one part of a zip archive in several parts",
            "join the parts, or unpack them first",
        ));
    }
    let mut members = u64::from(u16_at(&end, 10));
    let mut size = u64::from(u32_at(&end, 12));
    let mut offset = u64::from(u32_at(&end, 16));
    let mut directory_end = end_at;
    if let Some((at, wide)) = find_wide_end(input, end_at).map_err(|error| unreadable(&error))? {
        members = u64_at(&wide, 32);
        size = u64_at(&wide, 40);
        offset = u64_at(&wide, 48);
        directory_end = at;
    }
    if members > limits.members {
        return Err(too_many(limits));
    }
    if size > MOST_BYTES {
        return Err(too_large(
            format!("has a directory of {size} bytes"),
            "unpack it first",
        ));
    }
    // Something may stand before the archive: offsets then count from its own start.
    let start = directory_end.saturating_sub(size);
    let (start, shift) = match start.checked_sub(offset) {
        Some(shift) if begins_with(input, start, ENTRY).map_err(|error| unreadable(&error))? => {
            (start, shift)
        }
        _ => (offset, 0),
    };
    let mut bytes = Vec::new();
    input
        .seek(SeekFrom::Start(start))
        .map_err(|error| unreadable(&error))?;
    input
        .by_ref()
        .take(size)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(&error))?;
    let mut rest = bytes.as_slice();
    let mut entries = Vec::new();
    while rest.len() >= ENTRY_SIZE && rest.starts_with(ENTRY) {
        if entries.len() as u64 == limits.members {
            return Err(too_many(limits));
        }
        let [name, extra, comment] = [28, 30, 32].map(|at| usize::from(u16_at(rest, at)));
        let Some(variable) = rest.get(ENTRY_SIZE..ENTRY_SIZE + name + extra + comment) else {
            break;
        };
        let (name, extra) = (&variable[..name], &variable[name..name + extra]);
        entries.push(entry(rest, name, extra, shift));
        rest = &rest[ENTRY_SIZE + variable.len()..];
    }
    // Archives of more than 65,535 members without the wide form count modulo 65,536.
    let is_broken = entries.len() as u64 % 65_536 != members % 65_536;
    if entries.is_empty() && members > 0 {
        return Err(damaged("the directory of the archive is damaged"));
    }
    Ok(Directory { entries, is_broken })
}

/// The record at the very end, and where it is.
fn find_end<R: Read + Seek>(input: &mut R, length: u64) -> io::Result<Option<(u64, Vec<u8>)>> {
    let from = length.saturating_sub((END_SIZE + usize::from(u16::MAX)) as u64);
    input.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    input.by_ref().take(length - from).read_to_end(&mut tail)?;
    let mut at = tail.len().saturating_sub(END_SIZE) + 1;
    while at > 0 {
        at -= 1;
        let record = &tail[at..];
        if record.len() >= END_SIZE
            && record.starts_with(END)
            && END_SIZE + usize::from(u16_at(record, 20)) <= record.len()
        {
            return Ok(Some((from + at as u64, record.to_vec())));
        }
    }
    Ok(None)
}

/// The wide form of that record (zip64), and where it is.
fn find_wide_end<R: Read + Seek>(input: &mut R, end: u64) -> io::Result<Option<(u64, Vec<u8>)>> {
    let Some(locator_at) = end.checked_sub(20) else {
        return Ok(None);
    };
    let locator = bytes_at(input, locator_at, 20)?;
    if locator.len() < 20 || !locator.starts_with(b"PK\x06\x07") {
        return Ok(None);
    }
    // With something before the archive the offset is wrong; the record mostly ends here.
    for at in [Some(u64_at(&locator, 8)), locator_at.checked_sub(56)] {
        let Some(at) = at.filter(|&at| at < locator_at) else {
            continue;
        };
        let record = bytes_at(input, at, 56)?;
        if record.len() == 56 && record.starts_with(b"PK\x06\x06") {
            return Ok(Some((at, record)));
        }
    }
    Ok(None)
}

fn begins_with<R: Read + Seek>(input: &mut R, at: u64, start: &[u8]) -> io::Result<bool> {
    Ok(bytes_at(input, at, start.len() as u64)? == start)
}

/// At most `most` bytes from `at` on.
pub(super) fn bytes_at<R: Read + Seek>(input: &mut R, at: u64, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.seek(SeekFrom::Start(at))?;
    input.by_ref().take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn entry(record: &[u8], name: &[u8], extra: &[u8], shift: u64) -> Entry {
    let flags = u16_at(record, 8);
    let method = u16_at(record, 10);
    let (mut packed, mut size, mut at) = (
        u64::from(u32_at(record, 20)),
        u64::from(u32_at(record, 24)),
        u64::from(u32_at(record, 42)),
    );
    let mut unicode = None;
    for (kind, mut field) in fields(extra) {
        match kind {
            // Only what does not fit into 32 bits stands here, in this order.
            1 => {
                for number in [&mut size, &mut packed, &mut at] {
                    if *number == u64::from(u32::MAX) && field.len() >= 8 {
                        *number = u64_at(field, 0);
                        field = &field[8..];
                    }
                }
            }
            0x7075 if field.len() > 5 && field[0] == 1 && crc_of(name) == u32_at(field, 1) => {
                unicode = str::from_utf8(&field[5..]).ok();
            }
            _ => {}
        }
    }
    let name = match unicode {
        Some(name) => name.to_owned(),
        None => str::from_utf8(name).map_or_else(|_| dos_name(name), str::to_owned),
    };
    let unix_mode = u32_at(record, 38) >> 16;
    let is_unix = record[5] == 3;
    Entry {
        method,
        is_encrypted: flags & 0x41 != 0 || method == 99,
        is_folder: name.ends_with(['/', '\\']),
        is_link: is_unix && unix_mode & 0o17_0000 == 0o12_0000,
        crc: u32_at(record, 16),
        packed,
        size,
        at: at.saturating_add(shift),
        name,
    }
}

/// The extra fields of an entry: kind and content.
fn fields(mut extra: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        if extra.len() < 4 {
            return None;
        }
        let (kind, length) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
        let field = extra.get(4..4 + length)?;
        extra = &extra[4 + length..];
        Some((kind, field))
    })
}

fn crc_of(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// A name in code page 437, which stands for every old one: better a wrong letter than none.
fn dos_name(bytes: &[u8]) -> String {
    const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";
    let letter = |&byte: &u8| match byte.checked_sub(128) {
        None => char::from(byte),
        Some(ix) => UPPER.chars().nth(usize::from(ix)).unwrap_or('?'),
    };
    bytes.iter().map(letter).collect()
}

fn too_many(limits: &Limits) -> ReadError {
    too_large(
        format!("holds more members than the limit of {}", limits.members),
        "split it, or unpack it first",
    )
}

pub(super) fn unreadable(error: &io::Error) -> ReadError {
    ReadError::of_io(error).unwrap_or_else(|| {
        ReadError::new(
            "unreadable",
            format!("the archive cannot be read ({})", error.kind()),
            "look whether the drive is all right",
        )
    })
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_names_have_letters() {
        assert_eq!(dos_name(b"caf\x82.txt"), "café.txt");
        assert_eq!(dos_name(&[0x80, 0xFF]), "Ç\u{A0}");
    }

    #[test]
    fn wide_fields_fill_what_does_not_fit() {
        let mut record = vec![0; ENTRY_SIZE];
        record[20..24].fill(0xFF);
        let mut extra = vec![1, 0, 8, 0];
        extra.extend(5_000_000_000_u64.to_le_bytes());
        let found = entry(&record, b"a", &extra, 7);
        assert_eq!((found.packed, found.size, found.at), (5_000_000_000, 0, 7));
    }
}

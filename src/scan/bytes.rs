//! All bytes of an input, and their hash.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use rayon::prelude::*;

use super::source::{Tally, capped, capped_behind, source_of};
use crate::lexicon::sha256_hex;
use crate::walk::Origin;

/// Files of fewer bytes are read without asking for their size once more.
const SMALL: usize = 1 << 16;
/// Room that is taken at once for an input of unknown size.
const MOST_ROOM: u64 = 1 << 30;
/// Files from so many bytes on are read by several threads.
const LONG: u64 = 4 << 20;
/// Bytes of a long file that are read while those before them are hashed.
const STEP: usize = 4 << 20;
/// Bytes of it that a thread reads at a time.
const PART: usize = 512 << 10;

/// All bytes of an input of about `size` bytes, and their SHA-256 in hexadecimal.
///
/// Cost: linear; a long file is read and hashed by all threads of the current pool.
pub(super) fn hashed(
    origin: &Origin,
    size: u64,
    most: Option<u64>,
) -> io::Result<(Vec<u8>, String)> {
    if let Origin::File(path) = origin
        && (LONG..=MOST_ROOM).contains(&size)
        && CAN_READ_AT
    {
        return long(path, size as usize, most);
    }
    let bytes = all(origin, size, most)?;
    let sha256 = sha256_hex(&bytes);
    Ok((bytes, sha256))
}

/// A long file: its parts are read side by side, and hashed one after the other behind that.
fn long(path: &Path, size: usize, most: Option<u64>) -> io::Result<(Vec<u8>, String)> {
    let mut file = File::open(path)?;
    let mut bytes = vec![0; size];
    let tally = Tally::new();
    let (mut length, mut hashed) = (0, 0);
    while length < size {
        let (before, rest) = bytes.split_at_mut(length);
        let room = STEP.min(rest.len());
        let step = &mut rest[..room];
        let (read, ()) = rayon::join(
            || step_at(&file, length, step),
            || tally.add(&before[hashed..]),
        );
        hashed = length;
        let read = read?;
        length += read;
        if read < room {
            // It is shorter than it was when it was found.
            break;
        }
    }
    bytes.truncate(length);
    file.seek(SeekFrom::Start(length as u64))?;
    capped_behind(Box::new(file), length, most).read_to_end(&mut bytes)?;
    tally.add(&bytes[hashed..]);
    Ok((bytes, tally.taken().0))
}

/// Reads what stands from `start` on, side by side; gives how many bytes there are before the end.
fn step_at(file: &File, start: usize, step: &mut [u8]) -> io::Result<usize> {
    let parts = step.par_chunks_mut(PART).enumerate();
    let read: io::Result<Vec<(usize, usize)>> = parts
        .map(|(at, part)| Ok((part_at(file, start + at * PART, part)?, part.len())))
        .collect();
    let mut length = 0;
    for (read, room) in read? {
        length += read;
        if read < room {
            break;
        }
    }
    Ok(length)
}

/// Reads until a part is full or the file ends.
fn part_at(file: &File, start: usize, part: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < part.len() {
        match read_at(file, &mut part[length..], (start + length) as u64) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

/// A file can be read at any place by several threads at once.
const CAN_READ_AT: bool = cfg!(any(unix, windows));

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], start: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, bytes, start)
}

#[cfg(windows)]
fn read_at(file: &File, bytes: &mut [u8], start: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, bytes, start)
}

#[cfg(not(any(unix, windows)))]
fn read_at(_: &File, _: &mut [u8], _: u64) -> io::Result<usize> {
    Err(io::ErrorKind::Unsupported.into())
}

/// All bytes of an input, by one thread.
fn all(origin: &Origin, size: u64, most: Option<u64>) -> io::Result<Vec<u8>> {
    // One byte more shows the end without growing.
    let room = size.min(MOST_ROOM) as usize + 1;
    if let (Origin::File(path), true) = (
        origin,
        room <= SMALL && most.is_none_or(|m| m >= SMALL as u64),
    ) {
        // Most files are as long as they were when they were found: two looks show all of it.
        let mut file = File::open(path)?;
        let mut bytes = vec![0; room];
        let mut length = 0;
        while length < room {
            match file.read(&mut bytes[length..]) {
                Ok(0) => {
                    bytes.truncate(length);
                    return Ok(bytes);
                }
                Ok(read) => length += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        // It has grown.
        capped_behind(Box::new(file), length, most).read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    let mut bytes = Vec::with_capacity(room);
    let mut source = capped(source_of(origin)?, most);
    source.read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_read_whole_whatever_its_size_was_said_to_be() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("long.txt");
        let mut bytes = Vec::new();
        for number in 0..1_200_000u32 {
            bytes.extend_from_slice(number.to_string().as_bytes());
        }
        std::fs::write(&path, &bytes).expect("written");
        let sha256 = sha256_hex(&bytes);
        let length = bytes.len();
        assert!(length > STEP + PART);
        // As long as it was, grown, shrunk; the end of a step and of a part in between.
        for said in [
            length,
            length - 1,
            length + 1,
            STEP,
            STEP + 1,
            STEP - 1,
            STEP + PART,
            2 * STEP,
            length + 9 * STEP,
        ] {
            let read = long(&path, said, None).expect("it can be read");
            assert!(read.0 == bytes, "{said}");
            assert_eq!(read.1, sha256, "{said}");
        }
        let error = long(&path, STEP, Some(STEP as u64 + 10)).expect_err("it is too long");
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        assert!(long(&path, length, Some(length as u64)).is_ok());
    }
}

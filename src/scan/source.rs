//! Opening an input, with an eye on how much of it may be read.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::sync::{Arc, Mutex};

use sha2::{Digest, Sha256};

use crate::problem::Problem;
use crate::read::packed::{self, Packing};
use crate::read::{Options, ReadError};
use crate::walk::{Origin, words_of};

/// Opens a file, or standard input.
pub(super) fn source_of(origin: &Origin) -> io::Result<Box<dyn Read + Send>> {
    match origin {
        Origin::File(path) => File::open(path).map(|file| Box::new(file) as _),
        Origin::Stdin => Ok(Box::new(io::stdin())),
        Origin::Held(_, bytes) => Ok(Box::new(Cursor::new(Arc::clone(bytes)))),
    }
}

/// An input of at most `most` bytes: more is an error. Its size was looked at before, but a file may
/// grow, and a pipe has no size.
pub(super) fn capped(input: Box<dyn Read + Send>, most: Option<u64>) -> Box<dyn Read + Send> {
    capped_behind(input, 0, most)
}

/// The same of an input of which so many bytes were read already.
pub(super) fn capped_behind(
    input: Box<dyn Read + Send>,
    read: usize,
    most: Option<u64>,
) -> Box<dyn Read + Send> {
    match most {
        None => input,
        Some(most) => Box::new(Capped {
            input,
            most,
            left: most.saturating_sub(read as u64),
        }),
    }
}

struct Capped {
    input: Box<dyn Read + Send>,
    most: u64,
    left: u64,
}

impl Read for Capped {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left > 0 {
            let room = usize::try_from(self.left).unwrap_or(usize::MAX);
            let length = room.min(buffer.len());
            let length = self.input.read(&mut buffer[..length])?;
            self.left -= length as u64;
            return Ok(length);
        }
        if buffer.is_empty() || self.input.read(&mut [0])? == 0 {
            return Ok(0);
        }
        let what = format!("more bytes than --max-file-size {}", self.most);
        Err(io::Error::new(io::ErrorKind::FileTooLarge, what))
    }
}

/// The problem of an input that could not be opened or read to its end.
pub(super) fn unreadable(path: String, error: &io::Error) -> Problem {
    if error.kind() == io::ErrorKind::FileTooLarge {
        let what = error
            .get_ref()
            .map_or_else(|| error.to_string(), ToString::to_string);
        return Problem::fatal(path, "too_large", what);
    }
    if let Some(error) = ReadError::of_io(error) {
        return Problem::fatal(path, error.reason, error.to_string());
    }
    Problem::fatal(path, "unreadable", words_of(error))
}

/// The bytes of an input as it lies, counted and hashed on the way to be unpacked.
#[derive(Clone)]
pub(super) enum Tally {
    Running(Arc<Mutex<(Sha256, u64)>>),
    Done(String, u64),
}

impl Tally {
    pub(super) fn new() -> Tally {
        Tally::Running(Arc::default())
    }

    /// One that has ended.
    pub(super) fn of((hash, bytes): (String, u64)) -> Tally {
        Tally::Done(hash, bytes)
    }

    /// SHA-256 in hexadecimal and number of the bytes read so far.
    pub(super) fn taken(&self) -> (String, u64) {
        match self {
            Tally::Done(hash, bytes) => (hash.clone(), *bytes),
            Tally::Running(taken) => taken.lock().map_or((String::new(), 0), |taken| {
                let hash = taken.0.clone().finalize();
                let hash = hash
                    .iter()
                    .fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
                (hash, taken.1)
            }),
        }
    }

    pub(super) fn add(&self, bytes: &[u8]) {
        if let Tally::Running(taken) = self
            && let Ok(mut taken) = taken.lock()
        {
            taken.0.update(bytes);
            taken.1 += bytes.len() as u64;
        }
    }
}

/// SHA-256 of what a reader gives, in hexadecimal.
#[cfg(feature = "packed")]
pub(super) fn hash_of(input: &mut impl Read) -> io::Result<String> {
    let tally = Tally::new();
    let mut chunk = vec![0; 64 * 1024];
    loop {
        match input.read(&mut chunk) {
            Ok(0) => return Ok(tally.taken().0),
            Ok(length) => tally.add(&chunk[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

struct Tallied {
    input: Box<dyn Read + Send>,
    tally: Tally,
}

impl Read for Tallied {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(buffer)?;
        self.tally.add(&buffer[..length]);
        Ok(length)
    }
}

/// What a packed input holds, as a stream; and what it is itself.
#[cfg(feature = "packed")]
pub(super) fn unpacked(
    input: Box<dyn Read + Send>,
    packing: Packing,
    options: &Options,
) -> (Box<dyn Read + Send>, Tally) {
    let tally = Tally::new();
    let input = Tallied {
        input,
        tally: tally.clone(),
    };
    let unpacked = packed::open(input, packing, &options.limits);
    (Box::new(unpacked), tally)
}

#[cfg(not(feature = "packed"))]
pub(super) fn unpacked(
    input: Box<dyn Read + Send>,
    _: Packing,
    _: &Options,
) -> (Box<dyn Read + Send>, Tally) {
    struct Refused;
    impl Read for Refused {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other(packed::unsupported()))
        }
    }
    let tally = Tally::new();
    drop(Tallied {
        input,
        tally: tally.clone(),
    });
    (Box::new(Refused), tally)
}

/// Standard input has no extension: its first bytes say whether it is packed.
pub(super) fn sniffed(
    mut input: Box<dyn Read + Send>,
) -> io::Result<(Box<dyn Read + Send>, Option<Packing>)> {
    let mut start = Vec::new();
    input.by_ref().take(4).read_to_end(&mut start)?;
    let packing = Packing::of_start(&start);
    Ok((Box::new(Cursor::new(start).chain(input)), packing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capped_input_ends_or_fails_exactly_there() {
        let read = |most| {
            let mut text = String::new();
            let input = Box::new(Cursor::new("12345"));
            capped(input, most).read_to_string(&mut text).map(|_| text)
        };
        assert_eq!(read(None).expect("text"), "12345");
        assert_eq!(read(Some(5)).expect("text"), "12345");
        let error = read(Some(4)).expect_err("too much");
        let problem = unreadable("a.txt".to_owned(), &error);
        assert_eq!(problem.reason, "too_large");
        assert!(problem.detail.contains("--max-file-size 4"));
    }
}

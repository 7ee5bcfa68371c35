//! Opening an input, with an eye on how much of it may be read.

use std::fs::File;
use std::io::{self, Read};

use crate::problem::Problem;
use crate::walk::{Origin, words_of};

/// Opens a file, or standard input.
pub(super) fn source_of(origin: &Origin) -> io::Result<Box<dyn Read + Send>> {
    match origin {
        Origin::File(path) => File::open(path).map(|file| Box::new(file) as _),
        Origin::Stdin => Ok(Box::new(io::stdin())),
    }
}

/// An input of at most `most` bytes: more is an error. Its size was looked at before, but a file may
/// grow, and a pipe has no size.
pub(super) fn capped(input: Box<dyn Read + Send>, most: Option<u64>) -> Box<dyn Read + Send> {
    match most {
        None => input,
        Some(most) => Box::new(Capped {
            input,
            most,
            left: most,
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
    Problem::fatal(path, "unreadable", words_of(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capped_input_ends_or_fails_exactly_there() {
        let read = |most| {
            let mut text = String::new();
            let input = Box::new(io::Cursor::new("12345"));
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

//! What unpacking promises: no more than the limits, the same by any way of reading, and nothing
//! that breaks off passes for whole.

use std::collections::HashSet;
use std::io::{Cursor, Read};

use feltsense::read::decode::Choice;
use feltsense::read::options::Limits;
use feltsense::read::packed::{Archive, Packing, Unpacked, open, unpack};
use feltsense::read::{self, Format, Options, ReadError};

/// Largest text that is read once it is unpacked: the readers have targets of their own.
const MOST_READ: usize = 4096;

fn limits() -> Limits {
    Limits {
        unpacked: super::table::UNPACKED,
        ratio: 100,
        members: 200,
        ..Limits::default()
    }
}

fn told(error: &ReadError) {
    assert!(!error.reason.is_empty() && !error.what.is_empty() && !error.help.is_empty());
    super::document::is_short(&error.to_string());
}

/// What came out keeps to the limits, for so many packed bytes.
fn within(found: &Result<Unpacked, ReadError>, packed: usize) {
    match found {
        Ok(found) => {
            let limits = limits();
            let most = (packed as u64 + 1)
                .saturating_mul(limits.ratio)
                .max(1 << 20);
            let bytes = found.bytes.len() as u64;
            assert!(bytes <= limits.unpacked.min(most), "{bytes} of {packed}");
            if let Some(damage) = &found.damage {
                assert_eq!(damage.reason, "damaged");
                assert!(!found.bytes.is_empty());
                told(damage);
            }
        }
        Err(error) => told(error),
    }
}

/// Reads what was unpacked, as a text of this format.
fn read_on(bytes: &[u8], format: Format) {
    if bytes.len() <= MOST_READ && format.is_text() && !format.is_table() {
        let options = Options {
            limits: limits(),
            ..Options::default()
        };
        match read::open(bytes, format, Choice::Auto, &options) {
            Ok(read) => super::document::check(&read.document, read.original()),
            Err(error) => told(&error),
        }
    }
}

/// One packed file: whole, and as a stream that is asked for a few bytes at a time.
pub(super) fn stream(data: &[u8], packing: Packing) {
    let limits = limits();
    let found = unpack(data, packing, &limits);
    within(&found, data.len());
    let mut slow = open(
        super::table::Slow(Cursor::new(data.to_vec())),
        packing,
        &limits,
    );
    let mut bytes = Vec::new();
    let mut buffer = [0; 4099];
    let end = loop {
        match slow.read(&mut buffer) {
            Ok(0) => break None,
            Ok(length) => bytes.extend_from_slice(&buffer[..length]),
            Err(error) => break Some(ReadError::of_io(&error).expect("the input does not fail")),
        }
    };
    // After its end or an error a stream gives nothing more.
    assert_eq!(slow.read(&mut buffer).expect("the end"), 0);
    match (&found, end) {
        (Ok(found), None) => assert!(found.damage.is_none() && found.bytes == bytes),
        (Ok(found), Some(error)) => {
            assert_eq!(found.damage.as_ref(), Some(&error));
            // A character that was cut in two was taken away.
            assert!(bytes.starts_with(&found.bytes) && bytes.len() - found.bytes.len() < 4);
        }
        (Err(error), Some(end)) => assert_eq!(error.reason, end.reason),
        (Err(_), None) => panic!("whole as a stream only"),
    }
    if let Ok(found) = found {
        read_on(&found.bytes, Format::Text);
    }
}

/// An archive, member by member, as a scan reads it.
pub(super) fn archive(data: &[u8]) {
    let limits = limits();
    let opened = Archive::open(Box::new(Cursor::new(data.to_vec())), &limits);
    let mut archive = match opened {
        Ok(archive) => archive,
        Err(error) => return told(&error),
    };
    assert_eq!(archive.bytes(), data.len() as u64);
    let mut labels = HashSet::new();
    let mut left = archive.left();
    assert!(left as u64 <= limits.members);
    let mut sum = 0;
    while let Some(member) = archive.peek().cloned() {
        let label = member.label;
        assert!(!label.starts_with('/') && !label.split('/').any(|part| part == ".."));
        assert!(labels.insert(label.clone()), "`{label}` twice");
        let was_spent = archive.is_exhausted();
        let found = archive.take();
        left -= 1;
        assert_eq!(archive.left(), left);
        within(&found, data.len());
        let Ok(mut found) = found else { continue };
        assert!(
            !was_spent || found.bytes.is_empty(),
            "read behind the limit"
        );
        sum += found.bytes.len() as u64;
        assert!(sum <= limits.unpacked);
        let (stem, extension) = label.rsplit_once('.').unwrap_or((&label, ""));
        let mut extension = extension;
        if let Some(packing) = Packing::of_extension(extension) {
            match unpack(&found.bytes, packing, &limits) {
                Ok(inner) => found = inner,
                Err(error) => {
                    told(&error);
                    continue;
                }
            }
            if archive.charge(found.bytes.len() as u64).is_err() {
                assert!(archive.is_exhausted());
                continue;
            }
            extension = stem.rsplit_once('.').map_or("", |(_, extension)| extension);
        }
        if let Some(format) = Format::of_extension(extension) {
            read_on(&found.bytes, format);
        }
    }
    let end = archive.take().expect_err("no member is left");
    told(&end);
}

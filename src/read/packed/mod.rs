//! Packed inputs: one file in gz or zst, archives in zip.
//!
//! Takes the packed bytes, gives the bytes inside, as a stream or whole. How much comes out is
//! counted while it comes out; what headers say about sizes is never believed. A stream that
//! breaks off or fails its checksum never passes for whole: what was read before is given together
//! with what is wrong.

use super::ReadError;
#[cfg(feature = "packed")]
use super::options::Limits;

#[cfg(feature = "packed")]
mod archive;
#[cfg(feature = "packed")]
mod budget;
#[cfg(feature = "packed")]
mod directory;
#[cfg(feature = "packed")]
mod inflate;
#[cfg(feature = "packed")]
mod names;
#[cfg(feature = "packed")]
mod stream;
#[cfg(all(test, feature = "packed"))]
mod tests;

#[cfg(feature = "packed")]
pub use archive::{Archive, Member, ReadSeek};
#[cfg(feature = "packed")]
pub use stream::open;

/// How a single file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// gzip, of one or more members.
    Gzip,
    /// Zstandard, of one or more frames.
    Zstd,
}

impl Packing {
    /// The packing that files with this extension (without the dot, in any case) have.
    pub fn of_extension(extension: &str) -> Option<Packing> {
        match extension.to_ascii_lowercase().as_str() {
            "gz" => Some(Packing::Gzip),
            "zst" | "zstd" => Some(Packing::Zstd),
            _ => None,
        }
    }

    /// The packing of bytes that begin like this.
    pub fn of_start(bytes: &[u8]) -> Option<Packing> {
        match bytes {
            [0x1F, 0x8B, 0x08, ..] => Some(Packing::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Packing::Zstd),
            _ => None,
        }
    }

    /// The name that messages use.
    pub fn name(self) -> &'static str {
        match self {
            Packing::Gzip => "gzip",
            Packing::Zstd => "zstd",
        }
    }
}

/// Bytes that were packed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unpacked {
    /// All of them, or what came out before the damage.
    pub bytes: Vec<u8>,
    /// Why this is not all.
    pub damage: Option<ReadError>,
}

/// Unpacks a whole input.
///
/// Cost: linear in the unpacked bytes, which are held.
///
/// # Errors
/// If nothing comes out but damage, or if it goes over a limit.
#[cfg(feature = "packed")]
pub fn unpack(bytes: &[u8], packing: Packing, limits: &Limits) -> Result<Unpacked, ReadError> {
    let mut input = open(std::io::Cursor::new(bytes), packing, limits);
    take_all(&mut input)
}

/// Reads to the end, or to the damage. An error that holds no [`ReadError`] is damage, too.
#[cfg(feature = "packed")]
fn take_all(input: &mut dyn std::io::Read) -> Result<Unpacked, ReadError> {
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 64 * 1024];
    let damage = loop {
        match input.read(&mut chunk) {
            Ok(0) => break None,
            Ok(length) => bytes.extend_from_slice(&chunk[..length]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => break Some(ReadError::of_io(&error).unwrap_or_else(broken)),
        }
    };
    settle(bytes, damage)
}

/// What is left of bytes that were damaged.
#[cfg(feature = "packed")]
fn settle(mut bytes: Vec<u8>, damage: Option<ReadError>) -> Result<Unpacked, ReadError> {
    if let Some(error) = &damage {
        // A character that was cut in two is no bad byte.
        if let Err(error) = str::from_utf8(&bytes)
            && error.error_len().is_none()
        {
            bytes.truncate(error.valid_up_to());
        }
        if bytes.is_empty() || error.reason != "damaged" {
            return Err(error.clone());
        }
    }
    Ok(Unpacked { bytes, damage })
}

/// The packed bytes are not what they should be.
#[cfg(feature = "packed")]
fn damaged(what: impl Into<String>) -> ReadError {
    ReadError::new("damaged", what, "pack or download it again")
}

#[cfg(feature = "packed")]
fn broken() -> ReadError {
    damaged("the packed data is damaged")
}

/// This build cannot unpack.
pub fn unsupported() -> ReadError {
    ReadError::new(
        "unsupported_format",
        "this build of feltsense cannot unpack gz, zst and zip: it was built without the feature `packed`",
        "unpack it first",
    )
}

//! Packed streams → bytes, never more of them than a limit.

use std::io::Read;

use pdf_extract::{Dictionary, Document, Object, Stream};

/// Follows references, a few of them.
pub(super) fn resolved<'d>(document: &'d Document, object: &'d Object) -> Option<&'d Object> {
    let mut object = object;
    for _ in 0..8 {
        match object {
            Object::Reference(id) => object = document.objects.get(id)?,
            _ => return Some(object),
        }
    }
    None
}

/// The value of a key, references followed.
pub(super) fn value<'d>(
    document: &'d Document,
    dictionary: &'d Dictionary,
    key: &[u8],
) -> Option<&'d Object> {
    resolved(document, dictionary.get(key).ok()?)
}

/// A number of either kind.
pub(super) fn number(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(number) => Some(*number as f64),
        Object::Real(number) => Some(f64::from(*number)),
        _ => None,
    }
}

/// What stands in a stream, unpacked; at most `limit` bytes.
///
/// `None` if there would be more, or if its packing is not one of text (a picture).
pub(super) fn unpacked(document: &Document, stream: &Stream, limit: usize) -> Option<Vec<u8>> {
    let filters =
        value(document, &stream.dict, b"Filter").or_else(|| value(document, &stream.dict, b"F"));
    let names: Vec<&[u8]> = match filters {
        None | Some(Object::Null) => Vec::new(),
        Some(Object::Name(name)) => vec![name],
        Some(Object::Array(names)) => names
            .iter()
            .filter_map(|name| resolved(document, name)?.as_name().ok())
            .collect(),
        Some(_) => return None,
    };
    if names.len() > 4 {
        return None;
    }
    let mut bytes = stream.content.clone();
    for name in names {
        bytes = match name {
            b"FlateDecode" | b"Fl" => inflated(&bytes, limit)?,
            b"ASCIIHexDecode" | b"AHx" => hexadecimal(&bytes),
            b"RunLengthDecode" | b"RL" => run_lengths(&bytes, limit)?,
            // One code of LZW stands for at most 4096 bytes.
            b"LZWDecode" | b"LZW"
                if bytes.len().saturating_mul(2800) > limit.saturating_mul(100) =>
            {
                return None;
            }
            b"LZWDecode" | b"LZW" => by_library(stream, "LZWDecode", bytes)?,
            b"ASCII85Decode" | b"A85" => by_library(stream, "ASCII85Decode", without_frame(bytes))?,
            b"Crypt" => bytes,
            _ => return None,
        };
        if bytes.len() > limit {
            return None;
        }
    }
    // Also a stream without any filter takes from what is left.
    (bytes.len() <= limit).then_some(bytes)
}

/// True if a packed stream stays within the limit.
pub(super) fn is_within(stream: &Stream, limit: usize) -> bool {
    unpacked(&Document::new(), stream, limit).is_some()
}

fn inflated(packed: &[u8], limit: usize) -> Option<Vec<u8>> {
    let read = |source: &mut dyn Read| {
        let mut bytes = Vec::new();
        // An error at the end (a wrong checksum, a cut file) leaves what was read before.
        let _ = source.take(limit as u64 + 1).read_to_end(&mut bytes);
        bytes
    };
    let mut bytes = read(&mut flate2::read::ZlibDecoder::new(packed));
    if bytes.is_empty() && packed.len() > 2 {
        bytes = read(&mut flate2::read::DeflateDecoder::new(&packed[2..]));
    }
    (bytes.len() <= limit).then_some(bytes)
}

fn hexadecimal(text: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = text
        .iter()
        .take_while(|&&b| b != b'>')
        .filter_map(|&b| char::from(b).to_digit(16).map(|digit| digit as u8))
        .collect();
    let pairs = digits.chunks(2);
    pairs
        .map(|pair| pair[0] * 16 + pair.get(1).copied().unwrap_or(0))
        .collect()
}

fn run_lengths(packed: &[u8], limit: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = packed;
    while let Some((&length, after)) = rest.split_first() {
        rest = match length {
            128 => break,
            0..128 => {
                let (run, after) = after.split_at(after.len().min(usize::from(length) + 1));
                bytes.extend_from_slice(run);
                after
            }
            _ => {
                let Some((&byte, after)) = after.split_first() else {
                    break;
                };
                bytes.resize(bytes.len() + 257 - usize::from(length), byte);
                after
            }
        };
        if bytes.len() > limit {
            return None;
        }
    }
    Some(bytes)
}

/// Without `<~` and line ends, which the library does not know at the end.
fn without_frame(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.trim_ascii_end().len());
    if !bytes.ends_with(b"~>") {
        bytes.extend_from_slice(b"~>");
    }
    let lead = if bytes.starts_with(b"<~") { 2 } else { 0 };
    bytes.split_off(lead)
}

fn by_library(stream: &Stream, filter: &str, bytes: Vec<u8>) -> Option<Vec<u8>> {
    let mut dictionary = Dictionary::new();
    dictionary.set("Filter", Object::Name(filter.as_bytes().to_vec()));
    if let Ok(parameters @ Object::Dictionary(_)) = stream.dict.get(b"DecodeParms") {
        dictionary.set("DecodeParms", parameters.clone());
    }
    Stream::new(dictionary, bytes).decompressed_content().ok()
}

//! Bytes → text: which encoding an input has, and what could not be decoded.
//!
//! The order is fixed: byte order mark, NUL bytes and known file types, strict UTF-8, UTF-8 with a
//! few broken places, and only then a guess. [`How`] says which of them decided, so that a report
//! can show a guess as one. No file is opened here.

mod charset;
mod magic;

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, UTF_8};

#[cfg(feature = "office")]
pub(super) use magic::looks_like;
pub(super) use magic::{DOCX, EPUB, ODT, RTF, XLSX};
use magic::{GIF, GZIP, JPEG, OLE, PDF, PNG, ZIP, not_text};

/// How many bytes are looked at where a look at all of them would tell no more.
pub(super) const SAMPLE: usize = 64 * 1024;

/// Which encoding the user asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// None: find out.
    Auto,
    /// This one, whatever the bytes look like.
    Named(&'static Encoding),
}

impl Choice {
    /// Understands `auto` and every label of the WHATWG encoding standard (`latin1`, `utf-16le`).
    ///
    /// `None` for anything else, and for encodings that the standard only names to refuse them.
    pub fn parse(label: &str) -> Option<Choice> {
        if label.trim().eq_ignore_ascii_case("auto") {
            return Some(Choice::Auto);
        }
        Encoding::for_label_no_replacement(label.as_bytes()).map(Choice::Named)
    }
}

/// What decided on the encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    /// The bytes are UTF-8, perhaps but for a few broken places.
    Utf8,
    /// A byte order mark.
    Bom,
    /// The user.
    Named,
    /// The file says so itself (`<meta charset>`, `<?xml encoding?>`).
    Declared,
    /// A guess from the frequency of byte sequences.
    Guessed,
    /// The format itself (Office files, PDF).
    Format,
}

impl How {
    /// The word that reports use.
    pub fn name(self) -> &'static str {
        match self {
            How::Utf8 => "utf8",
            How::Bom => "bom",
            How::Named => "named",
            How::Declared => "declared",
            How::Guessed => "guessed",
            How::Format => "format",
        }
    }
}

/// A decoded input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without byte order mark.
    pub text: String,
    /// Name of the encoding, as the WHATWG standard writes it.
    pub encoding: &'static str,
    /// What decided on it.
    pub how: How,
    /// Byte sequences that could not be decoded; U+FFFD stands for each.
    pub replaced: Replaced,
    /// If the encoding is a guess: byte and line, from 1, of the first place that is not UTF-8.
    pub beyond: Option<(u64, u64)>,
}

/// Byte sequences that could not be decoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replaced {
    /// How many.
    pub count: u64,
    /// Place of the first one's first byte in the input, from 1; 0 if there is none.
    pub byte: u64,
    /// The line it stands on, from 1; 0 if there is none.
    pub line: u64,
}

impl Replaced {
    /// Counts one more.
    pub(super) fn add(&mut self, place: impl FnOnce() -> (u64, u64)) {
        if self.count == 0 {
            (self.byte, self.line) = place();
        }
        self.count += 1;
    }

    /// How many, where, and how to mend it.
    pub fn detail(&self) -> String {
        let Replaced { count, byte, line } = self;
        let what = if *count == 1 {
            "a byte sequence is".to_owned()
        } else {
            format!("{count} byte sequences are")
        };
        let was = if *count == 1 { "was" } else { "were" };
        format!(
            "{what} not valid in this encoding and {was} read as U+FFFD, the first at byte {byte}, line {line}; name the encoding with --encoding, or mend the file"
        )
    }
}

/// Why bytes are not read as text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// NUL bytes in the pattern of UTF-16, but no byte order mark.
    #[error("looks like UTF-16 without a byte order mark")]
    Utf16WithoutBom {
        /// The label to ask for: `utf-16le` or `utf-16be`.
        label: &'static str,
    },
    /// UTF-32, by its mark or its pattern.
    #[error("looks like UTF-32, which is not supported")]
    Utf32,
    /// Not text.
    #[error("looks like {looks_like}, not like text")]
    Binary {
        /// What it seems to be, with its article.
        looks_like: &'static str,
    },
    /// Offsets into the text would need more than 32 bits.
    #[error("is too large: {bytes} bytes, and the limit is 4 GiB")]
    TooLarge {
        /// Its size.
        bytes: u64,
    },
}

impl DecodeError {
    /// How to mend it, in one sentence.
    pub fn help(&self) -> String {
        match self {
            DecodeError::Utf16WithoutBom { label } => {
                format!("read it with `--encoding {label}`, or save it as UTF-8")
            }
            DecodeError::Utf32 => "save it as UTF-8".to_owned(),
            DecodeError::TooLarge { .. } => "split it into smaller files".to_owned(),
            DecodeError::Binary { looks_like } => match *looks_like {
                PDF => "take the text out first, for example with `pdftotext`".to_owned(),
                GZIP => "give it the extension of what it is (`.txt.gz`, `.csv.gz`)".to_owned(),
                ZIP => "give it the extension `.zip`, or read it with `--format zip`".to_owned(),
                PNG | JPEG | GIF => "leave pictures out of the input".to_owned(),
                DOCX | ODT | RTF | EPUB => {
                    "give the file the extension of what it is, or save it as plain text (`.txt`, UTF-8) in the program that made it".to_owned()
                }
                OLE => {
                    "save it as plain text (`.txt`, UTF-8) in the program that made it".to_owned()
                }
                XLSX => "read it with `--format xlsx`, or save the sheet as CSV (UTF-8)".to_owned(),
                _ => {
                    "leave it out, or name its encoding with `--encoding` if it is text".to_owned()
                }
            },
        }
    }
}

/// Decodes a whole input.
///
/// Cost: linear; a few passes. Bytes that are given away and are UTF-8 are not copied.
///
/// # Errors
/// If the bytes are no text, are UTF-32 or UTF-16 without a mark, or are too many.
pub fn decode<'a>(bytes: impl Into<Cow<'a, [u8]>>, choice: Choice) -> Result<Decoded, DecodeError> {
    let bytes = bytes.into();
    // No encoding makes fewer than one byte of text from two.
    check_size(bytes.len() as u64 / 2)?;
    // Most texts are UTF-8, and what they will be: they are looked at once, and not copied.
    let checked = match bytes {
        Cow::Owned(bytes) => String::from_utf8(bytes)
            .map(Cow::Owned)
            .map_err(|error| Cow::Owned(error.into_bytes())),
        Cow::Borrowed(bytes) => str::from_utf8(bytes)
            .map(Cow::Borrowed)
            .map_err(|_| Cow::Borrowed(bytes)),
    };
    let bytes: &[u8] = match &checked {
        Ok(text) => text.as_bytes(),
        Err(bytes) => bytes,
    };
    let found = detect_in(bytes, Part::Whole, choice, || checked.is_ok())?;
    let beyond = (found.how == How::Guessed).then(|| first_beyond_utf8(bytes));
    let (text, mut replaced) = match checked {
        Ok(text) if found.encoding == UTF_8 => {
            let mut text = text.into_owned();
            text.drain(..found.bom);
            (text, Replaced::default())
        }
        Ok(text) => decode_all(found.encoding, &text.as_bytes()[found.bom..]),
        Err(bytes) => decode_all(found.encoding, &bytes[found.bom..]),
    };
    if replaced.count > 0 {
        replaced.byte += found.bom as u64;
    }
    check_size(text.len() as u64)?;
    Ok(Decoded {
        text,
        encoding: found.encoding.name(),
        how: found.how,
        replaced,
        beyond: beyond.flatten(),
    })
}

/// Decodes a page of HTML, which may name its encoding.
///
/// What it says is believed only where the bytes leave a choice: a byte order mark and text that
/// is UTF-8 decide before it, as a page saved anew often keeps its old declaration. Cost: linear.
///
/// # Errors
/// As [`decode`].
pub fn decode_html(bytes: &[u8], choice: Choice) -> Result<Decoded, DecodeError> {
    let found = detect(bytes, Part::Whole, choice)?;
    let is_open = found.how == How::Guessed || (found.how == How::Utf8 && bytes.is_ascii());
    let declared = if is_open {
        charset::declared(bytes)
    } else {
        None
    };
    let decoded = decode(bytes, choice)?;
    match declared {
        Some(encoding) if found.how == How::Guessed || encoding != found.encoding => {
            let mut as_declared = decode(bytes, Choice::Named(encoding))?;
            as_declared.how = How::Declared;
            // A declaration that breaks characters is wrong if the guess breaks fewer.
            let is_wrong = as_declared.replaced.count > decoded.replaced.count;
            Ok(if is_wrong { decoded } else { as_declared })
        }
        _ => Ok(decoded),
    }
}

fn check_size(bytes: u64) -> Result<(), DecodeError> {
    if bytes > u64::from(u32::MAX) {
        Err(DecodeError::TooLarge { bytes })
    } else {
        Ok(())
    }
}

/// Decodes with one U+FFFD for each malformed sequence, and counts these.
fn decode_all(encoding: &'static Encoding, bytes: &[u8]) -> (String, Replaced) {
    if encoding == UTF_8
        && let Ok(text) = str::from_utf8(bytes)
    {
        return (text.to_owned(), Replaced::default());
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8 + 16);
    let mut replaced = Replaced::default();
    let mut at = 0;
    loop {
        let (result, read) =
            decoder.decode_to_string_without_replacement(&bytes[at..], &mut text, true);
        at += read;
        match result {
            DecoderResult::InputEmpty => return (text, replaced),
            DecoderResult::OutputFull => text.reserve((bytes.len() - at).max(64) * 2),
            DecoderResult::Malformed(length, extra) => {
                let byte = at - usize::from(length) - usize::from(extra) + 1;
                replaced.add(|| (byte as u64, line_at_end(&text)));
                text.push('\u{FFFD}');
            }
        }
    }
}

/// Byte and line, from 1, of the first place where an input is not UTF-8; `None` if it is.
fn first_beyond_utf8(bytes: &[u8]) -> Option<(u64, u64)> {
    let valid = str::from_utf8(bytes).err()?.valid_up_to();
    let before = String::from_utf8_lossy(&bytes[..valid]);
    Some((valid as u64 + 1, line_at_end(&before)))
}

/// The line on which a text ends, from 1; LF, CRLF and CR end lines.
fn line_at_end(text: &str) -> u64 {
    let crs = text.matches('\r').count() - text.matches("\r\n").count();
    (1 + crs + text.matches('\n').count()) as u64
}

/// How much of an input is at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// Its start: the last character may be cut.
    Start,
}

/// What is known about the encoding before anything is decoded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Detected {
    pub(super) encoding: &'static Encoding,
    pub(super) how: How,
    /// Length of the byte order mark.
    pub(super) bom: usize,
}

/// Finds the encoding.
pub(super) fn detect(bytes: &[u8], part: Part, choice: Choice) -> Result<Detected, DecodeError> {
    let is_utf8 = || {
        let whole = match part {
            Part::Whole => bytes,
            Part::Start => without_cut_character(bytes),
        };
        str::from_utf8(whole).is_ok()
    };
    detect_in(bytes, part, choice, is_utf8)
}

/// As [`detect`]; `is_utf8` tells whether the bytes are UTF-8, but for a cut character.
fn detect_in(
    bytes: &[u8],
    part: Part,
    choice: Choice,
    is_utf8: impl FnOnce() -> bool,
) -> Result<Detected, DecodeError> {
    let mark = Encoding::for_bom(bytes);
    if let Choice::Named(encoding) = choice {
        let bom = mark.map_or(0, |(of, length)| if of == encoding { length } else { 0 });
        return Ok(Detected {
            encoding,
            how: How::Named,
            bom,
        });
    }
    if bytes.starts_with(b"\xFF\xFE\0\0") || bytes.starts_with(b"\0\0\xFE\xFF") {
        return Err(DecodeError::Utf32);
    }
    if let Some((encoding, bom)) = mark {
        return Ok(Detected {
            encoding,
            how: How::Bom,
            bom,
        });
    }
    if let Some(error) = not_text(bytes) {
        return Err(error);
    }
    let is_mostly = || match part {
        Part::Whole => is_mostly_utf8(bytes),
        Part::Start => is_mostly_utf8(without_cut_character(bytes)),
    };
    if is_utf8() || is_mostly() {
        return Ok(Detected {
            encoding: UTF_8,
            how: How::Utf8,
            bom: 0,
        });
    }
    Ok(Detected {
        encoding: guess(bytes, part),
        how: How::Guessed,
        bom: 0,
    })
}

/// Guesses from the first MiB that starts with a byte beyond ASCII: more tells no more, and is slow.
fn guess(bytes: &[u8], part: Part) -> &'static Encoding {
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    // The detector looks at the two characters before it, too.
    let start = first.saturating_sub(2);
    let end = bytes.len().min(first + (1 << 20));
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(
        &bytes[start..end],
        part == Part::Whole && end == bytes.len(),
    );
    detector.guess(None, Utf8Detection::Deny)
}

/// The bytes without a UTF-8 sequence that goes on behind their end.
fn without_cut_character(bytes: &[u8]) -> &[u8] {
    for back in 1..=bytes.len().min(3) {
        let at = bytes.len() - back;
        let length = match bytes[at] {
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            0x80..=0xBF => continue,
            _ => return bytes,
        };
        return if length > back { &bytes[..at] } else { bytes };
    }
    bytes
}

/// True if this is UTF-8 with a few broken places rather than another encoding.
///
/// Fewer than 1 in 50 of the sequences beyond ASCII are broken, or at most three and the sound ones
/// are more. Other encodings hardly ever form a valid sequence by chance.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut sound, mut broken) = (0_u64, 0_u64);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count() as u64;
        broken += u64::from(!chunk.invalid().is_empty());
    }
    sound > 0 && (broken * 50 < sound + broken || (broken <= 3 && sound > broken))
}

#[cfg(test)]
mod tests;

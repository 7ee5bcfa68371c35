//! The bytes of a table on their way to its parser: counted, hashed, decoded.
//!
//! Also keeps what the parsers cannot: on which line a row begins, and whether it got too long.

use std::io::{self, Read, Seek, SeekFrom};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};
use sha2::{Digest, Sha256};

use super::super::decode::{Choice, Detected, Part, Replaced, SAMPLE, detect};
use super::lines::LineStarts;
use super::quotes::{faults, is_line_end};
use super::{ROW_LIMIT, TableError};
use crate::read::ReadError;

/// The bytes of the input, counted and hashed.
pub(super) struct Raw {
    input: Box<dyn Read + Send>,
    pub(super) hasher: Sha256,
    pub(super) bytes: u64,
    /// What the reader failed with while the start was read: rows before it are given first.
    pending: Option<io::Error>,
    /// The reader failed: what was read is not the whole input.
    pub(super) failed: bool,
}

impl Raw {
    pub(super) fn new(input: Box<dyn Read + Send>) -> Self {
        Raw {
            input,
            hasher: Sha256::new(),
            bytes: 0,
            pending: None,
            failed: false,
        }
    }

    pub(super) fn drain(&mut self) {
        // The hash is worth having; that the reader fails here is no news about the rows.
        let _ = io::copy(self, &mut io::sink());
    }
}

impl Read for Raw {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(error) = self.pending.take() {
            return Err(error);
        }
        let length = loop {
            match self.input.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failed = true;
                    return Err(error);
                }
                Ok(length) => break length,
            }
        };
        self.hasher.update(&buffer[..length]);
        self.bytes += length as u64;
        Ok(length)
    }
}

/// The input as UTF-8 (not validated if that is its encoding), with an eye on lines and limits.
pub(super) struct Source {
    pub(super) raw: Raw,
    /// The start of the input, without byte order mark, and how much of it was taken.
    head: Vec<u8>,
    head_taken: usize,
    decoding: Option<Decoding>,
    encoding: &'static Encoding,
    pub(super) replaced: Replaced,
    /// Bytes of the input that the decoder has seen.
    decoded: u64,
    /// Bytes given so far.
    pub(super) given: u64,
    /// Where the row that is being read begins, or white space before it.
    row_start: u64,
    has_limit: bool,
    lines: LineStarts,
    /// Everything that was given from `kept_from` on: the row that is being read, so that it can be
    /// read again.
    kept: Vec<u8>,
    kept_from: u64,
    /// Rows may have to be read again: JSON lines never.
    pub(super) keeps: bool,
    /// How much of `kept` was not given again.
    again: usize,
}

/// Decodes what is not UTF-8.
struct Decoding {
    decoder: Decoder,
    chunk: Vec<u8>,
    text: String,
    taken: usize,
    ended: bool,
}

impl Source {
    pub(super) fn open(
        input: Box<dyn Read + Send>,
        choice: Choice,
    ) -> Result<(Self, Detected), TableError> {
        let mut raw = Raw::new(input);
        let mut head = Vec::new();
        let limit = SAMPLE as u64;
        if let Err(error) = raw.by_ref().take(limit).read_to_end(&mut head) {
            // What stands before damage is read.
            let is_damage = ReadError::of_io(&error).is_some_and(|error| error.reason == "damaged");
            if head.is_empty() || !is_damage {
                return Err(TableError::Io(error));
            }
            raw.pending = Some(error);
        }
        let part = if head.len() < SAMPLE && raw.pending.is_none() {
            Part::Whole
        } else {
            Part::Start
        };
        let found = detect(&head, part, choice)?;
        let decoding = (found.encoding != UTF_8).then(|| Decoding {
            decoder: found.encoding.new_decoder_without_bom_handling(),
            chunk: vec![0; 16 * 1024],
            text: String::new(),
            taken: 0,
            ended: false,
        });
        let source = Source {
            raw,
            head,
            head_taken: found.bom,
            decoding,
            encoding: found.encoding,
            replaced: Replaced::default(),
            decoded: found.bom as u64,
            given: 0,
            row_start: 0,
            has_limit: false,
            lines: LineStarts::default(),
            kept: Vec::new(),
            kept_from: 0,
            keeps: false,
            again: 0,
        };
        Ok((source, found))
    }

    /// The sign that parts the fields of the first line: `;` or a tab if there is no comma.
    pub(super) fn guess_delimiter(&self) -> u8 {
        let (header, _) = self
            .encoding
            .decode_without_bom_handling(&self.head[self.head_taken..]);
        let mut in_quotes = false;
        let mut found = b',';
        for byte in header.trim_start().bytes() {
            match byte {
                b'"' => in_quotes = !in_quotes,
                _ if in_quotes => {}
                b',' => return b',',
                b'\n' | b'\r' => break,
                b';' | b'\t' if found == b',' => found = byte,
                _ => {}
            }
        }
        found
    }

    /// True if the quotes of a table that is parted by tabs mark fields. TSV has two customs: fields
    /// in quotes as in CSV, and no quotes at all. Where a field of the first 64 KiB begins with a
    /// quote and does not end with one, quotes are part of the text.
    pub(super) fn has_quoted_fields(&self) -> bool {
        let (text, _) = self
            .encoding
            .decode_without_bom_handling(&self.head[self.head_taken..]);
        let found = faults(text.as_bytes(), b'\t');
        let is_whole = self.head.len() < SAMPLE;
        // In a part the last field may well be closed later.
        let is_open = found
            .open
            .is_some_and(|at| is_whole || text.as_bytes()[at + 1..].contains(&b'"'));
        !found.text_behind && !is_open
    }

    /// The bytes given from `offset` on, which is not before the row that is being read.
    pub(super) fn kept(&self, offset: u64) -> &[u8] {
        let from = offset.saturating_sub(self.kept_from) as usize;
        &self.kept[from.min(self.kept.len())..]
    }

    /// The line on which a byte of the row stands.
    pub(super) fn line_at(&self, offset: u64) -> u64 {
        self.row_line() + self.lines_before(offset).ends
    }

    /// The lines of the row up to `offset`.
    fn lines_before(&self, offset: u64) -> LineStarts {
        let row = self.kept(self.row_start);
        let blank = row.iter().take_while(|&&byte| is_line_end(byte)).count();
        let end = ((offset - self.row_start) as usize).max(blank);
        let mut lines = LineStarts::default();
        lines.add(&row[blank..end], 0);
        lines
    }

    /// Goes back to `offset` in the row that is being read: what follows is given once more.
    fn go_back(&mut self, offset: u64) {
        let LineStarts {
            ends, behind_cr, ..
        } = self.lines_before(offset);
        self.lines = LineStarts {
            ends: self.row_line() - 1 + ends,
            behind_cr,
            ..LineStarts::default()
        };
        self.again = (self.kept_from + self.kept.len() as u64 - offset) as usize;
        self.given = offset;
        self.row_start = offset;
    }

    /// Gives what was kept behind the place that was gone back to.
    fn read_again(&mut self, buffer: &mut [u8]) -> usize {
        let from = self.kept.len() - self.again;
        let length = self.again.min(buffer.len());
        buffer[..length].copy_from_slice(&self.kept[from..from + length]);
        self.again -= length;
        length
    }

    /// Says that the next row is read, from `offset` on, and must keep to the limit.
    pub(super) fn begin_row(&mut self, offset: u64) {
        self.row_start = offset;
        self.has_limit = true;
    }

    pub(super) fn is_over_limit(&self) -> bool {
        self.has_limit && self.given - self.row_start > ROW_LIMIT
    }

    /// The line on which the row begins. Blank lines before it do not belong to it.
    pub(super) fn row_line(&self) -> u64 {
        self.lines.line_from(self.row_start)
    }

    /// Takes bytes from the start of the input, then from the input.
    fn read_raw(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut head = &self.head[self.head_taken..];
        if head.is_empty() {
            return self.raw.read(buffer);
        }
        let length = head.read(buffer)?;
        self.head_taken += length;
        Ok(length)
    }

    fn read_decoded(&mut self, buffer: &mut [u8], with: &mut Decoding) -> io::Result<usize> {
        while with.taken == with.text.len() && !with.ended {
            with.text.clear();
            with.taken = 0;
            let length = self.read_raw(&mut with.chunk)?;
            with.ended = length == 0;
            let mut rest = &with.chunk[..length];
            loop {
                let (result, read) = with.decoder.decode_to_string_without_replacement(
                    rest,
                    &mut with.text,
                    with.ended,
                );
                rest = &rest[read..];
                self.decoded += read as u64;
                match result {
                    DecoderResult::InputEmpty => break,
                    DecoderResult::OutputFull => with.text.reserve(rest.len() * 3 + 16),
                    DecoderResult::Malformed(length, extra) => {
                        let byte = self.decoded + 1 - u64::from(length) - u64::from(extra);
                        let lines = &self.lines;
                        self.replaced
                            .add(|| (byte, lines.line_behind(with.text.as_bytes())));
                        with.text.push('\u{FFFD}');
                    }
                }
            }
        }
        let length = (&with.text.as_bytes()[with.taken..]).read(buffer)?;
        with.taken += length;
        Ok(length)
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_over_limit() {
            return Err(io::Error::other("the row is too long"));
        }
        // The caller asks for more only when it has used up what it got.
        self.lines.keep_first(self.row_start);
        let done = self.row_start.saturating_sub(self.kept_from) as usize;
        let done = done.min(self.kept.len());
        self.kept.drain(..done);
        self.kept_from += done as u64;
        if self.again > 0 {
            let length = self.read_again(buffer);
            self.lines.add(&buffer[..length], self.given);
            self.given += length as u64;
            return Ok(length);
        }
        let length = match self.decoding.take() {
            None => self.read_raw(buffer)?,
            Some(mut decoding) => {
                let result = self.read_decoded(buffer, &mut decoding);
                self.decoding = Some(decoding);
                result?
            }
        };
        self.lines.add(&buffer[..length], self.given);
        self.given += length as u64;
        if self.keeps {
            self.kept.extend_from_slice(&buffer[..length]);
        } else {
            self.kept_from = self.given;
        }
        Ok(length)
    }
}

/// The csv reader goes to where it is told.
impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match to {
            SeekFrom::Start(offset) if (self.row_start..=self.given).contains(&offset) => {
                self.go_back(offset);
                Ok(offset)
            }
            _ => Err(io::Error::from(io::ErrorKind::Unsupported)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::decode::{DecodeError, How};
    use super::super::tests::{open, rows};
    use super::super::{Columns, Format, Rows};
    use super::*;

    #[test]
    fn lines_are_right_far_behind_the_buffer() {
        let long = "x\r\n".repeat(20_000);
        let input = format!(
            "id,text\r\n1,\"{long}\"\r\n{}bad\r\n",
            "2,y\r\n".repeat(30_000)
        );
        let errors: Vec<_> = open(input.as_bytes(), Format::Csv, None)
            .expect("a table")
            .filter_map(|row| row.err().and_then(|error| error.line()))
            .collect();
        assert_eq!(errors, [2 + 20_001 + 30_000]);
    }

    #[test]
    fn other_encodings_are_decoded_on_the_way() {
        let text: String = "id,text\r\n".to_owned() + &"1,Schäm dich 💔\r\n".repeat(9_000);
        let mut wide = vec![0xFF, 0xFE];
        wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        let mut table = open(&wide, Format::Csv, None).expect("a table");
        assert_eq!(table.encoding(), ("UTF-16LE", How::Bom));
        assert!(table.all(|row| row.is_ok_and(|row| row.text == "Schäm dich 💔")));
        assert_eq!(table.bytes_read(), wide.len() as u64);
        let latin = b"text\n\"I don\x92t know, caf\xE9\"\n";
        assert_eq!(rows(latin, Format::Csv), ["1 |I don’t know, café|"]);
        assert!(matches!(
            open(&wide[2..], Format::Csv, None),
            Err(TableError::Decode(DecodeError::Utf16WithoutBom { .. }))
        ));
    }

    #[test]
    fn a_bad_byte_behind_the_first_chunk_is_told_with_its_place() {
        let mut latin = b"text\ncaf\xe9 \x93a\x94\n".to_vec();
        latin.extend("plain\r\n".repeat(20_000).bytes());
        let place = latin.len() as u64 + 1;
        latin.extend(b"\x81\x82\xff\xff\n");
        let columns = Columns::default();
        let choice = Choice::parse("shift_jis").expect("a label");
        let input = Box::new(io::Cursor::new(latin));
        let mut table = Rows::new(input, Format::Csv, &columns, choice).expect("a table");
        assert_eq!(table.by_ref().count(), 20_002);
        let replaced = table.replaced();
        assert!(
            replaced.count > 0 && replaced.byte <= place + 3,
            "{replaced:?}"
        );
    }

    #[test]
    fn half_a_table_has_no_hash() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("the drive is gone"))
            }
        }
        for format in [Format::Csv, Format::JsonLines] {
            let text = "{\"text\":\"a\"}\n";
            let start = if format == Format::Csv {
                "text\n"
            } else {
                text
            };
            let input = start.to_owned() + &text.repeat(10_000);
            let input = Box::new(io::Cursor::new(input).chain(Broken));
            let columns = Columns::default();
            let mut table = Rows::new(input, format, &columns, Choice::Auto).expect("a table");
            let last = table.by_ref().last().expect("rows");
            assert!(matches!(last, Err(TableError::Io(_))));
            assert_eq!(table.sha256(), None);
        }
    }

    #[test]
    fn the_table_is_streamed_and_hashed() {
        let input = "text\n".to_owned() + &"shame\n".repeat(100_000);
        let mut table = open(input.as_bytes(), Format::Csv, None).expect("a table");
        table.next();
        assert!(table.bytes_read() < 100_000);
        assert_eq!(table.by_ref().count(), 99_999);
        assert_eq!(table.bytes_read(), input.len() as u64);
        let known = "09da8ff7c693dcfd8121f22071e64ff727629995ec302f391667894c218d0557";
        assert_eq!(table.sha256().as_deref(), Some(known));
    }
}

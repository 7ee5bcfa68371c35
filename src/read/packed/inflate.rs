//! Deflated bytes, up to the very place where they are damaged.
//!
//! The readers of flate2 drop what came out together with an error: a whole buffer of text.

use std::io::{self, BufRead, Read};

use flate2::{Crc, Decompress, FlushDecompress, Status};

/// What deflated bytes stand for, with a checksum of it. Behind their end nothing is taken from the
/// input.
pub(super) struct Inflate<R> {
    input: R,
    inner: Decompress,
    crc: Crc,
    is_ended: bool,
    is_broken: bool,
}

impl<R: BufRead> Inflate<R> {
    pub(super) fn new(input: R) -> Self {
        Inflate {
            input,
            inner: Decompress::new(false),
            crc: Crc::new(),
            is_ended: false,
            is_broken: false,
        }
    }

    pub(super) fn input(&mut self) -> &mut R {
        &mut self.input
    }

    pub(super) fn into_input(self) -> R {
        self.input
    }

    /// Checksum and length, as gzip writes them behind its data.
    pub(super) fn trailer(&self) -> [u8; 8] {
        let mut trailer = [0; 8];
        trailer[..4].copy_from_slice(&self.crc.sum().to_le_bytes());
        trailer[4..].copy_from_slice(&self.crc.amount().to_le_bytes());
        trailer
    }
}

impl<R: BufRead> Read for Inflate<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.is_ended || buffer.is_empty() {
                return Ok(0);
            }
            if self.is_broken {
                return Err(io::ErrorKind::InvalidData.into());
            }
            let input = self.input.fill_buf()?;
            let (is_end, before) = (input.is_empty(), self.inner.total_in());
            let flush = if is_end {
                FlushDecompress::Finish
            } else {
                FlushDecompress::None
            };
            let start = self.inner.total_out();
            let done = self.inner.decompress(input, buffer, flush);
            let taken = (self.inner.total_in() - before) as usize;
            let given = (self.inner.total_out() - start) as usize;
            self.input.consume(taken);
            self.crc.update(&buffer[..given]);
            match done {
                Ok(Status::StreamEnd) => self.is_ended = true,
                Ok(_) if given > 0 || taken > 0 => {}
                Ok(_) if is_end => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(_) | Err(_) => self.is_broken = true,
            }
            if given > 0 {
                return Ok(given);
            }
        }
    }
}

/// Reads the header of a gzip member: a name, a remark and more may stand in it.
///
/// # Errors
/// If it breaks off, or is none.
pub(super) fn gzip_header(input: &mut impl BufRead) -> io::Result<()> {
    let mut fixed = [0; 10];
    input.read_exact(&mut fixed)?;
    let flags = fixed[3];
    if fixed[..3] != [0x1F, 0x8B, 8] || flags & 0xE0 != 0 {
        return Err(io::ErrorKind::InvalidData.into());
    }
    if flags & 4 != 0 {
        let mut length = [0; 2];
        input.read_exact(&mut length)?;
        pass(input, u64::from(u16::from_le_bytes(length)))?;
    }
    for flag in [8, 16] {
        if flags & flag != 0 {
            pass_text(input)?;
        }
    }
    if flags & 2 != 0 {
        pass(input, 2)?;
    }
    Ok(())
}

fn pass(input: &mut impl BufRead, count: u64) -> io::Result<()> {
    if io::copy(&mut input.take(count), &mut io::sink())? < count {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(())
}

/// Passes over a text that ends with a zero, however long it is.
fn pass_text(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let zero = buffer.iter().position(|byte| *byte == 0);
        let length = zero.map_or(buffer.len(), |at| at + 1);
        input.consume(length);
        if zero.is_some() {
            return Ok(());
        }
    }
}

//! gz and zst as a stream: member after member, frame after frame, within limits.

use std::io::{self, BufRead, BufReader, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::budget::{Budget, too_large};
use super::inflate::{Inflate, gzip_header};
use super::{Packing, broken, damaged};
use crate::read::ReadError;
use crate::read::options::Limits;

/// The bytes that a packed input stands for. Errors of the input itself come through as they are;
/// all others hold a [`ReadError`], which [`ReadError::of_io`] gives back.
///
/// Memory: a few hundred KiB, for zst up to 128 MiB (the largest window that is read).
pub fn open<R: Read>(input: R, packing: Packing, limits: &Limits) -> impl Read + use<R> {
    let source = BufReader::with_capacity(
        64 * 1024,
        Counted {
            input,
            bytes: 0,
            error: None,
        },
    );
    Stream {
        state: State::Between(source),
        frame: Box::new(FrameDecoder::new()),
        packing,
        budget: Budget::new(limits),
        members: 0,
    }
}

/// The packed bytes, counted. An error of the input is kept: decoders wrap it beyond recognition.
struct Counted<R> {
    input: R,
    bytes: u64,
    error: Option<io::Error>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.input.read(buffer) {
                Ok(length) => {
                    self.bytes += length as u64;
                    return Ok(length);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.error = Some(error);
                    return Err(io::Error::other("the input failed"));
                }
            }
        }
    }
}

type Source<R> = BufReader<Counted<R>>;

struct Stream<R> {
    state: State<R>,
    frame: Box<FrameDecoder>,
    packing: Packing,
    budget: Budget,
    /// Members or frames that were read to their end.
    members: u64,
}

enum State<R> {
    Between(Source<R>),
    Gzip(Box<Inflate<Source<R>>>),
    Zstd(Source<R>),
    Done,
}

/// What stands behind a member.
enum Next {
    Member,
    Skippable,
    End,
}

impl<R: Read> Stream<R> {
    /// Looks what follows. Zeros behind a member are padding.
    fn next_member(&self, source: &mut Source<R>) -> Result<Next, ReadError> {
        let first = loop {
            let buffer = source.fill_buf().map_err(|_| broken())?;
            match buffer.first() {
                Some(0) if self.members > 0 => source.consume(1),
                other => break other.copied(),
            }
        };
        match (first, self.packing) {
            (Some(0x1F), Packing::Gzip) | (Some(0x28), Packing::Zstd) => Ok(Next::Member),
            (Some(0x50..=0x5F), Packing::Zstd) => Ok(Next::Skippable),
            (None, _) if self.members > 0 => Ok(Next::End),
            (None, packing) => Err(damaged(format!("is empty: no {} data", packing.name()))),
            (Some(_), packing) if self.members == 0 => Err(damaged(format!(
                "does not begin as {} data does",
                packing.name()
            ))),
            _ => Err(damaged(
                "other bytes follow the packed data; they were not read",
            )),
        }
    }

    /// Begins the frame that follows; `false` if it holds no data.
    fn begin_frame(&mut self, source: &mut Source<R>) -> Result<bool, ReadError> {
        let error = match self.frame.reset(&mut *source) {
            Ok(()) => return Ok(true),
            Err(error) => error,
        };
        match error {
            FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length,
                ..
            }) => {
                let length = u64::from(length);
                let skipped = io::copy(&mut source.by_ref().take(length), &mut io::sink());
                match skipped {
                    Ok(skipped) if skipped == length => Ok(false),
                    _ => Err(cut_off()),
                }
            }
            FrameDecoderError::WindowSizeTooBig { requested, max } => Err(too_large(
                format!(
                    "needs a window of {requested} bytes to unpack, more than the limit of {max}"
                ),
                "pack it again without `--long`, or unpack it first",
            )),
            FrameDecoderError::DictNotProvided { .. } => Err(ReadError::new(
                "unsupported_format",
                "needs a dictionary to unpack",
                "unpack it first",
            )),
            _ => Err(broken()),
        }
    }

    /// Reads from the frame; 0 is its end.
    fn read_frame(
        &mut self,
        source: &mut Source<R>,
        buffer: &mut [u8],
    ) -> Result<usize, ReadError> {
        while self.frame.can_collect() == 0 && !self.frame.is_finished() {
            let step = BlockDecodingStrategy::UptoBlocks(1);
            self.frame
                .decode_blocks(&mut *source, step)
                .map_err(|_| cut_off())?;
        }
        let length = self.frame.read(buffer).map_err(|_| broken())?;
        if length == 0
            && let Some(told) = self.frame.get_checksum_from_data()
            && self.frame.get_calculated_checksum() != Some(told)
        {
            return Err(checksum());
        }
        Ok(length)
    }

    /// One step; `None` if there is nothing to give yet.
    fn step(
        &mut self,
        state: State<R>,
        buffer: &mut [u8],
    ) -> Result<Option<usize>, (ReadError, Option<io::Error>)> {
        match state {
            State::Done => Ok(Some(0)),
            State::Between(mut source) => {
                let next = self.next_member(&mut source);
                match next {
                    Ok(Next::Member) if self.packing == Packing::Gzip => {
                        if let Err(error) = gzip_header(&mut source) {
                            return Err((gzip_error(&error), source.get_mut().error.take()));
                        }
                        self.state = State::Gzip(Box::new(Inflate::new(source)));
                    }
                    Ok(Next::Member | Next::Skippable) => match self.begin_frame(&mut source) {
                        Ok(true) => self.state = State::Zstd(source),
                        Ok(false) => {
                            self.members += 1;
                            self.state = State::Between(source);
                        }
                        Err(error) => return Err((error, source.get_mut().error.take())),
                    },
                    Ok(Next::End) => {}
                    Err(error) => return Err((error, source.get_mut().error.take())),
                }
                Ok(None)
            }
            State::Gzip(mut decoder) => match decoder.read(buffer) {
                Ok(0) => {
                    let expected = decoder.trailer();
                    let mut source = decoder.into_input();
                    let mut trailer = [0; 8];
                    if let Err(error) = source.read_exact(&mut trailer) {
                        return Err((gzip_error(&error), source.get_mut().error.take()));
                    }
                    if trailer != expected {
                        return Err((checksum(), None));
                    }
                    self.members += 1;
                    self.state = State::Between(source);
                    Ok(None)
                }
                Ok(length) => {
                    let packed = decoder.input().get_ref().bytes;
                    self.state = State::Gzip(decoder);
                    Ok(Some(self.spend(length, packed)?))
                }
                Err(error) => {
                    let own = decoder.input().get_mut().error.take();
                    Err((gzip_error(&error), own))
                }
            },
            State::Zstd(mut source) => match self.read_frame(&mut source, buffer) {
                Ok(0) => {
                    self.members += 1;
                    self.state = State::Between(source);
                    Ok(None)
                }
                Ok(length) => {
                    let packed = source.get_ref().bytes;
                    self.state = State::Zstd(source);
                    Ok(Some(self.spend(length, packed)?))
                }
                Err(error) => Err((error, source.get_mut().error.take())),
            },
        }
    }

    fn spend(
        &mut self,
        length: usize,
        packed: u64,
    ) -> Result<usize, (ReadError, Option<io::Error>)> {
        self.budget
            .spend(length as u64, packed)
            .map_err(|error| (error, None))?;
        Ok(length)
    }
}

impl<R: Read> Read for Stream<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let state = std::mem::replace(&mut self.state, State::Done);
            match self.step(state, buffer) {
                Ok(None) => {}
                Ok(Some(length)) => return Ok(length),
                Err((error, own)) => {
                    self.state = State::Done;
                    return Err(own.unwrap_or_else(|| io::Error::other(error)));
                }
            }
        }
    }
}

/// Why a gzip member cannot be read on.
fn gzip_error(error: &io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => cut_off(),
        _ => broken(),
    }
}

fn cut_off() -> ReadError {
    damaged("the packed data is cut off or damaged")
}

fn checksum() -> ReadError {
    damaged("the checksum of the packed data is wrong: its text may be, too")
}

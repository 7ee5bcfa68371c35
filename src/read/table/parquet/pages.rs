//! The pages of a Parquet file on their way to the crate that decodes them: what they say of
//! themselves is compared with their bytes and with the limits first.
//!
//! The crate makes room for as many bytes and values as a page says that it has, and gives rows that
//! have no page at all as empty. Here a page that says too much, and a column that ends before its
//! rows do, is an error.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use parquet::basic::{Encoding, Type};
use parquet::bloom_filter::Sbbf;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use parquet::record::reader::RowIter;

use super::thrift::{Deltas, PageHeader};
use crate::read::ReadError;
use crate::read::options::Limits;

/// From so many bytes, rows or values on the ratio is looked at.
pub(super) const RATIO_FROM: u64 = 1 << 20;
/// Values of a column that are decoded at a time.
pub(super) const BATCH: usize = 64;
/// Values inside lists for each byte of the file: those of a row are held at once.
const LISTED: u64 = 16;

/// What was unpacked of a file so far.
struct Budget {
    limits: Limits,
    file: u64,
    unpacked: AtomicU64,
}

impl Budget {
    fn spend(&self, bytes: u64) -> Result<()> {
        let unpacked = self.unpacked.fetch_add(bytes, Ordering::Relaxed) + bytes;
        let Limits {
            unpacked: most,
            ratio,
            ..
        } = self.limits;
        if unpacked > most {
            return Err(too_large(format!(
                "unpacks to more than the limit of {most} bytes"
            )));
        }
        if is_over_ratio(unpacked, self.file, ratio) {
            return Err(too_large(format!(
                "unpacks to more than {ratio} times its size, as bombs do"
            )));
        }
        Ok(())
    }
}

/// True if so many bytes or rows are more than `ratio` for each byte of a file.
pub(super) fn is_over_ratio(count: u64, file: u64, ratio: u64) -> bool {
    count > RATIO_FROM && count / ratio.max(1) > file
}

fn too_large(what: String) -> ParquetError {
    let error = ReadError::new(
        "too_large",
        what,
        "if it is sound, raise the limit with `--max-unpacked BYTES`, or write it in smaller files",
    );
    ParquetError::External(Box::new(error))
}

fn damaged() -> ParquetError {
    ParquetError::General(String::new())
}

/// A file whose pages are looked at.
pub(super) struct Checked {
    inner: SerializedFileReader<Bytes>,
    bytes: Bytes,
    budget: Arc<Budget>,
}

impl Checked {
    pub(super) fn new(inner: SerializedFileReader<Bytes>, bytes: Bytes, limits: &Limits) -> Self {
        let budget = Budget {
            limits: *limits,
            file: bytes.len() as u64,
            unpacked: AtomicU64::new(0),
        };
        Checked {
            inner,
            bytes,
            budget: Arc::new(budget),
        }
    }
}

impl FileReader for Checked {
    fn metadata(&self) -> &ParquetMetaData {
        self.inner.metadata()
    }

    fn num_row_groups(&self) -> usize {
        self.inner.num_row_groups()
    }

    fn get_row_group(&self, ix: usize) -> Result<Box<dyn RowGroupReader + '_>> {
        Ok(Box::new(Group {
            inner: self.inner.get_row_group(ix)?,
            bytes: self.bytes.clone(),
            budget: Arc::clone(&self.budget),
        }))
    }

    fn get_row_iter(
        &self,
        projection: Option<parquet::schema::types::Type>,
    ) -> Result<RowIter<'_>> {
        RowIter::from_file(projection, self)
    }
}

struct Group<'a> {
    inner: Box<dyn RowGroupReader + 'a>,
    bytes: Bytes,
    budget: Arc<Budget>,
}

impl RowGroupReader for Group<'_> {
    fn metadata(&self) -> &RowGroupMetaData {
        self.inner.metadata()
    }

    fn num_columns(&self) -> usize {
        self.inner.num_columns()
    }

    fn get_column_page_reader(&self, ix: usize) -> Result<Box<dyn PageReader>> {
        let column = self.metadata().column(ix);
        let described = column.column_descr();
        let (start, length) = column.byte_range();
        let at = |at: u64| usize::try_from(at).map_err(|_| damaged());
        let (start, length) = (at(start)?, at(length)?);
        let end = start.checked_add(length).ok_or_else(damaged)?;
        if end > self.bytes.len() {
            return Err(damaged());
        }
        Ok(Box::new(Pages {
            inner: self.inner.get_column_page_reader(ix)?,
            rest: self.bytes.slice(start..end),
            budget: Arc::clone(&self.budget),
            rows: u64::try_from(self.metadata().num_rows()).map_err(|_| damaged())?,
            values: 0,
            longest: 0,
            levels: [described.max_rep_level(), described.max_def_level()],
            is_bytes: column.column_type() == Type::BYTE_ARRAY,
        }))
    }

    fn get_column_bloom_filter(&self, ix: usize) -> Option<&Sbbf> {
        self.inner.get_column_bloom_filter(ix)
    }

    fn get_row_iter(
        &self,
        projection: Option<parquet::schema::types::Type>,
    ) -> Result<RowIter<'_>> {
        RowIter::from_row_group(projection, self)
    }
}

/// The pages of a column in a row group.
struct Pages {
    inner: Box<dyn PageReader>,
    /// What was not read yet.
    rest: Bytes,
    budget: Arc<Budget>,
    rows: u64,
    /// Values so far, with those that are null.
    values: u64,
    /// Bytes of the longest text in its dictionary.
    longest: u64,
    /// How often values are repeated and may be missing: the highest levels.
    levels: [i16; 2],
    is_bytes: bool,
}

impl Pages {
    fn is_listed(&self) -> bool {
        self.levels[0] > 0
    }

    /// The header of the next page, checked; `None` at the end.
    fn header(&mut self) -> Result<Option<PageHeader>> {
        loop {
            if self.rest.is_empty() {
                // Rows that nothing stands for would be given as empty ones.
                if self.values < self.rows {
                    return Err(damaged());
                }
                return Ok(None);
            }
            let header = PageHeader::read(&self.rest).ok_or_else(damaged)?;
            let unsigned = |number: i64| u64::try_from(number).map_err(|_| damaged());
            let (packed, unpacked) = (unsigned(header.packed)?, unsigned(header.unpacked)?);
            let (values, nulls) = (unsigned(header.values)?, unsigned(header.nulls)?);
            let length = header.length as u64 + packed;
            if length > self.rest.len() as u64 {
                return Err(damaged());
            }
            self.rest = self.rest.slice(length as usize..);
            match header.kind {
                // The crate passes over these.
                1 => continue,
                // Room is made for every text of a dictionary at once.
                2 if values > unpacked => return Err(damaged()),
                2 => {}
                _ => self.count(values)?,
            }
            if nulls > values {
                return Err(damaged());
            }
            self.budget.spend(unpacked)?;
            return Ok(Some(header));
        }
    }

    /// Counts values; there are not more than rows, but for lists.
    fn count(&mut self, values: u64) -> Result<()> {
        self.values += values;
        if !self.is_listed() {
            return if self.values > self.rows {
                Err(damaged())
            } else {
                Ok(())
            };
        }
        if is_over_ratio(self.values, self.budget.file, LISTED) {
            return Err(too_large(format!(
                "a column of lists has more than {LISTED} values for each byte of the file"
            )));
        }
        let bytes = self.values.saturating_mul(self.longest);
        if bytes > self.budget.limits.unpacked {
            return Err(too_large(format!(
                "a column of lists repeats long texts beyond the limit of {} bytes",
                self.budget.limits.unpacked
            )));
        }
        Ok(())
    }

    /// The data of a page, behind the levels of its values.
    fn data<'p>(&self, page: &'p Page) -> Option<&'p [u8]> {
        match page {
            Page::DataPage {
                buf,
                num_values,
                def_level_encoding,
                rep_level_encoding,
                ..
            } => {
                let mut rest: &[u8] = buf;
                for (level, encoding) in self
                    .levels
                    .into_iter()
                    .zip([rep_level_encoding, def_level_encoding])
                {
                    if level == 0 {
                        continue;
                    }
                    let length = if *encoding == Encoding::RLE {
                        let (length, behind) = rest.split_first_chunk::<4>()?;
                        rest = behind;
                        u32::from_le_bytes(*length) as usize
                    } else {
                        let bits = u64::from(level.unsigned_abs().ilog2() + 1);
                        usize::try_from((u64::from(*num_values) * bits).div_ceil(8)).ok()?
                    };
                    rest = rest.get(length..)?;
                }
                Some(rest)
            }
            Page::DataPageV2 {
                buf,
                def_levels_byte_len,
                rep_levels_byte_len,
                ..
            } => buf
                .get((*def_levels_byte_len as usize).checked_add(*rep_levels_byte_len as usize)?..),
            Page::DictionaryPage { .. } => None,
        }
    }

    /// Texts that are written as lengths, or as what differs from the text before: as many are made
    /// room for as their own headers say.
    fn deltas(&self, page: &Page) -> Result<()> {
        let encoding = page.encoding();
        let has_prefixes = encoding == Encoding::DELTA_BYTE_ARRAY;
        if !page.is_data_page() || !(has_prefixes || encoding == Encoding::DELTA_LENGTH_BYTE_ARRAY)
        {
            return Ok(());
        }
        let most = u64::from(page.num_values());
        let data = self.data(page).ok_or_else(damaged)?;
        let first = Deltas::read(data).ok_or_else(damaged)?;
        if first.count > most {
            return Err(damaged());
        }
        if has_prefixes {
            let behind = first.behind().ok_or_else(damaged)?;
            let suffixes = Deltas::read(behind).ok_or_else(damaged)?;
            if suffixes.count > most {
                return Err(damaged());
            }
            // Each text may hold all of the page again.
            let held = if self.is_listed() {
                most
            } else {
                most.min(BATCH as u64)
            };
            if held.saturating_mul(data.len() as u64) > self.budget.limits.unpacked {
                return Err(too_large(
                    "a page of it repeats long texts beyond the limit".to_owned(),
                ));
            }
        }
        Ok(())
    }

    /// The longest text of a dictionary: lists may repeat it.
    fn dictionary(&mut self, page: &Page) {
        if !self.is_listed() || !self.is_bytes || !page.is_dictionary_page() {
            return;
        }
        let mut rest: &[u8] = page.buffer();
        while let Some((length, behind)) = rest.split_first_chunk::<4>() {
            let length = u32::from_le_bytes(*length);
            self.longest = self.longest.max(u64::from(length));
            rest = behind.get(length as usize..).unwrap_or_default();
        }
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        if self.header()?.is_none() {
            return Ok(None);
        }
        let page = self.inner.get_next_page()?;
        if let Some(page) = &page {
            self.deltas(page)?;
            self.dictionary(page);
        }
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.inner.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.get_next_page().map(drop)
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.inner.at_record_boundary()
    }
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

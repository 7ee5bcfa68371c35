//! The few facts that must be known of a Parquet file before the crate believes them, read from
//! Thrift's compact protocol: how deep its schema is nested, and what a page says of itself.
//!
//! Nothing here allocates, and no length is followed out of the bytes.

/// Structures and lists inside each other. Those of Parquet are nested five deep.
const DEEPEST: u32 = 32;

/// What stands in front of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PageHeader {
    /// 0 data, 1 index, 2 dictionary, 3 data in the newer form.
    pub(super) kind: i64,
    pub(super) unpacked: i64,
    pub(super) packed: i64,
    /// Number of values, with those that are null.
    pub(super) values: i64,
    /// Of the newer form: how many of them are null.
    pub(super) nulls: i64,
    /// Bytes of the header itself.
    pub(super) length: usize,
}

impl PageHeader {
    /// Reads the header at the start of the bytes; `None` if there is none.
    pub(super) fn read(bytes: &[u8]) -> Option<PageHeader> {
        let mut found = PageHeader::default();
        let mut of_kind = [(0, 0); 4];
        let mut input = Thrift::new(bytes);
        let mut last = 0;
        while let Some((id, kind)) = input.field(&mut last)? {
            match (id, kind) {
                (1, 5) => found.kind = input.integer()?,
                (2, 5) => found.unpacked = input.integer()?,
                (3, 5) => found.packed = input.integer()?,
                (5, 12) => of_kind[0] = input.numbers()?,
                (7, 12) => of_kind[2] = input.numbers()?,
                (8, 12) => of_kind[3] = input.numbers()?,
                _ => input.skip(kind, 0)?,
            }
        }
        let kind = usize::try_from(found.kind).ok()?;
        (found.values, found.nulls) = *of_kind.get(kind)?;
        // The second number of the older form is an encoding.
        if kind != 3 {
            found.nulls = 0;
        }
        found.length = bytes.len() - input.bytes.len();
        Some(found)
    }
}

/// How deep the columns of a file are nested, from the metadata at its end; `None` if it cannot be
/// read.
pub(super) fn depth_of_schema(file: &[u8]) -> Option<u32> {
    let (rest, _) = file.split_last_chunk::<4>()?;
    let (rest, length) = rest.split_last_chunk::<4>()?;
    let start = rest
        .len()
        .checked_sub(u32::from_le_bytes(*length) as usize)?;
    let mut input = Thrift::new(&rest[start..]);
    let mut last = 0;
    let mut deepest = 0;
    while let Some((id, kind)) = input.field(&mut last)? {
        if (id, kind) != (2, 9) {
            input.skip(kind, 0)?;
            continue;
        }
        // Depth first: how many children are still to come on each level is all that is kept, and
        // only while it is not too deep.
        let (count, _) = input.list()?;
        let mut open: Vec<u64> = Vec::new();
        for _ in 0..count {
            while open.last() == Some(&0) {
                open.pop();
            }
            if let Some(left) = open.last_mut() {
                *left -= 1;
            }
            let children = input.children()?;
            if children > 0 {
                open.push(children);
                deepest = deepest.max(open.len() as u32);
            }
        }
    }
    Some(deepest)
}

struct Thrift<'a> {
    bytes: &'a [u8],
}

impl<'a> Thrift<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Thrift { bytes }
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    fn pass(&mut self, count: u64) -> Option<()> {
        self.bytes = self.bytes.get(usize::try_from(count).ok()?..)?;
        Some(())
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// A number whose sign is its last bit.
    fn integer(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    /// The number and kind of the next field; the inner `None` is the end of the structure.
    #[allow(clippy::option_option)]
    fn field(&mut self, last: &mut i64) -> Option<Option<(i64, u8)>> {
        let byte = self.byte()?;
        if byte == 0 {
            return Some(None);
        }
        *last = match byte >> 4 {
            0 => self.integer()?,
            step => last.checked_add(i64::from(step))?,
        };
        Some(Some((*last, byte & 0x0F)))
    }

    /// The start of a list: how many, and of which kind.
    fn list(&mut self) -> Option<(u64, u8)> {
        let byte = self.byte()?;
        let count = match byte >> 4 {
            15 => self.varint()?,
            count => u64::from(count),
        };
        Some((count, byte & 0x0F))
    }

    /// The first two numbers of a structure.
    fn numbers(&mut self) -> Option<(i64, i64)> {
        let mut found = (0, 0);
        let mut last = 0;
        while let Some((id, kind)) = self.field(&mut last)? {
            match (id, kind) {
                (1, 5) => found.0 = self.integer()?,
                (2, 5) => found.1 = self.integer()?,
                _ => self.skip(kind, 0)?,
            }
        }
        Some(found)
    }

    /// Reads an element of a schema: how many children it has.
    fn children(&mut self) -> Option<u64> {
        let mut children = 0;
        let mut last = 0;
        while let Some((id, kind)) = self.field(&mut last)? {
            match (id, kind) {
                (5, 5) => children = u64::try_from(self.integer()?).ok()?,
                _ => self.skip(kind, 0)?,
            }
        }
        Some(children)
    }

    /// Passes over a value of this kind.
    fn skip(&mut self, kind: u8, depth: u32) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        match kind {
            // As fields, truth values have no bytes of their own.
            1 | 2 => {}
            3 => self.pass(1)?,
            4..=6 => _ = self.varint()?,
            7 => self.pass(8)?,
            8 => {
                let length = self.varint()?;
                self.pass(length)?;
            }
            9 | 10 => {
                let (count, kind) = self.list()?;
                self.elements(count, &[kind], depth)?;
            }
            11 => {
                let count = self.varint()?;
                if count > 0 {
                    let kinds = self.byte()?;
                    self.elements(count, &[kinds >> 4, kinds & 0x0F], depth)?;
                }
            }
            12 => {
                let mut last = 0;
                while let Some((_, kind)) = self.field(&mut last)? {
                    self.skip(kind, depth + 1)?;
                }
            }
            _ => return None,
        }
        Some(())
    }

    fn elements(&mut self, count: u64, kinds: &[u8], depth: u32) -> Option<()> {
        // Each has a byte at least.
        if count > self.bytes.len() as u64 {
            return None;
        }
        for _ in 0..count {
            for &kind in kinds {
                match kind {
                    1 | 2 => self.pass(1)?,
                    kind => self.skip(kind, depth + 1)?,
                }
            }
        }
        Some(())
    }
}

/// The numbers that begin data in a delta encoding, and what stands behind them.
pub(super) struct Deltas<'a> {
    /// How many numbers there are.
    pub(super) count: u64,
    rest: Thrift<'a>,
    miniblocks: u64,
    /// Values in each of them.
    width: u64,
}

impl<'a> Deltas<'a> {
    /// Reads the header; `None` if it is none.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Deltas<'a>> {
        let mut rest = Thrift::new(bytes);
        let block = rest.varint()?;
        let miniblocks = rest.varint()?;
        let count = rest.varint()?;
        rest.varint()?;
        let width = block.checked_div(miniblocks)?;
        (width > 0).then_some(Deltas {
            count,
            rest,
            miniblocks,
            width,
        })
    }

    /// What stands behind the numbers.
    pub(super) fn behind(mut self) -> Option<&'a [u8]> {
        let mut left = self.count.saturating_sub(1);
        while left > 0 {
            self.rest.varint()?;
            let widths = self
                .rest
                .bytes
                .get(..usize::try_from(self.miniblocks).ok()?)?;
            self.rest.pass(self.miniblocks)?;
            for &bits in widths {
                if left == 0 {
                    break;
                }
                let bytes = u64::from(bits).checked_mul(self.width)? / 8;
                // The last one may be cut short.
                let bytes = bytes.min(self.rest.bytes.len() as u64);
                self.rest.pass(bytes)?;
                left = left.saturating_sub(self.width);
            }
        }
        Some(self.rest.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_and_lengths_are_not_followed() {
        // Kind 0, 40 bytes unpacked, 20 packed, {5 values, encoding 0, statistics with bytes}.
        let header = [
            0x15, 0x00, 0x15, 0x50, 0x15, 0x28, 0x2C, 0x15, 0x0A, 0x15, 0x00, 0x3C, 0x18, 0x02, 7,
            7, 0x00, 0x00, 0x00, 9, 9,
        ];
        let expected = PageHeader {
            kind: 0,
            unpacked: 40,
            packed: 20,
            values: 5,
            nulls: 0,
            length: 19,
        };
        assert_eq!(PageHeader::read(&header), Some(expected));
        for length in 0..19 {
            assert_eq!(PageHeader::read(&header[..length]), None);
        }
        let mut far = header;
        far[13] = 0x7F;
        assert_eq!(PageHeader::read(&far), None);
    }

    #[test]
    fn the_end_of_deltas_is_found() {
        // Blocks of 128 in 4 parts; 3 numbers; two bits each in the first part.
        let mut bytes = vec![0x80, 1, 4, 3, 2, 0, 2, 0, 0, 0];
        bytes.extend([0xAA; 8]);
        bytes.extend(b"behind");
        let deltas = Deltas::read(&bytes).expect("a header");
        assert_eq!(deltas.count, 3);
        assert_eq!(deltas.behind(), Some(&b"behind"[..]));
        assert!(Deltas::read(&[0x80, 1, 0, 3, 2]).is_none());
        let endless = [0x80, 1, 4, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 2, 0];
        assert!(Deltas::read(&endless).expect("a header").behind().is_none());
    }

    #[test]
    fn nesting_is_counted() {
        let file = |elements: &[u8], count: u8| {
            let mut meta = vec![0x29, count << 4 | 0x0C];
            meta.extend(elements);
            meta.push(0);
            let length = (meta.len() as u32).to_le_bytes();
            [&meta[..], &length, b"PAR1"].concat()
        };
        // Field 5 is the number of children.
        let group = [0x55, 2, 0];
        let pair = [0x55, 4, 0];
        let leaf = [0x15, 2, 0];
        assert_eq!(depth_of_schema(&file(&leaf, 1)), Some(0));
        let flat = [pair, leaf, leaf].concat();
        assert_eq!(depth_of_schema(&file(&flat, 3)), Some(1));
        let nested = [pair, group, group, leaf, leaf].concat();
        assert_eq!(depth_of_schema(&file(&nested, 5)), Some(3));
        assert_eq!(depth_of_schema(b"PAR1"), None);
    }
}

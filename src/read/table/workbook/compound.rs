//! Compound files (xls), looked through before they are read: chains that run in circles, and
//! sheets whose empty cells would not fit into memory.

use super::cells::MOST_CELLS;

const FREE: u32 = 0xFFFF_FFFA;

/// What is wrong with a compound file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Damaged,
    NoWorkbook,
    Encrypted,
    TooManyCells,
}

/// Follows the chains and looks at the places of all cells.
pub(super) fn check(bytes: &[u8]) -> Result<(), Fault> {
    let file = Compound::open(bytes).ok_or(Fault::Damaged)?;
    let folder = file.chain(file.folder, usize::MAX).ok_or(Fault::Damaged)?;
    let entries: Vec<&[u8]> = folder.chunks_exact(128).collect();
    let is_called = |entry: &&&[u8], name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.starts_with(&wide) && entry.get(wide.len()) == Some(&0)
    };
    let find = |name: &str| entries.iter().find(|entry| is_called(entry, name));
    if find("EncryptedPackage").is_some() {
        return Err(Fault::Encrypted);
    }
    let root = entries.first().ok_or(Fault::Damaged)?;
    let book = find("Workbook").or_else(|| find("Book"));
    let book = book.ok_or(Fault::NoWorkbook)?;
    let start = |entry: &[u8]| u32_at(entry, 116).unwrap_or(FREE);
    let size = |entry: &[u8]| u32_at(entry, 120).unwrap_or(0) as usize;
    if size(root) > bytes.len() || size(book) > bytes.len() {
        return Err(Fault::Damaged);
    }
    let stream = if size(book) < 4096 {
        let small = file.chain(start(root), size(root)).ok_or(Fault::Damaged)?;
        let table = file.chain(file.small_table, usize::MAX);
        let table = words(&table.ok_or(Fault::Damaged)?);
        follow(start(book), &table, size(book), |sector| {
            small.get(sector * 64..sector * 64 + 64)
        })
    } else {
        if !file.small_table_is_sound() {
            return Err(Fault::Damaged);
        }
        file.chain(start(book), size(book))
    };
    cells(&stream.ok_or(Fault::Damaged)?)
}

struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    table: Vec<u32>,
    folder: u32,
    small_table: u32,
}

impl<'a> Compound<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u16_at(bytes, 30)?;
        let sector = match shift {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut file = Compound {
            bytes,
            sector,
            table: Vec::new(),
            folder: u32_at(bytes, 48)?,
            small_table: u32_at(bytes, 60)?,
        };
        let mut parts: Vec<u32> = words(bytes.get(76..512)?);
        let mut next = u32_at(bytes, 68)?;
        for _ in 0..=bytes.len() / sector {
            if next >= FREE {
                break;
            }
            parts.extend(words(file.at(next as usize)?));
            next = parts.pop()?;
        }
        for part in parts.into_iter().filter(|&part| part < FREE) {
            let words = words(file.at(part as usize)?);
            file.table.extend(words);
        }
        Some(file)
    }

    /// A sector; the last one may be short.
    fn at(&self, sector: usize) -> Option<&'a [u8]> {
        let start = (sector + 1).checked_mul(self.sector)?;
        let end = (start + self.sector).min(self.bytes.len());
        self.bytes.get(start..end)
    }

    /// The bytes of a chain, at most `most`; `None` if it runs in a circle or out of the file.
    fn chain(&self, start: u32, most: usize) -> Option<Vec<u8>> {
        follow(start, &self.table, most, |sector| self.at(sector))
    }

    fn small_table_is_sound(&self) -> bool {
        self.chain(self.small_table, usize::MAX).is_some()
    }
}

fn follow<'a>(
    start: u32,
    table: &[u32],
    most: usize,
    sector: impl Fn(usize) -> Option<&'a [u8]>,
) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut next = start;
    let mut steps = 0;
    while next < FREE && bytes.len() < most {
        steps += 1;
        if steps > table.len() {
            return None;
        }
        bytes.extend_from_slice(sector(next as usize)?);
        next = *table.get(next as usize)?;
    }
    bytes.truncate(most);
    Some(bytes)
}

/// Looks at the records of the sheets: a table of all places between the cells must fit.
fn cells(mut records: &[u8]) -> Result<(), Fault> {
    let mut area: Option<[u32; 4]> = None;
    while let (Some(kind), Some(length)) = (u16_at(records, 0), u16_at(records, 2)) {
        let Some(record) = records.get(4..4 + usize::from(length)) else {
            return Ok(());
        };
        records = &records[4 + usize::from(length)..];
        let at = |at: usize| u16_at(record, at).map_or(0, u32::from);
        match kind {
            0x0809 | 0x0409 | 0x0209 | 0x0009 => area = None,
            // What a sheet says of its size.
            0x0200 => {
                let (rows, columns) = if record.len() == 10 {
                    (at(2), at(6).saturating_sub(at(4)))
                } else {
                    let rows = u32_at(record, 4).unwrap_or(0);
                    let first = u32_at(record, 0).unwrap_or(0);
                    (rows.saturating_sub(first), at(10))
                };
                if u64::from(rows) * u64::from(columns) > MOST_CELLS as u64 {
                    return Err(Fault::TooManyCells);
                }
            }
            0x0002..=0x0006 | 0x0203..=0x0206 | 0x0406 | 0x00BD | 0x00FD | 0x00D6 | 0x027E => {
                let (row, first) = (at(0), at(2));
                // The last column stands at the end of a record of several cells.
                let last = if kind == 0x00BD {
                    at(record.len().saturating_sub(2)).max(first)
                } else {
                    first
                };
                let [top, bottom, left, right] = area.unwrap_or([row, row, first, last]);
                let grown = [
                    top.min(row),
                    bottom.max(row),
                    left.min(first),
                    right.max(last),
                ];
                area = Some(grown);
                let size = |from: u32, to: u32| u64::from(to - from) + 1;
                let [top, bottom, left, right] = grown;
                if size(top, bottom) * size(left, right) > MOST_CELLS as u64 {
                    return Err(Fault::TooManyCells);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn words(bytes: &[u8]) -> Vec<u32> {
    let words = bytes.chunks_exact(4);
    words
        .map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
        .collect()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes([two[0], two[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(row: u16, column: u16) -> Vec<u8> {
        let mut record = vec![0x03, 0x02, 14, 0];
        record.extend(row.to_le_bytes());
        record.extend(column.to_le_bytes());
        record.extend([0; 10]);
        record
    }

    #[test]
    fn two_cells_far_apart_are_too_many() {
        let near = [number(0, 0), number(60_000, 200)].concat();
        assert_eq!(cells(&near), Ok(()));
        let far = [number(0, 0), number(65_535, 65_535)].concat();
        assert_eq!(cells(&far), Err(Fault::TooManyCells));
        let mut told = vec![0x00, 0x02, 14, 0];
        told.extend([0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F, 0, 0, 0xFF, 0, 0, 0]);
        assert_eq!(cells(&told), Err(Fault::TooManyCells));
    }

    #[test]
    fn circles_end() {
        let sector = [7_u8; 8];
        let circle = [1, 0];
        assert_eq!(follow(0, &circle, usize::MAX, |_| Some(&sector)), None);
        let line = [1, 0xFFFF_FFFE];
        let bytes = follow(0, &line, 12, |_| Some(&sector));
        assert_eq!(bytes.map(|bytes| bytes.len()), Some(12));
    }
}

//! Cells → bytes, one behind the other, without an allocation for any of them.
//!
//! What a cell looks like depends on the format alone, so rows and parts of rows can be made
//! wherever their numbers are, and joined later.

use std::io::{self, Write as _};

use super::{Cell, TableFormat, TableOptions, delimiter, quoted};
use crate::text::bytes;

/// What stands in front of the cells of a table: the sign that parts two cells, and in JSON lines
/// the key.
#[derive(Clone, Debug)]
pub(crate) struct Joints {
    format: TableFormat,
    /// JSON lines: the columns as quoted keys, each with its colon.
    keys: Vec<String>,
}

impl Joints {
    /// Of a table without columns.
    pub(super) fn of(format: TableFormat) -> Joints {
        Joints {
            format,
            keys: Vec::new(),
        }
    }

    /// Of a table with these columns.
    ///
    /// # Errors
    /// Of writing a name as JSON.
    pub(crate) fn new(format: TableFormat, columns: &[impl AsRef<str>]) -> io::Result<Joints> {
        let mut joints = Joints::of(format);
        joints.extend(columns)?;
        Ok(joints)
    }

    /// Adds columns at the end.
    pub(super) fn extend(&mut self, columns: &[impl AsRef<str>]) -> io::Result<()> {
        if self.format == TableFormat::JsonLines {
            for name in columns {
                self.keys.push(quoted(name.as_ref())? + ":");
            }
        }
        Ok(())
    }

    /// Appends what stands in front of the cell of a column, the first one being 0.
    pub(crate) fn push(&self, out: &mut Vec<u8>, column: usize) {
        if self.format == TableFormat::JsonLines {
            out.push(if column == 0 { b'{' } else { b',' });
            out.extend_from_slice(self.keys[column].as_bytes());
        } else if column > 0 {
            out.push(delimiter(self.format));
        }
    }

    /// Appends a row of cells from the column `first` on.
    pub(crate) fn cells(
        &self,
        options: TableOptions,
        out: &mut Vec<u8>,
        first: usize,
        cells: &[Cell],
    ) {
        for (at, cell) in cells.iter().enumerate() {
            self.push(out, first + at);
            options.push_cell(out, cell);
        }
    }

    /// Ends the row that begins at `start`.
    pub(crate) fn end(&self, out: &mut Vec<u8>, start: usize) {
        if self.format == TableFormat::JsonLines {
            out.push(b'}');
        } else if out.len() == start {
            // One empty cell must not look like no row.
            out.extend_from_slice(b"\"\"");
        }
        out.push(b'\n');
    }
}

impl TableOptions {
    /// Appends a cell as it stands between its neighbours, quoted if it has to be.
    pub(crate) fn push_cell(self, out: &mut Vec<u8>, cell: &Cell) {
        let is_json = self.format == TableFormat::JsonLines;
        match cell {
            Cell::Text(text) if is_json => push_json(out, text),
            Cell::Text(text) => self.push_text(out, text),
            Cell::Count(count) => push_count(out, *count),
            Cell::Number(number) if number.is_finite() => push_number(out, *number),
            Cell::Flag(flag) => out.extend_from_slice(if *flag { b"true" } else { b"false" }),
            Cell::Empty | Cell::Number(_) if is_json => out.extend_from_slice(b"null"),
            Cell::Empty | Cell::Number(_) => {}
        }
    }

    /// Appends text for CSV or TSV.
    fn push_text(self, out: &mut Vec<u8>, text: &str) {
        let sign = delimiter(self.format);
        // A carriage return is quoted, too: readers take it for the end of a row.
        let is_special = |part| {
            let ends = bytes::eq(part, b'\n') | bytes::eq(part, b'\r');
            ends | bytes::eq(part, b'"') | bytes::eq(part, sign)
        };
        let shown = self.text(text);
        if bytes::position(shown.as_bytes(), is_special).is_none() {
            out.extend_from_slice(shown.as_bytes());
            return;
        }
        out.push(b'"');
        for (at, part) in shown.split('"').enumerate() {
            if at > 0 {
                out.extend_from_slice(b"\"\"");
            }
            out.extend_from_slice(part.as_bytes());
        }
        out.push(b'"');
    }
}

fn push_json(out: &mut Vec<u8>, text: &str) {
    let is_plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    if text.bytes().all(is_plain) {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
        return;
    }
    // A string has a form in JSON, and memory takes every write.
    _ = serde_json::to_writer(&mut *out, text);
}

/// Appends a whole number in decimal digits.
pub(super) fn push_count(out: &mut Vec<u8>, count: u64) {
    // Most cells of a row are a small count, and of so few bytes each is as soon written as copied.
    let digit = |count: u64| b'0' + (count % 10) as u8;
    match count {
        0..10 => return out.push(digit(count)),
        10..100 => return out.extend_from_slice(&[digit(count / 10), digit(count)]),
        100..1000 => {
            let digits = [digit(count / 100), digit(count / 10), digit(count)];
            return out.extend_from_slice(&digits);
        }
        _ => {}
    }
    let mut digits = [0; 20];
    let mut at = digits.len();
    let mut rest = count;
    while rest > 0 {
        at -= 1;
        digits[at] = digit(rest);
        rest /= 10;
    }
    out.extend_from_slice(&digits[at..]);
}

/// Appends a finite number: the shortest form that reads back as the same, without exponent; -0 as
/// 0. Always what `Display` writes.
pub(super) fn push_number(out: &mut Vec<u8>, number: f64) {
    if number == 0.0 {
        out.push(b'0');
        return;
    }
    let mut buffer = zmij::Buffer::new();
    let digits = buffer.format_finite(number).as_bytes();
    let digits = digits.strip_suffix(b".0").unwrap_or(digits);
    let point = digits.iter().position(|&byte| byte == b'.');
    let places = point.map_or(0, |point| digits.len() - point - 1);
    // Very small and very large numbers have an exponent there. Where two forms are as short and as
    // near, that is where the number has one decimal place more than they have, `Display` takes the
    // one further from 0, and zmij the even one.
    let is_other = number.abs() >= EXACT || digits.contains(&b'e');
    if is_other || places + 1 == decimal_places(number) {
        // Memory takes every write.
        _ = write!(out, "{number}");
    } else {
        out.extend_from_slice(digits);
    }
}

/// All whole numbers below are numbers of ours: 2^53.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Decimal places of a finite number other than 0, written out to its last digit: as many as places
/// behind the point in binary.
fn decimal_places(number: f64) -> usize {
    const DIGITS: u32 = f64::MANTISSA_DIGITS - 1;
    let bits = number.to_bits();
    let exponent = bits >> DIGITS & 0x7FF;
    let mantissa = bits & ((1 << DIGITS) - 1) | u64::from(exponent > 0) << DIGITS;
    // The lowest bit of the mantissa is worth 2^(exponent - 1075).
    let lowest = exponent.max(1) + u64::from(mantissa.trailing_zeros());
    1075_u64.saturating_sub(lowest) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(number: f64) -> String {
        let mut out = Vec::new();
        push_number(&mut out, number);
        String::from_utf8(out).expect("digits")
    }

    #[test]
    fn of_two_forms_as_near_the_one_of_display_is_taken() {
        for number in [
            1.0 + 2f64.powi(-17),
            -1_054_283_966_389_488.0 - 0.25,
            2e14 + 0.125,
        ] {
            assert_eq!(shown(number), number.to_string());
        }
        assert_eq!(decimal_places(0.75), 2);
        assert_eq!(decimal_places(3.0), 0);
        assert_eq!(decimal_places(f64::MIN_POSITIVE / 2.0), 1023);
    }

    #[test]
    fn counts_are_as_displayed() {
        for at in 0..=u64::BITS {
            for near in [-1_i64, 0, 1] {
                let power = 1_u64.checked_shl(at).unwrap_or_default();
                let count = power.wrapping_add_signed(near);
                let mut out = Vec::new();
                push_count(&mut out, count);
                assert_eq!(String::from_utf8(out).expect("digits"), count.to_string());
            }
        }
    }

    /// As csv writes it.
    fn by_csv(format: TableFormat, cells: &[String]) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(delimiter(format))
            .terminator(csv::Terminator::Any(b'\n'))
            .flexible(true)
            .from_writer(Vec::new());
        writer.write_record(cells).expect("memory");
        writer.into_inner().expect("memory")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn numbers_are_as_displayed(bits in any::<u64>(), part in any::<u32>(), of in 1..u32::MAX) {
            let any = f64::from_bits(bits);
            if any.is_finite() {
                prop_assert_eq!(shown(any), (any + 0.0).to_string());
            }
            for scale in [1.0, 100.0, 1e6] {
                for number in [
                    scale * f64::from(part) / f64::from(of),
                    // Few places in binary: two forms may be as near.
                    (scale * f64::from(part) + f64::from(of % 128)) / (1_u64 << (bits % 60)) as f64,
                    (bits >> 11) as f64 / (1_u64 << (part % 60)) as f64,
                    -scale * f64::from(part % 1000) / f64::from(of % 5000 + 1),
                ] {
                    prop_assert_eq!(shown(number), (number + 0.0).to_string());
                }
            }
        }

        #[test]
        fn rows_are_as_the_csv_crate_writes_them(
            texts in prop::collection::vec("[ab\",;\t\r\n\u{e9} ]{0,6}", 1..4),
            tabs in any::<bool>(),
        ) {
            let format = if tabs { TableFormat::Tsv } else { TableFormat::Csv };
            let options = TableOptions { format, guard: false, bom: false };
            let joints = Joints::new(format, &texts).expect("joints");
            let cells: Vec<Cell> = texts.iter().map(|text| text.as_str().into()).collect();
            let mut out = Vec::new();
            joints.cells(options, &mut out, 0, &cells);
            joints.end(&mut out, 0);
            prop_assert_eq!(out, by_csv(format, &texts));
        }

        #[test]
        fn json_is_as_serde_writes_it(text in "\\PC{0,8}|[\"\\\\\u{0}-\u{20}\u{7f}a/]{0,8}") {
            let mut out = Vec::new();
            push_json(&mut out, &text);
            prop_assert_eq!(out, serde_json::to_vec(&text).expect("a string"));
        }
    }
}

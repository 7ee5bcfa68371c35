//! Values of a Parquet file as text.

use std::fmt::Write as _;

use parquet::data_type::Decimal;
use parquet::record::Field;

use crate::guard::guarded;

/// Longest value, in bytes, as for rows of other tables: a list may repeat one text often.
const LONGEST: usize = super::super::ROW_LIMIT as usize;
/// The widest decimals that are common have 76 digits in 32 bytes. Longer ones take the square of
/// their length to write.
const DIGITS: i32 = 1000;
const DECIMAL_BYTES: usize = 400;

/// A value as text: dates as ISO 8601, whole numbers without `.0`, bytes in hexadecimal if they are
/// no text, `[a, b]` for lists, `{name: value}` for groups, `{key -> value}` for maps. `None` if that
/// gets too long.
pub(super) fn plain(field: &Field) -> Option<String> {
    let mut text = String::new();
    match field {
        Field::Null => {}
        Field::Str(value) => text.clone_from(value),
        other => show(other, &mut text)?,
    }
    Some(text)
}

/// Adds a value to a text; texts inside lists and groups stand in quotes.
fn show(field: &Field, out: &mut String) -> Option<()> {
    match field {
        Field::Null => out.push_str("null"),
        Field::Str(text) => {
            out.push('"');
            out.push_str(text);
            out.push('"');
        }
        Field::Float(value) => write!(out, "{value}").ok()?,
        Field::Double(value) => write!(out, "{value}").ok()?,
        Field::Bytes(bytes) => match str::from_utf8(bytes.data()) {
            Ok(text) => out.push_str(text),
            Err(_) => hexadecimal(bytes.data(), out),
        },
        Field::Decimal(number) => decimal(field, number, out),
        // A day that no calendar has stays the number that it is.
        Field::Date(days) => match by_crate(field) {
            Some(day) => out.push_str(&day),
            None => write!(out, "{days}").ok()?,
        },
        Field::TimestampMillis(number) | Field::TimestampMicros(number) => match by_crate(field) {
            Some(time) => {
                let time = time.trim_end_matches(" +00:00").replacen(' ', "T", 1);
                let has_parts = time.contains('.');
                let whole = time.trim_end_matches('0').trim_end_matches('.');
                out.push_str(if has_parts { whole } else { &time });
            }
            None => write!(out, "{number}").ok()?,
        },
        Field::Group(group) => {
            let fields = group.get_column_iter();
            listed(out, ["{", "}"], fields, |(name, value), out| {
                write!(out, "{name}: ").ok()?;
                show(value, out)
            })?;
        }
        Field::ListInternal(list) => listed(out, ["[", "]"], list.elements(), show)?,
        Field::MapInternal(map) => {
            listed(out, ["{", "}"], map.entries(), |(key, value), out| {
                show(key, out)?;
                out.push_str(" -> ");
                show(value, out)
            })?;
        }
        other => out.push_str(&by_crate(other)?),
    }
    (out.len() <= LONGEST).then_some(())
}

fn listed<T>(
    out: &mut String,
    [open, close]: [&str; 2],
    parts: impl IntoIterator<Item = T>,
    show: impl Fn(T, &mut String) -> Option<()>,
) -> Option<()> {
    out.push_str(open);
    for (ix, part) in parts.into_iter().enumerate() {
        if ix > 0 {
            out.push_str(", ");
        }
        show(part, out)?;
    }
    out.push_str(close);
    Some(())
}

/// A decimal number; what is no number of common size is shown as its bytes.
fn decimal(field: &Field, number: &Decimal, out: &mut String) {
    let is_common = number.data().len() <= DECIMAL_BYTES && number.scale() <= DIGITS;
    match is_common.then(|| by_crate(field)).flatten() {
        Some(text) => out.push_str(&text),
        None => hexadecimal(number.data(), out),
    }
}

fn hexadecimal(bytes: &[u8], out: &mut String) {
    for byte in bytes {
        let _ = write!(out, "{byte:02x}");
    }
}

/// A value as the crate shows it; it panics on days outside of its calendar.
fn by_crate(field: &Field) -> Option<String> {
    guarded(|| field.to_string()).ok()
}

#[cfg(test)]
mod tests {
    use parquet::data_type::ByteArray;

    use super::*;

    #[test]
    fn values_are_plain() {
        let shown = |field: Field| plain(&field).expect("short");
        assert_eq!(shown(Field::Null), "");
        assert_eq!(shown(Field::Str("a \"b\"".to_owned())), "a \"b\"");
        assert_eq!(shown(Field::Double(3.0)), "3");
        assert_eq!(shown(Field::Date(19_844)), "2024-05-01");
        assert_eq!(
            shown(Field::TimestampMillis(1_500)),
            "1970-01-01T00:00:01.5"
        );
        assert_eq!(shown(Field::TimestampMicros(0)), "1970-01-01T00:00:00");
        assert_eq!(shown(Field::Bytes(ByteArray::from(vec![0xFF, 1]))), "ff01");
        let number = Decimal::from_i32(-1234, 9, 2);
        assert_eq!(shown(Field::Decimal(number)), "-12.34");
    }

    #[test]
    fn what_the_crate_cannot_show_stays_a_number() {
        let shown = |field: Field| plain(&field).expect("short");
        assert_eq!(shown(Field::Date(i32::MAX)), "2147483647");
        let far = i64::MAX.to_string();
        assert_eq!(shown(Field::TimestampMillis(i64::MAX)), far);
        assert_eq!(
            shown(Field::TimestampMicros(i64::MIN)),
            i64::MIN.to_string()
        );
        let wide = Decimal::from_bytes(ByteArray::from(vec![1; 2]), i32::MAX, i32::MAX - 1);
        assert_eq!(shown(Field::Decimal(wide)), "0101");
    }
}

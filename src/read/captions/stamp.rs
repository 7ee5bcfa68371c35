//! Times as captions write them.

/// Reads a time at the start of a text: `1:02:03.450`, `02:03,45`, `02:03`. Gives milliseconds and
/// the bytes that it takes.
pub(super) fn stamp(text: &str) -> Option<(u64, usize)> {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        bytes[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let mut seconds = 0_u64;
    let mut at = 0;
    let mut parts = 0;
    loop {
        let length = digits(at);
        // Hours may have many digits, minutes and seconds have one or two.
        if length == 0 || length > if parts == 0 { 6 } else { 2 } {
            return None;
        }
        seconds = seconds * 60 + text[at..at + length].parse::<u64>().ok()?;
        at += length;
        parts += 1;
        if parts < 3 && bytes.get(at) == Some(&b':') {
            at += 1;
        } else {
            break;
        }
    }
    if parts < 2 {
        return None;
    }
    let mut ms = seconds * 1000;
    if matches!(bytes.get(at), Some(b'.' | b',')) {
        let length = digits(at + 1);
        ms += fraction(&bytes[at + 1..at + 1 + length]);
        at += usize::from(length > 0) + length;
    }
    Some((ms, at))
}

/// Milliseconds of the digits behind a decimal point.
fn fraction(digits: &[u8]) -> u64 {
    (0..3).fold(0, |ms, at| {
        ms * 10 + digits.get(at).map_or(0, |digit| u64::from(digit - b'0'))
    })
}

/// Reads a line `start --> end`, with whatever stands behind it.
pub(super) fn timing(line: &str) -> Option<(u64, u64)> {
    let line = line.trim_start();
    let (start, length) = stamp(line)?;
    let rest = line[length..]
        .trim_start()
        .strip_prefix("-->")?
        .trim_start();
    let (end, length) = stamp(rest)?;
    // Behind a whole time a NUL may stand for the space that it was.
    let is_whole = rest.as_bytes()[..length].iter().rev().nth(3) == Some(&b'.');
    let behind = rest[length..].chars().next();
    behind
        .is_none_or(|c| c.is_whitespace() || c == ']' || (is_whole && c.is_control()))
        .then_some((start, end))
}

/// Seconds as JSON and XML write them → milliseconds; `None` if that is no time.
pub(super) fn of_seconds(seconds: f64) -> Option<u64> {
    (0.0..1e9)
        .contains(&seconds)
        .then(|| (seconds * 1000.0).round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_in_their_forms() {
        assert_eq!(stamp("00:01:02.345 x"), Some((62_345, 12)));
        assert_eq!(stamp("1:02,5"), Some((62_500, 6)));
        assert_eq!(stamp("100:00:00"), Some((360_000_000, 9)));
        assert_eq!(stamp("00:02."), Some((2000, 5)));
        for text in ["", "12", "a:b", "1:", ":1", "00:123", "1234567:00"] {
            assert_eq!(stamp(text), None, "{text}");
        }
    }

    #[test]
    fn lines_of_two_times() {
        assert_eq!(
            timing("00:01.000 --> 00:02.500 align:start"),
            Some((1000, 2500))
        );
        assert_eq!(timing(" 00:00:01,000-->00:00:02,000"), Some((1000, 2000)));
        for line in [
            "00:01.000 -> 00:02.000",
            "# 00:01.000 --> 00:02.000",
            "00:00:07.000 --> 00:00:1d.890",
            "00:01.000 -->",
            "00:01.000 --> 00:00\0:02.000",
            "-->",
        ] {
            assert_eq!(timing(line), None, "{line}");
        }
    }

    #[test]
    fn seconds_that_are_no_times() {
        assert_eq!(of_seconds(1.2345), Some(1235));
        for seconds in [-0.1, 1e9, f64::NAN, f64::INFINITY] {
            assert_eq!(of_seconds(seconds), None);
        }
    }
}

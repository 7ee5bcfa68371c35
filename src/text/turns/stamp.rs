//! Time stamps in running text: `0:21`, `[00:12]`, `(1:02:03)`, `[00:43.810 --> 00:47.850]`.

use std::ops::Range;

/// A time stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Milliseconds from the beginning of the recording.
    pub(super) start_ms: u64,
    /// End, if it is written.
    pub(super) end_ms: Option<u64>,
    /// Bytes that it takes.
    pub(super) length: usize,
    /// It stands in brackets or between `#`, so it is one wherever it stands.
    pub(super) bracketed: bool,
}

/// The stamp that `text` begins with.
///
/// A clock has two to four parts (minutes and seconds; hours before them; frames behind them).
/// A time of day (`12:30 pm`) is none.
pub(super) fn at(text: &str) -> Option<Stamp> {
    let close = match text.bytes().next()? {
        b'[' => ']',
        b'(' => ')',
        b'<' => '>',
        b'{' => '}',
        b'#' => '#',
        b'0'..=b'9' => {
            let (start_ms, length) = clock(text)?;
            let (end_ms, more) = end_of_range(&text[length..]);
            let length = length + more;
            let behind = text[length..].trim_start();
            let word: String = behind
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '.')
                .collect();
            let of_day = matches!(
                word.to_lowercase().as_str(),
                "am" | "pm" | "a.m." | "p.m." | "a.m" | "p.m" | "uhr" | "h"
            );
            return (!of_day).then_some(Stamp {
                start_ms,
                end_ms,
                length,
                bracketed: false,
            });
        }
        _ => return None,
    };
    let inner = &text[1..];
    let lead = inner.len() - inner.trim_start_matches(' ').len();
    let (start_ms, length) = clock(&inner[lead..])?;
    let mut end = lead + length;
    // f4 writes tenths behind a hyphen: `#00:01:23-5#`.
    if close == '#' {
        let tenths = inner[end..].strip_prefix('-').map_or(0, |rest| {
            1 + rest.bytes().take_while(u8::is_ascii_digit).count()
        });
        end += tenths;
    }
    let (end_ms, more) = end_of_range(&inner[end..]);
    end += more;
    end += inner[end..].len() - inner[end..].trim_start_matches(' ').len();
    inner[end..].starts_with(close).then_some(Stamp {
        start_ms,
        end_ms,
        length: end + 2,
        bracketed: true,
    })
}

/// `--> 00:47.850` or `- 0:47` behind a clock: the end and the bytes it takes.
fn end_of_range(text: &str) -> (Option<u64>, usize) {
    let rest = text.trim_start_matches(' ');
    let arrow = ["-->", "->", "–", "-"]
        .into_iter()
        .find_map(|arrow| rest.strip_prefix(arrow));
    let Some(rest) = arrow else {
        return (None, 0);
    };
    let rest = rest.trim_start_matches(' ');
    match clock(rest) {
        Some((end, length)) => (Some(end), text.len() - rest.len() + length),
        None => (None, 0),
    }
}

/// Milliseconds and length of a clock at the start of `text`.
fn clock(text: &str) -> Option<(u64, usize)> {
    let mut parts: [u64; 4] = [0; 4];
    let mut n_parts = 0;
    let mut at = 0;
    let bytes = text.as_bytes();
    loop {
        let digits = bytes[at..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        let fits = if n_parts == 0 {
            (1..=3).contains(&digits)
        } else {
            digits == 2
        };
        if !fits {
            return None;
        }
        parts[n_parts] = text[at..at + digits].parse().ok()?;
        n_parts += 1;
        at += digits;
        let goes_on = matches!(bytes.get(at), Some(b':'))
            && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        let frames = n_parts == 3
            && bytes.get(at) == Some(&b';')
            && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        if !(goes_on || frames) || n_parts == 4 {
            break;
        }
        at += 1;
    }
    let (hours, minutes, seconds) = match n_parts {
        2 => (0, parts[0], parts[1]),
        3 | 4 => (parts[0], parts[1], parts[2]),
        _ => return None,
    };
    if seconds > 59 || (n_parts > 2 && minutes > 59) {
        return None;
    }
    let mut ms = 0;
    if n_parts < 4 && matches!(bytes.get(at), Some(b'.' | b',')) {
        let digits = bytes[at + 1..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        if (1..=3).contains(&digits) {
            let value: u64 = text[at + 1..at + 1 + digits].parse().ok()?;
            ms = value * 10u64.pow(3 - digits as u32);
            at += 1 + digits;
        }
    }
    let touches = text[at..].chars().next().is_some_and(char::is_alphanumeric);
    (!touches)
        .then_some((((hours * 60 + minutes) * 60) + seconds, at))
        .map(|(seconds, at)| (seconds * 1000 + ms, at))
}

/// Bracketed stamps in a text, in order. Cost: linear.
pub(super) fn inside(text: &str) -> Vec<(Range<usize>, Stamp)> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices(['[', '(', '<', '{', '#']) {
        if at < from {
            continue;
        }
        if let Some(stamp) = self::at(&text[at..]) {
            from = at + stamp.length;
            found.push((at..from, stamp));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_in_every_dress() {
        let ms = |text| at(text).map(|stamp| (stamp.start_ms, stamp.end_ms, stamp.length));
        assert_eq!(ms("0:21"), Some((21_000, None, 4)));
        assert_eq!(ms("75:12 x"), Some((4_512_000, None, 5)));
        assert_eq!(ms("1:02:03, so"), Some((3_723_000, None, 7)));
        assert_eq!(ms("[00:12] x"), Some((12_000, None, 7)));
        assert_eq!(ms("( 00:12.5 )"), Some((12_500, None, 11)));
        assert_eq!(ms("#00:01:23-5# x"), Some((83_000, None, 12)));
        assert_eq!(ms("[00:00:12;04]"), Some((12_000, None, 13)));
        assert_eq!(
            ms("[00:43.810 --> 00:47.850]  x"),
            Some((43_810, Some(47_850), 25))
        );
        assert_eq!(ms("0:01 - 0:09 x"), Some((1000, Some(9000), 11)));
    }

    #[test]
    fn what_is_no_stamp() {
        for text in [
            "12:30 pm",
            "7:30 a.m. x",
            "10:5",
            "1:75",
            "0:61:00",
            "12",
            "[12]",
            "[0:12",
            "3:16b",
            "1234:10",
            "",
            "[",
            "#1",
        ] {
            assert_eq!(at(text), None, "{text}");
        }
    }
}

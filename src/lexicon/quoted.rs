//! Where a sign of a TOML string stands in the file.

use std::str::Chars;

/// The place in `file` of byte `at` of the value of the string whose first quote stands at `start`.
///
/// Escapes are longer than what they stand for, and three quotes longer than one. Cost: linear in
/// the length of the string.
pub(super) fn place(file: &str, start: usize, at: usize) -> usize {
    let rest = &file[start..];
    let (quote, has_escapes, is_long) = match rest {
        rest if rest.starts_with("\"\"\"") => (3, true, true),
        rest if rest.starts_with("'''") => (3, false, true),
        rest => (1, rest.starts_with('"'), false),
    };
    let mut signs = rest.get(quote..).unwrap_or_default().chars();
    if is_long {
        // A line end right behind the quotes is no part of the string.
        let text = signs.as_str();
        let text = text.strip_prefix("\r\n").or(text.strip_prefix('\n'));
        signs = text.map_or(signs, str::chars);
    }
    let mut value = 0;
    while value < at {
        let Some(sign) = signs.next() else { break };
        value += match sign {
            '\\' if has_escapes => escaped(&mut signs),
            _ => sign.len_utf8(),
        };
    }
    // Where a line goes on, the sign stands behind that.
    while has_escapes && goes_on(signs.as_str()) {
        signs.next();
        escaped(&mut signs);
    }
    file.len() - signs.as_str().len()
}

/// White space to TOML, line ends included.
const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

/// True if a backslash stands here behind which a line goes on.
fn goes_on(text: &str) -> bool {
    let behind = text.strip_prefix('\\');
    behind.is_some_and(|rest| rest.starts_with(SPACE))
}

/// Bytes that the escape behind a backslash stands for.
fn escaped(signs: &mut Chars) -> usize {
    let digits = match signs.next() {
        Some('x') => 2,
        Some('u') => 4,
        Some('U') => 8,
        Some(sign) if SPACE.contains(&sign) => {
            // A line that goes on: the white space up to the next sign is left out.
            *signs = signs.as_str().trim_start_matches(SPACE).chars();
            return 0;
        }
        _ => return 1,
    };
    let code = signs.as_str().get(..digits).unwrap_or_default();
    *signs = signs.as_str()[code.len()..].chars();
    let sign = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
    sign.map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A sign as it may be written in a string of one quote, and what it stands for.
    fn part() -> impl Strategy<Value = (String, char)> {
        let sign = prop_oneof!["[a-z ]", "[éܠ好😀]", Just("\"".to_owned())];
        (sign, 0..4).prop_map(|(sign, how)| {
            let sign = sign.chars().next().unwrap_or('a');
            let code = u32::from(sign);
            let written = match how {
                0 => format!("\\U{code:08x}"),
                1 if code < 0x1_0000 => format!("\\u{code:04X}"),
                _ if sign == '"' => "\\\"".to_owned(),
                _ => sign.to_string(),
            };
            (written, sign)
        })
    }

    proptest! {
        #[test]
        fn each_sign_stands_where_it_is_written(parts in prop::collection::vec(part(), 0..20)) {
            let mut file = "# é\ntext = \"".to_owned();
            let start = file.len() - 1;
            let (mut value, mut places) = (String::new(), Vec::new());
            for (written, sign) in parts {
                places.push((value.len(), file.len()));
                file.push_str(&written);
                value.push(sign);
            }
            places.push((value.len(), file.len()));
            file.push_str("\"\n");
            let read: toml::Table = toml::from_str(&file).expect("TOML");
            prop_assert_eq!(read["text"].as_str(), Some(value.as_str()));
            for (at, written) in places {
                prop_assert_eq!(place(&file, start, at), written);
            }
        }
    }

    #[test]
    fn in_strings_of_every_kind() {
        for (file, at, rest) in [
            ("'a\\b'", 2, "b'"),
            ("'''\na\\b'''", 2, "b'''"),
            ("\"\"\"\r\na \\\n   b\"\"\"", 2, "b\"\"\""),
            ("\"\"\"a\\\n \\\r\n\tb\"\"\"", 1, "b\"\"\""),
            ("\"\"\"a\\\n\u{A0}b\"\"\"", 1, "\u{A0}b\"\"\""),
            ("\"\"\"a\\\n\u{A0}b\"\"\"", 3, "b\"\"\""),
            ("\"a\\\\ b\"", 1, "\\\\ b\""),
            ("'a\\ b'", 1, "\\ b'"),
            ("\"\"\"\r\na \\\n   b\"\"\"", 3, "\"\"\""),
            ("\"a\\tb\"", 2, "b\""),
            ("\"\\xe9b\"", 2, "b\""),
            ("\"ab", 9, ""),
        ] {
            assert_eq!(&file[place(file, 0, at)..], rest, "{file} {at}");
        }
    }
}

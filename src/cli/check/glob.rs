//! What the matcher of globs lets pass.

/// True if a bracket of a glob never closes. The matcher takes it for a letter, and then a rule that
/// was meant for some files would look at none.
pub(super) fn is_open(glob: &str) -> bool {
    let mut rest = glob.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => _ = rest.next(),
            '[' => {
                let class = rest.as_str().trim_start_matches(['!', '^']);
                // Right behind the opening, a closing bracket is a letter.
                let Some((at, _)) = class.char_indices().skip(1).find(|&(_, c)| c == ']') else {
                    return true;
                };
                rest = class[at + 1..].chars();
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::is_open;

    #[test]
    fn brackets_of_globs_close() {
        for glob in [
            "*.md",
            "[ab].md",
            "[]a]",
            "[!]a]x[b]",
            r"\[a",
            "a]",
            "[[]",
            "日[本]",
        ] {
            assert!(!is_open(glob), "{glob}");
        }
        for glob in ["[", "a[", "[]", "[!]", "[a]b[c", r"[a\"] {
            assert!(is_open(glob), "{glob}");
        }
    }
}

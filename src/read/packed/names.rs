//! Names of archive members → labels. No path is ever built from one.

use std::collections::{HashMap, HashSet};

/// The label of a member: parts joined by `/`, without a root, a drive and parts that climb.
/// A name of such parts only is called `member`.
pub(super) fn label(name: &str) -> String {
    let name = name.replace('\\', "/");
    let mut parts: Vec<&str> = name
        .split('/')
        .filter(|part| !matches!(*part, "" | "." | ".."))
        .collect();
    if parts.len() > 1 && is_drive(parts[0]) {
        parts.remove(0);
    }
    if parts.is_empty() {
        return "member".to_owned();
    }
    parts.join("/").replace('%', "%25")
}

fn is_drive(part: &str) -> bool {
    let mut chars = part.chars();
    matches!(
        (chars.next(), chars.next(), chars.next()),
        (Some(letter), Some(':'), None) if letter.is_ascii_alphabetic()
    )
}

/// True for what file systems leave behind: hidden files and the shadow files of macOS.
pub(super) fn is_hidden(label: &str) -> bool {
    label
        .split('/')
        .any(|part| part.starts_with('.') || part == "__MACOSX")
}

/// Tells equal labels apart: the second `a/b.txt` becomes `a/b~2.txt`, so that its extension stays.
pub(super) fn tell_apart(labels: &mut [String]) {
    let mut taken: HashSet<String> = labels.iter().cloned().collect();
    let mut seen = HashSet::new();
    // The number that the next equal label may have: each is tried once.
    let mut next: HashMap<String, u64> = HashMap::new();
    for label in labels {
        if seen.insert(label.clone()) {
            continue;
        }
        let file = label.rfind('/').map_or(0, |slash| slash + 1);
        let dot = label[file..].find('.').map_or(label.len(), |at| file + at);
        let (stem, rest) = label.split_at(dot);
        let number = next.entry(label.clone()).or_insert(2);
        let free = loop {
            let name = format!("{stem}~{number}{rest}");
            *number += 1;
            if taken.insert(name.clone()) {
                break name;
            }
        };
        seen.insert(free.clone());
        *label = free;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stay_below_the_archive() {
        for (name, expected) in [
            ("a.txt", "a.txt"),
            ("./a//b.txt", "a/b.txt"),
            ("/etc/passwd.txt", "etc/passwd.txt"),
            ("../../up.txt", "up.txt"),
            ("a/../../up.txt", "a/up.txt"),
            ("C:\\Users\\a.txt", "Users/a.txt"),
            ("a%b.txt", "a%25b.txt"),
            ("../..", "member"),
        ] {
            assert_eq!(label(name), expected, "{name}");
        }
        assert!(is_hidden("a/.b/c.txt") && is_hidden("__MACOSX/a.txt") && !is_hidden("a/b.txt"));
    }

    #[test]
    fn equal_labels_are_told_apart() {
        let mut labels = ["a/b.txt", "a/b.txt", "a/b~2.txt", "c", "c", "c"].map(str::to_owned);
        tell_apart(&mut labels);
        assert_eq!(
            labels,
            ["a/b.txt", "a/b~3.txt", "a/b~2.txt", "c", "c~2", "c~3"]
        );
    }
}

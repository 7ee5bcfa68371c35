//! Which known name somebody meant who mistyped it.

/// The name that differs least, if it differs by at most this many characters; of several, the
/// first in order. Capitals make no difference.
///
/// Cost: the product of the lengths, for each name.
pub(crate) fn nearest<N: AsRef<str> + Ord>(
    wanted: &str,
    names: impl Iterator<Item = N>,
    most: impl Fn(&str) -> usize,
) -> Option<N> {
    let wanted = wanted.to_lowercase();
    names
        .map(|name| (distance(&wanted, &name.as_ref().to_lowercase()), name))
        .filter(|(distance, name)| *distance <= most(name.as_ref()))
        .min()
        .map(|(_, name)| name)
}

/// Longest name that is compared; whoever types more did not mistype a name.
const LONGEST: usize = 1000;

/// Levenshtein's distance: insertions, deletions and replacements of characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(LONGEST).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(LONGEST).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("corpsu", "corpus"), 2);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("same", "same"), 0);
        assert_eq!(distance("é", "e"), 1);
    }

    #[test]
    fn the_nearest_name_is_near_enough() {
        let names = ["shame", "shape", "somatic"];
        let near = |wanted, most| nearest(wanted, names.into_iter(), |_| most);
        assert_eq!(near("shaem", 2), Some("shame"));
        assert_eq!(near("SHA_E", 1), Some("shame"));
        assert_eq!(near("shaem", 1), None);
    }
}

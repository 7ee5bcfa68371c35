//! Which words of a changed sentence are in both versions.

/// Cells of the table up to which the longest common run of words is looked for. Above it only what
/// both begin and end with is taken for kept.
const CELLS: usize = 1 << 16;

/// For each word of either sentence whether it stands in both, in the same order: a longest common
/// subsequence. Cost: the product of the lengths between what both begin and end with, at most 65,536.
pub fn kept<T: PartialEq>(old: &[T], new: &[T]) -> (Vec<bool>, Vec<bool>) {
    let (mut in_old, mut in_new) = (vec![false; old.len()], vec![false; new.len()]);
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (rest_old, rest_new) = (&old[head..], &new[head..]);
    let back = rest_old.iter().rev().zip(rest_new.iter().rev());
    let tail = back.take_while(|(a, b)| a == b).count();
    in_old[..head].fill(true);
    in_new[..head].fill(true);
    in_old[old.len() - tail..].fill(true);
    in_new[new.len() - tail..].fill(true);
    let a = &rest_old[..rest_old.len() - tail];
    let b = &rest_new[..rest_new.len() - tail];
    if a.len().saturating_mul(b.len()) > CELLS {
        return (in_old, in_new);
    }
    // longest[i][j]: of what begins at i and at j.
    let width = b.len() + 1;
    let mut longest = vec![0_u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i * width + j] = if a[i] == b[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            in_old[head + i] = true;
            in_new[head + j] = true;
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    (in_old, in_new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn drawn(old: &str, new: &str) -> (String, String) {
        let of = |text: &str| text.chars().collect::<Vec<_>>();
        let (in_old, in_new) = kept(&of(old), &of(new));
        let show = |text: &str, kept: &[bool]| -> String {
            let signs = text.chars().zip(kept);
            signs.map(|(c, &kept)| if kept { c } else { '-' }).collect()
        };
        (show(old, &in_old), show(new, &in_new))
    }

    #[test]
    fn what_is_in_both_stays() {
        let of = |old, new| {
            let (old, new) = drawn(old, new);
            format!("{old} {new}")
        };
        assert_eq!(of("abc", "abc"), "abc abc");
        assert_eq!(of("abc", "abxc"), "abc ab-c");
        assert_eq!(of("abcd", "xbyd"), "-b-d -b-d");
        assert_eq!(of("", "ab"), " --");
    }

    proptest! {
        #[test]
        fn both_keep_the_same_words(old in "[abc]{0,12}", new in "[abc]{0,12}") {
            let (a, b) = drawn(&old, &new);
            prop_assert_eq!(a.replace('-', ""), b.replace('-', ""));
            let (b, a) = drawn(&new, &old);
            prop_assert_eq!(a.replace('-', "").len(), b.replace('-', "").len());
        }
    }
}

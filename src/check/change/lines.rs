//! Which lines of a text were there before: line by line, as `diff` sees it.
//!
//! Lines that stand once in both texts are put in order first (patience), what lies between them is
//! compared by the shortest edit (Myers, "An O(ND) difference algorithm and its variations", 1986),
//! up to a bound. Beyond it a stretch counts as changed: more is judged then, never less.

use std::collections::HashMap;

/// Longest edit that is looked for in one stretch.
const MOST_EDITS: usize = 1000;
/// Deepest nesting of stretches.
const DEEPEST: u32 = 64;

/// A stretch of lines that both texts share. Lines count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// First line in the text of now.
    pub new: usize,
    /// The same line before.
    pub old: usize,
    /// Lines.
    pub length: usize,
}

/// What two texts share, line by line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    stretches: Vec<Stretch>,
}

impl Lines {
    /// Compares two texts. LF, CRLF and a lone CR end a line, and which of them makes no difference.
    ///
    /// Cost: near linear; at most `MOST_EDITS` times the lines where most of them are repeated.
    pub fn between(old: &str, new: &str) -> Lines {
        let mut ids = HashMap::new();
        let mut numbered = |text| -> Vec<u32> {
            split(text)
                .map(|line| {
                    let next = ids.len() as u32;
                    *ids.entry(line).or_insert(next)
                })
                .collect()
        };
        let (old, new) = (numbered(old), numbered(new));
        let mut found = Vec::new();
        let mut open = vec![((0, old.len()), (0, new.len()), 0)];
        while let Some((old_range, new_range, depth)) = open.pop() {
            compare(
                &old, &new, old_range, new_range, depth, &mut found, &mut open,
            );
        }
        Lines::of(found)
    }

    /// Takes stretches of lines that end with LF alone, as diffs count them: a lone CR in a text
    /// makes more lines of one.
    pub fn of_lf(stretches: &[Stretch], old: &str, new: &str) -> Lines {
        let (old, new) = (starts(old), starts(new));
        let at = |starts: &[usize], line: usize| {
            let last = starts.last().copied().unwrap_or(0);
            starts.get(line).copied().unwrap_or(last)
        };
        let stretches = stretches.iter().map(|stretch| {
            let first = at(&new, stretch.new);
            Stretch {
                new: first,
                old: at(&old, stretch.old),
                length: at(&new, stretch.new + stretch.length) - first,
            }
        });
        Lines::of(stretches.collect())
    }

    fn of(mut found: Vec<Stretch>) -> Lines {
        found.retain(|stretch| stretch.length > 0);
        found.sort_unstable();
        let mut stretches: Vec<Stretch> = Vec::new();
        for stretch in found {
            match stretches.last_mut() {
                Some(last)
                    if last.new + last.length == stretch.new
                        && last.old + last.length == stretch.old =>
                {
                    last.length += stretch.length;
                }
                _ => stretches.push(stretch),
            }
        }
        Lines { stretches }
    }

    /// Where the lines from `first` to `last` (from 1, both included) began before, if they and what
    /// lies between them did not change.
    pub fn before(&self, first: u64, last: u64) -> Option<u64> {
        let (first, last) = (
            first.checked_sub(1)? as usize,
            last.checked_sub(1)? as usize,
        );
        let at = self
            .stretches
            .partition_point(|stretch| stretch.new <= first);
        let stretch = self.stretches.get(at.checked_sub(1)?)?;
        let is_inside = last < stretch.new + stretch.length;
        is_inside.then(|| (first - stretch.new + stretch.old + 1) as u64)
    }
}

/// The lines of a text without their ends; what stands behind the last end is one more.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\n', '\r']) else {
            rest = None;
            return Some(text);
        };
        let behind = &text[end..];
        let skipped = if behind.starts_with("\r\n") { 2 } else { 1 };
        rest = Some(&behind[skipped..]);
        Some(&text[..end])
    })
}

/// The number of each line that begins behind an LF, and of the line behind the last.
fn starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut line = 0;
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' => {
                line += 1;
                starts.push(line);
            }
            b'\r' if bytes.get(at + 1) != Some(&b'\n') => line += 1,
            _ => {}
        }
    }
    // A text that does not end with LF has a last line all the same.
    starts.push(line + 1);
    starts
}

type Range = (usize, usize);

/// Takes off what is equal at both ends, and leaves what lies between lines that are unique.
fn compare(
    old: &[u32],
    new: &[u32],
    (mut old_from, mut old_to): Range,
    (mut new_from, mut new_to): Range,
    depth: u32,
    found: &mut Vec<Stretch>,
    open: &mut Vec<(Range, Range, u32)>,
) {
    let (a, b) = (&old[old_from..old_to], &new[new_from..new_to]);
    let head = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    found.push(Stretch {
        new: new_from,
        old: old_from,
        length: head,
    });
    old_from += head;
    new_from += head;
    let (a, b) = (&old[old_from..old_to], &new[new_from..new_to]);
    let tail = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    old_to -= tail;
    new_to -= tail;
    found.push(Stretch {
        new: new_to,
        old: old_to,
        length: tail,
    });
    let (a, b) = (&old[old_from..old_to], &new[new_from..new_to]);
    if a.is_empty() || b.is_empty() || depth == DEEPEST {
        return;
    }
    let anchors = anchors(a, b);
    if anchors.is_empty() {
        for (old, new) in edits(a, b) {
            found.push(Stretch {
                new: new_from + new,
                old: old_from + old,
                length: 1,
            });
        }
        return;
    }
    let mut last = (old_from, new_from);
    for (old, new) in anchors {
        let next = (old_from + old, new_from + new);
        open.push(((last.0, next.0), (last.1, next.1), depth + 1));
        found.push(Stretch {
            new: next.1,
            old: next.0,
            length: 1,
        });
        last = (next.0 + 1, next.1 + 1);
    }
    open.push(((last.0, old_to), (last.1, new_to), depth + 1));
}

/// Lines that stand once in both, the longest row of them that is in order in both.
fn anchors(old: &[u32], new: &[u32]) -> Vec<(usize, usize)> {
    let mut places: HashMap<u32, (u32, usize, u32, usize)> = HashMap::new();
    for (at, id) in old.iter().enumerate() {
        let place = places.entry(*id).or_default();
        (place.0, place.1) = (place.0 + 1, at);
    }
    for (at, id) in new.iter().enumerate() {
        if let Some(place) = places.get_mut(id) {
            (place.2, place.3) = (place.2 + 1, at);
        }
    }
    let mut pairs: Vec<(usize, usize)> = places
        .values()
        .filter(|place| place.0 == 1 && place.2 == 1)
        .map(|place| (place.1, place.3))
        .collect();
    pairs.sort_unstable();
    // The longest increasing row: the last pair of the best row of each length, and who came before.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|&end| pairs[end].1 < pair.1);
        before.push(length.checked_sub(1).map(|last| ends[last]));
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut row = Vec::new();
    let mut at = ends.last().copied();
    while let Some(pair) = at {
        row.push(pairs[pair]);
        at = before[pair];
    }
    row.reverse();
    row
}

/// The pairs of lines that the shortest edit keeps; none if it is longer than [`MOST_EDITS`].
fn edits(old: &[u32], new: &[u32]) -> Vec<(usize, usize)> {
    let most = MOST_EDITS.min(old.len() + new.len());
    // How far each diagonal (old - new) got after so many edits, from -edits to edits.
    let mut reached: Vec<Vec<usize>> = Vec::new();
    for count in 0..=most {
        let mut now = vec![0; 2 * count + 1];
        for step in 0..=count {
            let at = 2 * step;
            let diagonal = at as isize - count as isize;
            let mut x = match reached.last() {
                None => 0,
                Some(last) => {
                    let down = (at < 2 * count).then(|| last.get(at)).flatten();
                    let right = at.checked_sub(2).and_then(|at| last.get(at));
                    match (down, right) {
                        (Some(&down), Some(&right)) => down.max(right + 1),
                        (Some(&down), None) => down,
                        (None, right) => right.map_or(0, |right| right + 1),
                    }
                }
            };
            let mut y = x as isize - diagonal;
            while y >= 0 && x < old.len() && (y as usize) < new.len() && old[x] == new[y as usize] {
                x += 1;
                y += 1;
            }
            now[at] = x;
            if x == old.len() && y == new.len() as isize {
                reached.push(now);
                return walk_back(&reached, old.len(), new.len());
            }
        }
        reached.push(now);
    }
    Vec::new()
}

fn walk_back(reached: &[Vec<usize>], old: usize, new: usize) -> Vec<(usize, usize)> {
    let mut kept = Vec::new();
    let (mut x, mut y) = (old as isize, new as isize);
    for count in (1..reached.len()).rev() {
        let last = &reached[count - 1];
        let diagonal = x - y;
        let at = diagonal + count as isize;
        let value = |at: isize| {
            usize::try_from(at)
                .ok()
                .and_then(|at| last.get(at))
                .copied()
        };
        // Of the row before, `at` is one diagonal further and `at - 2` one less.
        let (down, right) = (value(at), value(at - 2));
        let by_down = match (down, right) {
            (Some(down), Some(right)) => down > right,
            (down, _) => down.is_some(),
        };
        let (from_x, from_y) = if by_down {
            let x = down.unwrap_or(0) as isize;
            (x, x - (diagonal + 1))
        } else {
            let x = right.unwrap_or(0) as isize;
            (x, x - (diagonal - 1))
        };
        let (start_x, start_y) = if by_down {
            (from_x, from_y + 1)
        } else {
            (from_x + 1, from_y)
        };
        while x > start_x && y > start_y {
            x -= 1;
            y -= 1;
            kept.push((x as usize, y as usize));
        }
        (x, y) = (from_x, from_y);
    }
    while x > 0 && y > 0 {
        x -= 1;
        y -= 1;
        kept.push((x as usize, y as usize));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_are_found_again() {
        let lines = Lines::between("a\nb\nc\n", "a\r\nx\r\nb\r\nc\r\n");
        let before: Vec<_> = (1..=5).map(|line| lines.before(line, line)).collect();
        assert_eq!(before, [Some(1), None, Some(2), Some(3), Some(4)]);
        assert_eq!(lines.before(1, 3), None, "a line was put between them");
        assert_eq!(lines.before(3, 4), Some(2));
        // A line that went leaves a border.
        let lines = Lines::between("a\nb\nc", "a\nc");
        assert_eq!((lines.before(1, 1), lines.before(2, 2)), (Some(1), Some(3)));
        assert_eq!(lines.before(1, 2), None);
    }

    #[test]
    fn a_lone_cr_is_a_line_here_and_none_in_a_diff() {
        let whole = Stretch {
            new: 1,
            old: 0,
            length: 2,
        };
        let lines = Lines::of_lf(&[whole], "a\rb\nc\n", "x\na\rb\nc\n");
        let before: Vec<_> = (1..=4).map(|line| lines.before(line, line)).collect();
        assert_eq!(before, [None, Some(1), Some(2), Some(3)]);
    }

    #[test]
    fn many_equal_lines_are_not_quadratic() {
        let old = "x\ny\n".repeat(20_000);
        let new = "y\nx\nx\n".repeat(20_000);
        let started = std::time::Instant::now();
        Lines::between(&old, &new);
        assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    }

    proptest! {
        #[test]
        fn what_is_shared_is_equal_and_in_order(old in "[abc\n]{0,60}", new in "[abc\n]{0,60}") {
            let lines = Lines::between(&old, &new);
            let (old_lines, new_lines): (Vec<_>, Vec<_>) = (split(&old).collect(), split(&new).collect());
            let mut last = (0, 0);
            for stretch in &lines.stretches {
                prop_assert!(stretch.new >= last.0 && stretch.old >= last.1);
                for at in 0..stretch.length {
                    prop_assert_eq!(old_lines[stretch.old + at], new_lines[stretch.new + at]);
                }
                last = (stretch.new + stretch.length, stretch.old + stretch.length);
            }
            if old == new {
                prop_assert_eq!(lines.before(1, new_lines.len() as u64), Some(1));
            }
        }

        #[test]
        fn the_edit_is_the_shortest(old in proptest::collection::vec(0u32..3, 0..12), new in proptest::collection::vec(0u32..3, 0..12)) {
            let mut table = vec![vec![0; new.len() + 1]; old.len() + 1];
            for x in 0..old.len() {
                for y in 0..new.len() {
                    table[x + 1][y + 1] = if old[x] == new[y] {
                        table[x][y] + 1
                    } else {
                        table[x][y + 1].max(table[x + 1][y])
                    };
                }
            }
            let kept = edits(&old, &new);
            prop_assert!(kept.iter().all(|&(x, y)| old[x] == new[y]));
            prop_assert_eq!(kept.len(), table[old.len()][new.len()]);
        }
    }
}

//! A diff applied in reverse: the file as it is now → the file as it was.

use super::diff::{Hunk, Line, Side};
use super::lines::Stretch;

/// A file before a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reversed {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The lines that stayed. Only LF ends one.
    pub stretches: Vec<Stretch>,
}

/// A file that is not what a diff says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Line of the diff, from 1.
    pub line: usize,
}

/// Takes a change back. Every line that the diff shows of the file as it is now has to stand there,
/// at its number: nothing is looked for nearby. Whether a CR stands before a line end makes no
/// difference. Cost: linear.
///
/// # Errors
/// The first line of the diff that does not fit.
pub fn reversed(now: &[u8], hunks: &[Hunk<'_>]) -> Result<Reversed, Misfit> {
    let lines: Vec<&[u8]> = now.split_inclusive(|&byte| byte == b'\n').collect();
    let mut before = Reversed::default();
    let (mut new, mut old) = (0, 0);
    for hunk in hunks {
        let misfit = Misfit { line: hunk.line };
        let count = |side| hunk.lines.iter().filter(|line| line.side != side).count();
        let start = |first: usize, lines: usize| {
            if lines == 0 {
                Some(first)
            } else {
                first.checked_sub(1)
            }
        };
        let from = start(hunk.new, count(Side::Old)).ok_or(misfit)?;
        let old_from = start(hunk.old, count(Side::New)).ok_or(misfit)?;
        let kept = from
            .checked_sub(new)
            .filter(|_| from <= lines.len())
            .ok_or(misfit)?;
        if old + kept != old_from {
            return Err(misfit);
        }
        keep(&mut before, &lines[new..from], (&mut new, &mut old));
        for line in &hunk.lines {
            let misfit = Misfit { line: line.line };
            match line.side {
                Side::Old => {
                    before.bytes.extend_from_slice(line.text);
                    if !line.is_open {
                        before.bytes.push(b'\n');
                    }
                    old += 1;
                }
                Side::New | Side::Both => {
                    let here = lines.get(new).ok_or(misfit)?;
                    if !is_same(here, line) {
                        return Err(misfit);
                    }
                    if line.side == Side::Both {
                        keep(&mut before, &lines[new..=new], (&mut new, &mut old));
                    } else {
                        new += 1;
                    }
                }
            }
        }
    }
    keep(&mut before, &lines[new..], (&mut new, &mut old));
    Ok(before)
}

fn keep(before: &mut Reversed, lines: &[&[u8]], (new, old): (&mut usize, &mut usize)) {
    before.stretches.push(Stretch {
        new: *new,
        old: *old,
        length: lines.len(),
    });
    for line in lines {
        before.bytes.extend_from_slice(line);
    }
    *new += lines.len();
    *old += lines.len();
}

fn is_same(here: &[u8], line: &Line<'_>) -> bool {
    let bare = |line: &[u8]| -> usize {
        let end = line.strip_suffix(b"\n").unwrap_or(line);
        end.strip_suffix(b"\r").unwrap_or(end).len()
    };
    here[..bare(here)] == line.text[..bare(line.text)]
}

#[cfg(test)]
mod tests {
    use super::super::diff::parse;
    use super::*;

    fn back(now: &str, diff: &str) -> Result<String, Misfit> {
        let files = parse(diff.as_bytes()).expect("a diff");
        let before = reversed(now.as_bytes(), &files[0].hunks)?;
        Ok(String::from_utf8(before.bytes).expect("text"))
    }

    const HEAD: &str = "--- a\n+++ a\n";

    #[test]
    fn a_change_is_taken_back() {
        let diff = format!("{HEAD}@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n@@ -5,0 +6 @@\n+f\n");
        assert_eq!(
            back("a\nx\nc\nd\ne\nf\ng\n", &diff),
            Ok("a\nb\nc\nd\ne\ng\n".to_owned())
        );
        let new = format!("{HEAD}@@ -0,0 +1,2 @@\n+a\n+b\n");
        assert_eq!(back("a\nb\n", &new), Ok(String::new()));
        let open = format!("{HEAD}@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n");
        assert_eq!(back("b\n", &open), Ok("a".to_owned()));
        let emptied = format!("{HEAD}@@ -1 +0,0 @@\n-a\n");
        assert_eq!(back("", &emptied), Ok("a\n".to_owned()));
        // Line ends may have been changed on the way.
        let diff = format!("{HEAD}@@ -1,2 +1,2 @@\n a\n-b\n+x\n");
        assert_eq!(back("a\r\nx\r\n", &diff), Ok("a\r\nb\n".to_owned()));
    }

    #[test]
    fn a_diff_of_another_file_does_not_fit() {
        let diff = format!("{HEAD}@@ -1,2 +1,2 @@\n a\n-b\n+x\n");
        assert_eq!(back("a\ny\n", &diff), Err(Misfit { line: 6 }));
        assert_eq!(back("a\n", &diff), Err(Misfit { line: 6 }));
        assert_eq!(back("z\na\nx\n", &diff), Err(Misfit { line: 4 }));
        let far = format!("{HEAD}@@ -9,2 +9,2 @@\n a\n-b\n+x\n");
        assert_eq!(back("a\nx\n", &far), Err(Misfit { line: 3 }));
        let shifted = format!("{HEAD}@@ -5 +1 @@\n-b\n+x\n");
        assert_eq!(back("x\n", &shifted), Err(Misfit { line: 3 }));
        let twice = format!("{HEAD}@@ -1 +1 @@\n-b\n+x\n@@ -1 +1 @@\n-b\n+x\n");
        assert_eq!(back("x\n", &twice), Err(Misfit { line: 6 }));
    }
}

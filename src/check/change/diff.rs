//! Unified diffs as `git diff` and `diff -u` write them.
//!
//! Everything is taken at its word: a head that counts other lines than follow it, a merge, a diff of
//! another kind or no diff at all is a mistake with its line, never "nothing changed".

use super::names::{both_names, name, without_prefixes};

pub use super::names::Name;

/// What changed in one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileDiff<'d> {
    /// Its name before; `None`: it was not there.
    pub old: Option<Name<'d>>,
    /// Its name now; `None`: it is gone.
    pub new: Option<Name<'d>>,
    /// The stretches that changed, in the order of the file.
    pub hunks: Vec<Hunk<'d>>,
    /// The diff says only that it changed.
    pub is_binary: bool,
    /// Git wrote it: names begin at the root of the repository.
    pub is_git: bool,
    /// Line of the diff that it begins in, from 1.
    pub line: usize,
}

/// A stretch. Lines count from 1; of a side without lines, the start is the line before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk<'d> {
    /// First line before.
    pub old: usize,
    /// First line now.
    pub new: usize,
    /// Its lines, without LF.
    pub lines: Vec<Line<'d>>,
    /// Line of the diff that it begins in, from 1.
    pub line: usize,
}

/// A line of a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'d> {
    /// In which of the two texts it stands.
    pub side: Side,
    /// The line, perhaps with a CR at its end.
    pub text: &'d [u8],
    /// The file ends in it, without a line end.
    pub is_open: bool,
    /// Line of the diff, from 1.
    pub line: usize,
}

/// In which text a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// In both.
    Both,
    /// It went.
    Old,
    /// It came.
    New,
}

/// Why a diff cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}: {what}; {help}")]
pub struct DiffError {
    /// Line of the diff, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: &'static str,
    /// How to mend it.
    pub help: &'static str,
}

const AGAIN: &str = "write it anew with `git diff` or `diff -u`";

fn error<T>(line: usize, what: &'static str, help: &'static str) -> Result<T, DiffError> {
    Err(DiffError { line, what, help })
}

/// Reads a diff. Text around it, such as the message of a commit, is passed over; an empty one has no
/// files. Cost: linear.
///
/// # Errors
/// The first line that is no part of a unified diff where one has to stand.
pub fn parse(bytes: &[u8]) -> Result<Vec<FileDiff<'_>>, DiffError> {
    let mut lines: Vec<&[u8]> = bytes.split(|&byte| byte == b'\n').collect();
    if lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    let mut files: Vec<FileDiff<'_>> = Vec::new();
    let mut only_in = None;
    let mut at = 0;
    while let Some(line) = lines.get(at).map(|line| plain(line)) {
        let number = at + 1;
        at += 1;
        if let Some(names) = line.strip_prefix(b"diff --git ") {
            let (old, new) = both_names(names);
            files.push(FileDiff {
                old,
                new,
                is_git: true,
                line: number,
                ..FileDiff::default()
            });
        } else if line.starts_with(b"diff --cc ") || line.starts_with(b"diff --combined ") {
            const HELP: &str = "give one of two revisions, such as `git diff main`";
            return error(number, "this is the diff of a merge", HELP);
        } else if let Some(old) = line.strip_prefix(b"--- ")
            && let Some(new) = lines
                .get(at)
                .and_then(|line| plain(line).strip_prefix(b"+++ "))
        {
            at += 1;
            let has_file = files
                .last()
                .is_some_and(|file| file.is_git && file.hunks.is_empty());
            if !has_file {
                files.push(FileDiff {
                    line: number,
                    ..FileDiff::default()
                });
            }
            let (Ok(old), Ok(new)) = (name(old), name(new)) else {
                return error(number, "a name in quotation marks is never closed", AGAIN);
            };
            if let Some(file) = files.last_mut() {
                (file.old, file.new) = without_prefixes(old, new);
            }
        } else if line.starts_with(b"@@ ") {
            let Some(file) = files.last_mut() else {
                const WHAT: &str = "no file is named before these lines";
                return error(number, WHAT, AGAIN);
            };
            let hunk = hunk(&lines, &mut at)?;
            file.hunks.push(hunk);
        } else if line.starts_with(b"@@@") {
            const HELP: &str = "give one of two revisions, such as `git diff main`";
            return error(number, "this is the diff of a merge", HELP);
        } else if line.starts_with(b"*** ") && lines.get(at).is_some_and(|l| l.starts_with(b"--- "))
        {
            return error(number, "this is a context diff", "write it with `diff -u`");
        } else if line.starts_with(b"GIT binary patch") {
            if let Some(file) = files.last_mut() {
                file.is_binary = true;
            }
        } else if line.starts_with(b"Binary files ") && line.ends_with(b" differ") {
            binary(line, number, &mut files)?;
        } else if line.starts_with(b"Only in ") && line.windows(2).any(|two| two == b": ") {
            only_in = only_in.or(Some(number));
        } else if let Some(file) = files.last_mut().filter(|file| file.is_git) {
            extended(line, file);
        }
    }
    if let Some(line) = only_in.filter(|_| files.iter().all(|file| !file.is_git)) {
        const HELP: &str = "write it with `diff -ruN`, which shows the whole of new files";
        return error(line, "the diff names a file without what is in it", HELP);
    }
    if files.is_empty() && !bytes.trim_ascii().is_empty() {
        return error(1, "this is no unified diff", AGAIN);
    }
    if let Some(file) = files.iter().find(|f| f.old.is_none() && f.new.is_none()) {
        return error(file.line, "no file can be made out here", AGAIN);
    }
    Ok(files)
}

/// A line without the CR that a diff with such line ends has behind its heads.
fn plain(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// What git says between the names and the stretches.
fn extended<'d>(line: &'d [u8], file: &mut FileDiff<'d>) {
    if line.starts_with(b"new file mode ") || line.starts_with(b"copy from ") {
        // A copy is a new text: its words were not there before.
        file.old = None;
    } else if line.starts_with(b"deleted file mode ") {
        file.new = None;
    } else if let Some(old) = line.strip_prefix(b"rename from ") {
        file.old = name(old).ok().flatten();
    } else if let Some(new) = line
        .strip_prefix(b"rename to ")
        .or(line.strip_prefix(b"copy to "))
    {
        file.new = name(new).ok().flatten();
    }
}

/// `Binary files a/x and b/x differ`.
fn binary<'d>(
    line: &'d [u8],
    number: usize,
    files: &mut Vec<FileDiff<'d>>,
) -> Result<(), DiffError> {
    if let Some(file) = files
        .last_mut()
        .filter(|file| file.is_git && file.hunks.is_empty())
    {
        file.is_binary = true;
        return Ok(());
    }
    let inside = &line[b"Binary files ".len()..line.len() - b" differ".len()];
    let mut borders = (0..inside.len()).filter(|&at| inside[at..].starts_with(b" and "));
    let (Some(border), None) = (borders.next(), borders.next()) else {
        return error(number, "the names of two files cannot be told apart", AGAIN);
    };
    let (Ok(old), Ok(new)) = (name(&inside[..border]), name(&inside[border + 5..])) else {
        return error(number, "a name in quotation marks is never closed", AGAIN);
    };
    let (old, new) = without_prefixes(old, new);
    files.push(FileDiff {
        old,
        new,
        is_binary: true,
        line: number,
        ..FileDiff::default()
    });
    Ok(())
}

/// Reads a stretch whose head is the line before `at`.
fn hunk<'d>(lines: &[&'d [u8]], at: &mut usize) -> Result<Hunk<'d>, DiffError> {
    let head = *at;
    let Some((old, new)) = ranges(plain(lines[head - 1])) else {
        return error(head, "the head of a stretch cannot be read", AGAIN);
    };
    let (mut old_left, mut new_left) = (old.1, new.1);
    let mut hunk = Hunk {
        old: old.0,
        new: new.0,
        lines: Vec::new(),
        line: head,
    };
    while old_left > 0 || new_left > 0 {
        const SHORT: &str = "fewer lines follow than the head of the stretch says";
        let Some(line) = lines.get(*at) else {
            return error(*at, SHORT, AGAIN);
        };
        *at += 1;
        // Some mailers take the blank off an empty line.
        let (side, text) = match line.split_first() {
            None => (Side::Both, *line),
            Some((b'\r', [])) => (Side::Both, *line),
            Some((b' ', text)) => (Side::Both, text),
            Some((b'-', text)) => (Side::Old, text),
            Some((b'+', text)) => (Side::New, text),
            Some((b'\\', _)) => {
                if let Some(last) = hunk.lines.last_mut() {
                    last.is_open = true;
                }
                continue;
            }
            Some(_) => return error(*at, SHORT, AGAIN),
        };
        let (takes_old, takes_new) = (side != Side::New, side != Side::Old);
        if (takes_old && old_left == 0) || (takes_new && new_left == 0) {
            const MORE: &str = "other lines follow than the head of the stretch says";
            return error(*at, MORE, AGAIN);
        }
        old_left -= usize::from(takes_old);
        new_left -= usize::from(takes_new);
        hunk.lines.push(Line {
            side,
            text,
            is_open: false,
            line: *at,
        });
    }
    if let Some(line) = lines.get(*at)
        && line.starts_with(b"\\")
    {
        *at += 1;
        if let Some(last) = hunk.lines.last_mut() {
            last.is_open = true;
        }
    }
    // Behind a stretch stand heads, or the signature of a mail.
    if let Some(line) = lines.get(*at) {
        let is_head = line.starts_with(b"--- ") || plain(line) == b"-- ";
        if matches!(line.first(), Some(b'+' | b'-' | b' ')) && !is_head {
            const MORE: &str = "more lines follow than the head of the stretch says";
            return error(*at + 1, MORE, AGAIN);
        }
    }
    Ok(hunk)
}

type Count = (usize, usize);

/// `@@ -3,2 +3,4 @@ …`: start and number of lines of both sides.
fn ranges(line: &[u8]) -> Option<(Count, Count)> {
    let text =
        std::str::from_utf8(line.strip_prefix(b"@@ -")?.split(|&b| b == b'@').next()?).ok()?;
    let (old, new) = text.trim_end().split_once(" +")?;
    let count = |text: &str| -> Option<Count> {
        let (start, length) = text.split_once(',').unwrap_or((text, "1"));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let (start, length) = (
            start.parse().ok().filter(|_| is_number(start))?,
            length.parse().ok().filter(|_| is_number(length))?,
        );
        // A line with no number cannot be one of the file.
        (start > 0 || length == 0).then_some((start, length))
    };
    line[4 + text.len()..].starts_with(b"@@").then_some(())?;
    Some((count(old)?, count(new)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(diff: &str) -> Vec<(Option<String>, Option<String>)> {
        let text = |name: &Option<Name<'_>>| {
            name.as_ref()
                .map(|name| String::from_utf8_lossy(name).into_owned())
        };
        parse(diff.as_bytes())
            .expect("a diff")
            .iter()
            .map(|file| (text(&file.old), text(&file.new)))
            .collect()
    }

    fn wrong(diff: &str) -> String {
        parse(diff.as_bytes()).expect_err("it is wrong").to_string()
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "it is compared with names that may be missing"
    )]
    fn some(name: &str) -> Option<String> {
        Some(name.to_owned())
    }

    #[test]
    fn names_are_read_in_every_shape() {
        let hunk = "@@ -1 +1 @@\n-a\n+b\n";
        let one = |head: &str| names(&format!("{head}{hunk}")).remove(0);
        assert_eq!(
            one("--- a/x.md\n+++ b/x.md\n"),
            (some("x.md"), some("x.md"))
        );
        assert_eq!(
            one("--- x.md\t2026-01-01 00:00:00\r\n+++ y z.md\t2026\r\n"),
            (some("x.md"), some("y z.md"))
        );
        assert_eq!(
            one("diff --git a/n b/n\nnew file mode 100644\n--- /dev/null\n+++ b/n\n"),
            (None, some("n"))
        );
        assert_eq!(one("--- a/n\n+++ /dev/null\n"), (some("n"), None));
        assert_eq!(
            one(
                "--- \"a/na\\303\\257ve \\\"x\\\"\\t.md\"\n+++ \"b/na\\303\\257ve \\\"x\\\"\\t.md\"\n"
            ),
            (some("naïve \"x\"\t.md"), some("naïve \"x\"\t.md"))
        );
        assert_eq!(one("--- i/x\n+++ w/x\n"), (some("x"), some("x")));
        assert_eq!(
            one("--- -x.md\n+++ -x.md\n"),
            (some("-x.md"), some("-x.md"))
        );
        // Without stretches the names stand elsewhere.
        let renamed = "diff --git a/a b.md b/c d.md\nsimilarity index 100%\nrename from a b.md\nrename to c d.md\n";
        assert_eq!(names(renamed), [(some("a b.md"), some("c d.md"))]);
        let binary = "diff --git a/a b.docx b/a b.docx\nindex 1..2 100644\nBinary files a/a b.docx and b/a b.docx differ\n";
        assert_eq!(names(binary), [(some("a b.docx"), some("a b.docx"))]);
        assert!(parse(binary.as_bytes()).expect("a diff")[0].is_binary);
        assert_eq!(
            names("Binary files old/x.pdf and new/x.pdf differ\n"),
            [(some("old/x.pdf"), some("new/x.pdf"))]
        );
        assert_eq!(
            names(
                "diff --git \"a/\\303\\244\" \"b/\\303\\244\"\nold mode 100644\nnew mode 100755\n"
            ),
            [(some("ä"), some("ä"))]
        );
    }

    #[test]
    fn stretches_are_counted() {
        let diff = "--- a\n+++ a\n@@ -1,3 +1,2 @@ # head\n a\n-b\n-c\n\\ No newline at end of file\n+d\n\\ No newline at end of file\n-- \n2.47\n";
        let files = parse(diff.as_bytes()).expect("a diff");
        let lines = &files[0].hunks[0].lines;
        assert_eq!(lines.len(), 4);
        assert_eq!(
            (lines[3].side, lines[3].text, lines[3].is_open),
            (Side::New, &b"d"[..], true)
        );
        assert_eq!(parse(b""), Ok(Vec::new()));
        assert_eq!(parse(b"\n"), Ok(Vec::new()));
    }

    #[test]
    fn what_is_no_diff_is_told_with_its_line() {
        let head = "--- a\n+++ a\n";
        let told = |diff: &str, line: usize, words: &str| {
            let error = wrong(diff);
            assert!(
                error.starts_with(&format!("{line}: ")) && error.contains(words),
                "{error}"
            );
        };
        told("hello\n", 1, "no unified diff");
        told("@@ -1 +1 @@\n", 1, "no file is named");
        told(&format!("{head}@@ -1,2 +1 @@\n-a\n"), 4, "fewer lines");
        told(&format!("{head}@@ -1 +1 @@\n-a\n+b\n+c\n"), 6, "more lines");
        told(
            &format!("{head}@@ -1,2 +1 @@\n-a\n+b\n+c\n"),
            6,
            "other lines",
        );
        told(&format!("{head}@@ -1,2 +1 @@\n-a\nfoo\n"), 5, "fewer lines");
        told(&format!("{head}@@ -x +1 @@\n"), 3, "cannot be read");
        told(
            &format!("{head}@@ -1,99999999999999999999999 +1 @@\n"),
            3,
            "cannot be read",
        );
        told(&format!("{head}@@ -0,1 +1 @@\n"), 3, "cannot be read");
        told(&format!("{head}@@ -1 +1 \n"), 3, "cannot be read");
        told("diff --cc a.md\n", 1, "a merge");
        told("*** a\n--- b\n***************\n", 1, "context diff");
        told("--- \"a\n+++ b\n", 1, "never closed");
        told("Only in new: x.md\n", 1, "without what is in it");
        told("diff --git a/x b/y\nmode\n", 1, "no file can be made out");
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "(--- |\\+\\+\\+ |@@ -1,2 \\+1 @@|diff --git |\"|\\\\|a/|b/|\n|\r|[ +x\\\\-]){0,60}") {
            let _ = parse(text.as_bytes());
        }
    }
}

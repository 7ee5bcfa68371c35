//! Where mistakes of configurations stand.

use std::path::{Path, PathBuf};

use crate::check::{Place, Position};
use crate::cli::settings_file::{self, Chain, position};
use crate::lsp::Mistake;

/// The configuration that is found first on the way up.
pub(super) fn nearest_file(folder: &Path) -> PathBuf {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let mut files = folder
        .ancestors()
        .map(|folder| folder.join(settings_file::NAME));
    files
        .find(|file| file.is_file())
        .unwrap_or_else(|| folder.join(settings_file::NAME))
}

/// A mistake in the value of a key.
pub(super) fn at_key(chain: Option<&Chain>, key: &[&str], told: &str, folder: &Path) -> Mistake {
    match chain.and_then(|chain| chain.stands(key)) {
        Some((layer, line, column)) => Mistake {
            path: layer.file(),
            place: to_line_end(&layer.text, position(&layer.text, line, column)),
            message: format!("{}:{line}:{column}: {told}", layer.shown),
        },
        None => Mistake {
            path: nearest_file(folder),
            place: Place::default(),
            message: format!("{}: {told}", key.join(".")),
        },
    }
}

/// From a place to the end of its line.
pub(super) fn to_line_end(text: &str, start: Position) -> Place {
    let end = position(text, start.line as usize, usize::MAX);
    let length = text.lines().nth(start.line.saturating_sub(1) as usize);
    let length = length.map_or(0, |line| line.chars().count()) as u64;
    let column = (length + 1).max(start.column);
    Place {
        start,
        end: Position { column, ..end },
    }
}

/// All of a line.
pub(super) fn line_of(text: &str, line: usize) -> Place {
    to_line_end(text, position(text, line, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_reach_to_the_end_of_their_line() {
        let text = "a = 1\nb\u{e9}\u{1f600} = 2\n";
        let place = to_line_end(text, position(text, 2, 3));
        assert_eq!(
            (place.start.utf8, place.start.utf16, place.start.line),
            (4, 3, 2)
        );
        assert_eq!(
            (place.end.column, place.end.utf16, place.end.utf8),
            (8, 9, 12)
        );
        let none = to_line_end("", position("", 1, 1));
        assert_eq!((none.start.column, none.end.column), (1, 1));
    }
}

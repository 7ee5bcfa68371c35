//! `feltsense.toml`: which files are in force for an input, and what they say together.
//!
//! The nearest file lies on top; below it the one that it extends, then the next one further up, and
//! so on, up to a file with `root = true` or a folder with `.git`. Lists are taken whole from the
//! file that lies higher; tables are joined key by key.

use std::io;
use std::path::{Component, Path, PathBuf};

use toml::de::{DeTable, DeValue};

use crate::check::options::ConfigFile;
use crate::check::{Position, SettingsError};
use crate::config;
use crate::walk;

/// Name of the files that are looked for.
pub(super) const NAME: &str = "feltsense.toml";
/// Largest configuration.
const MOST_BYTES: u64 = 1 << 20;
/// Most files that lie on each other.
const MOST_FILES: usize = 20;

/// One file.
pub(super) struct Layer {
    /// The folder that its globs and paths count from.
    pub(super) folder: PathBuf,
    /// The file itself.
    pub(super) file: PathBuf,
    /// How messages call it.
    pub(super) shown: String,
    /// As it stands.
    pub(super) text: String,
    table: toml::Table,
}

/// The files in force, highest first.
pub(super) struct Chain {
    pub(super) layers: Vec<Layer>,
    pub(super) merged: toml::Table,
    pub(super) file: ConfigFile,
}

/// A file that cannot be used, and where.
#[derive(Debug, thiserror::Error)]
#[error("{told}")]
pub(super) struct Wrong {
    /// The file, absolute.
    pub(super) path: PathBuf,
    /// The place in it; its beginning if the mistake has none.
    pub(super) at: Position,
    /// What, where and how to mend it.
    pub(super) told: String,
}

impl Wrong {
    /// Something that is wrong with all of a file.
    pub(super) fn whole(path: &Path, told: String) -> anyhow::Error {
        let at = position("", 1, 1);
        let path = absolute(path);
        anyhow::Error::new(Wrong { path, at, told })
    }
}

/// A line and a column in characters in every way of counting, but for the byte.
pub(super) fn position(text: &str, line: usize, column: usize) -> Position {
    let before = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let before = before.chars().take(column.saturating_sub(1));
    let (utf8, utf16) = before.fold((1, 1), |(utf8, utf16), c| {
        (utf8 + c.len_utf8() as u64, utf16 + c.len_utf16() as u64)
    });
    Position {
        byte: 0,
        line: line as u64,
        column: column as u64,
        utf16,
        utf8,
    }
}

/// A file that was named, with those that it extends.
pub(super) fn named(path: &Path) -> anyhow::Result<Chain> {
    let mut layers = Vec::new();
    extended(path, &mut layers)?;
    chain(layers)
}

/// The files in force for what lies in a folder; `None` without any.
pub(super) fn nearest(folder: &Path) -> anyhow::Result<Option<Chain>> {
    let mut layers = Vec::new();
    let mut at = Some(absolute(folder));
    while let Some(folder) = at {
        let path = folder.join(NAME);
        if path.symlink_metadata().is_ok() {
            let is_root = extended(&path, &mut layers)?;
            if is_root {
                break;
            }
        }
        if folder.join(".git").exists() {
            break;
        }
        at = folder.parent().map(Path::to_owned);
    }
    if layers.is_empty() {
        return Ok(None);
    }
    chain(layers).map(Some)
}

fn absolute(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    std::fs::canonicalize(&absolute).unwrap_or(absolute)
}

/// Reads a file and those that it extends; true if it is a root.
fn extended(path: &Path, layers: &mut Vec<Layer>) -> anyhow::Result<bool> {
    let mut path = path.to_owned();
    let mut is_root = false;
    let first = layers.len();
    loop {
        let (layer, file) = read(&path)?;
        let known = layers[first..]
            .iter()
            .any(|known| known.shown == layer.shown);
        if known {
            let told = "it extends itself, by way of other files; take out one `extend`";
            return Err(Wrong::whole(&path, format!("{}: {told}", layer.shown)));
        }
        if layers.len() == MOST_FILES {
            let told =
                format!("more than {MOST_FILES} configurations lie on each other; join some");
            return Err(Wrong::whole(&path, format!("{}: {told}", layer.shown)));
        }
        // A base that is a root only says so for itself.
        is_root |= layers.len() == first && file.root;
        let folder = layer.folder.clone();
        layers.push(layer);
        match file.extend {
            None => return Ok(is_root),
            Some(base) => path = folder.join(base),
        }
    }
}

fn read(path: &Path) -> anyhow::Result<(Layer, ConfigFile)> {
    let shown = shown(path);
    let whole = |told: String| Wrong::whole(path, told);
    let told = |error: &io::Error| match error.kind() {
        io::ErrorKind::NotFound => whole(format!("{shown}: there is no such file")),
        _ => whole(format!("{shown}: {}", walk::words_of(error))),
    };
    let metadata = std::fs::metadata(path).map_err(|error| told(&error))?;
    if !metadata.is_file() {
        return Err(whole(format!("{shown} is no file; name a TOML file")));
    }
    if metadata.len() > MOST_BYTES {
        return Err(whole(format!(
            "{shown} has more than a MiB; name a TOML file"
        )));
    }
    let bytes = std::fs::read(path).map_err(|error| told(&error))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        whole(format!(
            "{shown}: byte {} is not UTF-8; save it as UTF-8",
            error.utf8_error().valid_up_to() + 1
        ))
    })?;
    let wrong = |error: config::ConfigError| Wrong {
        path: absolute(path),
        at: position(&text, error.line, error.column),
        told: format!("{shown}:{error}"),
    };
    let file: ConfigFile = config::load(&text).map_err(wrong)?;
    let table: toml::Table = config::load(&text).map_err(wrong)?;
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let layer = Layer {
        folder: absolute(parent.unwrap_or(Path::new("."))),
        file: path.to_owned(),
        shown,
        text,
        table,
    };
    Ok((layer, file))
}

/// True if a folder has a configuration that is a root, as far as it can be read.
pub(super) fn is_root(folder: &Path) -> bool {
    let text = std::fs::read_to_string(folder.join(NAME)).unwrap_or_default();
    config::load::<ConfigFile>(&text).is_ok_and(|file| file.root)
}

/// A path for messages: as seen from the working directory, also from above; never absolute, unless
/// it was typed so.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok().map(|here| absolute(&here));
    let real = absolute(path);
    if path.is_relative() {
        return path.display().to_string();
    }
    for (up, folder) in here.iter().flat_map(|here| here.ancestors()).enumerate() {
        if let Ok(inside) = real.strip_prefix(folder)
            && (up == 0 || folder.parent().is_some())
        {
            let up = std::iter::repeat_n("..", up).collect::<PathBuf>();
            return up.join(inside).display().to_string();
        }
    }
    path.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn chain(layers: Vec<Layer>) -> anyhow::Result<Chain> {
    let mut merged = toml::Table::new();
    for layer in layers.iter().rev() {
        lay(&mut merged, &layer.table);
    }
    let file = ConfigFile::deserialize_table(merged.clone()).map_err(|error| {
        Wrong::whole(&layers[0].file(), format!("{}: {error}", layers[0].shown))
    })?;
    Ok(Chain {
        layers,
        merged,
        file,
    })
}

/// Lays a table over another.
fn lay(below: &mut toml::Table, above: &toml::Table) {
    for (key, value) in above {
        match (below.get_mut(key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => lay(below, above),
            _ => {
                below.insert(key.clone(), value.clone());
            }
        }
    }
}

impl Chain {
    /// The file that a key comes from, of the highest that has it.
    pub(super) fn origin(&self, key: &[&str]) -> Option<&Layer> {
        self.layers.iter().find(|layer| {
            let mut table = &layer.table;
            let Some((last, path)) = key.split_last() else {
                return false;
            };
            for part in path {
                match table.get(*part) {
                    Some(toml::Value::Table(inner)) => table = inner,
                    _ => return false,
                }
            }
            table.contains_key(*last)
        })
    }

    /// `FILE:LINE:COLUMN` of a key, or of the nearest table around it that stands somewhere.
    pub(super) fn place(&self, key: &[&str]) -> Option<String> {
        let (layer, line, column) = self.stands(key)?;
        Some(format!("{}:{line}:{column}", layer.shown))
    }

    /// The file, line and column of a key, or of the nearest table around it that stands somewhere.
    pub(super) fn stands(&self, key: &[&str]) -> Option<(&Layer, usize, usize)> {
        (1..=key.len()).rev().find_map(|length| {
            let key = &key[..length];
            let layer = self.origin(key)?;
            let (line, column) = place_in(&layer.text, key)?;
            Some((layer, line, column))
        })
    }
}

/// Values that cannot be used, in the order of their places: file by file, the highest first, from
/// top to bottom. What stands nowhere comes last.
pub(super) fn in_order(chain: Option<&Chain>, mut wrong: Vec<SettingsError>) -> Vec<SettingsError> {
    wrong.sort_by_cached_key(|error| {
        let key: Vec<&str> = error.key.iter().map(String::as_str).collect();
        let place = chain.and_then(|chain| {
            let (layer, line, column) = chain.stands(&key)?;
            let mut layers = chain.layers.iter();
            let at = layers.position(|other| std::ptr::eq(other, layer))?;
            Some((at, line, column))
        });
        (place.is_none(), place)
    });
    wrong
}

/// All of them with their places, one a line.
pub(super) fn unusable(chain: Option<&Chain>, wrong: Vec<SettingsError>) -> anyhow::Error {
    let told: Vec<String> = in_order(chain, wrong)
        .into_iter()
        .map(|error| {
            let key: Vec<&str> = error.key.iter().map(String::as_str).collect();
            let place = chain.and_then(|chain| chain.place(&key));
            let place = place.unwrap_or_else(|| error.key.join("."));
            format!("{place}: {}; {}", error.what, error.help)
        })
        .collect();
    anyhow::anyhow!("the configuration cannot be used:\n{}", told.join("\n"))
}

impl Layer {
    /// The file itself.
    pub(super) fn file(&self) -> PathBuf {
        self.folder
            .join(Path::new(&self.shown).file_name().unwrap_or_default())
    }

    /// A path that this file names.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }
}

/// Line and column, from 1, of a key in a file.
fn place_in(text: &str, key: &[&str]) -> Option<(usize, usize)> {
    let root = DeTable::parse(text).ok()?;
    let mut table = root.get_ref();
    let (last, path) = key.split_last()?;
    for part in path {
        let (_, value) = table.iter().find(|(key, _)| key.get_ref() == part)?;
        match value.get_ref() {
            DeValue::Table(inner) => table = inner,
            _ => return None,
        }
    }
    let (key, _) = table.iter().find(|(key, _)| key.get_ref() == last)?;
    let start = key.span().start;
    let before = text.get(..start)?;
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Some((
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    ))
}

/// True if a path has only plain parts: no `..`, no root.
pub(super) fn is_plain(path: &Path) -> bool {
    path.components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        folder
    }

    #[test]
    fn nearer_files_lie_over_farther_ones_up_to_a_root() {
        let made = folder(&[
            ("feltsense.toml", "[check]\nprofile = 'writer'\n"),
            (
                "a/feltsense.toml",
                "root = true\nextend = '../base.toml'\n[check]\nfail-on = 'error'\n",
            ),
            (
                "base.toml",
                "[check]\nfail-on = 'note'\nrequire-reason = true\n",
            ),
            ("a/b/feltsense.toml", "[check.rules.run]\nmax = 5\n"),
        ]);
        let chain = nearest(&made.path().join("a/b"))
            .expect("right")
            .expect("some");
        assert_eq!(chain.layers.len(), 3);
        let check = &chain.file.check;
        assert_eq!(
            (
                check.fail_on.as_deref(),
                check.require_reason,
                &check.profile
            ),
            (Some("error"), Some(true), &None)
        );
        assert_eq!(check.rules["run"].max, Some(5.0));
        let place = chain.place(&["check", "fail-on"]).expect("a place");
        assert!(place.ends_with("feltsense.toml:4:1"), "{place}");
        assert!(
            chain
                .place(&["check", "rules", "run", "kind"])
                .expect("near")
                .ends_with(":1:14")
        );
        let above = nearest(made.path()).expect("right").expect("some");
        assert_eq!(above.file.check.profile.as_deref(), Some("writer"));
    }

    #[test]
    fn circles_and_mistakes_are_told() {
        let made = folder(&[
            ("feltsense.toml", "extend = 'b.toml'\n"),
            ("b.toml", "extend = 'feltsense.toml'\n"),
            ("c.toml", "[check.rules.density]\nmx = 3\n"),
        ]);
        let told = |name: &str| match named(&made.path().join(name)) {
            Ok(_) => panic!("{name} is wrong"),
            Err(error) => error.to_string(),
        };
        assert!(told("feltsense.toml").contains("extends itself"));
        assert!(told("c.toml").ends_with("c.toml:2:1: there is no key `mx`; did you mean `max`?"));
        assert!(told("d.toml").contains("no such file"));
    }
}

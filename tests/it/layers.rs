//! The layers of the program: no step imports one above it.
//!
//! `text` < `lexicon` < `matching` < `measure` < `course` < `segment` < `analysis` < `report` <
//! `check`, `show`, `explain`, `scan` < `lsp` < `cli`; `compare` stands on `check` and `show`; `read` stands on `text`, `walk` on `read`; `config` and
//! `walk` on `near`;
//! `diagnostic`, `guard`, `near`, `problem` and `stored` on nothing.

use std::fs;
use std::path::{Path, PathBuf};

/// Each module with what it may import. A module may always import itself.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("diagnostic", &[]),
    ("guard", &[]),
    ("problem", &[]),
    ("near", &[]),
    ("stored", &[]),
    ("config", &["near"]),
    ("text", &[]),
    ("lexicon", &["diagnostic", "stored", "text"]),
    ("matching", &["lexicon", "stored", "text"]),
    ("measure", &["lexicon", "matching", "text"]),
    ("course", &["lexicon", "matching", "measure", "text"]),
    ("read", &["guard", "text"]),
    ("identifiers", &["text"]),
    ("segment", &["text"]),
    (
        "analysis",
        &[
            "course",
            "identifiers",
            "lexicon",
            "matching",
            "measure",
            "segment",
            "text",
        ],
    ),
    (
        "report",
        &[
            // `lexicon`, `read` and `segment` in its tests only.
            "analysis",
            "course",
            "identifiers",
            "lexicon",
            "matching",
            "measure",
            "problem",
            "read",
            "segment",
            "text",
        ],
    ),
    ("page", &["course", "report"]),
    (
        "check",
        &[
            "analysis",
            // Sidecars are TOML, with mistakes told as those of configurations.
            "config",
            "course",
            "identifiers",
            "lexicon",
            "matching",
            "measure",
            "near",
            "problem",
            "read",
            "report",
            "text",
        ],
    ),
    (
        "show",
        &[
            // `read` in its tests only.
            "analysis", "course", "lexicon", "matching", "measure", "near", "read", "report",
            "segment", "text",
        ],
    ),
    (
        "compare",
        &[
            "analysis", "check", "matching", "measure", "report", "show", "text",
        ],
    ),
    (
        "lsp",
        &[
            "analysis",
            "check",
            "guard",
            "identifiers",
            "matching",
            "read",
            "show",
            "text",
        ],
    ),
    (
        "explain",
        &[
            "analysis",
            "check",
            "course",
            "identifiers",
            "lexicon",
            "matching",
            "measure",
            "near",
            "report",
        ],
    ),
    ("walk", &["near", "problem", "read"]),
    (
        "scan",
        &[
            "analysis", "course", "lexicon", "measure", "problem", "read", "report", "text", "walk",
        ],
    ),
    (
        "cli",
        &[
            "analysis",
            "check",
            "compare",
            "config",
            "course",
            "diagnostic",
            "explain",
            "guard",
            "identifiers",
            "lexicon",
            "lsp",
            "matching",
            "measure",
            "page",
            "problem",
            "read",
            "report",
            "scan",
            "segment",
            "show",
            "text",
            "walk",
        ],
    ),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
}

fn module_of(path: &Path) -> String {
    let inside = path.strip_prefix("src").expect("under src");
    let first = inside
        .components()
        .next()
        .expect("a name")
        .as_os_str()
        .to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn no_module_imports_one_above_it() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let mut wrong = Vec::new();
    let mut arrows = 0;
    for path in files {
        let module = module_of(&path);
        if module == "lib" || module == "main" {
            continue;
        }
        let allowed = MAY_IMPORT.iter().find(|(name, _)| *name == module);
        let (_, allowed) =
            allowed.unwrap_or_else(|| panic!("`{module}` has no layer: add it here"));
        let text = fs::read_to_string(&path).expect("readable");
        for part in text.split("crate::").skip(1) {
            let name: String = part
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            arrows += 1;
            let is_module = MAY_IMPORT.iter().any(|(module, _)| *module == name);
            if is_module && name != module && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{} imports {name}", path.display()));
            }
        }
    }
    assert!(
        arrows > 50,
        "only {arrows} imports were seen: does this test still read them?"
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// No crate of the tree speaks to a network: what `deny.toml` bans is not in the lock file.
#[test]
fn no_banned_crate_is_in_the_tree() {
    let deny: toml::Table = toml::from_str(&fs::read_to_string("deny.toml").expect("readable"))
        .expect("deny.toml is TOML");
    let banned: Vec<&str> = deny["bans"]["deny"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| entry["crate"].as_str().expect("a name"))
        .collect();
    let lock: toml::Table = toml::from_str(&fs::read_to_string("Cargo.lock").expect("readable"))
        .expect("the lock file is TOML");
    let packages = lock["package"].as_array().expect("a list");
    let names: Vec<&str> = packages
        .iter()
        .map(|package| package["name"].as_str().expect("a name"))
        .collect();
    assert!(banned.len() > 10 && names.len() > 50);
    let found: Vec<&&str> = names.iter().filter(|name| banned.contains(name)).collect();
    assert!(found.is_empty(), "{found:?}");
}

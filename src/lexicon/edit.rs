//! Writes weights and counts into a lexicon file and leaves every other byte as it is.

use toml_edit::{Array, DocumentMut, InlineTable, Item, TableLike, Value};

use super::Weight;

/// What is known of one entry after counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Learnt {
    /// The weight to write; `None` where it is the one that the pattern says.
    pub weight: Option<Weight>,
    /// Texts in which the entry fired, with label 1 and with label 0; `None` if in none.
    pub fired: Option<[u32; 2]>,
}

/// Why a file could not be edited: it is no lexicon file, or not the one that was counted.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// Not TOML.
    #[error("the file is not TOML: {0}")]
    Syntax(String),
    /// Another number of entries than expected.
    #[error("the file holds {found} entries where {expected} were counted")]
    Entries {
        /// In the file.
        found: usize,
        /// In the lexicon.
        expected: usize,
    },
}

/// The file with these weights and counts, one [`Learnt`] per entry in the order of the file.
///
/// Comments, order and layout stay. An entry with something to say becomes
/// `{ pattern = "…", weight = 0.8, fired = [31, 4] }`; one that has nothing to say any more
/// becomes a plain line again; a list that held all its entries on one line is spread over
/// lines as soon as one of them is such a table. The same input gives the same bytes, and so does
/// the output given back. Cost: linear.
///
/// # Errors
/// [`EditError`]: not TOML, or another number of entries.
pub fn weighted(text: &str, learnt: &[Learnt]) -> Result<String, EditError> {
    let mark = if text.starts_with('\u{FEFF}') {
        "\u{FEFF}"
    } else {
        ""
    };
    let windows = text.contains("\r\n");
    let plain = text[mark.len()..].replace("\r\n", "\n");
    let mut document: DocumentMut = plain
        .parse()
        .map_err(|error: toml_edit::TomlError| EditError::Syntax(error.message().to_owned()))?;
    let mut left = learnt.iter();
    let mut found = 0;
    let mut lists = |list: &mut Array| {
        found += list.len();
        for entry in list.iter_mut() {
            if let Some(learnt) = left.next() {
                rewrite(entry, *learnt);
            }
        }
        spread(list);
    };
    for_each_table(document.as_table_mut(), "category", &mut |category| {
        entries_of(category, &mut lists);
        for_each_table(category, "family", &mut |family| {
            entries_of(family, &mut lists);
        });
    });
    if found != learnt.len() {
        return Err(EditError::Entries {
            found,
            expected: learnt.len(),
        });
    }
    let mut out = document.to_string();
    if !plain.ends_with('\n') && out.ends_with('\n') {
        out.pop();
    }
    if windows {
        out = out.replace('\n', "\r\n");
    }
    Ok(format!("{mark}{out}"))
}

/// The tables of `[[name]]`, or of `name = [{…}]`.
fn for_each_table(
    parent: &mut dyn TableLike,
    name: &str,
    each: &mut dyn FnMut(&mut dyn TableLike),
) {
    match parent.get_mut(name) {
        Some(Item::ArrayOfTables(tables)) => tables.iter_mut().for_each(|table| each(table)),
        Some(Item::Value(Value::Array(list))) => list
            .iter_mut()
            .filter_map(Value::as_inline_table_mut)
            .for_each(|table| each(table)),
        _ => {}
    }
}

fn entries_of(table: &mut dyn TableLike, each: &mut dyn FnMut(&mut Array)) {
    if let Some(list) = table.get_mut("entries").and_then(Item::as_array_mut) {
        each(list);
    }
}

fn rewrite(entry: &mut Value, learnt: Learnt) {
    let decor = entry.decor().clone();
    let mut table = match std::mem::replace(entry, Value::from(false)) {
        Value::InlineTable(table) => table,
        mut pattern => {
            pattern.decor_mut().clear();
            let mut table = InlineTable::new();
            table.insert("pattern", pattern);
            table
        }
    };
    put(
        &mut table,
        "weight",
        learnt.weight.map(|weight| Value::from(weight.value())),
    );
    put(
        &mut table,
        "fired",
        learnt
            .fired
            .map(|fired| Value::from_iter(fired.map(i64::from))),
    );
    *entry = match table.get("pattern") {
        Some(pattern) if table.len() == 1 => pattern.clone(),
        _ => Value::InlineTable(table),
    };
    *entry.decor_mut() = decor;
}

/// Sets a key where it stands, adds it at the end, or takes it out.
fn put(table: &mut InlineTable, key: &str, value: Option<Value>) {
    match (value, table.get_mut(key)) {
        (Some(value), Some(old)) => {
            let decor = old.decor().clone();
            *old = value;
            *old.decor_mut() = decor;
        }
        (Some(value), None) => {
            // The last value carries the space before the brace, which belongs behind the new one.
            if let Some((_, last)) = table.iter_mut().last() {
                last.decor_mut().set_suffix("");
            }
            let value = value.decorated(" ", " ");
            table.insert(key, value);
        }
        (None, Some(_)) => {
            table.remove(key);
            if let Some((_, last)) = table.iter_mut().last() {
                last.decor_mut().set_suffix(" ");
            }
        }
        (None, None) => {}
    }
}

/// Puts every entry on a line of its own if one of them carries a weight or counts.
fn spread(list: &mut Array) {
    let on_a_line = |value: &Value| {
        let prefix = value.decor().prefix().and_then(|prefix| prefix.as_str());
        prefix.is_some_and(|prefix| prefix.contains('\n'))
    };
    let is_counted = |value: &Value| {
        let table = value.as_inline_table();
        table.is_some_and(|table| table.contains_key("weight") || table.contains_key("fired"))
    };
    if !list.iter().any(is_counted) || list.iter().all(on_a_line) {
        return;
    }
    for entry in list.iter_mut() {
        if !on_a_line(entry) {
            entry.decor_mut().set_prefix("\n  ");
        }
        entry.decor_mut().set_suffix("");
    }
    if !list
        .trailing()
        .as_str()
        .is_some_and(|end| end.contains('\n'))
    {
        list.set_trailing("\n");
    }
    list.set_trailing_comma(true);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{builtin, check};

    const FILE: &str = r#"# about the list
name = "mood"
title = "Mood"
version = "1.0.0"
language = "en"

[[category]]
id = "glad"   # a comment behind a key
title = "Glad"
polarity = "descriptive"
entries = [
  # the word
  "glad*:.7",
  'cheerful',   # a literal string
  { pattern = "sunny", note = "of a mood" },
]

[[category.family]]
name = "on one line"
entries = ["merry", "jolly"]  # behind the list

[[category]]
id = "sad"
title = "Sad"
polarity = "descriptive"
entries = ["sad"]
"#;

    fn learnt(weights: &[(f64, [u32; 2])]) -> Vec<Learnt> {
        weights
            .iter()
            .map(|&(weight, fired)| Learnt {
                weight: Weight::of(weight),
                fired: (fired != [0, 0]).then_some(fired),
            })
            .collect()
    }

    #[test]
    fn weights_are_written_and_everything_else_stays() {
        let none = learnt(&[(0.0, [0, 0]); 6]);
        assert_eq!(weighted(FILE, &none).expect("a lexicon"), FILE);
        let some = learnt(&[
            (0.81, [31, 4]),
            (0.0, [0, 0]),
            (0.5, [3, 2]),
            (0.0, [1, 0]),
            (0.0, [0, 0]),
            (0.0, [0, 0]),
        ]);
        let once = weighted(FILE, &some).expect("a lexicon");
        let expected = FILE
            .replace(
                "\"glad*:.7\"",
                "{ pattern = \"glad*:.7\", weight = 0.81, fired = [31, 4] }",
            )
            .replace(
                "note = \"of a mood\" }",
                "note = \"of a mood\", weight = 0.5, fired = [3, 2] }",
            )
            .replace(
                "[\"merry\", \"jolly\"]",
                "[\n  { pattern = \"merry\", fired = [1, 0] },\n  \"jolly\",\n]",
            );
        assert_eq!(once, expected);
        assert_eq!(weighted(&once, &some).expect("a lexicon"), once);
        let (lexicon, _) = check::lexicon("mood.toml", &once, builtin::english()).expect("valid");
        let first = &lexicon.entries[0];
        assert_eq!((first.weight.value(), first.theory.value()), (0.81, 0.7));
        assert_eq!((first.name.as_ref(), first.fired), ("glad*", Some([31, 4])));
        // Without evidence the tables go, and with them the layout that they needed stays.
        let back = weighted(&once, &none).expect("a lexicon");
        assert!(!back.contains("fired") && back.contains("note = \"of a mood\" },"));
        assert!(back.contains("  \"glad*:.7\",\n"), "{back}");
    }

    #[test]
    fn line_ends_and_byte_order_mark_stay() {
        let windows = format!("\u{FEFF}{}", FILE.replace('\n', "\r\n"));
        let some = learnt(&[(0.5, [1, 2]); 6]);
        let unix = weighted(FILE, &some).expect("a lexicon");
        let out = weighted(&windows, &some).expect("a lexicon");
        assert_eq!(out, format!("\u{FEFF}{}", unix.replace('\n', "\r\n")));
    }

    #[test]
    fn another_file_is_refused() {
        let error = weighted(FILE, &learnt(&[(0.5, [1, 1])])).expect_err("six entries");
        assert!(error.to_string().contains("6 entries where 1"), "{error}");
        assert!(weighted("name = ", &[]).is_err());
    }

    #[test]
    fn embedded_files_survive_a_round_trip() {
        for (name, text) in builtin::FILES {
            let lexicon = builtin::lexicon(name).expect("embedded");
            let learnt: Vec<Learnt> = lexicon
                .entries
                .iter()
                .map(|entry| Learnt {
                    weight: (entry.weight != entry.theory).then_some(entry.weight),
                    fired: entry.fired,
                })
                .collect();
            assert!(weighted(text, &learnt).expect("valid") == text, "{name}");
        }
    }
}

//! Where the terms come from.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Glossary, Kind, Term, key};
use crate::analysis::Pipeline;
use crate::identifiers;
use crate::lexicon::{Lexicon, Polarity};
use crate::matching::{Flags, Reference, Status};
use crate::measure::indices::{self, MIN_HITS};
use crate::measure::{UnitKind, Units};
use crate::report::codebook::{self, Meaning};
use crate::report::schema;

impl Glossary {
    /// Of the lexicons and columns of a pipeline.
    pub fn new(pipeline: &Pipeline) -> Glossary {
        let mut glossary = Glossary {
            terms: Vec::new(),
            names: BTreeMap::new(),
        };
        for lexicon in &pipeline.lexicons {
            glossary.lexicon(lexicon);
        }
        glossary.words();
        glossary.rules(&pipeline.units);
        glossary.columns(pipeline);
        glossary
    }

    pub(super) fn add(
        &mut self,
        name: &str,
        kind: Kind,
        of: &str,
        facts: Vec<(&'static str, String)>,
    ) {
        let facts = facts.into_iter().map(|(label, text)| (label, flat(&text)));
        self.terms.push(Term {
            name: name.to_owned(),
            kind,
            of: of.to_owned(),
            facts: facts.filter(|(_, text)| !text.is_empty()).collect(),
            by_registry: false,
        });
        self.also(name);
    }

    /// Another name of the last term.
    fn also(&mut self, name: &str) {
        let last = self.terms.len() - 1;
        let known = self.names.entry(key(name)).or_default();
        if !known.contains(&last) {
            known.push(last);
        }
    }

    fn lexicon(&mut self, lexicon: &Lexicon) {
        let ids: Vec<&str> = lexicon
            .categories
            .iter()
            .map(|one| one.id.as_str())
            .collect();
        let poles: Vec<&str> = lexicon.total.iter().map(|pole| pole.name()).collect();
        self.add(
            &lexicon.name,
            Kind::Lexicon,
            &format!("{} {}", lexicon.title, lexicon.version),
            vec![
                ("what it is", lexicon.definition.clone()),
                ("counted", lexicon.include.clone()),
                ("not counted", lexicon.exclude.clone()),
                (
                    "total",
                    format!("hits of these poles: {}", poles.join(", ")),
                ),
                ("categories", ids.join(", ")),
                (
                    "entries",
                    format!(
                        "{}, with {} masks of its own",
                        lexicon.entries.len(),
                        lexicon.masks.len()
                    ),
                ),
                (
                    "source",
                    format!("{}; {}", lexicon.authors.join(", "), lexicon.citation),
                ),
                ("licence", lexicon.licence.clone()),
            ],
        );
        for (at, category) in lexicon.categories.iter().enumerate() {
            let entries = lexicon
                .entries
                .iter()
                .filter(|entry| usize::from(entry.category.0) == at);
            let mut cautions = category.ambiguity.clone().into_owned();
            if !category.in_total {
                cautions.push_str(" Its hits are not part of the lexicon's total.");
            }
            if category.has_adverse {
                cautions.push_str(" Entries of the opposite pole are counted apart, as adverse.");
            }
            if !category.negatable {
                cautions.push_str(" A negator takes no hit away here.");
            }
            let examples: Vec<&str> = category
                .hits
                .iter()
                .take(2)
                .map(|(text, _)| text.as_ref())
                .collect();
            self.add(
                &format!("{}.{}", lexicon.name, category.id),
                Kind::Category,
                &category.title,
                vec![
                    ("what it is", category.definition.to_string()),
                    ("counted", category.include.to_string()),
                    ("not counted", category.exclude.to_string()),
                    ("cautions", cautions),
                    ("such as", examples.join(" / ")),
                    ("pole", category.polarity.name().to_owned()),
                    ("entries", entries.count().to_string()),
                    ("source", category.theory.to_string()),
                ],
            );
            self.also(&category.id);
        }
    }

    /// What hits and documents are said to be.
    fn words(&mut self) {
        const RULES: &str = "docs/semantics.md";
        for status in Status::ALL {
            let counted = match status {
                Status::Affirmed => "in hits and rates",
                _ => "in a column of its own, never in hits or rates",
            };
            let facts = vec![
                ("what it is", status.meaning().to_owned()),
                ("counted", counted.to_owned()),
                ("source", RULES.to_owned()),
            ];
            self.add(
                status.name(),
                Kind::Status,
                "column status of matches",
                facts,
            );
        }
        for reference in Reference::ALL {
            let facts = vec![
                ("whose", reference.meaning().to_owned()),
                ("source", RULES.to_owned()),
            ];
            self.add(
                reference.name(),
                Kind::Reference,
                "column reference of matches",
                facts,
            );
        }
        for (_, name) in Flags::ALL {
            let facts = vec![
                (
                    "what it is",
                    Flags::meaning(name).unwrap_or_default().to_owned(),
                ),
                ("counted", "the hit stays a hit".to_owned()),
                ("source", RULES.to_owned()),
            ];
            self.add(name, Kind::Flag, "column flags of matches", facts);
        }
        for pole in [
            Polarity::Distress,
            Polarity::Descriptive,
            Polarity::Resource,
        ] {
            let facts = vec![
                ("what it is", pole.meaning().to_owned()),
                ("cautions", "A property of the entry, never a judgement of who speaks; no pole is good or bad.".to_owned()),
            ];
            self.add(
                pole.name(),
                Kind::Pole,
                "column polarity of matches and terms",
                facts,
            );
        }
        for field in schema::DOCUMENT_END
            .iter()
            .filter(|field| field.name == "flags")
        {
            for (name, meaning) in remarks(field.definition) {
                let facts = vec![("what it is", meaning), ("source", field.source.to_owned())];
                self.add(&name, Kind::Remark, "column flags of documents", facts);
            }
        }
        for kind in identifiers::Kind::ALL {
            let facts = vec![
                ("what it is", kind.title().to_owned()),
                ("cautions", "Told by kind and place, never by value. A text without any is not thereby anonymous.".to_owned()),
                ("source", "docs/privacy.md".to_owned()),
            ];
            self.add(kind.name(), Kind::Identifier, "identifiers", facts);
        }
    }

    fn columns(&mut self, pipeline: &Pipeline) {
        let units = &pipeline.units;
        let indices = indices::all(units);
        let registry = &pipeline.registry;
        // A column that means the same in several files is one term.
        let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let mut of_units: BTreeMap<&str, (String, &str)> = BTreeMap::new();
        for column in registry.columns() {
            let (category, measure) = column.parts(units);
            if category != "text" {
                of_units.insert(&column.name, (category.to_owned(), measure));
            }
        }
        let of_registry: BTreeSet<&str> = registry
            .columns()
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        let mut generic: Vec<(&str, &Meaning<'_>)> = Vec::new();
        let all = codebook::meanings(registry, &pipeline.picks, None);
        for meaning in &all {
            let column: &str = &meaning.column;
            let definition: &str = &meaning.definition;
            if let Some(&known) = seen.get(&(column, definition)) {
                let files = &mut self.terms[known].of;
                if !files.split(", ").any(|file| file == meaning.file) {
                    let _ = write!(files, ", {}", meaning.file);
                }
                continue;
            }
            let index = indices.iter().find(|index| {
                let rest = column.strip_prefix(index.name.as_str());
                rest.is_some_and(|rest| ["", "_low", "_high", "_a", "_b"].contains(&rest))
            });
            let of_unit = of_units.get(column);
            let is_registry = meaning.file == "documents" && of_registry.contains(column);
            let kind = match index {
                Some(index) if index.name == column => Kind::Index,
                _ if of_unit.is_none() && index.is_none() && is_registry => Kind::TextMeasure,
                _ => Kind::Column,
            };
            let mut facts = column_facts(meaning);
            if let Some((category, measure)) = of_unit {
                facts.push(("of", about(units, category)));
                if !generic.iter().any(|(known, _)| known == measure) {
                    generic.push((measure, meaning));
                }
            }
            if kind == Kind::Index {
                let told = format!(
                    "Empty under {MIN_HITS} hits. Look at {column}_low and {column}_high before you compare."
                );
                facts.push(("cautions", told));
            }
            self.add(column, kind, meaning.file, facts);
            let at = self.terms.len() - 1;
            self.terms[at].by_registry = is_registry;
            seen.insert((column, definition), at);
        }
        for (measure, meaning) in generic {
            let mut facts = column_facts(meaning);
            // The definition of hits is that of the category.
            if measure.ends_with("hits") {
                let first = meaning
                    .definition
                    .split_inclusive('.')
                    .next()
                    .unwrap_or_default();
                first.clone_into(&mut facts[0].1);
                facts.retain(|(label, _)| *label != "source");
            }
            facts.push(("such as", meaning.column.clone().into_owned()));
            self.add(measure, Kind::Measure, "documents, segments", facts);
        }
    }
}

fn column_facts(meaning: &Meaning<'_>) -> Vec<(&'static str, String)> {
    vec![
        ("what it is", meaning.definition.clone().into_owned()),
        ("unit", meaning.unit.clone().into_owned()),
        ("formula", meaning.formula.clone().into_owned()),
        ("source", meaning.source.clone().into_owned()),
    ]
}

/// `shame.explicit: Named shame affect`.
fn about(units: &Units, name: &str) -> String {
    let unit = units.iter().find(|(_, unit)| unit.name == name);
    unit.map_or(String::new(), |(_, unit)| {
        let kind = if unit.kind == UnitKind::Lexicon {
            "lexicon"
        } else {
            "category"
        };
        format!("{kind} {}: {}", unit.name, unit.title)
    })
}

/// The remarks that a definition lists: `Remarks: one; two (what it says); …`.
fn remarks(definition: &str) -> Vec<(String, String)> {
    let (_, list) = definition.split_once(": ").unwrap_or(("", definition));
    let mut found = Vec::new();
    let (mut depth, mut from) = (0, 0);
    for (at, char) in list.char_indices().chain([(list.len(), ';')]) {
        match char {
            '(' => depth += 1,
            ')' => depth -= 1,
            ';' if depth == 0 => {
                let part = list[from..at].trim().trim_end_matches('.');
                let (name, meaning) = part.split_once(" (").unwrap_or((part, ""));
                let meaning = meaning.trim_end_matches(')');
                let meaning = if meaning.is_empty() {
                    name.replace('_', " ")
                } else {
                    meaning.to_owned()
                };
                found.push((name.to_owned(), meaning));
                from = at + 1;
            }
            _ => {}
        }
    }
    found
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_are_taken_out_of_their_definition() {
        let found = remarks("Remarks: no_words; short (under 250; few); last (x).");
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("no_words", "no words"),
                ("short", "under 250; few"),
                ("last", "x")
            ]
        );
    }
}

//! From files as typed to valid lexicons. All mistakes are reported at once, with their places.

use std::cell::RefCell;
use std::collections::HashSet;

use toml::Spanned;

use super::file::{CategoryFile, EntryFile, LanguageFile, LexiconFile};
use super::language::Language;
use super::model::Text;
use super::phrase::Tree;
use super::{Category, CategoryId, Entry, Lexicon, Place, Polarity, sha256_hex};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::LineCursor;

mod language;
mod patterns;
mod values;

/// Reads and checks a lexicon file.
///
/// # Errors
/// Every mistake found, in the order of the file; warnings are in the list, too. A file with
/// nothing worse than warnings gives the lexicon.
pub fn lexicon(
    name: &str,
    text: &str,
    language: &Language,
) -> Result<(Lexicon, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut checker = Checker::new(name, text);
    let Some(file) = checker.parse::<LexiconFile>() else {
        return Err(checker.found);
    };
    let lexicon = checker.lexicon(file, language);
    checker.finish(lexicon)
}

/// Reads and checks a language file.
///
/// # Errors
/// As [`lexicon`].
pub fn language(name: &str, text: &str) -> Result<(Language, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut checker = Checker::new(name, text);
    let Some(file) = checker.parse::<LanguageFile>() else {
        return Err(checker.found);
    };
    let language = checker.language(file);
    checker.finish(language)
}

struct Checker<'a> {
    name: &'a str,
    text: &'a str,
    /// Entries come in order: of many in one line each is counted on from the one before.
    lines: RefCell<LineCursor<'a>>,
    found: Vec<Diagnostic>,
}

impl<'a> Checker<'a> {
    fn new(name: &'a str, text: &'a str) -> Self {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        Checker {
            name,
            text,
            lines: RefCell::new(LineCursor::new(text)),
            found: Vec::new(),
        }
    }

    fn parse<T: serde::de::DeserializeOwned>(&mut self) -> Option<T> {
        match toml::from_str(self.text) {
            Ok(file) => Some(file),
            Err(error) => {
                let place = error.span().map(|span| self.place(span.start));
                let message = error.message().lines().collect::<Vec<_>>().join("; ");
                let help = if message.contains("unknown field") {
                    "see docs/lexicon-format.md for the keys of a lexicon file"
                } else {
                    "see docs/lexicon-format.md for the form of a lexicon file"
                };
                self.found.push(Diagnostic {
                    severity: Severity::Error,
                    file: self.name.to_owned(),
                    place,
                    message,
                    help: help.to_owned(),
                });
                None
            }
        }
    }

    fn finish<T>(mut self, value: T) -> Result<(T, Vec<Diagnostic>), Vec<Diagnostic>> {
        self.found.sort_by_key(|diagnostic| diagnostic.place);
        if self
            .found
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
        {
            Err(self.found)
        } else {
            Ok((value, self.found))
        }
    }

    fn place(&self, offset: usize) -> Place {
        let mut lines = self.lines.borrow_mut();
        lines.line_column(offset.min(self.text.len()))
    }

    fn say(&mut self, severity: Severity, offset: usize, message: String, help: &str) {
        let place = Some(self.place(offset));
        let file = self.name.to_owned();
        self.found.push(Diagnostic {
            severity,
            file,
            place,
            message,
            help: help.to_owned(),
        });
    }

    fn error(&mut self, offset: usize, message: String, help: &str) {
        self.say(Severity::Error, offset, message, help);
    }

    fn lexicon(&mut self, file: LexiconFile, language: &Language) -> Lexicon {
        self.identifier(&file.name, "name");
        self.version(&file.version);
        if *file.language.get_ref() != language.code {
            let message = format!(
                "there is no language file for `{}`",
                file.language.get_ref()
            );
            self.error(
                file.language.span().start,
                message,
                "write language = \"en\"",
            );
        }
        let mut sets = language.sets.clone();
        sets.extend(self.sets(&file.sets));
        let masks = self.masks(&file.masks, &sets);
        let facets = self.facets(&file.facets, &sets);
        let total = self.total(file.total.as_deref());
        let mut lexicon = Lexicon {
            name: file.name.get_ref().clone(),
            title: file.title,
            version: file.version.get_ref().clone(),
            licence: file.licence,
            authors: file.authors,
            citation: file.citation,
            definition: file.definition,
            include: file.include,
            exclude: file.exclude,
            total,
            categories: Vec::new(),
            entries: Vec::new(),
            masks,
            sets,
            facets,
            sha256: sha256_hex(self.text.as_bytes()),
        };
        if file.category.is_empty() {
            self.error(
                0,
                "the lexicon has no category".to_owned(),
                "add a [[category]] with entries",
            );
        }
        let mut ids: HashSet<String> = HashSet::new();
        for category in file.category {
            self.identifier(&category.id, "id");
            if !ids.insert(category.id.get_ref().clone()) {
                let message = format!("the category `{}` stands twice", category.id.get_ref());
                self.error(
                    category.id.span().start,
                    message,
                    "merge the two, or rename one",
                );
            }
            self.category(category, &mut lexicon, language);
        }
        lexicon
    }

    fn category(&mut self, file: CategoryFile, lexicon: &mut Lexicon, language: &Language) {
        let polarity = self.polarity(&file.polarity);
        let id = CategoryId(lexicon.categories.len() as u16);
        if file.entries.is_empty() && file.family.iter().all(|family| family.entries.is_empty()) {
            let message = format!("the category `{}` has no entry", file.id.get_ref());
            self.error(
                file.id.span().start,
                message,
                "add entries, or remove the category",
            );
        }
        let mut has_adverse = false;
        let mut add = |checker: &mut Self, family: &str, entries: Vec<Spanned<EntryFile>>| {
            for entry in entries {
                if let Some(entry) = checker.entry(entry, family, id, polarity, lexicon, language) {
                    has_adverse |= is_adverse(entry.polarity, polarity);
                    lexicon.entries.push(entry);
                }
            }
        };
        add(self, "", file.entries);
        for family in file.family {
            if family.name.get_ref().is_empty() {
                let help = "name it after what its words do";
                self.error(
                    family.name.span().start,
                    "a family without a name".to_owned(),
                    help,
                );
            }
            add(self, family.name.get_ref(), family.entries);
        }
        let placed = |examples: Vec<Spanned<String>>| -> Vec<(Text, Place)> {
            examples
                .into_iter()
                .map(|example| {
                    let place = self.place(example.span().start);
                    (example.into_inner().into(), place)
                })
                .collect()
        };
        let (hits, misses) = (placed(file.hits), placed(file.misses));
        lexicon.categories.push(Category {
            id: file.id.into_inner(),
            title: file.title.into(),
            polarity,
            in_total: file.in_total,
            negatable: file.negatable,
            has_adverse,
            definition: file.definition.into(),
            include: file.include.into(),
            exclude: file.exclude.into(),
            ambiguity: file.ambiguity.into(),
            theory: file.theory.into(),
            hits,
            misses,
        });
    }

    fn entry(
        &mut self,
        entry: Spanned<EntryFile>,
        family: &str,
        category: CategoryId,
        polarity: Polarity,
        lexicon: &Lexicon,
        language: &Language,
    ) -> Option<Entry> {
        let offset = entry.span().start;
        let (line, note, learnt, fired) = match entry.into_inner() {
            EntryFile::Line(line) => ((line, offset), String::new(), None, None),
            EntryFile::Table(table) => {
                let quote = table.pattern.span().start;
                let line = (table.pattern.into_inner(), quote);
                (line, table.note, table.weight, table.fired)
            }
        };
        let learnt = learnt.and_then(|number| self.weight(number, offset));
        let line = self.entry_line(&line.0, line.1, &lexicon.sets)?;
        let mut gates = Vec::new();
        for name in &line.gates {
            if let Some(gate) = language.gate(name) {
                gates.push(gate);
            } else {
                let known: Vec<&str> = language
                    .gates
                    .iter()
                    .map(|gate| gate.name.as_str())
                    .collect();
                let message = format!("`{{{name}}}` is no gate");
                self.error(offset, message, &format!("use one of {}", known.join(", ")));
            }
        }
        gates.sort_unstable();
        gates.dedup();
        Some(Entry {
            name: line.name.into(),
            tree: Tree::known(line.pattern),
            category,
            polarity: line.polarity.unwrap_or(polarity),
            weight: learnt.unwrap_or(line.weight),
            theory: line.weight,
            gates,
            family: family.to_owned().into(),
            note: note.into(),
            fired,
            place: self.place(offset),
        })
    }
}

/// True if an entry of `pole` is counted apart in a category whose own pole is `own`: the
/// distress entries of a resource category and the other way round.
pub fn is_adverse(pole: Polarity, own: Polarity) -> bool {
    matches!(
        (pole, own),
        (Polarity::Distress, Polarity::Resource) | (Polarity::Resource, Polarity::Distress)
    )
}

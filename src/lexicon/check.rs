//! From files as typed to valid lexicons. All mistakes are reported at once, with their places.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};

use toml::Spanned;

use super::facet::{self, Facet};
use super::file::{CategoryFile, EntryFile, LanguageFile, LexiconFile};
use super::language::{Cue, Gate, Language};
use super::model::Text;
use super::pattern::{is_plain_word, single_spaced};
use super::phrase::{Phrase, Tree};
use super::quoted;
use super::style::{self, Style};
use super::{
    Category, CategoryId, Entry, EntryLine, Lexicon, Mask, Pattern, Place, Polarity, Weight,
    WordTest, sha256_hex, word,
};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::LineCursor;

/// Most expansions of one entry; more is a mistake or a burden.
const MAX_EXPANSIONS: u64 = 20_000;
/// Longest entry in words.
const MAX_WORDS: usize = 24;
/// Longest entry in bytes.
const MAX_BYTES: usize = 2_000;

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

    fn language(&mut self, file: LanguageFile) -> Language {
        let sets = self.sets(&file.sets);
        let masks = self.masks(&file.masks, &sets);
        let mut gates = Vec::new();
        for (name, gate) in file.gates {
            let words = self.words(&gate.words);
            gates.push(Gate {
                name,
                words,
                before: gate.before as usize,
                after: gate.after as usize,
                noun_s: gate.noun_s,
            });
        }
        let mut cues = Vec::new();
        for (name, items) in file.cues {
            let Some(cue) = Cue::parse(&name) else {
                let offset = items.first().map_or(0, |item| item.span().start);
                let known: Vec<&str> = Cue::ALL.iter().map(|(_, list)| *list).collect();
                let message = format!("no rule listens to the cue list `{name}`");
                self.error(offset, message, &format!("use one of {}", known.join(", ")));
                continue;
            };
            for item in items {
                if let Some(pattern) = self.pattern(item.get_ref(), item.span().start, &sets) {
                    // Reports name the cue: a word of the text must never be part of it.
                    if item.get_ref().contains('_') && pattern.has_gap() {
                        let message = format!("the cue `{}` holds a gap", item.get_ref());
                        self.error(item.span().start, message, "name every word of a cue");
                    }
                    let text = single_spaced(item.get_ref()).into();
                    let tree = Tree::known(pattern);
                    cues.push((cue, Phrase { text, tree }));
                }
            }
        }
        let style = self.style(file.style);
        Language {
            code: file.language,
            version: file.version,
            sets,
            gates,
            cues,
            masks,
            style,
            sha256: sha256_hex(self.text.as_bytes()),
        }
    }

    /// The function words: single words as they are compared, each once in its list.
    fn style(&mut self, lists: BTreeMap<String, Vec<Spanned<String>>>) -> Style {
        let mut style = Style::default();
        for (name, words) in lists {
            let Some(at) = style::NAMES.iter().position(|known| *known == name) else {
                let offset = words.first().map_or(0, |word| word.span().start);
                let message = format!("no measure looks at the function words `{name}`");
                let help = format!("use one of {}", style::NAMES.join(", "));
                self.error(offset, message, &help);
                continue;
            };
            for word in words {
                let (offset, word) = (word.span().start, word.get_ref());
                if !is_plain_word(word) && !word::is_one(word) {
                    let message = format!("`{word}` is not one word in small letters");
                    let help = "function words are listed one by one, with straight apostrophes";
                    self.error(offset, message, help);
                } else if !style.add(word, at) {
                    let message = format!("`{word}` stands twice in `{name}`");
                    self.say(Severity::Warning, offset, message, "leave one of them out");
                }
            }
        }
        style
    }

    fn weight(&mut self, number: f64, offset: usize) -> Option<Weight> {
        let weight = Weight::of(number);
        if weight.is_none() {
            let message = format!("`{number}` is not a weight");
            let help = "write a number above 0 and up to 1 with at most two decimals";
            self.error(offset, message, help);
        }
        weight
    }

    fn identifier(&mut self, name: &Spanned<String>, key: &str) {
        let text = name.get_ref();
        let good = text.starts_with(|c: char| c.is_ascii_lowercase())
            && text
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !good {
            let message = format!("{key} `{text}` cannot be part of a column name");
            self.error(
                name.span().start,
                message,
                "use small letters, digits and _, beginning with a letter",
            );
        }
    }

    fn version(&mut self, version: &Spanned<String>) {
        let parts: Vec<&str> = version.get_ref().split('.').collect();
        if parts.len() != 3 || parts.iter().any(|part| part.parse::<u32>().is_err()) {
            let message = format!("`{}` is not a semantic version", version.get_ref());
            self.error(
                version.span().start,
                message,
                "write three numbers, such as \"1.0.0\"",
            );
        }
    }

    fn polarity(&mut self, word: &Spanned<String>) -> Polarity {
        Polarity::parse(word.get_ref()).unwrap_or_else(|| {
            let message = format!("`{}` is no pole", word.get_ref());
            self.error(
                word.span().start,
                message,
                "write distress, descriptive or resource",
            );
            Polarity::Descriptive
        })
    }

    fn total(&mut self, poles: Option<&[Spanned<String>]>) -> Vec<Polarity> {
        let all = vec![
            Polarity::Distress,
            Polarity::Descriptive,
            Polarity::Resource,
        ];
        let Some(poles) = poles else { return all };
        let named: Vec<Polarity> = poles.iter().map(|pole| self.polarity(pole)).collect();
        if named.is_empty() {
            self.error(
                0,
                "the total holds no pole".to_owned(),
                "name one pole at least",
            );
        }
        all.into_iter()
            .filter(|pole| named.contains(pole))
            .collect()
    }

    fn sets(
        &mut self,
        sets: &BTreeMap<String, Vec<Spanned<String>>>,
    ) -> BTreeMap<String, Vec<WordTest>> {
        sets.iter()
            .map(|(name, words)| (name.clone(), self.words(words)))
            .collect()
    }

    /// Single words, stems and spellings of one word.
    fn words(&mut self, words: &[Spanned<String>]) -> Vec<WordTest> {
        let mut tests = Vec::new();
        for word in words {
            let offset = word.span().start;
            let none = BTreeMap::new();
            match self.pattern(word.get_ref(), offset, &none) {
                Some(Pattern::Word(test)) => tests.push(test),
                Some(Pattern::Alternatives(items)) => {
                    for item in items {
                        match item {
                            Pattern::Word(test) => tests.push(test),
                            _ => self.not_one_word(word.get_ref(), offset),
                        }
                    }
                }
                Some(_) => self.not_one_word(word.get_ref(), offset),
                None => {}
            }
        }
        tests
    }

    fn not_one_word(&mut self, text: &str, offset: usize) {
        let message = format!("`{text}` is not a single word");
        self.error(
            offset,
            message,
            "sets and gates hold single words, stems and spellings",
        );
    }

    fn masks(
        &mut self,
        masks: &[Spanned<String>],
        sets: &BTreeMap<String, Vec<WordTest>>,
    ) -> Vec<Mask> {
        let mut valid = Vec::new();
        for mask in masks {
            let offset = mask.span().start;
            if let Some(pattern) = self.pattern(mask.get_ref(), offset, sets) {
                valid.push(Mask {
                    name: single_spaced(mask.get_ref()).into(),
                    tree: Tree::known(pattern),
                    place: self.place(offset),
                });
            }
        }
        valid
    }

    fn facets(
        &mut self,
        facets: &BTreeMap<String, BTreeMap<String, Vec<Spanned<String>>>>,
        sets: &BTreeMap<String, Vec<WordTest>>,
    ) -> Vec<Facet> {
        let mut valid = Vec::new();
        for (name, values) in facets {
            let mut made = Facet {
                name: name.clone(),
                values: Vec::new(),
                phrases: Vec::new(),
            };
            let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
            // Of equally long phrases the first wins: one that names nothing goes before all.
            let none = values.iter().filter(|(value, _)| *value == facet::NONE);
            let named = values.iter().filter(|(value, _)| *value != facet::NONE);
            for (value, phrases) in none.chain(named) {
                let place = (value != facet::NONE).then_some(made.values.len() as u16);
                if place.is_some() {
                    made.values.push(value.clone());
                }
                let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
                let offset = phrases.first().map_or(0, |phrase| phrase.span().start);
                if value.is_empty() || !value.chars().all(good) {
                    let message = format!("`{value}` in [facets.{name}] is no name");
                    self.error(offset, message, "use small letters, digits and _");
                }
                if phrases.is_empty() {
                    let message = format!("`{value}` in [facets.{name}] has no phrase");
                    self.error(offset, message, "add a phrase, or remove the value");
                }
                for phrase in phrases {
                    let (text, offset) = (phrase.get_ref().as_str(), phrase.span().start);
                    if let Some(other) = seen.insert(text, value) {
                        let message = format!("`{text}` stands under `{other}` and `{value}`");
                        self.error(offset, message, "let it stand once in a facet");
                    }
                    if let Some(pattern) = self.pattern(text, offset, sets) {
                        let text = single_spaced(text).into();
                        let tree = Tree::known(pattern);
                        made.phrases.push((Phrase { text, tree }, place));
                    }
                }
            }
            valid.push(made);
        }
        valid
    }

    fn entry_line(
        &mut self,
        text: &str,
        offset: usize,
        sets: &BTreeMap<String, Vec<WordTest>>,
    ) -> Option<EntryLine> {
        if !self.is_sane_length(text, offset) {
            return None;
        }
        match EntryLine::parse(text) {
            Ok(line) => self
                .is_usable(&line.pattern, text, offset, sets)
                .then_some(line),
            Err(error) => {
                let message = format!("entry `{text}`: {}", error.message);
                let place = quoted::place(self.text, offset, error.offset);
                self.error(place, message, &error.help);
                None
            }
        }
    }

    fn pattern(
        &mut self,
        text: &str,
        offset: usize,
        sets: &BTreeMap<String, Vec<WordTest>>,
    ) -> Option<Pattern> {
        if !self.is_sane_length(text, offset) {
            return None;
        }
        match Pattern::parse(text) {
            Ok(pattern) => self
                .is_usable(&pattern, text, offset, sets)
                .then_some(pattern),
            Err(error) => {
                let message = format!("pattern `{text}`: {}", error.message);
                let place = quoted::place(self.text, offset, error.offset);
                self.error(place, message, &error.help);
                None
            }
        }
    }

    fn is_sane_length(&mut self, text: &str, offset: usize) -> bool {
        let sane = text.len() <= MAX_BYTES;
        if !sane {
            let message = format!("an entry of {} bytes", text.len());
            self.error(
                offset,
                message,
                &format!("keep entries under {MAX_BYTES} bytes"),
            );
        }
        sane
    }

    fn is_usable(
        &mut self,
        pattern: &Pattern,
        text: &str,
        offset: usize,
        sets: &BTreeMap<String, Vec<WordTest>>,
    ) -> bool {
        let before = self.found.len();
        let (low, high) = pattern.width();
        if low == 0 {
            let message = format!("`{text}` can match nothing at all");
            self.error(offset, message, "make at least one word of it required");
        }
        if pattern.has_gap_at_rim() {
            let message = format!("`{text}` begins or ends with words that it does not name");
            self.error(
                offset,
                message,
                "put a word, stem or set on both sides of a gap",
            );
        }
        if high > MAX_WORDS {
            let message = format!("`{text}` spans up to {high} words");
            self.error(offset, message, &format!("keep to {MAX_WORDS} words"));
        }
        let expansions = pattern.expansions();
        if expansions > MAX_EXPANSIONS {
            let message = format!("`{text}` stands for {expansions} phrases");
            self.error(
                offset,
                message,
                &format!("split it; {MAX_EXPANSIONS} is the most"),
            );
        }
        let mut unknown = Vec::new();
        pattern.for_each_set(&mut |name| {
            if !sets.contains_key(name) {
                unknown.push(name.to_owned());
            }
        });
        for name in unknown {
            let known: Vec<String> = sets.keys().map(|set| format!("~{set}")).collect();
            let message = format!("`~{name}` in `{text}` is not declared");
            let help = format!(
                "declare it under [sets], or use one of {}",
                known.join(", ")
            );
            self.error(offset, message, &help);
        }
        self.found.len() == before
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

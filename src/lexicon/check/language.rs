//! The file of a language.

use std::collections::BTreeMap;

use toml::Spanned;

use super::Checker;
use crate::diagnostic::Severity;
use crate::lexicon::file::LanguageFile;
use crate::lexicon::language::{Cue, Gate};
use crate::lexicon::pattern::{is_plain_word, single_spaced};
use crate::lexicon::phrase::{Phrase, Tree};
use crate::lexicon::style::{self, Style};
use crate::lexicon::{Language, sha256_hex, word};

impl Checker<'_> {
    pub(super) fn language(&mut self, file: LanguageFile) -> Language {
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
}

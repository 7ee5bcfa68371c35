//! Names, versions, numbers and poles, as files write them.

use toml::Spanned;

use super::Checker;
use crate::lexicon::{Polarity, Weight};

impl Checker<'_> {
    pub(super) fn weight(&mut self, number: f64, offset: usize) -> Option<Weight> {
        let weight = Weight::of(number);
        if weight.is_none() {
            let message = format!("`{number}` is not a weight");
            let help = "write a number above 0 and up to 1 with at most two decimals";
            self.error(offset, message, help);
        }
        weight
    }

    pub(super) fn identifier(&mut self, name: &Spanned<String>, key: &str) {
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

    pub(super) fn version(&mut self, version: &Spanned<String>) {
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

    pub(super) fn polarity(&mut self, word: &Spanned<String>) -> Polarity {
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

    pub(super) fn total(&mut self, poles: Option<&[Spanned<String>]>) -> Vec<Polarity> {
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
}

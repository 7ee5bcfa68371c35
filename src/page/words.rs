//! Names of columns as words for people.

/// The lexicon of a category: `shame` of `shame.explicit`, also of `shame_adverse` if `shame` is known.
pub(crate) fn lexicon_of<'a>(category: &'a str, lexicons: &[String]) -> Option<&'a str> {
    let before = category.split(['.', '+']).next().unwrap_or(category);
    let plain = before.strip_suffix("_adverse").unwrap_or(before);
    lexicons.iter().any(|known| known == plain).then_some(plain)
}

/// A category within its lexicon: `explicit` of `shame.explicit`.
pub(crate) fn short(category: &str) -> String {
    let name = category.rsplit_once('.').map_or(category, |(_, name)| name);
    spoken(name)
}

/// A category with its lexicon: `Shame: explicit`. Sums are joined by `+`.
pub(crate) fn full(category: &str) -> String {
    let mut out = String::new();
    for part in category.split('+') {
        if !out.is_empty() {
            out.push_str(" + ");
        }
        match part.split_once('.') {
            Some((lexicon, name)) => {
                out.push_str(&spoken(lexicon));
                out.push_str(": ");
                out.push_str(&lower_first(&spoken(name)));
            }
            None => out.push_str(&spoken(part)),
        }
    }
    out
}

/// `self_compassion` as `Self-compassion`, `rupture_repair_adverse` as `Rupture repair (distress pole)`.
fn spoken(name: &str) -> String {
    if let Some(plain) = name.strip_suffix("_adverse") {
        return format!("{} (distress pole)", spoken(plain));
    }
    let words = name.replace('_', " ");
    let words = match words.strip_prefix("self ") {
        Some(rest) if !rest.is_empty() => format!("self-{rest}"),
        _ => words,
    };
    upper_first(&words)
}

/// The first letter as a capital.
pub(crate) fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| {
        first.to_lowercase().chain(chars).collect()
    })
}

/// A remark such as `short_text;no_words` with spaces for people.
pub(crate) fn flags(text: &str) -> String {
    text.split([';', ' ', ',', '|'])
        .filter(|flag| !flag.is_empty())
        .map(|flag| flag.replace('_', " "))
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_words() {
        assert_eq!(full("self_compassion"), "Self-compassion");
        assert_eq!(full("shame.self_attack"), "Shame: self-attack");
        assert_eq!(
            full("relational.rupture_repair_adverse"),
            "Relational: rupture repair (distress pole)"
        );
        assert_eq!(
            full("shame.explicit+shame.hiding"),
            "Shame: explicit + Shame: hiding"
        );
        assert_eq!(short("somatic.body_parts"), "Body parts");
        assert_eq!(flags("short_text;no_words"), "short text, no words");
        let lexicons = ["shame".to_owned(), "self_compassion".to_owned()];
        assert_eq!(lexicon_of("shame.explicit", &lexicons), Some("shame"));
        assert_eq!(
            lexicon_of("self_compassion_adverse", &lexicons),
            Some("self_compassion")
        );
        assert_eq!(lexicon_of("stage.motivation", &lexicons), None);
    }
}

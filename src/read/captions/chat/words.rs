//! The words of CHAT: `(a)way`, `no:`, `rocking+horse`, `&-um`, `xxx`, `0is`, `+...`

use std::ops::Range;

use crate::read::captions::speech::Speech;
use crate::text::AsideKind;
use crate::text::fold::is_apostrophe;

/// What a token of a main tier is made of.
pub(super) enum Part {
    /// A word.
    Word(Word, Range<usize>),
    /// What stands for a sign: a full stop for `+/.`, a comma for `‡`.
    Sign(&'static str, Range<usize>),
    /// What is no word and stands in the text as it is written.
    Aside(AsideKind, Range<usize>),
}

/// A word: the parts of the file that it is made of.
#[derive(Clone, Debug)]
pub(super) struct Word {
    parts: Vec<(Range<usize>, &'static str)>,
    /// It is one that is not counted.
    pub(super) aside: Option<AsideKind>,
}

impl Word {
    /// Adds the word. Empty replacements mean: as it stands.
    pub(super) fn write(&self, source: &str, speech: &mut Speech) {
        for (range, text) in &self.parts {
            if text.is_empty() {
                speech.copy(source, range.clone());
            } else {
                speech.put(text, range.clone());
            }
        }
    }
}

/// Signs that stand behind a word or alone, and what stands for them.
fn sign(c: char) -> Option<&'static str> {
    Some(match c {
        '.' => ".",
        ',' | '\u{201E}' | '\u{2021}' | '\u{3001}' | '\u{FF0C}' => ",",
        ';' => ";",
        '?' | '\u{FF1F}' => "?",
        '!' | '\u{FF01}' => "!",
        '\u{3002}' => ".",
        '\u{2026}' => "…",
        _ => return None,
    })
}

/// Reads one token.
pub(super) fn read(source: &str, range: Range<usize>) -> Vec<Part> {
    let token = &source[range.clone()];
    if let Some(rest) = token.strip_prefix('&') {
        return ampersand(source, rest, range.clone());
    }
    let is_pause = token.starts_with('(')
        && token.ends_with(')')
        && token.len() > 2
        && token[1..token.len() - 1]
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b':'));
    if is_pause {
        // The shortest pause, which every clause has in close transcripts, is no event.
        return match token {
            "(.)" => Vec::new(),
            _ => vec![Part::Aside(AsideKind::Event, range)],
        };
    }
    if !token.contains(char::is_alphanumeric) {
        return signs(token, range);
    }
    if token.starts_with(['+', '#', '-']) && !token[1..].contains(char::is_alphabetic) {
        return Vec::new();
    }
    let (body, behind) = without_signs(token);
    let word_range = range.start..range.start + body.len();
    let mut parts = Vec::new();
    let bare = body.split('@').next().unwrap_or(body);
    match bare {
        "xxx" | "xx" | "yyy" | "yy" | "www" => {
            parts.push(Part::Aside(AsideKind::Event, word_range));
        }
        _ if is_omitted(bare) => {}
        _ => {
            let word = word(source, range.start..range.start + bare.len());
            if !word.parts.is_empty() {
                parts.push(Part::Word(word, word_range));
            }
        }
    }
    let at = range.start + body.len();
    parts.extend(signs(behind, at..range.end));
    parts
}

/// `&-um`, `&+fr`, `&~gaga`, `&=laughs`, `&*MOT:yeah`, and the old `&um`.
fn ampersand(source: &str, rest: &str, range: Range<usize>) -> Vec<Part> {
    let after = |sign: usize| range.start + 1 + sign..range.end;
    let said = |range: Range<usize>, aside: AsideKind| {
        let text = &source[range.clone()];
        let text = text.split('@').next().unwrap_or(text);
        let text = text.trim_end_matches(|c| sign(c).is_some());
        let mut word = word(source, range.start..range.start + text.len());
        word.aside = Some(aside);
        let behind = range.start + text.len()..range.end;
        let mut parts = Vec::new();
        if !word.parts.is_empty() {
            parts.push(Part::Word(word, range.start..behind.start));
        }
        parts.extend(signs(&source[behind.clone()], behind));
        parts
    };
    match rest.chars().next() {
        Some('-') => said(after(1), AsideKind::Disfluency),
        Some('+') => said(after(1), AsideKind::CutOff),
        Some('~') => said(after(1), AsideKind::Disfluency),
        Some('*') => vec![Part::Aside(AsideKind::Backchannel, range)],
        Some(c) if c.is_alphabetic() => said(after(0), AsideKind::Disfluency),
        // `&}n=…` only ends what `&{n=…` began.
        Some('}') | None => Vec::new(),
        _ => vec![Part::Aside(AsideKind::Event, range)],
    }
}

/// `0`, `0is`, `00`: nothing was said, or a word was left out. A number is no such word.
fn is_omitted(word: &str) -> bool {
    word.strip_prefix('0').is_some_and(|rest| {
        let rest = rest.trim_start_matches('0');
        rest.is_empty() || rest.starts_with(char::is_alphabetic)
    })
}

/// The word in a token, and the signs behind it.
fn without_signs(token: &str) -> (&str, &str) {
    let body = token.trim_end_matches(|c| sign(c).is_some());
    // `3.5` and `e.g.` keep their points; a token has one end only.
    if body.is_empty() {
        (token, "")
    } else {
        token.split_at(body.len())
    }
}

/// Signs without a word: what they stand for. `+...` trails off, `+/.` is broken into, `+"/.` quotes;
/// arrows and other marks of conversation analysis are left out.
fn signs(token: &str, range: Range<usize>) -> Vec<Part> {
    let found = match token {
        "" => return Vec::new(),
        "+..." | "..." => "...",
        "+..?" => "...?",
        "+!?" | "?!" | "!?" => "?!",
        // Signs that begin an utterance: quick uptake, completion, quotation.
        "+," | "++" | "+^" | "+<" | "+\"" | "+≈" | "+≋" => return Vec::new(),
        _ => {
            let mut found = token.chars().rev().filter_map(sign);
            match found.next() {
                Some(sign) => sign,
                None => return quotes(token, range),
            }
        }
    };
    vec![Part::Sign(found, range)]
}

/// A quotation mark that stands alone is part of the text.
fn quotes(token: &str, range: Range<usize>) -> Vec<Part> {
    let is_quote = token
        .chars()
        .all(|c| matches!(c, '"' | '\u{201C}' | '\u{201D}' | '\u{00AB}' | '\u{00BB}'));
    if is_quote {
        let word = Word {
            parts: vec![(range.clone(), "")],
            aside: None,
        };
        return vec![Part::Word(word, range)];
    }
    Vec::new()
}

/// Takes marks out of a word: brackets of what was not spoken (`(be)cause`), `:` of what is drawn
/// out, `^` and `↑` of how it is said, `⌈2` of overlaps; `+` joins compounds, `_` names.
fn word(source: &str, range: Range<usize>) -> Word {
    let mut parts: Vec<(Range<usize>, &'static str)> = Vec::new();
    let text = &source[range.clone()];
    let mut is_index = false;
    for (at, c) in text.char_indices() {
        let place = range.start + at..range.start + at + c.len_utf8();
        let after_overlap = std::mem::replace(&mut is_index, is_overlap(c));
        let kept = c.is_alphanumeric()
            || unicode_normalization::char::is_combining_mark(c)
            || is_apostrophe(c)
            || is_modifier(c)
            || matches!(
                c,
                '-' | '.' | ',' | '%' | '/' | '"' | '\u{201C}' | '\u{201D}' | '\u{2011}'
            );
        let replacement = match c {
            '_' => " ",
            '+' | '~' => "-",
            _ if after_overlap && c.is_ascii_digit() => continue,
            _ if kept => "",
            _ => continue,
        };
        match parts.last_mut() {
            Some((last, "")) if replacement.is_empty() && last.end == place.start => {
                last.end = place.end;
            }
            _ => parts.push((place, replacement)),
        }
    }
    let says =
        |(range, _): &(Range<usize>, &str)| source[range.clone()].contains(char::is_alphanumeric);
    if !parts.iter().any(says) {
        parts.clear();
    }
    Word { parts, aside: None }
}

/// The brackets of overlaps.
fn is_overlap(c: char) -> bool {
    matches!(c, '⌈' | '⌉' | '⌊' | '⌋')
}

/// Signs of phonetic writing inside a word.
fn is_modifier(c: char) -> bool {
    matches!(c, '\u{02B0}'..='\u{02FF}')
        && !matches!(c, '\u{02C8}' | '\u{02CC}' | '\u{02D0}' | '\u{02D1}')
}

#[cfg(test)]
mod tests {
    use super::super::tier;

    /// The text of a tier; asides in `{}`.
    fn text(tier: &str) -> String {
        let utterance = tier::read(tier, 0..tier.len());
        let mut out = String::new();
        for (speech, _) in &utterance.parts {
            let mut at = 0;
            for (range, _) in &speech.asides {
                out.push_str(&speech.text[at..range.start]);
                out.push('{');
                out.push_str(&speech.text[range.clone()]);
                out.push('}');
                at = range.end;
            }
            out.push_str(&speech.text[at..]);
        }
        out
    }

    #[test]
    fn words() {
        assert_eq!(
            text("I'm (a)way no: Sesame_Street rocking+horse ."),
            "I'm away no Sesame Street rocking-horse."
        );
        assert_eq!(
            text("gumma@c ʼcause 0is 0 3.5 007 it's+me"),
            "gumma ʼcause 3.5 007 it's-me"
        );
        assert_eq!(
            text("⌈ one ⌉ ⌈2 two ⌉2 ↑hi↓gh °soft° a⌈2b⌉2c"),
            "one two high soft abc"
        );
    }

    #[test]
    fn what_is_no_word_is_an_aside() {
        assert_eq!(
            text("&-um I &+wan &=laughs xxx (.) (1.5) so &*MOT:yeah &gaga ."),
            "{um} I {wan} {&=laughs} {xxx} {(1.5)} so {&*MOT:yeah} {gaga}."
        );
        assert_eq!(text("no [=! crying] ."), "no {[=! crying]}.");
    }

    #[test]
    fn retraces_and_replacements() {
        assert_eq!(text("I [/] I want ."), "{I} I want.");
        assert_eq!(text("<I was> [//] she was ."), "{I was} she was.");
        assert_eq!(text("<<a> [/] a b> [//] c ."), "{a a b} c.");
        assert_eq!(text("tika@u [: kitty cat] [* p:n] is"), "kitty cat is");
        assert_eq!(
            text("tika@u [: kitty] [* p:n] [//] kitty ."),
            "{kitty} kitty."
        );
        assert_eq!(
            text("then [<] [//] and now [= a note] [+ gram] ."),
            "{then} and now."
        );
        assert_eq!(text("<the dog> [>] ran"), "the dog ran");
        assert_eq!(text("this is [e] child"), "this {is} child");
    }

    #[test]
    fn ends() {
        assert_eq!(text("+\" and so +..."), "and so...");
        assert_eq!(text("you mean +/?"), "you mean?");
        assert_eq!(text("no +//."), "no.");
        assert_eq!(text("well , yes !"), "well, yes!");
        assert_eq!(
            text("he said \u{201C}go\u{201D} ."),
            "he said \u{201C}go\u{201D}."
        );
    }

    #[test]
    fn what_is_broken_is_read() {
        assert_eq!(text("a [ b < c > ] d & + # @ [: x"), "a d x");
    }
}

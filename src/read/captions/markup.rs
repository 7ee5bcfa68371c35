//! Tags and entities in cues: `<v Anna>`, `<i>`, `<00:01.200>`, `{\an8}`, `&amp;`.

use std::ops::Range;

use super::cue::Say;
use super::stamp::stamp;
use crate::read::html::entities::{self, Reference, decode_value};

/// Tags that say how text looks or who speaks. Another name in capitals stands for something that
/// was taken out (`<PERSON>`) and stays.
const TAGS: [&str; 14] = [
    "c", "i", "b", "u", "s", "v", "ruby", "rt", "lang", "font", "em", "strong", "span", "br",
];

/// Longest tag that is looked for, so that many `<` take no longer than one.
const LONGEST_TAG: usize = 4096;

/// Reads the text of a cue: tags left out, entities decoded, another voice from each `<v …>` on.
///
/// What looks like a tag but is none (`5 < 6`, an unclosed `<b`) is text.
pub(super) fn read(source: &str, range: Range<usize>) -> Vec<Say> {
    let mut says = vec![Say::default()];
    let bytes = source.as_bytes();
    let mut copied = range.start;
    let mut at = range.start;
    while at < range.end {
        if !matches!(bytes[at], b'<' | b'{' | b'&' | b'\r' | b'\n') {
            at += 1;
            continue;
        }
        let rest = &source[at..range.end];
        let length = match bytes[at] {
            b'<' => tag(rest),
            b'{' => override_code(rest),
            b'&' => entity(rest).map(|found| found.length),
            _ => Some(1 + usize::from(rest.starts_with("\r\n"))),
        };
        let Some(length) = length else {
            at += 1;
            continue;
        };
        let whole = at..at + length;
        if let Some(say) = says.last_mut() {
            say.speech.copy(source, copied..at);
        }
        apply(&mut says, &source[whole.clone()], whole);
        at += length;
        copied = at;
    }
    if let Some(say) = says.last_mut() {
        say.speech.copy(source, copied..range.end);
    }
    says.retain(|say| !say.speech.is_blank());
    says
}

/// The entity at the start of a text, with its semicolon.
pub(super) fn entity(text: &str) -> Option<Reference> {
    entities::decode(text).filter(|found| text[..found.length].ends_with(';'))
}

/// Does what a tag, an entity or a line end says.
fn apply(says: &mut Vec<Say>, text: &str, whole: Range<usize>) {
    let Some(say) = says.last_mut() else {
        return;
    };
    if text.starts_with('{') {
        return;
    }
    if let Some(found) = entity(text) {
        say.speech.put(found.encode(&mut [0; 8]), whole);
        return;
    }
    let Some(inside) = text
        .strip_prefix('<')
        .and_then(|text| text.strip_suffix('>'))
    else {
        say.speech.put("\n", whole);
        return;
    };
    if let Some((ms, _)) = stamp(inside) {
        say.speech.mark(ms);
        return;
    }
    match name(inside).to_ascii_lowercase().as_str() {
        "v" if inside.starts_with('/') => says.push(Say::default()),
        "v" => says.push(Say {
            speaker: voice(inside),
            ..Say::default()
        }),
        "br" => say.speech.put("\n", whole),
        _ => {}
    }
}

/// The name of a tag, without `/`, classes and the rest.
fn name(inside: &str) -> &str {
    let inside = inside.trim_start_matches('/');
    let end = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
    &inside[..end.unwrap_or(inside.len())]
}

/// The name that a voice tag gives: what stands behind its first white space.
fn voice(inside: &str) -> Option<String> {
    let (_, name) = inside.split_once(char::is_whitespace)?;
    let text = decode_value(name);
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Length of the tag at the start of a text.
fn tag(text: &str) -> Option<usize> {
    let inside = text[1..].trim_start_matches('/');
    let is_start = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '>';
    if !inside.starts_with(is_start) {
        return None;
    }
    let mut end = text.len().min(LONGEST_TAG);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let close = text[1..end].find(['<', '>']).map(|at| at + 1)?;
    if !text[close..].starts_with('>') {
        return None;
    }
    let name = name(&text[1..close]);
    let known = TAGS.iter().any(|tag| name.eq_ignore_ascii_case(tag));
    let is_placeholder = name.len() > 1
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && !name.contains(|c: char| c.is_ascii_lowercase());
    (known || !is_placeholder).then_some(close + 1)
}

/// Length of a code of SubStation at the start of a text: `{\an8}`, `{\i1}`.
fn override_code(text: &str) -> Option<usize> {
    if !text.starts_with("{\\") {
        return None;
    }
    let mut end = text.len().min(LONGEST_TAG);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let close = text[1..end].find(['{', '}', '\n', '\r']).map(|at| at + 1)?;
    text[close..].starts_with('}').then_some(close + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(text: &str) -> Vec<(Option<String>, String)> {
        read(text, 0..text.len())
            .into_iter()
            .map(|say| (say.speaker, say.speech.text))
            .collect()
    }

    fn text(cue: &str) -> String {
        says(cue).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn tags_go_and_text_stays() {
        assert_eq!(text("sh<i>am</i>e <c.loud.red>and</c>"), "shame and");
        assert_eq!(text("a<br/>b\r\nc"), "a\nb\nc");
        assert_eq!(text("{\\an8}up {\\i1}there{\\i0}"), "up there");
        assert_eq!(text("<FONT COLOR=\"red\">red</FONT>"), "red");
        assert_eq!(text("5 < 6 > 4 <3"), "5 < 6 > 4 <3");
        assert_eq!(text("an open <b tag"), "an open <b tag");
        assert_eq!(text("{not a code} </>x"), "{not a code} x");
    }

    #[test]
    fn placeholders_stay() {
        assert_eq!(
            text("I told <PERSON> and <NAME_1>."),
            "I told <PERSON> and <NAME_1>."
        );
    }

    #[test]
    fn entities_are_decoded_over_their_span() {
        let source = "a &amp; b&nbsp;c &lt;d&gt; &bogus; &#39;";
        let read = read(source, 0..source.len());
        assert_eq!(read[0].speech.text, "a & b\u{A0}c <d> &bogus; '");
        let piece = &read[0].speech.pieces[1];
        assert_eq!(
            (&source[piece.original.clone()], piece.verbatim),
            ("&amp;", false)
        );
    }

    #[test]
    fn voices() {
        let named = |name: &str, text: &str| (Some(name.to_owned()), text.to_owned());
        assert_eq!(
            says("<v Anna B>Hi.</v><v.loud Tom &amp; Jo>Yes.\n<v>Who?"),
            [
                named("Anna B", "Hi."),
                named("Tom & Jo", "Yes.\n"),
                (None, "Who?".to_owned())
            ]
        );
        assert_eq!(says("<v Zoë>Hi</v> there")[1], (None, " there".to_owned()));
    }

    #[test]
    fn times_inside_are_marks() {
        let says = read("my<00:00:00.160><c> career</c>", 0..30);
        assert_eq!(says[0].speech.text, "my career");
        assert_eq!(says[0].speech.marks, [(2, 160)]);
    }
}

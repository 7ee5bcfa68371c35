//! The forms of JSON in which speech recognisers write segments.

use std::ops::Range;

use super::json::{self, Json, Parsed};
use crate::read::ReadError;
use crate::read::captions::cue::{self, Cue, Say};
use crate::read::captions::speech::Speech;
use crate::read::captions::{BadLines, CaptionOptions, stamp};
use crate::text::{Document, Loss};

/// Keys that hold a list of segments, the best first: Whisper and WhisperX, whisper.cpp,
/// Transformers with speakers, AssemblyAI (times in milliseconds), Transformers.
const LISTS: [&str; 5] = [
    "segments",
    "transcription",
    "speakers",
    "utterances",
    "chunks",
];

/// All other keys that are read.
const KEYS: [&str; 11] = [
    "text",
    "start",
    "end",
    "words",
    "word",
    "speaker",
    "timestamp",
    "timestamps",
    "offsets",
    "from",
    "to",
];

/// Reads the JSON of Whisper (segments, perhaps with words), WhisperX (with speakers), whisper.cpp
/// (`transcription`), of Transformers (`chunks`), or a bare list of segments.
///
/// A segment without a text is read from its words. JSON that is cut or broken is read up to
/// there; that is told, as are segments with neither text nor words.
///
/// # Errors
/// `unknown_format` if it is no JSON, or no transcript.
pub(in crate::read::captions) fn read(
    source: &str,
    options: &CaptionOptions,
) -> Result<Document, ReadError> {
    let wanted = |key: &str| LISTS.contains(&key) || KEYS.contains(&key);
    let Parsed { value, failed } = json::parse(source, &wanted);
    let Some((segments, unit)) = segments(source, &value) else {
        if source.trim().is_empty() {
            return Ok(Document::default());
        }
        return Err(ReadError::new(
            "unknown_format",
            "this JSON is no transcript that is known: it holds no list of segments with texts",
            "Whisper's JSON, WhisperX's, whisper.cpp's, and lists of objects with start, end and text are known; for other JSON, write one object a line and name it .jsonl",
        ));
    };
    let mut cues: Vec<Cue> = Vec::new();
    let mut bad = BadLines::default();
    for (ix, segment) in segments.iter().enumerate() {
        // The last segment of a cut file has no end, or no text: that it is cut is told below.
        let is_cut = failed.is_some() && ix + 1 == segments.len();
        match cue(source, segment, unit) {
            Some(cue) => cues.push(cue),
            None if is_cut => {}
            None => bad.add(ix + 1),
        }
    }
    cues.retain(|cue| !cue.is_blank());
    let bad = bad.told_at(
        ["segment", "segments"],
        "bad_row",
        ["segment", "segments", "without a text or words"],
        "a segment has a `text`, or `words`",
        true,
    );
    let loss = failed.map(|at| {
        let line = crate::text::LineIndex::new(source).line_column(source, floor(source, at)).0;
        Loss {
            reason: "damaged",
            detail: format!(
                "the JSON is broken at line {line}: {} segments before it were read; write the file again",
                cues.len()
            ),
            fatal: true,
        }
    });
    let losses = loss.into_iter().chain(bad).collect();
    Ok(cue::document(cues, losses, options))
}

/// The next place at or before `at` where a character begins.
fn floor(source: &str, at: usize) -> usize {
    (0..=at.min(source.len()))
        .rev()
        .find(|&at| source.is_char_boundary(at))
        .unwrap_or(0)
}

/// The list of segments, if there is one, and the unit of its times in seconds.
fn segments<'j>(source: &str, value: &'j Json) -> Option<(&'j [Json], f64)> {
    let has_texts = |list: &[Json]| {
        let says = |item: &Json| {
            let mut words = words_of(source, item).iter();
            text_of(source, item).is_some() || words.any(|word| written(source, word).is_some())
        };
        list.iter().any(says)
    };
    if has_texts(value.items()) {
        let timed = |item: &Json| time(source, item, 1.0).is_some();
        return value
            .items()
            .iter()
            .any(timed)
            .then(|| (value.items(), 1.0));
    }
    let object = match value.items() {
        [inner] => inner,
        _ => value,
    };
    let lists: Vec<(&str, &Json)> = LISTS
        .iter()
        .filter_map(|key| Some((*key, object.get(source, key)?)))
        .collect();
    let with_texts = lists.iter().find(|(_, list)| has_texts(list.items()));
    // No one said anything: a list that is there and empty.
    let empty = || {
        lists
            .iter()
            .find(|(_, list)| **list == Json::Array(Vec::new()))
    };
    let (key, list) = with_texts.or_else(empty)?;
    Some((list.items(), if *key == "utterances" { 0.001 } else { 1.0 }))
}

fn text_of<'j>(source: &str, segment: &'j Json) -> Option<&'j Json> {
    segment
        .get(source, "text")
        .filter(|value| matches!(value, Json::Text(_)))
}

/// The words of a segment; none if it has no list of them.
fn words_of<'j>(source: &str, segment: &'j Json) -> &'j [Json] {
    segment.get(source, "words").map_or(&[][..], Json::items)
}

/// Where a word is written: under `word` or `text`, or it is nothing but a string.
fn written(source: &str, word: &Json) -> Option<Range<usize>> {
    let value = match word {
        Json::Text(_) => Some(word),
        _ => ["word", "text"]
            .iter()
            .find_map(|key| word.get(source, key)),
    };
    match value {
        Some(Json::Text(range)) => Some(range.clone()),
        _ => None,
    }
}

/// Words put together. Whisper's carry the space in front of them; where none has one, a space
/// stands between two.
fn joined(source: &str, words: &[Json]) -> Speech {
    let words = || words.iter().filter_map(|word| written(source, word));
    let spaced = words().any(|word| source[word].starts_with(char::is_whitespace));
    let mut speech = Speech::default();
    for word in words() {
        if !spaced && !speech.text.is_empty() {
            speech.put(" ", word.start..word.start);
        }
        json::unescape(source, word, &mut speech);
    }
    speech
}

/// One segment; `None` if it holds neither a text nor words.
fn cue(source: &str, segment: &Json, unit: f64) -> Option<Cue> {
    let words = words_of(source, segment);
    let mut speech = match text_of(source, segment) {
        Some(text) => text.speech(source)?,
        // An empty list says that nobody spoke.
        None if segment.get(source, "words") == Some(&Json::Array(Vec::new())) => Speech::default(),
        None => Some(joined(source, words)).filter(|speech| !speech.is_blank())?,
    };
    mark_words(source, &mut speech, words, unit);
    let speaker =
        speaker(source, segment).or_else(|| words.iter().find_map(|word| speaker(source, word)));
    let of_words = || {
        let (start, _) = words.iter().find_map(|word| time(source, word, unit))?;
        let mut last_first = words.iter().rev();
        let end = last_first.find_map(|word| time(source, word, unit)?.1);
        Some((start, end.filter(|&end| end >= start)))
    };
    Some(Cue {
        time: time(source, segment, unit).or_else(of_words),
        says: vec![Say {
            speaker,
            fresh: false,
            speech,
        }],
    })
}

/// The label of a speaker: a string or a number.
fn speaker(source: &str, value: &Json) -> Option<String> {
    let label = match value.get(source, "speaker")? {
        label @ Json::Text(_) => label.speech(source)?.text,
        Json::Number(number) => number.to_string(),
        _ => return None,
    };
    let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
    // whisper.cpp writes `?` where it does not know.
    (!matches!(label.as_str(), "" | "?")).then_some(label)
}

/// Start and end, in any of the forms; plain numbers in units of so many seconds.
fn time(source: &str, value: &Json, unit: f64) -> Option<(u64, Option<u64>)> {
    let seconds = |value: &Json| stamp::of_seconds(value.number(source)? * unit);
    let get = |key: &str| value.get(source, key);
    if let Some(offsets) = get("offsets") {
        let ms = |key| Some(offsets.get(source, key)?.number(source)? / 1000.0);
        let start = stamp::of_seconds(ms("from")?)?;
        return Some((start, ms("to").and_then(stamp::of_seconds)));
    }
    if let Some(stamps) = get("timestamps") {
        let ms = |key| match stamps.get(source, key)? {
            Json::Text(range) => stamp::stamp(&source[range.clone()]).map(|(ms, _)| ms),
            _ => None,
        };
        return Some((ms("from")?, ms("to")));
    }
    if let Some([start, end]) = get("timestamp").map(Json::items) {
        return Some((seconds(start)?, seconds(end)));
    }
    let start = seconds(get("start")?)?;
    Some((start, get("end").and_then(seconds)))
}

/// Notes the times of words at their places in the text.
fn mark_words(source: &str, speech: &mut Speech, words: &[Json], unit: f64) {
    let mut from = 0;
    for word in words {
        let Some(range) = written(source, word) else {
            continue;
        };
        let mut written = Speech::default();
        json::unescape(source, range, &mut written);
        let written = written.text.trim();
        // A word that stands far off is another one; so the search stays linear.
        let rest = &speech.text[from..];
        let mut end = rest.len().min(written.len() + 64);
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        let Some(at) = rest[..end].find(written).filter(|_| !written.is_empty()) else {
            continue;
        };
        if let Some((start, _)) = time(source, word, unit) {
            speech.marks.push((from + at, start));
        }
        from += at + written.len();
    }
}

//! ELAN annotations (`.eaf`).

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::markup::entity;
use super::speech::Speech;
use super::weave::{Time, Weaver};
use super::{CaptionOptions, nothing_found};
use crate::read::{Format, ReadError};
use crate::text::{Document, LineIndex, Loss, Role};

mod select;

/// A tier: annotations of one kind, mostly by one person.
#[derive(Debug, Default)]
struct Tier {
    name: String,
    participant: Option<String>,
    parent: Option<String>,
    kind: String,
    annotations: Vec<Annotation>,
}

#[derive(Debug, Default)]
struct Annotation {
    name: String,
    /// Its time slots, or the annotation whose time it has.
    slots: Option<(String, String)>,
    of: Option<String>,
    speech: Speech,
}

/// A linguistic type.
#[derive(Debug, Default)]
struct Kind {
    /// `Symbolic_Subdivision` and the like; top-level tiers have none.
    constraint: Option<String>,
    /// Its annotations are codes out of a list.
    has_vocabulary: bool,
}

/// What stands in a file.
#[derive(Debug, Default)]
struct File {
    slots: HashMap<String, u64>,
    tiers: Vec<Tier>,
    kinds: HashMap<String, Kind>,
    is_eaf: bool,
    /// Where reading stopped, if the XML is broken.
    failed: Option<usize>,
}

/// Reads ELAN: the tiers that the options name, or those that hold speech ([`select::tiers`]).
///
/// Annotations of all tiers in the order of their times; the speaker is the participant of the
/// tier, or the tier. Broken XML is read up to there, and the loss is told.
///
/// # Errors
/// `damaged` if it is no ELAN file, `no_text` if none of its tiers holds speech or is named.
pub(super) fn read(source: &str, options: &CaptionOptions) -> Result<Document, ReadError> {
    let file = parse(source);
    if !file.is_eaf {
        if source.trim().is_empty() {
            return Ok(Document::default());
        }
        return Err(nothing_found("annotation of ELAN", Format::Eaf));
    }
    let chosen = select::tiers(&file, &options.tiers)?;
    let times = times(&file);
    let labels = labels(&file, &chosen.tiers);
    let mut said = Vec::new();
    for &tier_ix in &chosen.tiers {
        let tier = &file.tiers[tier_ix];
        let mut before = 0;
        for annotation in &tier.annotations {
            let time = times.get(annotation.name.as_str()).copied();
            before = time.map_or(before, |(start, _)| start);
            said.push((before, tier_ix, time, annotation));
        }
    }
    said.sort_by_key(|&(start, ..)| start);
    let mut weaver = Weaver::new(options.pause_ms, true);
    for (_, tier, time, annotation) in said {
        weaver.count();
        let speaker = weaver.speaker(&labels[&tier], Role::Unknown);
        weaver.say(Some(speaker), time, &annotation.speech);
    }
    let broken = file.failed.map(|at| {
        let line = LineIndex::new(source).line_column(source, at).0;
        Loss {
            reason: "damaged",
            detail: format!(
                "the XML is broken at line {line}: what stands before it was read; write the file again with ELAN"
            ),
            fatal: true,
        }
    });
    Ok(weaver.finish(broken.into_iter().chain(chosen.losses).collect()))
}

/// Who speaks in each tier that was chosen: its participant, that of a tier above it, or its name.
fn labels(file: &File, chosen: &[usize]) -> HashMap<usize, String> {
    let by_name: HashMap<&str, &Tier> = file
        .tiers
        .iter()
        .map(|tier| (tier.name.as_str(), tier))
        .collect();
    let label = |tier: &Tier| {
        // Tiers may stand in a circle.
        let above = std::iter::successors(Some(tier), |tier| {
            by_name.get(tier.parent.as_deref()?).copied()
        });
        let participant = above.take(64).find_map(|tier| tier.participant.clone());
        participant.unwrap_or_else(|| tier.name.clone())
    };
    chosen
        .iter()
        .map(|&at| (at, label(&file.tiers[at])))
        .collect()
}

/// The times of all annotations by name: their own, or those of what they refer to.
fn times(file: &File) -> HashMap<&str, Time> {
    let mut times: HashMap<&str, Time> = HashMap::new();
    let mut waiting: Vec<&Annotation> = Vec::new();
    for annotation in file.tiers.iter().flat_map(|tier| &tier.annotations) {
        match &annotation.slots {
            Some((first, second)) => {
                let slot = |name: &String| file.slots.get(name).copied();
                if let Some(start) = slot(first) {
                    let end = slot(second).filter(|&end| end >= start);
                    times.insert(&annotation.name, (start, end));
                }
            }
            None => waiting.push(annotation),
        }
    }
    // A tier refers to one above it, which mostly stands before it: a few rounds will do.
    for _ in 0..8 {
        let before = waiting.len();
        waiting.retain(|annotation| {
            let above = annotation
                .of
                .as_deref()
                .and_then(|of| times.get(of))
                .copied();
            if let Some(time) = above {
                times.insert(&annotation.name, time);
            }
            above.is_none()
        });
        if waiting.len() == before {
            break;
        }
    }
    times
}

/// Reads the XML as far as it goes.
fn parse(source: &str) -> File {
    let mut file = File::default();
    let mut reader = Reader::from_str(source);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut is_value = false;
    loop {
        let start = reader.buffer_position() as usize;
        let event = reader.read_event();
        let end = reader.buffer_position() as usize;
        match event {
            Err(_) => {
                let at = (reader.error_position() as usize).min(source.len());
                file.failed = Some(
                    (0..=at)
                        .rev()
                        .find(|&at| source.is_char_boundary(at))
                        .unwrap_or(0),
                );
                return file;
            }
            Ok(Event::Eof) => {
                let closed = source.trim_end().ends_with('>');
                file.failed = (is_value || !closed).then_some(source.len());
                return file;
            }
            Ok(Event::Start(tag)) => {
                is_value = tag.local_name().into_inner() == "ANNOTATION_VALUE";
                element(&mut file, &tag);
            }
            Ok(Event::Empty(tag)) => element(&mut file, &tag),
            Ok(Event::End(_)) => is_value = false,
            Ok(Event::Text(_) | Event::GeneralRef(_)) if is_value => {
                if let Some(speech) = open_speech(&mut file) {
                    copy(speech, source, start..end);
                }
            }
            Ok(Event::CData(_)) if is_value => {
                if let Some(speech) = open_speech(&mut file) {
                    let text = &source[start..end];
                    let inside = text.strip_prefix("<![CDATA[").map_or(0, |_| 9);
                    let close = if text.ends_with("]]>") { 3 } else { 0 };
                    speech.copy(source, start + inside..(end - close).max(start + inside));
                }
            }
            Ok(_) => {}
        }
    }
}

/// Text of XML with its references decoded. What a file declares itself is never
/// expanded.
fn copy(speech: &mut Speech, source: &str, range: std::ops::Range<usize>) {
    let mut copied = range.start;
    while let Some(found) = source[copied..range.end].find('&') {
        let at = copied + found;
        speech.copy(source, copied..at);
        if let Some(found) = entity(&source[at..range.end]) {
            speech.put(found.encode(&mut [0; 8]), at..at + found.length);
            copied = at + found.length;
        } else {
            speech.copy(source, at..at + 1);
            copied = at + 1;
        }
    }
    speech.copy(source, copied..range.end);
}

fn open_speech(file: &mut File) -> Option<&mut Speech> {
    let tier = file.tiers.last_mut()?;
    Some(&mut tier.annotations.last_mut()?.speech)
}

/// Takes what an element says.
fn element(file: &mut File, tag: &BytesStart<'_>) {
    let get = |name: &str| {
        let mut attributes = tag.attributes();
        let found = attributes
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.into_inner() == name)?;
        let mut value = Speech::default();
        copy(&mut value, &found.value, 0..found.value.len());
        let value = value.text.trim().to_owned();
        (!value.is_empty()).then_some(value)
    };
    let is_alignable = |name: &str| name == "ALIGNABLE_ANNOTATION";
    match tag.local_name().into_inner() {
        "ANNOTATION_DOCUMENT" => file.is_eaf = true,
        "TIME_SLOT" => {
            let ms = get("TIME_VALUE").and_then(|value| value.parse::<u64>().ok());
            if let (Some(name), Some(ms)) = (get("TIME_SLOT_ID"), ms) {
                file.slots.insert(name, ms);
            }
        }
        "TIER" => file.tiers.push(Tier {
            name: get("TIER_ID").unwrap_or_default(),
            participant: get("PARTICIPANT"),
            parent: get("PARENT_REF"),
            kind: get("LINGUISTIC_TYPE_REF").unwrap_or_default(),
            annotations: Vec::new(),
        }),
        name @ ("ALIGNABLE_ANNOTATION" | "REF_ANNOTATION") => {
            let slots = get("TIME_SLOT_REF1").zip(get("TIME_SLOT_REF2"));
            let annotation = Annotation {
                name: get("ANNOTATION_ID").unwrap_or_default(),
                slots: slots.filter(|_| is_alignable(name)),
                of: get("ANNOTATION_REF"),
                speech: Speech::default(),
            };
            if let Some(tier) = file.tiers.last_mut() {
                tier.annotations.push(annotation);
            }
        }
        "LINGUISTIC_TYPE" => {
            let kind = Kind {
                constraint: get("CONSTRAINTS"),
                has_vocabulary: get("CONTROLLED_VOCABULARY_REF").is_some(),
            };
            file.kinds
                .insert(get("LINGUISTIC_TYPE_ID").unwrap_or_default(), kind);
        }
        _ => {}
    }
}

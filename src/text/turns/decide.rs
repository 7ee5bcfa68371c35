//! The second step: which labels are speakers, and whether the text is a transcript at all.

use std::collections::{HashMap, HashSet};

use super::super::document::Document;
use super::super::span::{Plain, Span};
use super::lines::{Head, Lines, Shape, is_capitalised, key};
use super::lists::{NO_LABEL_WORDS, NOT_SPEAKERS, SENTENCE_WORDS};
use super::roles;
use super::settings::{Find, TranscriptOptions};

/// Why a label is a speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The user says so.
    Declared,
    /// It comes back at the start of lines.
    Repeated,
    /// It stands with a time.
    Timed,
    /// It stands over its speech, on a line of its own.
    Alone,
    /// It comes up once, but looks like the others.
    AsOthers,
}

/// Why a label is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The user says so.
    ByUser,
    /// A heading such as *Date* or *Note*.
    Heading,
    /// It stands in the head of the file, beside such headings.
    InHead,
    /// It reads like the start of a sentence.
    Sentence,
    /// A bare number.
    Number,
    /// It comes up only once.
    Once,
    /// The labels of the text are too few, or too far apart, for a transcript.
    NoTranscript,
    /// Finding labels was switched off.
    SwitchedOff,
}

impl Taken {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Taken::Declared => "declared",
            Taken::Repeated => "comes back",
            Taken::Timed => "stands with a time",
            Taken::Alone => "stands over the speech",
            Taken::AsOthers => "once, like the others",
        }
    }
}

impl Refused {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Refused::ByUser => "refused by --not-speakers or the configuration",
            Refused::Heading => "a heading, not a speaker",
            Refused::InHead => "stands in the head of the file",
            Refused::Sentence => "reads like a sentence",
            Refused::Number => "a number",
            Refused::Once => "comes up only once",
            Refused::NoTranscript => "labels are too few or too far apart for a transcript",
            Refused::SwitchedOff => "finding labels is switched off",
        }
    }
}

/// A label that was seen at the start of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// As it stands in the text for the first time. It may be a name.
    pub label: String,
    /// Where it stands first.
    pub first: Span<Plain>,
    /// How often it begins a line.
    pub count: u32,
    /// Whether it is a speaker, and why.
    pub verdict: Result<Taken, Refused>,
}

/// Most candidates that are kept for the user to look at.
const MOST_CANDIDATES: usize = 1000;

/// What is known of one label.
struct Label {
    first: usize,
    count: u32,
    timed: u32,
    alone: u32,
    verdict: Result<Taken, Refused>,
}

/// Decides on every label; gives the candidates in order of appearance, and the lines that begin
/// a turn.
///
/// Cost: linear in the lines.
pub(super) fn decide(
    document: &Document,
    lines: Lines,
    options: &TranscriptOptions,
) -> (Vec<Candidate>, Vec<Head>) {
    let Lines { heads, count, .. } = lines;
    let mut heads = with_speech(heads, count);
    without_remarks(&mut heads);
    let in_head = head_of_file(document, &heads);
    let mut labels: HashMap<&str, Label> = HashMap::new();
    let mut order: Vec<&str> = Vec::new();
    for (at, head) in heads.iter().enumerate() {
        if head.shape == Shape::Tight || at < in_head {
            continue;
        }
        let label = labels.entry(&head.key).or_insert_with(|| {
            order.push(&head.key);
            Label {
                first: at,
                count: 0,
                timed: 0,
                alone: 0,
                verdict: Err(Refused::Once),
            }
        });
        label.count += 1;
        label.timed += u32::from(matches!(head.shape, Shape::Timed | Shape::Header));
        label.alone += u32::from(head.shape == Shape::Alone);
    }
    let declared: Vec<String> = options.labels.iter().map(|label| key(label)).collect();
    let refused: Vec<String> = options.not_labels.iter().map(|label| key(label)).collect();
    for (name, label) in &mut labels {
        let text = &document.text[heads[label.first].label.clone()];
        label.verdict = if options.find == Find::Never {
            Err(Refused::SwitchedOff)
        } else if declared.iter().any(|known| known == name) {
            Ok(Taken::Declared)
        } else if refused.iter().any(|known| known == name) {
            Err(Refused::ByUser)
        } else {
            judge(name, text, label)
        };
    }
    if options.find != Find::Never {
        if is_transcript(document, &labels, count, options.find) {
            take_single(document, &heads, &mut labels, options.find);
        } else {
            for label in labels.values_mut().filter(|label| label.verdict.is_ok()) {
                label.verdict = Err(Refused::NoTranscript);
            }
        }
    }
    let mut candidates: Vec<Candidate> = Vec::new();
    let candidate = |head: &Head, count: u32, verdict| Candidate {
        label: document.text[head.label.clone()].to_owned(),
        first: Span::new(head.label.start, head.label.end),
        count,
        verdict,
    };
    let shown = heads[..in_head].iter().filter(|head| {
        let looks = is_capitalised(&document.text[head.label.clone()]);
        head.shape == Shape::Colon && (looks || NOT_SPEAKERS.contains(&head.key.as_str()))
    });
    candidates.extend(shown.map(|head| candidate(head, 1, Err(Refused::InHead))));
    // What comes up once and looks like no name is a colon in a text: not worth a row.
    let is_worth = |name: &str, label: &Label| {
        let text = &document.text[heads[label.first].label.clone()];
        let looks = is_capitalised(text) && label.alone == 0;
        label.verdict.is_ok() || label.count > 1 || looks || NOT_SPEAKERS.contains(&name)
    };
    candidates.extend(order.iter().filter_map(|name| {
        let label = &labels[name];
        is_worth(name, label).then(|| candidate(&heads[label.first], label.count, label.verdict))
    }));
    candidates.truncate(MOST_CANDIDATES);
    let takes = |head: &Head| {
        labels.get(head.key.as_str()).is_some_and(|label| {
            // A label with a colon does not make every line of capitals a turn.
            label.verdict.is_ok()
                && (head.shape != Shape::Alone
                    || label.alone > 1
                    || label.verdict == Ok(Taken::Declared)
                    || roles::is_role_word(&head.key))
        })
    };
    let kept: Vec<bool> = heads
        .iter()
        .enumerate()
        .map(|(at, head)| at >= in_head && takes(head))
        .collect();
    drop(labels);
    let mut kept = kept.into_iter();
    let heads = heads
        .into_iter()
        .filter(|_| kept.next().unwrap_or(false))
        .collect();
    (candidates, heads)
}

/// `Client (crying)` is `Client`, if that label stands alone elsewhere.
fn without_remarks(heads: &mut [Head]) {
    let bare = heads
        .iter()
        .map(|head| &head.key)
        .filter(|key| !key.contains('('));
    let bare: HashSet<String> = bare.cloned().collect();
    for head in heads {
        if let Some((name, _)) = head.key.split_once('(')
            && bare.contains(name.trim_end())
        {
            head.key = name.trim_end().to_owned();
        }
    }
}

/// Leaves out names on lines of their own that another such line, or nothing, follows: a list.
fn with_speech(heads: Vec<Head>, n_lines: usize) -> Vec<Head> {
    let stands_over = |shape: Shape| matches!(shape, Shape::Alone | Shape::Header);
    let mut next: Option<(usize, bool)> = None;
    let mut kept: Vec<bool> = heads
        .iter()
        .rev()
        .map(|head| {
            let before_other = next == Some((head.ordinal + 1, true));
            let last = head.ordinal == n_lines;
            next = Some((head.ordinal, stands_over(head.shape)));
            !(stands_over(head.shape) && (before_other || last))
        })
        .collect();
    kept.reverse();
    // A timed line without words between others is a turn that nothing was heard of.
    let headers = heads
        .iter()
        .zip(&kept)
        .filter(|(head, _)| head.shape == Shape::Header);
    let (all, spoken) = headers.fold((0, 0), |(all, spoken), (_, &kept)| {
        (all + 1, spoken + usize::from(kept))
    });
    let mut kept = kept.into_iter();
    heads
        .into_iter()
        .filter(|head| {
            let follows = kept.next().unwrap_or(false);
            follows || (head.shape == Shape::Header && spoken * 2 > all)
        })
        .collect()
}

/// How many heads stand in the head of the file: the labelled lines from the top on that end with
/// a heading such as *Date*, as far as no label among them comes back.
fn head_of_file(document: &Document, heads: &[Head]) -> usize {
    let mut end = 0;
    let mut seen = HashSet::new();
    for (at, head) in heads.iter().enumerate() {
        let touches = at == 0 || head.ordinal == heads[at - 1].ordinal + 1;
        if !touches || head.shape != Shape::Colon || !seen.insert(head.key.as_str()) {
            break;
        }
        if NOT_SPEAKERS.contains(&head.key.as_str()) {
            end = at + 1;
        }
    }
    if end == 0 {
        return 0;
    }
    // *Interviewer: Jo* below *Date* in the same block is of the head, if nothing in it comes back.
    let block = heads[end - 1].block;
    let in_block = |head: &&Head| head.block == block;
    let mut keys: Vec<&str> = heads
        .iter()
        .filter(in_block)
        .map(|head| head.key.as_str())
        .collect();
    let all = keys.len();
    keys.sort_unstable();
    keys.dedup();
    if keys.len() == all && block + 1 < document.blocks.len() {
        end = heads
            .iter()
            .take_while(|head| head.block <= block)
            .count()
            .max(end);
    }
    end
}

/// What a label is by itself.
fn judge(name: &str, text: &str, label: &Label) -> Result<Taken, Refused> {
    let words: Vec<&str> = name.split([' ', '/']).collect();
    let letters = name.chars().any(char::is_alphabetic);
    if NOT_SPEAKERS.contains(&name) {
        return Err(Refused::Heading);
    }
    let listed = |list: &[&str], word: &str| list.contains(&word);
    let alone = words.len() == 1 && listed(&NO_LABEL_WORDS, name);
    let sentence = words.len() > 1
        && !is_all_caps_name(text)
        && words
            .iter()
            .any(|word| listed(&SENTENCE_WORDS, word.trim_matches(['(', ')'])));
    let long = words.len() > 4 && !is_capitalised(text) && !roles::is_role_word(name);
    if alone || sentence || long {
        return Err(Refused::Sentence);
    }
    if !letters && label.count < 3 {
        return Err(Refused::Number);
    }
    match label.count {
        0 | 1 => Err(Refused::Once),
        _ if label.timed * 2 >= label.count => Ok(Taken::Timed),
        _ if label.alone * 2 >= label.count => Ok(Taken::Alone),
        _ => Ok(Taken::Repeated),
    }
}

/// `DO WON` is a name, `I was` is none.
fn is_all_caps_name(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).count() > 3 && !text.chars().any(char::is_lowercase)
}

/// Whether what was found makes a transcript.
fn is_transcript(
    document: &Document,
    labels: &HashMap<&str, Label>,
    n_lines: usize,
    find: Find,
) -> bool {
    let taken = || labels.values().filter(|label| label.verdict.is_ok());
    if find == Find::Always || taken().any(|label| label.verdict == Ok(Taken::Declared)) {
        return true;
    }
    if taken().any(|label| label.verdict == Ok(Taken::Timed)) {
        return true;
    }
    let uses: u32 = taken().map(|label| label.count).sum();
    let uses = uses as usize;
    let enough = taken().count() > 1 && uses >= 4;
    let n_blocks = document.blocks.len();
    let dense = uses * 2 >= n_blocks || uses * 2 >= n_lines;
    // Long turns of many paragraphs: labels that come back and back, and look like names.
    let looks = labels.iter().filter(|(_, label)| label.verdict.is_ok());
    let names = looks
        .filter(|(name, label)| label.count >= 3 && is_name_or_role(name, label))
        .count();
    let sparse = names > 1 && uses >= 8 && uses * 8 >= n_blocks;
    enough && (dense || sparse)
}

fn is_name_or_role(name: &str, label: &Label) -> bool {
    label.alone > 0 || roles::is_role_word(name) || name.contains(' ') || name.len() < 4
}

/// Takes labels that come up once and look like the others: beside a time, a word for a role, a
/// name that shares a word with another speaker's, or one of several words as the others are.
fn take_single(document: &Document, heads: &[Head], labels: &mut HashMap<&str, Label>, find: Find) {
    let text_of = |label: &Label| &document.text[heads[label.first].label.clone()];
    let taken: Vec<&str> = labels
        .iter()
        .filter(|(_, label)| label.verdict.is_ok())
        .map(|(name, _)| *name)
        .collect();
    let timed = labels
        .values()
        .any(|label| label.verdict == Ok(Taken::Timed));
    let of_several_words = taken.iter().filter(|name| name.contains(' ')).count() * 2 > taken.len();
    let first = labels
        .values()
        .filter(|label| label.verdict.is_ok())
        .map(|label| label.first)
        .min()
        .unwrap_or(0);
    let words: Vec<&str> = taken
        .iter()
        .flat_map(|name| name.split([' ', ',']))
        .filter(|word| word.chars().count() > 2)
        .collect();
    let words: HashSet<&str> = words.into_iter().collect();
    for (name, label) in labels.iter_mut() {
        if label.verdict != Err(Refused::Once) {
            continue;
        }
        let text = text_of(label);
        if label.alone > 0 && !roles::is_role_word(name) {
            continue;
        }
        let begins_block = {
            let head = &heads[label.first];
            document.blocks[head.block].span.start as usize >= head.line
        };
        let named = is_capitalised(text);
        let with_time = timed && label.timed > 0 && named;
        let role = roles::is_role_word(name);
        let shares = named && name.split([' ', ',']).any(|word| words.contains(word));
        let behind_first = label.first >= first || shares;
        let several = of_several_words && named && name.contains(' ') && begins_block;
        if find == Find::Always && named {
            label.verdict = Ok(Taken::AsOthers);
        } else if behind_first && (with_time || role || shares || several) {
            label.verdict = Ok(if with_time {
                Taken::Timed
            } else {
                Taken::AsOthers
            });
        }
    }
}

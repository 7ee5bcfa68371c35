//! Which tiers of an ELAN file are read.

use super::{File, Tier, names};
use crate::read::ReadError;
use crate::text::Loss;

/// Words in the name or type of a tier that say that it holds no speech.
const NO_SPEECH: [&str; 30] = [
    "gesture",
    "gestures",
    "gest",
    "gaze",
    "hand",
    "hands",
    "head",
    "face",
    "posture",
    "movement",
    "action",
    "actions",
    "activity",
    "event",
    "events",
    "noise",
    "note",
    "notes",
    "comment",
    "comments",
    "translation",
    "gloss",
    "pos",
    "topic",
    "topics",
    "code",
    "codes",
    "coding",
    "context",
    "memo",
];

/// Tiers to read.
pub(super) struct Chosen {
    /// Positions in the file.
    pub(super) tiers: Vec<usize>,
    /// What is left out, though it may be speech.
    pub(super) remark: Option<Loss>,
}

/// The tiers with these names; or, if there are none, those that hold speech.
///
/// These are the top-level tiers with words whose type has no controlled vocabulary and whose name
/// and type do not say something else (`gestures`, `notes`). Where a top-level tier holds no words
/// but numbers of utterances, the first tier of the kind Symbolic Association below it is read that
/// has words. Tiers that part or repeat another one (words, parts of speech, glosses,
/// translations) are never read unless they are named.
pub(super) fn tiers(file: &File, wanted: &[String]) -> Result<Chosen, ReadError> {
    if !wanted.is_empty() {
        let is_wanted = |&at: &usize| wanted.contains(&file.tiers[at].name);
        let tiers: Vec<usize> = (0..file.tiers.len()).filter(is_wanted).collect();
        if tiers.is_empty() {
            return Err(ReadError::new(
                "no_text",
                format!(
                    "none of its {} tiers has a name that was asked for",
                    file.tiers.len()
                ),
                "name tiers as ELAN shows them, or leave the names out",
            ));
        }
        return Ok(Chosen {
            tiers,
            remark: None,
        });
    }
    let known = names(file);
    let is_top = |tier: &Tier| {
        tier.parent
            .as_deref()
            .is_none_or(|parent| !known.contains(parent))
    };
    let top: Vec<usize> = (0..file.tiers.len())
        .filter(|&at| is_top(&file.tiers[at]))
        .collect();
    let speaks = |at: usize| has_words(&file.tiers[at]) && !is_other(file, &file.tiers[at]);
    let mut tiers = Vec::new();
    for &at in &top {
        if speaks(at) {
            tiers.push(at);
        } else if !has_words(&file.tiers[at])
            && let Some(below) = below(file, &file.tiers[at].name, &speaks)
        {
            tiers.push(below);
        }
    }
    let left_out = top
        .iter()
        .filter(|&at| !tiers.contains(at) && has_words(&file.tiers[*at]))
        .count();
    if tiers.is_empty() && left_out > 0 {
        // Better what may be something else than nothing.
        tiers = top
            .into_iter()
            .filter(|&at| has_words(&file.tiers[at]))
            .collect();
        return Ok(Chosen {
            tiers,
            remark: None,
        });
    }
    let n_annotations: usize = file.tiers.iter().map(|tier| tier.annotations.len()).sum();
    if tiers.is_empty() && n_annotations > 0 {
        return Err(ReadError::new(
            "no_text",
            format!("none of its {} tiers holds speech", file.tiers.len()),
            "name the tiers to read with --tier",
        ));
    }
    let remark = (left_out > 0).then(|| Loss {
        reason: "tiers_left_out",
        detail: format!(
            "{left_out} top-level tiers hold codes or notes by their type or name and were left out; name the tiers to read with --tier"
        ),
        fatal: false,
    });
    Ok(Chosen { tiers, remark })
}

/// The first tier below this one that stands for the same utterances and speaks.
fn below(file: &File, parent: &str, speaks: &dyn Fn(usize) -> bool) -> Option<usize> {
    (0..file.tiers.len()).find(|&at| {
        let tier = &file.tiers[at];
        let kind = file.kinds.get(&tier.kind);
        let same = kind.is_none_or(|kind| {
            let constraint = kind.constraint.as_deref();
            constraint.is_none_or(|constraint| constraint == "Symbolic_Association")
        });
        tier.parent.as_deref() == Some(parent) && same && speaks(at)
    })
}

/// True if at least half of the annotations that say anything hold a word. A number of an
/// utterance (`KN_014`) is none.
fn has_words(tier: &Tier) -> bool {
    let texts = tier
        .annotations
        .iter()
        .map(|annotation| annotation.speech.text.trim())
        .filter(|text| !text.is_empty());
    let (mut said, mut all) = (0, 0);
    for text in texts {
        all += 1;
        let is_number =
            !text.contains(char::is_whitespace) && text.contains(|c: char| c.is_ascii_digit());
        said += usize::from(!is_number && text.contains(char::is_alphabetic));
    }
    all > 0 && said * 2 >= all
}

/// True if the type of a tier takes its values from a list, or a name says that it is no speech.
fn is_other(file: &File, tier: &Tier) -> bool {
    let kind = file.kinds.get(&tier.kind);
    let listed = kind.is_some_and(|kind| kind.has_vocabulary);
    let says = |name: &str| {
        name.split(|c: char| !c.is_alphabetic())
            .any(|word| NO_SPEECH.contains(&word.to_lowercase().as_str()))
    };
    listed || says(&tier.name) || says(&tier.kind)
}

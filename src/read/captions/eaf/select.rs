//! Which tiers of an ELAN file are read.

use std::collections::{HashMap, HashSet};

use super::{File, Tier};
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
    /// What is left out, though it is or may be speech.
    pub(super) losses: Vec<Loss>,
}

/// The tiers with these names; or, if there are none, those that hold speech.
///
/// These are the top-level tiers with words whose type has no controlled vocabulary and whose name
/// and type do not say something else (`gestures`, `notes`). Where a top-level tier holds no words
/// but numbers of utterances, the first tier of the kind Symbolic Association below it is read that
/// has words. Tiers that part or repeat another one (words, parts of speech, glosses,
/// translations) are never read unless they are named. Where such tiers hold words and the tier
/// above them holds none, somebody's words may be lost: that is told.
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
        let is_there = |name: &&String| file.tiers.iter().any(|tier| tier.name == **name);
        let missing = wanted.len() - wanted.iter().filter(is_there).count();
        let remark = (missing > 0).then(|| Loss {
            reason: "no_tier",
            detail: format!(
                "{missing} of the {} tiers that were asked for are not in it; name them as ELAN shows them",
                wanted.len()
            ),
            fatal: true,
        });
        return Ok(Chosen {
            tiers,
            losses: remark.into_iter().collect(),
        });
    }
    let mut below: HashMap<&str, Vec<usize>> = file
        .tiers
        .iter()
        .map(|tier| (tier.name.as_str(), Vec::new()))
        .collect();
    for (at, tier) in file.tiers.iter().enumerate() {
        if let Some(tiers) = tier.parent.as_deref().and_then(|name| below.get_mut(name)) {
            tiers.push(at);
        }
    }
    let is_top = |tier: &Tier| {
        tier.parent
            .as_deref()
            .is_none_or(|parent| !below.contains_key(parent))
    };
    let top: Vec<usize> = (0..file.tiers.len())
        .filter(|&at| is_top(&file.tiers[at]))
        .collect();
    let speaks = |at: usize| has_words(&file.tiers[at]) && !is_other(file, &file.tiers[at]);
    let mut tiers = Vec::new();
    let speak_below = above(file, &speaks);
    let mut unread = 0;
    for &at in &top {
        if speaks(at) {
            tiers.push(at);
        } else if !has_words(&file.tiers[at])
            && let Some(&first) = below[file.tiers[at].name.as_str()]
                .iter()
                .find(|&&at| repeats_above(file, &file.tiers[at]) && speaks(at))
        {
            tiers.push(first);
        } else if !has_words(&file.tiers[at]) {
            unread += usize::from(speak_below.contains(file.tiers[at].name.as_str()));
        }
    }
    tiers.sort_unstable();
    tiers.dedup();
    let left_out = top
        .iter()
        .filter(|&at| tiers.binary_search(at).is_err() && has_words(&file.tiers[*at]))
        .count();
    if tiers.is_empty() && left_out > 0 {
        // Better what may be something else than nothing.
        tiers = top
            .into_iter()
            .filter(|&at| has_words(&file.tiers[at]))
            .collect();
        return Ok(Chosen {
            tiers,
            losses: lost(unread).into_iter().collect(),
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
    Ok(Chosen {
        tiers,
        losses: remark.into_iter().chain(lost(unread)).collect(),
    })
}

/// Names of the tiers that have such a tier somewhere below them. Cost: linear, also for tiers in a
/// circle.
fn above<'f>(file: &'f File, is_it: &dyn Fn(usize) -> bool) -> HashSet<&'f str> {
    let parents: HashMap<&str, Option<&str>> = file
        .tiers
        .iter()
        .map(|tier| (tier.name.as_str(), tier.parent.as_deref()))
        .collect();
    let mut found = HashSet::new();
    for (at, tier) in file.tiers.iter().enumerate() {
        let mut next = tier.parent.as_deref().filter(|_| is_it(at));
        // What stands above a tier that was met before was met with it.
        while let Some(name) = next.filter(|name| found.insert(*name)) {
            next = parents.get(name).copied().flatten();
        }
    }
    found
}

/// Tiers whose words stand only in tiers that part them, or lie inside of them.
fn lost(unread: usize) -> Option<Loss> {
    let tiers = if unread == 1 {
        "1 top-level tier holds no words itself"
    } else {
        &format!("{unread} top-level tiers hold no words themselves")
    };
    (unread > 0).then(|| Loss {
        reason: "tiers_left_out",
        detail: format!(
            "{tiers}, but tiers below do, and these were not read; name the tiers to read with --tier"
        ),
        fatal: true,
    })
}

/// True if each annotation of a tier stands for one of the tier above it.
fn repeats_above(file: &File, tier: &Tier) -> bool {
    let constraint = file
        .kinds
        .get(&tier.kind)
        .and_then(|kind| kind.constraint.as_deref());
    constraint.is_none_or(|constraint| constraint == "Symbolic_Association")
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

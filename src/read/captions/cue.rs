//! Cues: what caption formats have in common.

use super::speech::Speech;
use super::weave::{Time, Weaver};
use super::{CaptionOptions, labels, rolling};
use crate::text::{Document, Loss, Role};

/// What one voice says in a cue.
#[derive(Clone, Debug, Default)]
pub(super) struct Say {
    /// Label of the speaker, if the cue names one.
    pub(super) speaker: Option<String>,
    /// Someone else begins to speak, as `>>` or a dash says.
    pub(super) fresh: bool,
    /// What is said.
    pub(super) speech: Speech,
}

/// What is shown for a while.
#[derive(Clone, Debug, Default)]
pub(super) struct Cue {
    /// When.
    pub(super) time: Option<Time>,
    /// By one voice after the other.
    pub(super) says: Vec<Say>,
}

impl Cue {
    /// A cue in which nobody is named.
    pub(super) fn plain(time: Option<Time>, speech: Speech) -> Cue {
        let say = Say {
            speech,
            ..Say::default()
        };
        Cue {
            time,
            says: vec![say],
        }
    }

    /// True if nothing is said.
    pub(super) fn is_blank(&self) -> bool {
        self.says.iter().all(|say| say.speech.is_blank())
    }
}

/// Cues → document: words of rolling captions once, labels taken off, speech woven together.
pub(super) fn document(
    mut cues: Vec<Cue>,
    mut losses: Vec<Loss>,
    options: &CaptionOptions,
) -> Document {
    if options.join_rolling {
        losses.extend(rolling::join(&mut cues));
    }
    let voices = cues
        .iter()
        .flat_map(|cue| &cue.says)
        .any(|say| say.speaker.is_some());
    if !voices {
        labels::take(&mut cues, &options.transcript);
    }
    let mut says = cues.iter().flat_map(|cue| &cue.says);
    let has_turns = says.any(|say| say.speaker.is_some() || say.fresh);
    let mut weaver = Weaver::new(options.pause_ms, has_turns);
    for cue in &cues {
        weaver.count();
        for say in &cue.says {
            if say.fresh {
                weaver.part();
            }
            let label = say.speaker.as_deref();
            let speaker = label.map(|label| weaver.speaker(label, Role::Unknown));
            weaver.say(speaker, cue.time, &say.speech);
        }
    }
    weaver.finish(losses)
}

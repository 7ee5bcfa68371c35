//! The words that asides are known by, and what a configuration changes about them.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use regex::Regex;
use serde::Deserialize;

use super::super::fold;

/// What stands in brackets for something taken out, perhaps with a number: `[Name 1]`.
pub const PLACEHOLDERS: [&str; 36] = [
    "name",
    "names",
    "first name",
    "last name",
    "surname",
    "person",
    "people",
    "place",
    "city",
    "town",
    "village",
    "country",
    "county",
    "state",
    "street",
    "address",
    "location",
    "date",
    "year",
    "age",
    "school",
    "university",
    "college",
    "hospital",
    "clinic",
    "company",
    "employer",
    "organisation",
    "organization",
    "workplace",
    "phone",
    "email",
    "redacted",
    "anonymised",
    "anonymized",
    "removed",
];

/// What happens or cannot be heard. `*` stands for any ending.
pub const EVENTS: [&str; 64] = [
    "laugh*",
    "chuckl*",
    "giggl*",
    "snigger*",
    "cry",
    "cries",
    "crying",
    "cried",
    "sob",
    "sobs",
    "sobbing",
    "weep*",
    "wept",
    "tearful*",
    "tears",
    "sigh*",
    "sniff*",
    "cough*",
    "groan*",
    "moan*",
    "gasp*",
    "exhal*",
    "inhal*",
    "breath*",
    "whisper*",
    "mumbl*",
    "stutter*",
    "snort*",
    "yawn*",
    "swallow*",
    "hesitat*",
    "hum",
    "hums",
    "humming",
    "sings",
    "singing",
    "throat",
    "pause*",
    "silence",
    "silent",
    "inaudible",
    "unintelligible",
    "indiscernible",
    "unclear",
    "indistinct",
    "crosstalk",
    "cross-talk",
    "overlap*",
    "interrupt*",
    "applause",
    "claps",
    "music",
    "noise*",
    "rings",
    "ringing",
    "knock*",
    "beep*",
    "nod*",
    "shrug*",
    "smil*",
    "shakes",
    "gestur*",
    "grimac*",
    "wip*",
];

/// Sounds of somebody who looks for words.
pub const DISFLUENCIES: [&str; 19] = [
    "um", "umm", "ummm", "uhm", "uhmm", "uh", "uhh", "uhhh", "er", "err", "erm", "errm", "ehm",
    "hm", "hmm", "hmmm", "mm", "mmm", "mmmm",
];

/// What a turn is made of that only says that one listens.
pub const BACKCHANNELS: [&str; 26] = [
    "mm",
    "mmm",
    "mhm",
    "mmhm",
    "mm hm",
    "mm hmm",
    "mhmm",
    "hm",
    "hmm",
    "uh huh",
    "um hm",
    "um hmm",
    "ah",
    "oh",
    "yeah",
    "yes",
    "yep",
    "yup",
    "right",
    "okay",
    "ok",
    "sure",
    "alright",
    "all right",
    "i see",
    "got it",
];

/// What a configuration changes about one kind of asides.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct ListOptions {
    /// Whether the built-in list and shapes of this kind count.
    pub built_in: bool,
    /// Words or phrases more; `*` at the end stands for any ending.
    pub add: Vec<String>,
    /// Words or phrases of the built-in list that are none.
    pub remove: Vec<String>,
    /// Regular expressions; what they match, wherever it stands, is an aside of this kind.
    pub patterns: Vec<String>,
}

impl Default for ListOptions {
    fn default() -> Self {
        ListOptions {
            built_in: true,
            add: Vec::new(),
            remove: Vec::new(),
            patterns: Vec::new(),
        }
    }
}

/// What a configuration changes about asides. Section `[asides]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct AsideOptions {
    /// `[NAME]`, `XXXX`.
    pub placeholders: ListOptions,
    /// `[crying]`.
    pub events: ListOptions,
    /// `um`.
    pub disfluencies: ListOptions,
    /// `wan-`.
    pub cut_offs: ListOptions,
    /// `Mm-hm.`
    pub backchannels: ListOptions,
}

/// What asides are known by, ready for use.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "AsideOptions")]
pub struct Asides {
    options: AsideOptions,
    lists: Arc<Lists>,
}

/// The lists as they are looked things up in.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) placeholders: Words,
    pub(super) events: Words,
    pub(super) disfluencies: Words,
    pub(super) backchannels: Words,
    /// The shapes of placeholders: `[ANY CAPITALS]`, `XXXX`, `____`, `{{any}}`.
    pub(super) shapes: bool,
    pub(super) cut_offs: bool,
    /// In the order of [`AsideKind::COUNTED`](super::AsideKind::COUNTED).
    pub(super) patterns: [Vec<Regex>; 5],
}

/// A list of words, phrases and beginnings of words.
#[derive(Debug, Default)]
pub(super) struct Words {
    whole: HashSet<String>,
    beginnings: Vec<String>,
    /// Words of the longest phrase.
    pub(super) longest: usize,
}

impl Words {
    fn new(built_in: &[&str], options: &ListOptions) -> Words {
        let mut words = Words::default();
        let removed: Vec<String> = options.remove.iter().map(|word| plain(word)).collect();
        let built_in = built_in
            .iter()
            .filter(|_| options.built_in)
            .map(|word| plain(word))
            .filter(|word| !removed.contains(word));
        let added = options.add.iter().map(|word| plain(word));
        for word in built_in.chain(added).filter(|word| !word.is_empty()) {
            words.longest = words.longest.max(word.split(' ').count());
            match word.strip_suffix('*') {
                Some(start) if !start.is_empty() => words.beginnings.push(start.to_owned()),
                _ => {
                    words.whole.insert(word);
                }
            }
        }
        words
    }

    /// True if the folded word or phrase is in the list.
    pub(super) fn has(&self, word: &str) -> bool {
        self.whole.contains(word) || self.beginnings.iter().any(|start| word.starts_with(start))
    }
}

/// A word or phrase as it is compared: folded, hyphens as spaces.
pub(super) fn plain(word: &str) -> String {
    let folded = fold::fold(word);
    let parts =
        folded.split(|c: char| c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}'));
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// Most bytes of a compiled pattern.
const PATTERN_LIMIT: usize = 1 << 20;

impl TryFrom<AsideOptions> for Asides {
    type Error = String;

    fn try_from(options: AsideOptions) -> Result<Asides, String> {
        let compile = |list: &ListOptions| -> Result<Vec<Regex>, String> {
            let one = |pattern: &String| {
                let built = regex::RegexBuilder::new(pattern)
                    .size_limit(PATTERN_LIMIT)
                    .build();
                match built {
                    Ok(regex) if regex.is_match("") => Err(format!(
                        "the pattern `{pattern}` also matches nothing at all"
                    )),
                    Ok(regex) => Ok(regex),
                    Err(error) => Err(format!("the pattern `{pattern}` cannot be read: {error}")),
                }
            };
            list.patterns.iter().map(one).collect()
        };
        let lists = Lists {
            placeholders: Words::new(&PLACEHOLDERS, &options.placeholders),
            events: Words::new(&EVENTS, &options.events),
            disfluencies: Words::new(&DISFLUENCIES, &options.disfluencies),
            backchannels: Words::new(&BACKCHANNELS, &options.backchannels),
            shapes: options.placeholders.built_in,
            cut_offs: options.cut_offs.built_in,
            patterns: [
                compile(&options.placeholders)?,
                compile(&options.events)?,
                compile(&options.disfluencies)?,
                compile(&options.cut_offs)?,
                compile(&options.backchannels)?,
            ],
        };
        Ok(Asides {
            options,
            lists: Arc::new(lists),
        })
    }
}

impl Asides {
    /// What a configuration said.
    pub fn options(&self) -> &AsideOptions {
        &self.options
    }

    pub(super) fn lists(&self) -> &Lists {
        &self.lists
    }
}

impl Default for Asides {
    fn default() -> Self {
        static BUILT_IN: LazyLock<Asides> = LazyLock::new(|| {
            Asides::try_from(AsideOptions::default()).expect("the built-in lists have no patterns")
        });
        BUILT_IN.clone()
    }
}

impl PartialEq for Asides {
    fn eq(&self, other: &Self) -> bool {
        self.options == other.options
    }
}

impl Eq for Asides {}

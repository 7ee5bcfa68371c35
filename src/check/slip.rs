//! What may be wrong with a comment or an entry that silences, as data: each kind has an id.

/// A kind of mistake in a comment in a text, or in an entry beside it. Something is silenced by none
/// of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slip {
    /// No finding needs it.
    Unused,
    /// Its day is over.
    Expired,
    /// It gives no reason where one has to be given.
    NoReason,
    /// The file that an entry is about is not there.
    NoFile,
    /// It says not how far it reaches.
    NoReach,
    /// It names no rule.
    NoRule,
    /// It names a rule that there is not.
    UnknownRule,
    /// It has a key that there is not.
    UnknownKey,
    /// Its day is none.
    NoDay,
    /// A quotation mark in it is never closed.
    OpenQuote,
    /// It begins a stretch that never ends.
    NoEnd,
    /// It ends a stretch that never began.
    NoStart,
}

/// What is known of a kind of mistake.
#[derive(Clone, Copy, Debug)]
pub struct SlipInfo {
    /// The kind.
    pub slip: Slip,
    /// Its name; behind the name of the rule and a `/` it is the id of a finding.
    pub name: &'static str,
    /// What is wrong, without full stop.
    pub title: &'static str,
    /// How to mend it, without full stop.
    pub mend: &'static str,
}

/// All kinds, in the order of the documentation.
pub const SLIPS: [SlipInfo; 12] = [
    SlipInfo {
        slip: Slip::Unused,
        name: "unused",
        title: "a comment or an entry silences nothing: no finding of its rules is left in its place",
        mend: "take it out; or look whether it stands too far from its place",
    },
    SlipInfo {
        slip: Slip::Expired,
        name: "expired",
        title: "the day of its `until` is over",
        mend: "look at the place again; mend it, or give a later day",
    },
    SlipInfo {
        slip: Slip::NoReason,
        name: "no-reason",
        title: "it gives no reason, and `require-reason` asks for one",
        mend: "write reason=\"…\", in an entry reason = \"…\"",
    },
    SlipInfo {
        slip: Slip::NoFile,
        name: "no-file",
        title: "an entry of feltsense-ignore.toml is about a file that is not there",
        mend: "mend the path, which counts from the folder of the entry; or take the entry out",
    },
    SlipInfo {
        slip: Slip::NoReach,
        name: "no-reach",
        title: "a comment says not how far it reaches",
        mend: "write -line, -next-line, -block, -start, -end or -file behind feltsense-ignore",
    },
    SlipInfo {
        slip: Slip::NoRule,
        name: "no-rule",
        title: "a comment names no rule",
        mend: "write the name of the rule that the finding tells, or all",
    },
    SlipInfo {
        slip: Slip::UnknownRule,
        name: "unknown-rule",
        title: "a comment names a rule that there is not",
        mend: "`feltsense config show` has the names of all rules",
    },
    SlipInfo {
        slip: Slip::UnknownKey,
        name: "unknown-key",
        title: "a comment has a key that there is not",
        mend: "comments take reason, until and term",
    },
    SlipInfo {
        slip: Slip::NoDay,
        name: "no-day",
        title: "the `until` of a comment is no day",
        mend: "write it as 2026-12-31",
    },
    SlipInfo {
        slip: Slip::OpenQuote,
        name: "open-quote",
        title: "a quotation mark of a comment is never closed",
        mend: "close it",
    },
    SlipInfo {
        slip: Slip::NoEnd,
        name: "no-end",
        title: "no feltsense-ignore-end follows on a feltsense-ignore-start",
        mend: "write the end behind the last line that is to be silenced",
    },
    SlipInfo {
        slip: Slip::NoStart,
        name: "no-start",
        title: "a feltsense-ignore-end stands without a feltsense-ignore-start before it",
        mend: "write the start before it, or take it out",
    },
];

impl Slip {
    /// What is known of it.
    pub fn info(self) -> &'static SlipInfo {
        &SLIPS[self as usize]
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.info().name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_stands_in_its_place_with_a_name_of_its_own() {
        for (at, info) in SLIPS.iter().enumerate() {
            assert_eq!(info.slip as usize, at);
            assert!(SLIPS[..at].iter().all(|other| other.name != info.name));
        }
    }
}

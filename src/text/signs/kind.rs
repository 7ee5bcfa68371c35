//! Kinds of signs.

/// What a sign is to the word rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    /// Something else: the stretch around it is left to the definition.
    #[default]
    Odd,
    /// Not part of a word.
    Other,
    /// Goes together with letters, digits and `_`.
    Letter,
    /// A letter that goes together with a quotation mark or apostrophe behind it as well.
    Hebrew,
    /// Of ASCII. Digits of other scripts are odd.
    Digit,
    /// `_`, a part of words that holds no letter.
    Joiner,
    /// Goes together with its like, and with `_`.
    Katakana,
    /// A word by itself: signs of Han, of Hiragana, of Thai, `½`.
    Single,
    /// Belongs to the sign before it.
    Mark,
    /// `'` and its look-alikes, `.`: join letters, and digits.
    Both,
    /// `:` joins letters.
    Letters,
    /// `,` and `;` join digits.
    Digits,
}

impl Kind {
    /// All kinds, in their order: the number of a kind is its place here. And some places more, so that
    /// four bits always stand for a kind.
    pub(crate) const ALL: [Kind; 16] = [
        Kind::Odd,
        Kind::Other,
        Kind::Letter,
        Kind::Hebrew,
        Kind::Digit,
        Kind::Joiner,
        Kind::Katakana,
        Kind::Single,
        Kind::Mark,
        Kind::Both,
        Kind::Letters,
        Kind::Digits,
        Kind::Odd,
        Kind::Odd,
        Kind::Odd,
        Kind::Odd,
    ];

    /// Set in what the build writes down for a sign that folds to itself.
    pub(crate) const FOLDED: u8 = 0x80;
}

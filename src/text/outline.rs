//! What stands in the source of a document besides its prose.

use std::ops::Range;

/// Places in the decoded file, each list in order. Of every format but Markdown it is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Length of the front matter; 0 without any.
    pub body: usize,
    /// HTML comments, with their signs.
    pub comments: Vec<Range<usize>>,
    /// Blocks and spans of code.
    pub code: Vec<Range<usize>>,
    /// Links, from the opening bracket on.
    pub links: Vec<Range<usize>>,
    /// Alt texts of pictures: the text, and where it stands.
    pub alts: Vec<(String, Range<usize>)>,
}

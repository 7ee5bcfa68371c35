//! Drawings: numbers in, SVG out. Colours and patterns are classes of `page.css`, so that one
//! drawing serves light, dark and paper.

pub(crate) mod bars;
pub(crate) mod body;
pub(crate) mod dots;
pub(crate) mod lanes;
pub(crate) mod lines;
pub(crate) mod scale;
pub(crate) mod strips;
pub(crate) mod svg;
pub(crate) mod whiskers;

//! The elements that are open at a place, and what follows from them for its text.
//!
//! People leave out closing tags, close what is not open and close in the wrong order. The rules
//! that browsers have for it are followed as far as they change which text is shown. No step looks
//! at more than a few open elements, so that time stays linear however deep the nesting is.

use std::collections::HashMap;

use super::elements;
use crate::text::BlockKind;

/// Why text is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hidden {
    /// Its element is never shown as text.
    Element,
    /// It is no prose, and leaves a hole.
    Hole,
    /// An attribute says that it is not shown.
    Attribute,
    /// A selector of the user cuts it.
    Cut,
}

/// What holds for the text inside an element.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct State {
    pub(super) hidden: Option<Hidden>,
    /// Inside `main` or `article`.
    pub(super) in_main: bool,
    /// Line ends and spaces stand as written.
    pub(super) is_preformatted: bool,
    /// Inside SVG or MathML.
    pub(super) is_foreign: bool,
    /// The kind of block that text becomes.
    pub(super) kind: Option<BlockKind>,
}

struct Open {
    name: u32,
    state: State,
    /// A block is one that misplaced closing tags cannot pass.
    is_block: bool,
    is_border: bool,
    /// Closed already, though elements inside it are still open.
    is_dead: bool,
}

/// The open elements.
#[derive(Default)]
pub(super) struct Stack {
    open: Vec<Open>,
    names: HashMap<String, u32>,
    /// Positions in `open` of each name, rising.
    positions: Vec<Vec<usize>>,
    blocks: Vec<usize>,
    borders: Vec<usize>,
}

/// Lists, which keep their items from closing those of the list around them.
const LISTS: [&str; 5] = ["ul", "ol", "menu", "dir", "dl"];

impl Stack {
    /// What holds where the source has got to.
    pub(super) fn state(&self) -> State {
        self.open
            .last()
            .map_or_else(State::default, |top| top.state)
    }

    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Opens an element.
    pub(super) fn push(&mut self, name: &str, state: State) {
        let is_block = elements::is_block(name);
        let id = self.names.get(name).copied().unwrap_or_else(|| {
            let id = self.positions.len() as u32;
            self.names.insert(name.to_owned(), id);
            self.positions.push(Vec::new());
            id
        });
        let at = self.open.len();
        let is_border = elements::is_border(name);
        self.positions[id as usize].push(at);
        if is_block {
            self.blocks.push(at);
        }
        if is_border {
            self.borders.push(at);
        }
        self.open.push(Open {
            name: id,
            state,
            is_block,
            is_border,
            is_dead: false,
        });
    }

    /// Closes what a start tag closes without saying so.
    pub(super) fn before(&mut self, name: &str) {
        if self.state().is_foreign {
            return;
        }
        if name == "body" {
            self.close_part("head");
        } else if !elements::is_of_head(name) {
            self.leave_head();
        }
        if elements::ends_paragraph(name) {
            self.close_inside("p", &[]);
        }
        match name {
            "li" => self.close_inside("li", &LISTS),
            "dd" | "dt" => {
                self.close_inside("dd", &LISTS);
                self.close_inside("dt", &LISTS);
            }
            "rt" | "rp" | "rb" | "rtc" => {
                for part in ["rt", "rp", "rb"] {
                    self.close_inside(part, &["ruby"]);
                }
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
                if self.state().kind == Some(BlockKind::Heading) =>
            {
                for level in ["h1", "h2", "h3", "h4", "h5", "h6"] {
                    self.close_inside(level, &["div", "section", "article"]);
                }
            }
            "a" | "button" => self.close_inside(name, &[]),
            "td" | "th" => self.close_cells(),
            "tr" => {
                self.close_part("tr");
                self.close_part("caption");
            }
            "thead" | "tbody" | "tfoot" | "colgroup" => {
                for part in ["thead", "tbody", "tfoot", "caption"] {
                    self.close_part(part);
                }
                self.close_part("tr");
            }
            _ => {}
        }
    }

    /// Closes an element by its closing tag, if one is open that the tag can reach.
    ///
    /// True if it was closed.
    pub(super) fn close(&mut self, name: &str) -> bool {
        let Some(at) = self.last(name) else {
            return false;
        };
        if elements::is_table_part(name) {
            let is_reached = self.last("table").is_none_or(|table| table <= at);
            if is_reached {
                self.truncate(at);
            }
            return is_reached;
        }
        if self.borders.last().is_some_and(|&border| border > at) {
            return false;
        }
        let is_list_item = matches!(name, "li" | "dd" | "dt");
        if is_list_item && LISTS.iter().any(|list| self.last(list) > Some(at)) {
            return false;
        }
        let is_crossed = self.blocks.last().is_some_and(|&block| block > at);
        if self.open[at].is_block || !is_crossed || self.state().is_foreign {
            self.truncate(at);
            return true;
        }
        if elements::is_formatting(name) {
            self.close_across(at);
            return true;
        }
        false
    }

    /// Closes the SVG or formula around this place.
    pub(super) fn leave_foreign(&mut self) {
        while self.state().is_foreign {
            self.truncate(self.open.len() - 1);
        }
    }

    fn last(&self, name: &str) -> Option<usize> {
        let id = *self.names.get(name)?;
        self.positions[id as usize].last().copied()
    }

    /// Ends a head that was not closed, if nothing is open in it.
    pub(super) fn leave_head(&mut self) {
        if let Some(at) = self.last("head")
            && at + 1 == self.open.len()
        {
            self.truncate(at);
        }
    }

    /// Closes an element unless a border or one of `barriers` was opened inside it.
    fn close_inside(&mut self, name: &str, barriers: &[&str]) {
        let Some(at) = self.last(name) else { return };
        let is_hindered = self.borders.last().is_some_and(|&border| border > at)
            || barriers.iter().any(|barrier| self.last(barrier) > Some(at));
        if is_hindered {
            return;
        }
        let is_crossed = self.blocks.last().is_some_and(|&block| block > at);
        if self.open[at].is_block || !is_crossed {
            self.truncate(at);
        }
    }

    fn close_cells(&mut self) {
        self.close_part("td");
        self.close_part("th");
    }

    /// Closes a part of the innermost table.
    fn close_part(&mut self, name: &str) {
        let Some(at) = self.last(name) else { return };
        if self.last("table").is_none_or(|table| table < at) {
            self.truncate(at);
        }
    }

    /// Closes a formatting element that blocks were opened in: they stay open.
    fn close_across(&mut self, at: usize) {
        let before = at
            .checked_sub(1)
            .map_or_else(State::default, |at| self.open[at].state);
        if before.hidden != self.open[at].state.hidden {
            // What it hides must not stay hidden in the blocks inside it.
            self.truncate(at);
            return;
        }
        let name = self.open[at].name as usize;
        self.positions[name].pop();
        self.open[at].is_dead = true;
    }

    fn truncate(&mut self, length: usize) {
        while self.open.len() > length {
            let Some(closed) = self.open.pop() else {
                return;
            };
            if closed.is_dead {
                continue;
            }
            self.positions[closed.name as usize].pop();
            if closed.is_block {
                self.blocks.pop();
            }
            if closed.is_border {
                self.borders.pop();
            }
        }
    }
}

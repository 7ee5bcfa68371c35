//! What a page is made of, as values for the template. Text in here is raw: the template escapes
//! it. Only [`Figure::svg`] is markup, made by [`super::draw`], which escapes for itself.

use serde::Serialize;

/// A section under a heading of the second level.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Section {
    /// Name of the anchor.
    pub id: String,
    /// Heading.
    pub title: String,
    /// What is in it, in order.
    pub blocks: Vec<Block>,
    /// Begins a new sheet of paper.
    pub fresh: bool,
}

impl Section {
    /// An empty section.
    pub(crate) fn new(id: &str, title: &str) -> Section {
        Section {
            id: id.to_owned(),
            title: title.to_owned(),
            ..Section::default()
        }
    }

    /// Adds a paragraph.
    pub(crate) fn text(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Text { text: text.into() });
    }

    /// Adds a small remark.
    pub(crate) fn note(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Note { text: text.into() });
    }

    /// Adds a heading of the third level.
    pub(crate) fn heading(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Heading { text: text.into() });
    }

    /// Adds figures side by side, as many as fit.
    pub(crate) fn figures(&mut self, figures: Vec<Figure>) {
        if !figures.is_empty() {
            self.blocks.push(Block::Figures { figures });
        }
    }

    /// Adds a table.
    pub(crate) fn table(&mut self, table: Table) {
        self.blocks.push(Block::Table { table });
    }

    /// Adds a legend of marks.
    pub(crate) fn legend(&mut self, keys: Vec<Key>) {
        self.blocks.push(Block::Legend { keys });
    }
}

/// One thing in a section.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Block {
    /// A paragraph.
    Text {
        /// Its text.
        text: String,
    },
    /// A small remark.
    Note {
        /// Its text.
        text: String,
    },
    /// A heading of the third level.
    Heading {
        /// Its text.
        text: String,
    },
    /// Figures side by side.
    Figures {
        /// The figures.
        figures: Vec<Figure>,
    },
    /// A table.
    Table {
        /// The table.
        table: Table,
    },
    /// A figure with a table beside it, where there is room.
    Beside {
        /// The figure.
        figure: Figure,
        /// The table.
        table: Table,
    },
    /// Words with what they mean.
    Glossary {
        /// Word and meaning.
        entries: Vec<(String, String)>,
    },
    /// What marks and colours stand for.
    Legend {
        /// The keys.
        keys: Vec<Key>,
    },
}

/// One mark of a legend.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Key {
    /// A small drawing: markup.
    pub svg: String,
    /// What it stands for.
    pub text: String,
}

/// A drawing with its numbers.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Figure {
    /// Markup of the drawing.
    pub svg: String,
    /// What is seen, under the drawing.
    pub caption: String,
    /// The numbers of the drawing.
    pub table: Option<Table>,
    /// `panel` (side by side), `single` and `wide` (a row of their own), `broad` (may be scrolled
    /// sideways on small screens).
    pub class: &'static str,
}

/// A table.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Table {
    /// Name of the anchor.
    pub id: String,
    /// What it holds.
    pub caption: String,
    /// Headings.
    pub columns: Vec<Column>,
    /// Rows of as many cells.
    pub rows: Vec<Vec<Cell>>,
    /// Offers a field to filter rows, and buttons to sort them, where scripts may run.
    pub tools: bool,
    /// Folded away behind its caption.
    pub folded: bool,
    /// A remark under the table, such as how many rows are not shown.
    pub note: String,
}

impl Table {
    /// A table without rows.
    pub(crate) fn new(
        id: impl Into<String>,
        caption: impl Into<String>,
        columns: Vec<Column>,
    ) -> Table {
        Table {
            id: id.into(),
            caption: caption.into(),
            columns,
            ..Table::default()
        }
    }

    /// Keeps the first `most` rows and says how many are left out and where they are.
    pub(crate) fn capped(mut self, most: usize, whole: &str) -> Table {
        if self.rows.len() > most {
            self.note = format!(
                "The first {} of {} rows; all of them are in {whole}.",
                super::number::grouped(most as u64),
                super::number::grouped(self.rows.len() as u64)
            );
            self.rows.truncate(most);
        }
        self
    }
}

/// The heading of a column.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Column {
    /// Heading.
    pub title: String,
    /// Set to the right and sorted as numbers.
    pub number: bool,
}

/// A column of text.
pub(crate) fn words(title: &str) -> Column {
    Column {
        title: title.to_owned(),
        number: false,
    }
}

/// A column of numbers.
pub(crate) fn numbers(title: &str) -> Column {
    Column {
        title: title.to_owned(),
        number: true,
    }
}

/// A cell of a table.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Cell {
    /// What is shown.
    pub text: String,
    /// The number in full precision: shown as title, and sorted by.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub full: String,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::from(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell {
            text,
            full: String::new(),
        }
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Cell {
        let text = super::number::grouped(count);
        let plain = count.to_string();
        let full = if plain == text { String::new() } else { plain };
        Cell { text, full }
    }
}

/// A number rounded for people by `show`; an empty cell if there is none.
pub(crate) fn rounded(value: Option<f64>, show: impl Fn(f64) -> String) -> Cell {
    value.map_or_else(Cell::default, |value| {
        let text = show(value);
        let plain = value.to_string();
        let full = if plain == text { String::new() } else { plain };
        Cell { text, full }
    })
}

/// A number with as many digits as its interval supports.
pub(crate) fn supported(value: Option<f64>, low: Option<f64>, high: Option<f64>) -> Cell {
    rounded(value, |value| super::number::supported(value, low, high))
}

/// An interval in one cell; empty without both ends.
pub(crate) fn interval(low: Option<f64>, high: Option<f64>) -> Cell {
    match (low, high) {
        (Some(low), Some(high)) => Cell {
            text: super::number::interval(low, high),
            full: format!("{low} to {high}"),
        },
        _ => Cell::default(),
    }
}

//! Which column of a table means what.

use super::delimited::unique;
use super::{Columns, Row, TableError, position, text_position};

/// The columns of a table, and which of them are the text and the id.
pub(super) struct Header {
    pub(super) columns: Vec<String>,
    pub(super) text: usize,
    id: Option<usize>,
}

impl Header {
    /// Finds the columns that were asked for, or that are known.
    ///
    /// # Errors
    /// If a column is missing.
    pub(super) fn new(names: &[String], asked: &Columns) -> Result<Self, TableError> {
        let columns = unique(names);
        let text = text_position(&columns, asked).ok_or_else(|| TableError::NoTextColumn {
            asked: asked.text.clone(),
            columns: columns.clone(),
        })?;
        let id = match &asked.id {
            None => position(&columns, "id").filter(|&ix| ix != text),
            Some(name) => {
                let missing = || TableError::NoIdColumn {
                    asked: name.clone(),
                    columns: columns.clone(),
                };
                Some(position(&columns, name).ok_or_else(missing)?)
            }
        };
        Ok(Header { columns, text, id })
    }

    /// A row of these values, one for each column.
    ///
    /// # Errors
    /// The first error among them.
    pub(super) fn row<E>(
        &self,
        number: u64,
        values: impl IntoIterator<Item = Result<String, E>>,
    ) -> Result<Row, E> {
        let mut row = Row {
            number,
            ..Row::default()
        };
        for (ix, (name, value)) in self.columns.iter().zip(values).enumerate() {
            let value = value?;
            if self.id == Some(ix) && !value.is_empty() {
                row.id = Some(value.clone());
            }
            if self.text == ix {
                row.text = value;
            } else if self.id != Some(ix) {
                row.metadata.push((name.clone(), value));
            }
        }
        Ok(row)
    }
}

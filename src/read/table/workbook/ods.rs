//! OpenDocument spreadsheets, read by hand: repeated rows and cells stand for themselves within
//! limits.

use std::collections::HashSet;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::SheetInfo;
use super::cells::{Grid, GridRow, MOST_COLUMNS, MOST_ROWS, number, truth};
use crate::read::{Options, ReadError};

/// Most spaces that one element may stand for.
const MOST_SPACES: usize = 10_000;

/// A spreadsheet with all its cells.
pub(super) struct Ods {
    sheets: Vec<(String, bool, Vec<GridRow>)>,
    /// Cells with something in them at places that no sheet has.
    pub(super) outside: u64,
}

impl Ods {
    /// Reads `content.xml`, which is whole.
    pub(super) fn read(content: &[u8], options: &Options) -> Result<Self, ReadError> {
        let text = str::from_utf8(content).map_err(|_| broken())?;
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        let mut state = State::new(options);
        loop {
            match reader.read_event().map_err(|_| broken())? {
                Event::Start(element) => state.open(&element),
                Event::End(element) => state.close(local(element.name().into_inner()))?,
                Event::Text(text) => state.text(&text.xml10_content()),
                Event::CData(text) => state.text(&text.xml10_content()),
                Event::GeneralRef(reference) => {
                    let sign = reference.resolve_char_ref().map_err(|_| broken())?;
                    match sign {
                        Some(sign) => state.text(sign.encode_utf8(&mut [0; 4])),
                        None => {
                            state.text(resolve_predefined_entity(&reference).unwrap_or_default());
                        }
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        Ok(Ods {
            sheets: state.sheets,
            outside: state.grid.outside,
        })
    }

    pub(super) fn sheets(&self) -> Vec<SheetInfo> {
        let info = |(name, is_hidden, _): &(String, bool, _)| SheetInfo {
            name: name.clone(),
            is_hidden: *is_hidden,
        };
        self.sheets.iter().map(info).collect()
    }

    /// Gives the rows of a sheet away.
    pub(super) fn take(&mut self, sheet: usize) -> Vec<GridRow> {
        self.sheets
            .get_mut(sheet)
            .map_or(Vec::new(), |sheet| std::mem::take(&mut sheet.2))
    }
}

/// A cell that is open.
#[derive(Default)]
struct Cell {
    value: Option<String>,
    text: String,
    paragraphs: u32,
    repeated: u32,
}

struct State {
    sheets: Vec<(String, bool, Vec<GridRow>)>,
    /// Styles of hidden tables, and the style that is open.
    hidden: HashSet<String>,
    style: Option<String>,
    /// Depth of tables: one may stand in a cell of another.
    tables: u32,
    sheet: Option<(String, bool)>,
    grid: Grid,
    row: u32,
    rows_repeated: u32,
    column: u32,
    cells: Vec<(u32, u32, String)>,
    cell: Option<Cell>,
    in_paragraph: u32,
    /// Depth of elements whose text is not that of the cell: comments, pictures.
    left_out: u32,
}

impl State {
    fn new(options: &Options) -> Self {
        State {
            sheets: Vec::new(),
            hidden: HashSet::new(),
            style: None,
            tables: 0,
            sheet: None,
            grid: Grid::new(&options.limits),
            row: 0,
            rows_repeated: 1,
            column: 0,
            cells: Vec::new(),
            cell: None,
            in_paragraph: 0,
            left_out: 0,
        }
    }

    fn open(&mut self, element: &BytesStart<'_>) {
        let name = element.name();
        let name = local(name.into_inner());
        if self.left_out > 0 || matches!(name, "annotation" | "frame" | "shapes" | "forms") {
            self.left_out += 1;
            return;
        }
        let value = |name: &str| attribute(element, name);
        let count = |name: &str| value(name).and_then(|count| count.parse::<u32>().ok());
        match name {
            "style" => self.style = value("name"),
            "table-properties" => {
                let is_hidden = value("display").is_some_and(|display| display == "false");
                if is_hidden && let Some(style) = self.style.take() {
                    self.hidden.insert(style);
                }
            }
            "table" => {
                self.tables += 1;
                if self.tables == 1 {
                    let style = value("style-name").unwrap_or_default();
                    let is_hidden = self.hidden.contains(&style);
                    self.sheet = Some((value("name").unwrap_or_default(), is_hidden));
                    self.row = 0;
                }
            }
            _ if self.tables != 1 => {}
            "table-row" => {
                self.column = 0;
                self.rows_repeated = count("number-rows-repeated").unwrap_or(1).max(1);
            }
            "table-cell" | "covered-table-cell" => {
                let typed = match value("value-type").as_deref() {
                    Some("float" | "percentage" | "currency") => {
                        value("value").map(|text| text.parse::<f64>().map_or(text, number))
                    }
                    Some("date") => value("date-value"),
                    Some("time") => value("time-value"),
                    Some("boolean") => value("boolean-value").map(|text| truth(text == "true")),
                    Some("string") => value("string-value").filter(|text| !text.is_empty()),
                    _ => None,
                };
                self.cell = Some(Cell {
                    value: typed,
                    repeated: count("number-columns-repeated").unwrap_or(1).max(1),
                    ..Cell::default()
                });
            }
            "p" | "h" => {
                if let Some(cell) = &mut self.cell {
                    if cell.paragraphs > 0 {
                        cell.text.push('\n');
                    }
                    cell.paragraphs += 1;
                    self.in_paragraph += 1;
                }
            }
            "s" => {
                let spaces = count("c").unwrap_or(1) as usize;
                self.text(&" ".repeat(spaces.min(MOST_SPACES)));
            }
            "tab" => self.text("\t"),
            "line-break" => self.text("\n"),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) -> Result<(), ReadError> {
        if self.left_out > 0 {
            self.left_out -= 1;
            return Ok(());
        }
        match name {
            "style" => self.style = None,
            "table" => {
                self.tables = self.tables.saturating_sub(1);
                if self.tables == 0
                    && let Some((name, is_hidden)) = self.sheet.take()
                {
                    let rows = self.grid.take_rows();
                    self.sheets.push((name, is_hidden, rows));
                }
            }
            _ if self.tables != 1 => {}
            "p" | "h" => self.in_paragraph = self.in_paragraph.saturating_sub(1),
            "table-cell" | "covered-table-cell" => {
                if let Some(cell) = self.cell.take() {
                    let end = self.column.saturating_add(cell.repeated).min(MOST_COLUMNS);
                    let value = cell.value.unwrap_or(cell.text);
                    if !value.trim().is_empty() {
                        if self.column < end {
                            self.cells.push((self.column, end, value));
                        } else {
                            self.grid.outside += 1;
                        }
                    }
                    self.column = end;
                }
                self.in_paragraph = 0;
            }
            "table-row" => {
                let end = self.row.saturating_add(self.rows_repeated).min(MOST_ROWS);
                let cells = std::mem::take(&mut self.cells);
                if !cells.is_empty() {
                    if self.row >= end {
                        self.grid.outside += cells.len() as u64;
                    }
                    for row in self.row..end {
                        for (first, end, value) in &cells {
                            for column in *first..*end {
                                self.grid.add(row, column, value.clone())?;
                            }
                        }
                    }
                }
                self.row = end;
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if self.left_out == 0
            && self.tables == 1
            && self.in_paragraph > 0
            && let Some(cell) = &mut self.cell
        {
            cell.text.push_str(text);
        }
    }
}

fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// The value of the first attribute with this name, whatever its prefix.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let found = attributes
        .with_checks(false)
        .flatten()
        .find(|attribute| local(attribute.key.into_inner()) == name)?;
    let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

fn broken() -> ReadError {
    ReadError::new(
        "damaged",
        "a part of it is broken XML",
        "open it in the program that made it and save it again",
    )
}

//! Fields of Word and rich text: the result is text, the instruction is not.
//!
//! Fields nest, also in the instruction of another. Some results are left out: tables of contents
//! and indexes repeat the text, and fields such as AUTHOR or FILENAME name people and places.

/// What becomes of the result of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Result {
    Text,
    /// A copy of other text.
    Index,
    /// What the file says about itself.
    Metadata,
}

/// What the instruction of a field makes of its result.
pub(super) fn result_of(instruction: &str) -> Result {
    let name = instruction.split_whitespace().next().unwrap_or_default();
    match name.to_ascii_uppercase().as_str() {
        "TOC" | "INDEX" | "TOA" => Result::Index,
        "AUTHOR" | "LASTSAVEDBY" | "USERNAME" | "USERINITIALS" | "USERADDRESS" | "FILENAME"
        | "COMMENTS" | "KEYWORDS" | "DOCPROPERTY" | "INFO" | "TEMPLATE" => Result::Metadata,
        _ => Result::Text,
    }
}

/// Longest start of an instruction that is kept: enough for its name.
const INSTRUCTION: usize = 100;

#[derive(Debug, Default)]
struct Field {
    instruction: String,
    result: Option<Result>,
}

/// The fields that are open at a place.
#[derive(Debug, Default)]
pub(super) struct Fields {
    open: Vec<Field>,
    /// Open fields that are still in their instruction.
    coding: usize,
    /// Open fields whose result is left out.
    dropping: usize,
}

impl Fields {
    /// True if text at this place belongs to the document.
    pub(super) fn shows(&self) -> bool {
        self.coding == 0 && self.dropping == 0
    }

    pub(super) fn begin(&mut self) {
        self.open.push(Field::default());
        self.coding += 1;
    }

    pub(super) fn instruction(&mut self, text: &str) {
        if let Some(field) = self.open.last_mut()
            && field.instruction.len() < INSTRUCTION
        {
            field.instruction.extend(text.chars().take(INSTRUCTION));
        }
    }

    /// The result begins. Gives what becomes of it.
    pub(super) fn separate(&mut self) -> Option<Result> {
        let field = self
            .open
            .last_mut()
            .filter(|field| field.result.is_none())?;
        let result = result_of(&field.instruction);
        field.result = Some(result);
        self.coding -= 1;
        self.dropping += usize::from(result != Result::Text);
        Some(result)
    }

    pub(super) fn end(&mut self) {
        match self.open.pop().map(|field| field.result) {
            Some(None) => self.coding -= 1,
            Some(Some(Result::Index | Result::Metadata)) => self.dropping -= 1,
            Some(Some(Result::Text)) | None => {}
        }
    }

    /// A paragraph ends: an instruction or a name that is not over by then is broken, and hides
    /// nothing more.
    pub(super) fn end_paragraph(&mut self) {
        if self.coding > 0 || self.dropping > 0 {
            self.keep(|result| matches!(result, Some(Result::Text | Result::Index)));
        }
    }

    /// A heading begins: a table of contents whose end is missing is over.
    pub(super) fn heading(&mut self) {
        if self.dropping > 0 {
            self.keep(|result| matches!(result, None | Some(Result::Text)));
        }
    }

    /// True if no field around this place leaves its result out.
    pub(super) fn dropping_none(&self) -> bool {
        self.dropping == 0
    }

    /// True if the end of a field is missing, and text was left out because of it.
    pub(super) fn drops(&self) -> bool {
        self.dropping > 0
    }

    fn keep(&mut self, keeps: impl Fn(Option<Result>) -> bool) {
        self.open.retain(|field| keeps(field.result));
        let count = |wanted: &dyn Fn(Option<Result>) -> bool| {
            self.open
                .iter()
                .filter(|field| wanted(field.result))
                .count()
        };
        let coding = count(&|result| result.is_none());
        let dropping = count(&|result| result.is_some_and(|result| result != Result::Text));
        self.coding = coding;
        self.dropping = dropping;
    }
}

//! The text of a page as one row of operators: forms put in their place, all else left out.

use std::sync::LazyLock;

use pdf_extract::content::Operation;
use pdf_extract::{Dictionary, Document, Object, ObjectId, StringFormat};

use super::fonts::{Fonts, name_of};
use super::ink::Ink;
use super::lexer::{Lexer, Operand};
use super::streams::{number, unpacked, value};

/// Deepest nesting of forms.
const DEEPEST: usize = 16;
/// Most operators of one page, with those of its forms each time they are drawn.
const MOST_OPERATORS: usize = 3_000_000;

static NO_RESOURCES: LazyLock<Dictionary> = LazyLock::new(Dictionary::new);

/// The text of a page.
#[derive(Default)]
pub(super) struct PageText {
    pub(super) operations: Vec<Operation>,
    pub(super) fonts: Vec<ObjectId>,
    /// Not all of it was read: it is too long, or a stream of it cannot be unpacked.
    pub(super) is_cut: bool,
    /// What is painted besides.
    pub(super) ink: Ink,
}

/// Reads the text of a page. `budget` is how many bytes its streams may still unpack to.
pub(super) fn page_text<'d>(
    document: &'d Document,
    page: ObjectId,
    fonts: &mut Fonts<'d>,
    budget: &mut usize,
) -> PageText {
    let mut reader = Reader {
        document,
        fonts,
        text: PageText::default(),
        forms: Vec::new(),
        budget,
    };
    if let Ok(dictionary) = document.get_dictionary(page) {
        let content = reader.content_of(dictionary);
        // Without resources there are no fonts, and so no letters; pictures may stand in the content.
        let resources = inherited(document, dictionary, b"Resources");
        reader.run(&content, resources.unwrap_or(&NO_RESOURCES), false);
    }
    reader.text
}

/// The value that a page, or a node above it, has for a key.
fn inherited<'d>(
    document: &'d Document,
    page: &'d Dictionary,
    key: &[u8],
) -> Option<&'d Dictionary> {
    let mut node = page;
    for _ in 0..64 {
        if let Some(Object::Dictionary(found)) = value(document, node, key) {
            return Some(found);
        }
        node = value(document, node, b"Parent")?.as_dict().ok()?;
    }
    None
}

struct Reader<'r, 'd> {
    document: &'d Document,
    fonts: &'r mut Fonts<'d>,
    text: PageText,
    /// Forms around this place, so that none is drawn inside itself.
    forms: Vec<*const Dictionary>,
    budget: &'r mut usize,
}

impl<'d> Reader<'_, 'd> {
    fn unpack(&mut self, stream: &pdf_extract::Stream) -> Option<Vec<u8>> {
        let bytes = unpacked(self.document, stream, *self.budget);
        self.text.is_cut |= bytes.is_none();
        *self.budget -= bytes.as_ref().map_or(0, Vec::len);
        bytes
    }

    fn content_of(&mut self, page: &'d Dictionary) -> Vec<u8> {
        let mut content = Vec::new();
        let mut add = |reader: &mut Self, object: &'d Object| {
            if let Some(Object::Stream(stream)) = super::streams::resolved(reader.document, object)
            {
                content.extend(reader.unpack(stream).unwrap_or_default());
                content.push(b'\n');
            }
        };
        match value(self.document, page, b"Contents") {
            Some(Object::Array(parts)) => parts.iter().for_each(|part| add(self, part)),
            Some(object) => add(self, object),
            None => {}
        }
        content
    }

    fn emit(&mut self, operator: &str, operands: Vec<Object>) {
        self.text
            .operations
            .push(Operation::new(operator, operands));
    }

    /// Reads a stream of operators. What it leaves open is closed behind it.
    fn run(&mut self, content: &[u8], resources: &'d Dictionary, has_font: bool) {
        let mut lexer = Lexer::new(content);
        // For each saved state: whether letters can be shown in it. The last one is the present.
        let mut can_show = vec![has_font];
        while let Some(operator) = lexer.next_operator() {
            if self.text.operations.len() >= MOST_OPERATORS {
                self.text.is_cut = true;
                break;
            }
            let operands = &lexer.operands;
            let shows = can_show.last().copied().unwrap_or(false);
            match operator {
                b"q" => {
                    can_show.push(shows);
                    self.emit("q", Vec::new());
                }
                b"Q" if can_show.len() > 1 => {
                    can_show.pop();
                    self.emit("Q", Vec::new());
                }
                b"BT" => self.emit("BT", Vec::new()),
                b"ET" => self.emit("ET", Vec::new()),
                b"cm" => self.numbers("cm", operands, 6),
                b"Tm" => self.numbers("Tm", operands, 6),
                b"Td" => self.numbers("Td", operands, 2),
                b"TD" => self.numbers("TD", operands, 2),
                b"Tc" => self.numbers("Tc", operands, 1),
                b"Tw" => self.numbers("Tw", operands, 1),
                b"Tz" => self.numbers("Tz", operands, 1),
                b"TL" => self.numbers("TL", operands, 1),
                b"Ts" => self.numbers("Ts", operands, 1),
                b"T*" => self.emit("T*", Vec::new()),
                b"Tf" => {
                    let is_known = self.font(operands, resources);
                    if let Some(last) = can_show.last_mut() {
                        *last = is_known;
                    }
                }
                b"'" => {
                    self.emit("T*", Vec::new());
                    self.show(operands, shows);
                }
                b"\"" => {
                    if let [Operand::Number(words), Operand::Number(letters), ..] = operands[..] {
                        self.emit("Tw", vec![real(words)]);
                        self.emit("Tc", vec![real(letters)]);
                    }
                    self.emit("T*", Vec::new());
                    self.show(operands, shows);
                }
                b"Tj" | b"TJ" => self.show(operands, shows),
                b"Do" => {
                    if let Some(Operand::Name(name)) = operands.last() {
                        self.form(name, resources, shows);
                    }
                }
                other => self.text.ink.operator(other),
            }
        }
        for _ in 1..can_show.len() {
            self.emit("Q", Vec::new());
        }
    }

    fn numbers(&mut self, operator: &str, operands: &[Operand], count: usize) {
        let numbers = operands.iter().filter_map(|operand| match operand {
            Operand::Number(number) => Some(real(*number)),
            _ => None,
        });
        let mut numbers: Vec<Object> = numbers.collect();
        if numbers.len() >= count {
            let numbers = numbers.split_off(numbers.len() - count);
            self.emit(operator, numbers);
        }
    }

    /// Selects a font; false if there is none that can be read.
    fn font(&mut self, operands: &[Operand], resources: &Dictionary) -> bool {
        let [.., Operand::Name(name), Operand::Number(size)] = operands else {
            return false;
        };
        let Some(font) = self.fonts.find(resources, name) else {
            return false;
        };
        if !self.text.fonts.contains(&font) {
            self.text.fonts.push(font);
        }
        self.emit("Tf", vec![name_of(font), real(*size)]);
        true
    }

    fn show(&mut self, operands: &[Operand], shows: bool) {
        let is_text = |part: &Operand| matches!(part, Operand::Text(text) if !text.is_empty());
        let has_letters = operands.last().is_some_and(|last| match last {
            Operand::Array(parts) => parts.iter().any(is_text),
            other => is_text(other),
        });
        if has_letters {
            self.text.ink.letters();
        }
        let Some(last) = operands.last().filter(|_| shows) else {
            return;
        };
        let parts = match last {
            Operand::Array(parts) => parts.as_slice(),
            other => std::slice::from_ref(other),
        };
        let parts = parts.iter().filter_map(|part| match part {
            Operand::Number(number) => Some(real(*number)),
            Operand::Text(text) => Some(Object::String(text.clone(), StringFormat::Hexadecimal)),
            _ => None,
        });
        let parts = parts.collect();
        self.emit("TJ", vec![Object::Array(parts)]);
    }

    /// Puts a form in its place.
    fn form(&mut self, name: &[u8], resources: &'d Dictionary, has_font: bool) {
        let document = self.document;
        let forms = value(document, resources, b"XObject").and_then(|forms| forms.as_dict().ok());
        let Some(Object::Stream(form)) = forms.and_then(|forms| value(document, forms, name))
        else {
            return;
        };
        let subtype = value(document, &form.dict, b"Subtype");
        let is_a =
            |kind: &[u8]| subtype.is_some_and(|name| name.as_name().is_ok_and(|name| name == kind));
        if is_a(b"Image") {
            self.text.ink.picture();
        }
        let is_form = is_a(b"Form");
        let key = std::ptr::from_ref(&form.dict);
        if !is_form || self.forms.len() >= DEEPEST || self.forms.contains(&key) {
            return;
        }
        let Some(content) = self.unpack(form) else {
            return;
        };
        self.emit("q", Vec::new());
        if let Some(Object::Array(matrix)) = value(document, &form.dict, b"Matrix") {
            let matrix: Vec<Operand> = matrix
                .iter()
                .filter_map(|part| number(super::streams::resolved(document, part)?))
                .map(Operand::Number)
                .collect();
            self.numbers("cm", &matrix, 6);
        }
        let own = value(document, &form.dict, b"Resources").and_then(|own| own.as_dict().ok());
        self.forms.push(key);
        self.run(&content, own.unwrap_or(resources), has_font);
        self.forms.pop();
        self.emit("Q", Vec::new());
    }
}

fn real(number: f64) -> Object {
    let number = if number.is_finite() { number } else { 0.0 };
    Object::Real(number.clamp(-1e9, 1e9) as f32)
}

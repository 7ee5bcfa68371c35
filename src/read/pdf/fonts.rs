//! Fonts as the extractor can read them, each tried once.
//!
//! The extractor panics on fonts it does not know. So each font is copied, mended where the way to
//! mend it is known, and tried alone; one that cannot be read costs its own text only.

use std::collections::HashMap;

use pdf_extract::content::{Content, Operation};
use pdf_extract::{Dictionary, Document, Object, ObjectId, OutputDev, Stream, output_doc_page};

use super::glyphs::Glyphs;
use super::streams::{number, resolved, unpacked, value};
use crate::guard::guarded;

/// Most bytes that a stream of a font may unpack to.
const FONT_LIMIT: usize = 32 << 20;
/// Most objects that one font may hold.
const MOST_OBJECTS: usize = 500_000;

/// The fonts of a document, and a page to run them on.
pub(super) struct Fonts<'d> {
    document: &'d Document,
    /// A document of one page, which holds the fonts and the text of one page of the real one.
    canvas: Document,
    page: ObjectId,
    /// Fonts by their number or address: the number on the canvas, `None` if it is not readable.
    known: HashMap<(u64, u64), Option<ObjectId>>,
    /// Fonts that cannot be read.
    pub(super) unreadable: u32,
}

impl<'d> Fonts<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        let mut canvas = Document::with_version("1.5");
        let pages = canvas.new_object_id();
        let box_of = [0, 0, 1000, 1000].map(Object::Integer).to_vec();
        let mut page = Dictionary::new();
        page.set("Type", Object::Name(b"Page".to_vec()));
        page.set("Parent", Object::Reference(pages));
        page.set("MediaBox", Object::Array(box_of));
        let page = canvas.add_object(page);
        let mut tree = Dictionary::new();
        tree.set("Type", Object::Name(b"Pages".to_vec()));
        tree.set("Kids", Object::Array(vec![Object::Reference(page)]));
        tree.set("Count", Object::Integer(1));
        canvas.set_object(pages, tree);
        let mut catalog = Dictionary::new();
        catalog.set("Type", Object::Name(b"Catalog".to_vec()));
        catalog.set("Pages", Object::Reference(pages));
        let catalog = canvas.add_object(catalog);
        canvas.trailer.set("Root", Object::Reference(catalog));
        Fonts {
            document,
            canvas,
            page,
            known: HashMap::new(),
            unreadable: 0,
        }
    }

    /// The font that stands under a name in resources; `None` if there is none that can be read.
    pub(super) fn find(&mut self, resources: &Dictionary, name: &[u8]) -> Option<ObjectId> {
        let fonts = value(self.document, resources, b"Font")?.as_dict().ok()?;
        let object = fonts.get(name).ok()?;
        let key = match object {
            Object::Reference((number, generation)) => (u64::from(*number), u64::from(*generation)),
            direct => (u64::MAX, std::ptr::from_ref(direct) as u64),
        };
        if let Some(&known) = self.known.get(&key) {
            return known;
        }
        let font = resolved(self.document, object).and_then(|font| font.as_dict().ok());
        let found = font.and_then(|font| self.add(font));
        self.unreadable += u32::from(found.is_none());
        self.known.insert(key, found);
        found
    }

    /// Puts a copy of a font on the canvas that the extractor can read.
    fn add(&mut self, font: &Dictionary) -> Option<ObjectId> {
        let mut budget = MOST_OBJECTS;
        let mut font = copied_dictionary(self.document, font, 0, &mut budget);
        mend(&mut font);
        let id = self.canvas.new_object_id();
        for attempt in 0..3 {
            if attempt > 0 && !simplify(&mut font, attempt) {
                continue;
            }
            self.canvas.set_object(id, font.clone());
            let select = Operation::new("Tf", vec![name_of(id), Object::Integer(1)]);
            let mut glyphs = Glyphs::default();
            if self.run(vec![select], &[id], &mut glyphs) {
                return Some(id);
            }
        }
        None
    }

    /// Runs operators on the canvas; false if the extractor failed on them.
    pub(super) fn run(
        &mut self,
        operations: Vec<Operation>,
        fonts: &[ObjectId],
        output: &mut dyn OutputDev,
    ) -> bool {
        let Ok(content) = (Content { operations }).encode() else {
            return false;
        };
        let mut named = Dictionary::new();
        for &id in fonts {
            named.set(name_bytes(id), Object::Reference(id));
        }
        let mut resources = Dictionary::new();
        resources.set("Font", named);
        let stream = self.canvas.new_object_id();
        self.canvas
            .set_object(stream, Stream::new(Dictionary::new(), content));
        if let Ok(page) = self
            .canvas
            .get_object_mut(self.page)
            .and_then(Object::as_dict_mut)
        {
            page.set("Resources", resources);
            page.set("Contents", Object::Reference(stream));
        }
        let canvas = &self.canvas;
        let done = guarded(|| output_doc_page(canvas, output, 1));
        self.canvas.objects.remove(&stream);
        self.canvas.max_id = stream.0 - 1;
        matches!(done, Ok(Ok(())))
    }
}

/// The name of a font on the canvas.
pub(super) fn name_of(font: ObjectId) -> Object {
    Object::Name(name_bytes(font))
}

fn name_bytes(font: ObjectId) -> Vec<u8> {
    format!("F{}", font.0).into_bytes()
}

/// A copy with everything in it that is referred to, unpacked.
fn copied(document: &Document, object: &Object, depth: u32, budget: &mut usize) -> Option<Object> {
    *budget = budget.checked_sub(1)?;
    if depth > 8 {
        return None;
    }
    Some(match resolved(document, object)? {
        Object::Array(items) => Object::Array(
            items
                .iter()
                .filter_map(|item| copied(document, item, depth + 1, budget))
                .collect(),
        ),
        Object::Dictionary(dictionary) => {
            Object::Dictionary(copied_dictionary(document, dictionary, depth, budget))
        }
        Object::Stream(stream) => {
            let mut dictionary = Dictionary::new();
            for key in [&b"Subtype"[..], b"UseCMap"] {
                if let Some(kept @ Object::Name(_)) = value(document, &stream.dict, key) {
                    dictionary.set(key, kept.clone());
                }
            }
            let bytes = unpacked(document, stream, FONT_LIMIT)?;
            Object::Stream(Stream::new(dictionary, bytes))
        }
        object => object.clone(),
    })
}

fn copied_dictionary(
    document: &Document,
    dictionary: &Dictionary,
    depth: u32,
    budget: &mut usize,
) -> Dictionary {
    // What the extractor never reads, and what may lead through the whole document.
    const LEFT: [&[u8]; 6] = [
        b"FontFile2",
        b"CIDToGIDMap",
        b"CharProcs",
        b"Resources",
        b"Parent",
        b"CIDSet",
    ];
    let mut copy = Dictionary::new();
    for (key, value) in dictionary {
        if !LEFT.contains(&key.as_slice())
            && let Some(value) = copied(document, value, depth + 1, budget)
        {
            copy.set(key.clone(), value);
        }
    }
    copy
}

/// Mends what the extractor reads wrongly or not at all.
fn mend(font: &mut Dictionary) {
    let subtype = font
        .get(b"Subtype")
        .and_then(Object::as_name)
        .unwrap_or_default();
    match subtype {
        b"Type0" => mend_composite(font),
        b"Type3" => mend_drawn(font),
        _ => {
            if font.has(b"ToUnicode") && !font.has(b"Encoding") {
                font.set("Encoding", Object::Name(b"WinAnsiEncoding".to_vec()));
            }
        }
    }
    if let Ok(Object::Name(_)) = font.get(b"ToUnicode") {
        font.remove(b"ToUnicode");
    }
}

/// Widths written as `first last width` are read wrongly by the extractor: they become lists.
fn mend_composite(font: &mut Dictionary) {
    let Ok(Object::Array(descendants)) = font.get_mut(b"DescendantFonts") else {
        return;
    };
    let Some(Object::Dictionary(descendant)) = descendants.first_mut() else {
        return;
    };
    if !descendant.has(b"FontDescriptor") {
        descendant.set("FontDescriptor", Dictionary::new());
    }
    if let Ok(width) = descendant.get(b"DW")
        && let Some(width) = number(width)
    {
        descendant.set("DW", Object::Integer(width as i64));
    }
    let Ok(Object::Array(widths)) = descendant.get(b"W") else {
        return;
    };
    let mut lists = Vec::new();
    let mut at = 0;
    while let Some(first) = widths.get(at).and_then(number) {
        match (widths.get(at + 1), widths.get(at + 2).and_then(number)) {
            (Some(Object::Array(list)), _) => {
                let list = list.iter().filter(|width| number(width).is_some());
                lists.push(Object::Integer(first as i64));
                lists.push(Object::Array(list.cloned().collect()));
                at += 2;
            }
            (Some(last), Some(width)) => {
                let last = number(last).unwrap_or(first).min(65_535.0);
                let count = (last - first + 1.0).clamp(0.0, 65_536.0) as usize;
                lists.push(Object::Integer(first as i64));
                lists.push(Object::Array(vec![Object::Real(width as f32); count]));
                at += 3;
            }
            _ => break,
        }
        if lists.len() > 100_000 {
            break;
        }
    }
    descendant.set("W", Object::Array(lists));
}

/// Drawn letters: their widths are in a space of their own, and all of them must be there.
fn mend_drawn(font: &mut Dictionary) {
    let scale = font
        .get(b"FontMatrix")
        .and_then(Object::as_array)
        .ok()
        .and_then(|matrix| number(matrix.first()?))
        .unwrap_or(0.001);
    let first = font.get(b"FirstChar").ok().and_then(number).unwrap_or(0.0);
    let mut widths = vec![0.0; 256];
    if let Ok(Object::Array(given)) = font.get(b"Widths") {
        for (ix, width) in given.iter().enumerate() {
            if let (Some(slot), Some(width)) = (widths.get_mut(first as usize + ix), number(width))
            {
                *slot = width * scale * 1000.0;
            }
        }
    }
    let widths = widths.into_iter().map(|width| Object::Real(width as f32));
    font.set("FirstChar", Object::Integer(0));
    font.set("LastChar", Object::Integer(255));
    font.set("Widths", Object::Array(widths.collect()));
    if !font.has(b"Encoding") {
        font.set("Encoding", Object::Name(b"WinAnsiEncoding".to_vec()));
    }
}

/// Takes away what the extractor may stumble over; false if that leaves nothing to try.
fn simplify(font: &mut Dictionary, attempt: u32) -> bool {
    let has_map = font.has(b"ToUnicode");
    if let Ok(Object::Dictionary(descriptor)) = font.get_mut(b"FontDescriptor") {
        descriptor.remove(b"FontFile");
        descriptor.remove(b"FontFile3");
    }
    let is_composite = font.has(b"DescendantFonts");
    if is_composite {
        // Codes of other encodings have two bytes as a rule, and the map goes by codes.
        font.set("Encoding", Object::Name(b"Identity-H".to_vec()));
        return has_map && attempt == 1;
    }
    if attempt == 2 {
        font.remove(b"ToUnicode");
        font.set("Encoding", Object::Name(b"WinAnsiEncoding".to_vec()));
    }
    true
}

//! EPUB → document: the chapters in the order of reading.
//!
//! The container names the package document, its spine names the chapters. The page with the
//! table of contents and the cover repeat what stands elsewhere, and are left out; parts that are
//! outside of the order of reading (`linear="no"`) are read where they stand.

use std::collections::HashMap;

use super::docx::{duplicates, join};
use super::package::{Package, damaged, encrypted};
use super::sniff::check_package;
use super::xml::{self, Step, Xml};
use super::{part_lost, undecoded, xml_error};
use crate::read::{Format, Options, ReadError, html};
use crate::text::{Block, Document, Loss, SourceMap, Span};

const CONTAINER: &str = "the container (META-INF/container.xml)";
const PACKAGE: &str = "the package document (.opf)";

/// A file that the package lists.
#[derive(Debug, Default)]
struct Entry {
    path: String,
    media: String,
    /// The table of contents or the cover.
    apart: bool,
}

/// Reads an EPUB book.
pub(super) fn read(bytes: &[u8], options: &Options) -> Result<Document, ReadError> {
    let mut package = Package::open(bytes, &options.limits)?;
    check_package(&mut package, Format::Epub)?;
    let mut losses = Vec::new();
    if package.has_duplicates() {
        losses.push(duplicates());
    }
    let root = container(&mut package, options)?;
    let chapters = spine(&mut package, &root, options)?;
    let locked = locked(&mut package, options);
    if chapters.iter().any(|entry| locked.contains(&entry.path)) {
        return Err(encrypted_book());
    }
    let mut book = Document::default();
    let (mut read, mut pictures) = (0, 0);
    for (at, entry) in chapters.iter().enumerate() {
        if entry.apart {
            continue;
        }
        let shown = format!("item {} of the spine", at + 1);
        if entry.media.starts_with("image/") {
            pictures += 1;
            continue;
        }
        if !is_page(&entry.media) {
            losses.push(Loss {
                reason: "embedded_part",
                detail: format!(
                    "{shown} is no page of text and was not read; save it as a file of its own"
                ),
                fatal: true,
            });
            continue;
        }
        let part = package.part(&entry.path, &shown);
        let part = match part {
            Ok(Some(part)) => part,
            Ok(None) => {
                let error = damaged(format!("{shown} is missing"));
                losses.push(part_lost(&error, "so it is not read"));
                continue;
            }
            Err(error) if error.reason == "damaged" => {
                losses.push(part_lost(&error, "so it is not read"));
                continue;
            }
            Err(error) => return Err(error),
        };
        let (text, places) = xml::decode(part);
        losses.extend(undecoded(places, &shown));
        append(
            &mut book,
            html::read_limited(&text, &options.html, options.limits.depth),
        );
        read += 1;
    }
    if read == 0 && losses.is_empty() {
        return Err(ReadError::new(
            "no_text",
            "holds no page of text, only pictures of pages or nothing",
            "run OCR on the pictures first",
        ));
    }
    if read == 0 {
        return Err(damaged("none of its chapters can be read"));
    }
    if pictures > 0 {
        losses.push(Loss {
            reason: "embedded_part",
            detail: format!("{pictures} pictures in the order of the book were not read"),
            fatal: false,
        });
    }
    book.losses.extend(losses);
    Ok(book)
}

/// True for what may hold XHTML.
fn is_page(media: &str) -> bool {
    media.is_empty()
        || ["html", "xml", "oeb1-document"]
            .iter()
            .any(|kind| media.contains(kind))
}

fn encrypted_book() -> ReadError {
    ReadError {
        what: "is encrypted (copy protection)".to_owned(),
        help: "ask its publisher for a copy without protection".to_owned(),
        ..encrypted()
    }
}

/// Adds a chapter: its sections count on, its places count in the text of the book.
fn append(book: &mut Document, chapter: Document) {
    if chapter.blocks.is_empty() {
        book.losses.extend(chapter.losses);
        return;
    }
    if !book.text.is_empty() {
        book.text.push_str("\n\n");
    }
    let base = book.text.len();
    let sections = book.blocks.last().map_or(0, |block| block.section);
    // A chapter is a section of its own even if it begins without a heading.
    let begins_untitled = chapter
        .blocks
        .first()
        .is_some_and(|block| block.section == 0);
    let shift = sections + u32::from(begins_untitled && !book.blocks.is_empty());
    book.text.push_str(&chapter.text);
    let moved = chapter.blocks.into_iter().map(|block| Block {
        span: Span::new(
            block.span.range().start + base,
            block.span.range().end + base,
        ),
        section: block.section + shift,
        ..block
    });
    book.blocks.extend(moved);
    book.map = SourceMap::identity();
    // One remark for what is the same in every chapter.
    for loss in chapter.losses {
        if !book.losses.contains(&loss) {
            book.losses.push(loss);
        }
    }
}

/// Where the package document stands.
fn container(package: &mut Package<'_>, options: &Options) -> Result<String, ReadError> {
    let part = package.part("META-INF/container.xml", CONTAINER)?;
    let part = part.ok_or_else(|| damaged(format!("{CONTAINER} is missing")))?;
    let (text, _) = xml::decode(part);
    let mut xml = Xml::new(&text, options.limits.depth);
    loop {
        match xml
            .next()
            .map_err(|error| xml_error(error, CONTAINER, options))?
        {
            Step::Open(element) if element.name() == "rootfile" => {
                if let Some(path) = element.attribute("full-path") {
                    return Ok(join("", &percent_decoded(&path)));
                }
            }
            Step::End => return Err(damaged(format!("{CONTAINER} names no package document"))),
            _ => {}
        }
    }
}

/// The entries of the spine in order.
fn spine(
    package: &mut Package<'_>,
    root: &str,
    options: &Options,
) -> Result<Vec<Entry>, ReadError> {
    let part = package.part(root, PACKAGE)?;
    let part = part.ok_or_else(|| damaged(format!("{PACKAGE} is missing")))?;
    let (text, _) = xml::decode(part);
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut manifest: HashMap<String, Entry> = HashMap::new();
    let mut order = Vec::new();
    let mut covers = Vec::new();
    let mut xml = Xml::new(&text, options.limits.depth);
    loop {
        match xml
            .next()
            .map_err(|error| xml_error(error, PACKAGE, options))?
        {
            Step::Open(element) => match element.name() {
                "item" => {
                    let id = element.attribute("id").unwrap_or_default();
                    let target = element.attribute("href").unwrap_or_default();
                    let properties = element.attribute("properties").unwrap_or_default();
                    let entry = Entry {
                        path: join(folder, &percent_decoded(&target)),
                        media: element.attribute("media-type").unwrap_or_default(),
                        apart: properties.split_whitespace().any(|word| word == "nav"),
                    };
                    manifest.entry(id).or_insert(entry);
                }
                "itemref" => order.extend(element.attribute("idref")),
                // EPUB 2 says in its guide which pages are no chapters.
                "reference" => {
                    let kind = element.attribute("type").unwrap_or_default();
                    if matches!(kind.as_str(), "toc" | "cover")
                        && let Some(target) = element.attribute("href")
                    {
                        let page = target.split('#').next().unwrap_or_default();
                        covers.push(join(folder, &percent_decoded(page)));
                    }
                }
                _ => {}
            },
            Step::End => break,
            _ => {}
        }
    }
    let mut chapters = Vec::new();
    for id in order {
        // A page that comes up twice in the order is read once.
        if let Some(mut entry) = manifest.remove(&id) {
            entry.apart |= covers.contains(&entry.path);
            chapters.push(entry);
        }
    }
    // A book of one page that calls it its cover has nothing else to read.
    if !chapters.is_empty() && chapters.iter().all(|entry| entry.apart) {
        for entry in &mut chapters {
            entry.apart = false;
        }
    }
    if chapters.is_empty() {
        return Err(damaged(format!("{PACKAGE} names no chapters")));
    }
    Ok(chapters)
}

/// Parts that are encrypted.
fn locked(package: &mut Package<'_>, options: &Options) -> Vec<String> {
    let mut locked = Vec::new();
    let part = package.part("META-INF/encryption.xml", "the list of encrypted parts");
    let Ok(Some(part)) = part else {
        return locked;
    };
    let (text, _) = xml::decode(part);
    let mut xml = Xml::new(&text, options.limits.depth);
    while let Ok(step) = xml.next() {
        match step {
            Step::Open(element) if element.name() == "CipherReference" => {
                let target = element.attribute("URI").unwrap_or_default();
                locked.push(join("", &percent_decoded(&target)));
            }
            Step::End => break,
            _ => {}
        }
    }
    locked
}

/// `%20` and the like as characters; what is no such escape stays.
fn percent_decoded(target: &str) -> String {
    let bytes = target.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        let value = digits
            .and_then(|two| str::from_utf8(two).ok())
            .and_then(|two| u8::from_str_radix(two, 16).ok());
        if let Some(value) = value {
            decoded.push(value);
            at += 3;
        } else {
            decoded.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| target.to_owned())
}

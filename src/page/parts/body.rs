//! The body: which parts are named, and what is felt there.

use std::collections::BTreeMap;

use super::{Part, boxed, name};
use crate::page::book::Book;
use crate::page::content::{
    Block, Cell, Figure, Key, Section, Table, interval, numbers, rounded, supported, words as text,
};
use crate::page::draw::body::{self as figure, Region};
use crate::page::number::{chance, grouped, plain};
use crate::page::{PageError, words};

/// Forms that are named beside a region.
const FORMS: usize = 6;
/// Rows of the table of pairs.
const MOST_PAIRS: usize = 120;

/// The section.
///
/// # Errors
/// If a table cannot be read.
pub(crate) fn section(book: &Book<'_>) -> Result<Part, PageError> {
    let mut counts: BTreeMap<Region, u64> = BTreeMap::new();
    let mut forms: BTreeMap<Region, Vec<(u64, String)>> = BTreeMap::new();
    let Some(mut sheet) = book.folder.table("terms")? else {
        return Ok(Part::Nothing);
    };
    while let Some(row) = sheet.next()? {
        let hits = row.count("hits");
        if row.raw("category") == "somatic.body_parts" && hits > 0 {
            let form = row.text("form");
            let region = Region::of(&form);
            *counts.entry(region).or_default() += hits;
            forms.entry(region).or_default().push((hits, form));
        }
    }
    let with = book.folder.table("bodymap")?;
    if counts.is_empty() {
        return Ok(Part::Nothing);
    }
    let mut section = Section::new("body", "Where in the body");
    section.fresh = true;
    section.text("How often each part of the body is named, over all texts. Darker means more often; the numbers stand beside it. A mention is a word, not yet a feeling.");
    let most = counts.values().copied().max().unwrap_or(0);
    section.legend(
        figure::steps(most)
            .into_iter()
            .map(|(step, least)| Key {
                text: format!("{} or more", grouped(least)),
                ..boxed(&format!("chip b{step}"))
            })
            .collect(),
    );
    let mut table = Table::new(
        "body-numbers",
        "Parts of the body",
        vec![text("Part"), numbers("Hits"), text("Words")],
    );
    let mut ordered: Vec<(&Region, &u64)> = counts.iter().collect();
    ordered.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    for (region, hits) in &ordered {
        let mut found = forms.remove(region).unwrap_or_default();
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let listed: Vec<String> = found
            .iter()
            .take(FORMS)
            .map(|(hits, form)| format!("{form} {}", grouped(*hits)))
            .collect();
        let more = found.len().saturating_sub(FORMS);
        let more = if more > 0 {
            format!(", {more} more")
        } else {
            String::new()
        };
        table.rows.push(vec![
            name(region.name()),
            Cell::from(**hits),
            Cell::from(format!("{}{more}", listed.join(", "))),
        ]);
    }
    let told: Vec<String> = ordered
        .iter()
        .map(|(region, hits)| format!("{} {}", region.name(), grouped(**hits)))
        .collect();
    let drawn = Figure {
        svg: figure::draw(
            "body-figure",
            "A person, shaded by how often each part is named",
            &format!("Hits: {}.", told.join("; ")),
            |region| counts.get(&region).copied().unwrap_or(0),
        ),
        caption: "An outline of a person. Left and right are not told apart.".to_owned(),
        table: None,
        class: "panel",
    };
    section.blocks.push(Block::Beside {
        figure: drawn,
        table,
    });
    if let Some(sheet) = with {
        pairs(book, sheet, &mut section)?;
    } else {
        section.note("What is felt where (body part with sensation, body part with shame) comes with --bodymap.");
    }
    Ok(Part::Here(section))
}

/// A pooled row of `bodymap.csv`, with the number it is ordered by.
fn pairs(
    book: &Book<'_>,
    mut sheet: crate::page::load::Sheet,
    section: &mut Section,
) -> Result<(), PageError> {
    let mut found = Vec::new();
    while let Some(row) = sheet.next()? {
        if !row.raw("document").is_empty()
            || row.raw("group") != "all"
            || row.count("observed") == 0
        {
            continue;
        }
        let (low, high) = (row.number("lift_low"), row.number("lift_high"));
        let cells = vec![
            name(words::full(&row.text("part"))),
            Cell::from(words::full(&row.text("with"))),
            Cell::from(words::upper_first(&row.text("kind"))),
            Cell::from(row.count("observed")),
            rounded(row.number("expected"), plain),
            supported(row.number("lift"), low, high),
            interval(low, high),
            rounded(row.number("q"), chance),
        ];
        found.push((row.count("observed"), cells));
    }
    if found.is_empty() {
        section.note(
            "No part of the body stands near a word of sensation or of shame in these texts.",
        );
        return Ok(());
    }
    found.sort_by(|a, b| {
        b.0.cmp(&a.0)
            .then_with(|| a.1[0].text.cmp(&b.1[0].text))
            .then_with(|| a.1[1].text.cmp(&b.1[1].text))
    });
    section.heading("What is felt there");
    section.text("How often a part of the body stands close to a word of sensation, or to a word of shame, and how often it would by chance. Words that name both at once (a knot in my stomach) are observed, but are no matter of chance: the other columns leave them out. Lift is the ratio of the two; q is the share of false finds to expect among the pairs with this q or less.");
    let mut table = Table::new(
        "body-pairs",
        "Parts of the body with sensation and with shame",
        vec![
            text("Part"),
            text("With"),
            text("Kind"),
            numbers("Observed"),
            numbers("By chance"),
            numbers("Lift"),
            numbers("95 % interval"),
            numbers("q"),
        ],
    );
    table.rows = found.into_iter().map(|(_, cells)| cells).collect();
    table.tools = true;
    section.table(table.capped(MOST_PAIRS, &book.folder.file("bodymap.csv")));
    Ok(())
}

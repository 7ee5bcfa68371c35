//! The corpus: rates with intervals, for lexicons, groups and categories; what the words mean.

use std::collections::BTreeMap;

use super::{Part, name};
use crate::page::book::{Book, CorpusRow};
use crate::page::content::{
    Block, Cell, Figure, Section, Table, interval, numbers, supported, words as text,
};
use crate::page::draw::bars::{self, Bar};
use crate::page::number::plural;
use crate::page::words;

/// Groups that are drawn. More are in `corpus.csv`.
const MOST_GROUPS: usize = 12;

/// The section.
pub(crate) fn section(book: &Book<'_>) -> Part {
    let mut section = Section::new("overview", "How often each kind of word comes up");
    section.text("Rates are hits per 100 words, over all texts together. The bar ends at the rate; the line across its end is the 95 % interval: the range of true rates that fit these texts.");
    let mut rows = Vec::new();
    for lexicon in &book.lexicons {
        rows.extend(book.total(lexicon));
        let adverse = format!("{lexicon}_adverse");
        rows.extend(book.total(&adverse).filter(|row| row.hits > 0));
    }
    let mut figures = vec![Figure {
        svg: bars::draw(
            "overview-lexicons",
            "Rates of the lexicons",
            &told(&rows),
            "hits per 100 words",
            &bars_of(book, &rows, |row| words::full(&row.category)),
            None,
        ),
        caption: "All texts together. Hatched: words of the distress pole, which are counted apart and never added to the total.".to_owned(),
        table: Some(table("overview-numbers", "Rates of the lexicons", &rows)),
        class: "single",
    }];
    figures.extend(groups(book));
    section.figures(figures);
    let glossary = book
        .lexicons
        .iter()
        .map(|lexicon| (words::full(lexicon), book.meaning(lexicon).to_owned()))
        .filter(|(_, meaning)| !meaning.is_empty())
        .collect::<Vec<_>>();
    if !glossary.is_empty() {
        section.heading("What the words mean");
        section.blocks.push(Block::Glossary { entries: glossary });
    }
    section.heading("Within each lexicon");
    section.text("Each word list is made of parts. Parts without a hit are left out of the drawing and stand in the table.");
    section.figures(
        book.lexicons
            .iter()
            .filter_map(|lexicon| parts(book, lexicon))
            .collect(),
    );
    Part::Here(section)
}

fn bars_of(book: &Book<'_>, rows: &[&CorpusRow], label: impl Fn(&CorpusRow) -> String) -> Vec<Bar> {
    rows.iter()
        .map(|row| Bar {
            label: label(row),
            value: row.rate.unwrap_or(0.0),
            interval: row.interval(),
            series: book.series(&row.category),
            hatched: book.is_distress(&row.category),
        })
        .collect()
}

/// The numbers of a drawing in words, for those who do not see it.
fn told(rows: &[&CorpusRow]) -> String {
    let parts: Vec<String> = rows
        .iter()
        .map(|row| {
            let rate = supported(row.rate, row.low, row.high).text;
            let between = interval(row.low, row.high).text;
            format!("{} {rate} ({between})", words::full(&row.category))
        })
        .collect();
    format!(
        "Hits per 100 words with 95 % intervals: {}.",
        parts.join("; ")
    )
}

fn table(id: &str, caption: &str, rows: &[&CorpusRow]) -> Table {
    let columns = vec![
        text("Category"),
        numbers("Per 100 words"),
        numbers("95 % interval"),
        numbers("Hits"),
        numbers("Texts with a hit"),
        numbers("Negated"),
        numbers("Wished for"),
        numbers("Let go of"),
    ];
    let mut table = Table::new(id, caption, columns);
    table.rows = rows
        .iter()
        .map(|row| {
            vec![
                name(words::full(&row.category)),
                supported(row.rate, row.low, row.high),
                interval(row.low, row.high),
                Cell::from(row.hits),
                Cell::from(row.documents_with),
                Cell::from(row.negated),
                Cell::from(row.unrealised),
                Cell::from(row.released),
            ]
        })
        .collect();
    table
}

fn parts(book: &Book<'_>, lexicon: &str) -> Option<Figure> {
    let mut rows: Vec<&CorpusRow> = book
        .parts_of(lexicon)
        .filter_map(|category| book.total(category))
        .collect();
    // Parts of a pole apart with a hit; the others in the order of their rates.
    rows.sort_by(|a, b| {
        b.hits
            .cmp(&a.hits)
            .then_with(|| a.category.cmp(&b.category))
    });
    let drawn: Vec<&CorpusRow> = rows.iter().copied().filter(|row| row.hits > 0).collect();
    if drawn.is_empty() {
        return None;
    }
    let spoken = words::full(lexicon);
    let id = format!("parts-{}", book.number(lexicon));
    Some(Figure {
        svg: bars::draw(
            &id,
            &format!("{spoken}: its parts"),
            &told(&drawn),
            "hits per 100 words",
            &bars_of(book, &drawn, |row| words::short(&row.category)),
            None,
        ),
        caption: format!(
            "{spoken}: {} of {} have a hit.",
            drawn.len(),
            plural(rows.len() as u64, "part", "parts")
        ),
        table: Some(table(
            &format!("{id}-numbers"),
            &format!("{spoken}: its parts"),
            &rows,
        )),
        class: "panel",
    })
}

/// A drawing for each lexicon with one bar for each group; none if there is one group.
fn groups(book: &Book<'_>) -> Vec<Figure> {
    let mut found: BTreeMap<&str, u64> = BTreeMap::new();
    for row in book.corpus.iter().filter(|row| row.group != "all") {
        found.insert(&row.group, row.words);
    }
    if found.len() < 2 {
        return Vec::new();
    }
    let mut names: Vec<&str> = found.keys().copied().collect();
    let left_out = names.len().saturating_sub(MOST_GROUPS);
    // The groups with the most words, then in order of their names.
    names.sort_by_key(|name| std::cmp::Reverse(found[name]));
    names.truncate(MOST_GROUPS);
    names.sort_unstable();
    book.lexicons
        .iter()
        .map(|lexicon| {
            let rows: Vec<&CorpusRow> = names
                .iter()
                .filter_map(|group| {
                    book.corpus
                        .iter()
                        .find(|row| row.group == *group && row.category == *lexicon)
                })
                .collect();
            let spoken = words::full(lexicon);
            let id = format!("groups-{}", book.number(lexicon));
            let mut table = table(
                &format!("{id}-numbers"),
                &format!("{spoken} by group"),
                &rows,
            );
            for (row, found) in table.rows.iter_mut().zip(&rows) {
                row[0] = name(group_name(&found.group));
            }
            table.columns[0] = text("Group");
            let more = match left_out {
                0 => String::new(),
                more => format!(
                    " The {MOST_GROUPS} groups with the most words; {more} more are in {}.",
                    book.folder.file("corpus.csv")
                ),
            };
            let told: Vec<String> = rows
                .iter()
                .map(|row| {
                    let rate = supported(row.rate, row.low, row.high).text;
                    format!("{} {rate}", group_name(&row.group))
                })
                .collect();
            Figure {
                svg: bars::draw(
                    &id,
                    &format!("{spoken} by group"),
                    &format!("Hits per 100 words: {}.", told.join("; ")),
                    "hits per 100 words",
                    &bars_of(book, &rows, |row| group_name(&row.group)),
                    None,
                ),
                caption: format!("{spoken} by group.{more}"),
                table: Some(table),
                class: "panel",
            }
        })
        .collect()
}

/// A group for people.
fn group_name(group: &str) -> String {
    if group.is_empty() {
        "(no group)".to_owned()
    } else {
        group.to_owned()
    }
}

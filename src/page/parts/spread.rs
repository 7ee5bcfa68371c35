//! Documents: how their rates are spread, shame against self-compassion, and a table of them.

use super::{Part, name, of_sample, short_note, swatch};
use crate::page::book::{Book, Doc};
use crate::page::content::{
    Cell, Figure, Key, Section, Table, interval, numbers, rounded, supported, words as text,
};
use crate::page::draw::dots::{self, Dot, MOST_DOTS};
use crate::page::draw::scale::quantile;
use crate::page::draw::strips::{self, Strip};
use crate::page::number::{grouped, plain, plural};
use crate::page::{pick, words};

/// Documents of which those with a hit are drawn as dots.
const STRIP_DOTS: usize = 400;
/// Rows of the table of documents.
const MOST_ROWS: usize = 1000;

/// How the rates of documents are spread.
pub(crate) fn section(book: &Book<'_>) -> Part {
    let docs: Vec<&Doc> = book.long_docs().collect();
    if docs.len() < 3 {
        return Part::Absent(
            "How rates are spread over texts",
            "three texts of 100 words or more".to_owned(),
        );
    }
    let mut section = Section::new("spread", "How rates are spread over texts");
    section.fresh = true;
    let sampled = if docs.len() > STRIP_DOTS {
        format!(
            " Of {} texts, a seeded sample of {STRIP_DOTS} is drawn, the same for every row; the boxes rest on all of them.",
            grouped(docs.len() as u64)
        )
    } else {
        String::new()
    };
    section.text(format!(
        "Each dot is a text with at least one hit. The box holds the middle half of the texts, the thick line is the median, the thin line goes from the 5th to the 95th percentile: texts without a hit count as 0 there. The axis goes with the square root, so that small rates can be told apart.{sampled}{}",
        short_note(book)
    ));
    let mut figures = Vec::new();
    let totals: Vec<&String> = book.lexicons.iter().collect();
    figures.extend(figure(
        book,
        &docs,
        "spread-lexicons",
        "The lexicons",
        &totals,
        true,
    ));
    for lexicon in &book.lexicons {
        let parts: Vec<&String> = book
            .parts_of(lexicon)
            .filter(|category| book.total(category).is_some_and(|row| row.hits > 0))
            .collect();
        let id = format!("spread-{}", book.number(lexicon));
        figures.extend(figure(
            book,
            &docs,
            &id,
            &words::full(lexicon),
            &parts,
            false,
        ));
    }
    section.figures(figures);
    Part::Here(section)
}

fn figure(
    book: &Book<'_>,
    docs: &[&Doc],
    id: &str,
    title: &str,
    categories: &[&String],
    long_names: bool,
) -> Option<Figure> {
    let columns = vec![
        text("Category"),
        numbers("Texts with a hit"),
        numbers("25 % below"),
        numbers("Median"),
        numbers("75 % below"),
        numbers("Highest"),
    ];
    let mut table = Table::new(
        format!("{id}-numbers"),
        format!("{title}: rates of texts"),
        columns,
    );
    let mut strips = Vec::new();
    for category in categories {
        let at = book.at(category)?;
        let mut sorted: Vec<f64> = docs.iter().filter_map(|doc| doc.rates[at]).collect();
        sorted.sort_by(f64::total_cmp);
        let with = sorted.iter().filter(|rate| **rate > 0.0).count();
        if with == 0 {
            continue;
        }
        // The same sample for every row: a rare category has few dots, a common one many.
        let dots = docs
            .iter()
            .take(STRIP_DOTS)
            .filter_map(|doc| Some((doc.rates[at].filter(|rate| *rate > 0.0)?, &doc.name)))
            .map(|(rate, name)| (rate, pick::share(name, at as u64 + 7)))
            .collect();
        let of = |share| rounded(quantile(&sorted, share), plain);
        let label = if long_names {
            words::full(category)
        } else {
            words::short(category)
        };
        table.rows.push(vec![
            name(label.clone()),
            Cell::from(with as u64),
            of(0.25),
            of(0.5),
            of(0.75),
            of(1.0),
        ]);
        strips.push(Strip {
            label,
            dots,
            sorted,
            series: book.series(category),
        });
    }
    let told: Vec<String> = table
        .rows
        .iter()
        .map(|row| {
            format!(
                "{}: median {}, highest {}",
                row[0].text, row[3].text, row[5].text
            )
        })
        .collect();
    (!strips.is_empty()).then(|| Figure {
        svg: strips::draw(
            id,
            &format!("{title}: rates of texts"),
            &format!("Hits per 100 words of each text. {}.", told.join("; ")),
            "hits per 100 words",
            &strips,
            None,
        ),
        caption: format!(
            "{title}: rates of {}{}.",
            plural(docs.len() as u64, "text", "texts"),
            of_sample(book)
        ),
        table: Some(table),
        class: if long_names { "single" } else { "panel" },
    })
}

/// Shame against self-compassion.
pub(crate) fn against(book: &Book<'_>) -> Part {
    let (Some(x), Some(y)) = (book.at("shame"), book.at("self_compassion")) else {
        return Part::Nothing;
    };
    let long: Vec<&Doc> = book.long_docs().collect();
    if long.len() < 3 {
        return Part::Absent(
            "Shame against self-compassion",
            "three texts of 100 words or more".to_owned(),
        );
    }
    let mut groups: Vec<&str> = long.iter().map(|doc| doc.group.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    let grouped_dots = (2..=4).contains(&groups.len());
    let mut dots: Vec<Dot> = long
        .iter()
        .filter_map(|doc| {
            let (shame, compassion) = (doc.rates[x]?, doc.rates[y]?);
            let place = groups.iter().position(|group| *group == doc.group);
            Some(Dot {
                x: shame,
                y: compassion,
                series: if grouped_dots { place.unwrap_or(0) } else { 0 },
                title: format!(
                    "{}: shame {}, self-compassion {} per 100 of {} words",
                    doc.name,
                    plain(shame),
                    plain(compassion),
                    grouped(doc.words)
                ),
            })
        })
        .collect();
    dots.sort_by(|a, b| a.title.cmp(&b.title));
    let mut section = Section::new("against", "Shame against self-compassion");
    let many = dots.len() > MOST_DOTS;
    section.text(format!(
        "Every text is a {}. On the dotted line a text has as many words of self-compassion as of shame: a balance of words, not of a person. Both axes go with the square root. A text that is about shame often holds many words of shame in order to undo it.{}",
        if many { "place in a hexagon; the darker it is, the more texts fall into it" } else { "dot" },
        short_note(book)
    ));
    let both = dots.iter().filter(|dot| dot.x > 0.0 && dot.y > 0.0).count();
    let neither = dots
        .iter()
        .filter(|dot| dot.x == 0.0 && dot.y == 0.0)
        .count();
    let told = format!(
        "{}{} with words of both, {} with neither, {} with words of shame only, {} with words of self-compassion only.",
        match of_sample(book) {
            all if all.is_empty() => all,
            sample => format!("Texts{sample}: "),
        },
        plural(both as u64, "text", "texts"),
        grouped(neither as u64),
        grouped(
            dots.iter()
                .filter(|dot| dot.x > 0.0 && dot.y == 0.0)
                .count() as u64
        ),
        grouped(
            dots.iter()
                .filter(|dot| dot.x == 0.0 && dot.y > 0.0)
                .count() as u64
        ),
    );
    let title = "Shame against self-compassion";
    let axes = (
        "shame, hits per 100 words",
        "self-compassion, hits per 100 words",
    );
    let (svg, steps) = dots::draw("against-dots", title, &told, axes, &dots);
    if grouped_dots && !many {
        section.legend(
            groups
                .iter()
                .enumerate()
                .map(|(at, group)| Key {
                    svg: swatch(at),
                    text: if group.is_empty() {
                        "(no group)".to_owned()
                    } else {
                        (*group).to_owned()
                    },
                })
                .collect(),
        );
    }
    if many {
        section.legend(
            steps
                .iter()
                .enumerate()
                .map(|(at, least)| Key {
                    text: format!("{} or more", plural(*least as u64, "text", "texts")),
                    ..super::boxed(&format!("h{at}"))
                })
                .collect(),
        );
    }
    let mut table = Table::new(
        "against-numbers",
        format!("Texts{} by what they hold", of_sample(book)),
        vec![text("Words of"), numbers("Texts")],
    );
    let count =
        |test: fn(&Dot) -> bool| Cell::from(dots.iter().filter(|dot| test(dot)).count() as u64);
    table.rows = vec![
        vec![name("both"), count(|dot| dot.x > 0.0 && dot.y > 0.0)],
        vec![name("shame only"), count(|dot| dot.x > 0.0 && dot.y == 0.0)],
        vec![
            name("self-compassion only"),
            count(|dot| dot.x == 0.0 && dot.y > 0.0),
        ],
        vec![name("neither"), count(|dot| dot.x == 0.0 && dot.y == 0.0)],
    ];
    section.figures(vec![Figure {
        svg,
        caption: format!("{told} The rates of each text are in the table of texts below."),
        table: Some(table),
        class: "wide",
    }]);
    Part::Here(section)
}

/// The table of documents.
pub(crate) fn documents(book: &Book<'_>) -> Part {
    let mut section = Section::new("texts", "The texts");
    section.fresh = true;
    let mut columns = vec![text("Text"), numbers("Words"), numbers("Hits")];
    let with_groups = book.docs.iter().any(|doc| !doc.group.is_empty());
    if with_groups {
        columns.insert(1, text("Group"));
    }
    for lexicon in &book.lexicons {
        columns.push(numbers(&format!("{} per 100", words::full(lexicon))));
    }
    let with_balance = book.docs.iter().any(|doc| doc.balance.0.is_some());
    if with_balance {
        columns.push(numbers("Compassion balance"));
        columns.push(numbers("95 % interval"));
    }
    columns.push(text("Remarks"));
    let mut docs: Vec<&Doc> = book.docs.iter().take(MOST_ROWS).collect();
    docs.sort_by(|a, b| a.name.cmp(&b.name));
    let mut table = Table::new("texts-table", "Texts, with rates per 100 words", columns);
    table.tools = true;
    table.rows = docs
        .iter()
        .map(|doc| row(book, doc, with_groups, with_balance))
        .collect();
    if book.documents > MOST_ROWS {
        table.note = format!(
            "A seeded sample of {} of {} texts; all of them are in {}.",
            grouped(MOST_ROWS as u64),
            grouped(book.documents as u64),
            book.folder.file("documents.csv")
        );
    }
    section.text("Rates of short texts say little: look at the counts there. The compassion balance goes from −1 (only words of shame) to +1 (only words of self-compassion) and is given from 5 hits on.");
    table.folded = table.rows.len() > 60;
    section.table(table);
    Part::Here(section)
}

fn row(book: &Book<'_>, doc: &Doc, with_groups: bool, with_balance: bool) -> Vec<Cell> {
    let mut row = vec![
        name(doc.name.clone()),
        Cell::from(doc.words),
        Cell::from(doc.hits),
    ];
    if with_groups {
        row.insert(1, Cell::from(doc.group.clone()));
    }
    for (at, lexicon) in book.lexicons.iter().enumerate() {
        let rate = book.at(lexicon).and_then(|at| doc.rates[at]);
        let ends = doc.intervals[at];
        row.push(supported(
            rate,
            ends.map(|ends| ends.0),
            ends.map(|ends| ends.1),
        ));
    }
    if with_balance {
        let (value, low, high) = doc.balance;
        row.push(supported(value, low, high));
        row.push(interval(low, high));
    }
    row.push(Cell::from(words::flags(&doc.flags)));
    row
}

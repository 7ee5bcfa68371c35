//! How rates move from the start of a text to its end.

use std::collections::BTreeMap;

use super::{Part, lexicon_keys, name};
use crate::page::book::Book;
use crate::page::content::{
    Cell, Figure, Section, Table, interval, numbers, rounded, words as text,
};
use crate::page::draw::lines::{self, Course, GridRow, Stop};
use crate::page::draw::scale::{ceiling, mean};
use crate::page::number::{chance, fixed, plain, plural};
use crate::page::{PageError, pick, words};

/// Texts in the grid.
const MOST_TEXTS: usize = 24;
/// Curves that are drawn.
const MOST_CURVES: usize = 12;
/// Points that a curve must have to be drawn.
const LEAST_POINTS: usize = 8;

/// A text in the grid: for each lexicon its parts, and tau.
type Picture = BTreeMap<usize, (Vec<f64>, Option<f64>, Option<f64>)>;

/// The smoothed lines of a text, by lexicon: places and numbers.
type Curves = BTreeMap<usize, Vec<(f64, f64)>>;

/// The section.
///
/// # Errors
/// If a table cannot be read.
pub(crate) fn section(book: &Book<'_>) -> Result<Part, PageError> {
    let title = "From the start of a text to its end";
    let Some(mut sheet) = book.folder.table("trajectory")? else {
        return Ok(Part::Absent(title, "--trajectory".to_owned()));
    };
    let tens: Vec<String> = (1..=10)
        .map(|part| format!("part_{part}_per_100"))
        .collect();
    let thirds = ["first", "middle", "last"].map(|third| format!("{third}_third_per_100"));
    let mut ten_values = vec![vec![Vec::new(); 10]; book.lexicons.len()];
    let mut third_values = vec![vec![Vec::new(); 3]; book.lexicons.len()];
    let mut grid: BTreeMap<(u64, String), Picture> = BTreeMap::new();
    while let Some(row) = sheet.next()? {
        let Some(at) = book
            .lexicons
            .iter()
            .position(|known| known == row.raw("category"))
        else {
            continue;
        };
        let document = row.text("document");
        if document.is_empty() {
            continue;
        }
        let all = |columns: &[String]| -> Option<Vec<f64>> {
            columns.iter().map(|column| row.number(column)).collect()
        };
        let (ten, three) = (all(&tens), all(&thirds));
        for (values, found) in [(&mut ten_values, &ten), (&mut third_values, &three)] {
            for (part, rate) in found.iter().flatten().enumerate() {
                values[at][part].push(*rate);
            }
        }
        let Some(parts) = ten.or(three) else {
            continue;
        };
        let key = (pick::draw(&document, book.options.seed), document);
        grid.entry(key)
            .or_default()
            .insert(at, (parts, row.number("tau"), row.number("tau_p")));
        if grid.len() > MOST_TEXTS {
            grid.pop_last();
        }
    }
    if grid.is_empty() {
        return Ok(Part::Absent(
            title,
            "texts of 250 words or more (thirds), or of 1,000 (ten parts)".to_owned(),
        ));
    }
    let mut section = Section::new("course", title);
    section.fresh = true;
    section.text("Each text is cut into parts of equally many words: ten from 1,000 words on, else three from 250 on. The line is the mean of the texts' rates in each part, the band its 95 % interval.");
    section.legend(lexicon_keys(book));
    let mut figures = Vec::new();
    for (values, whole) in [(&ten_values, "ten parts"), (&third_values, "thirds")] {
        let found = means(book, values, whole);
        if !found.is_empty() {
            figures = found;
            break;
        }
    }
    section.figures(figures);
    section.heading("Text by text");
    section.text(format!(
        "Small bars show the rate in each part, from start to end; one column has one scale. Tau says whether hits become more (above 0) or fewer (below 0) towards the end; with few hits it is mostly chance.{}",
        if grid.len() == MOST_TEXTS {
            format!(" At most {MOST_TEXTS} texts are shown: a seeded sample of those that are long enough.")
        } else {
            String::new()
        }
    ));
    section.figures(vec![grid_figure(book, grid)]);
    curves(book, &mut section)?;
    Ok(Part::Here(section))
}

/// A panel for each lexicon; none unless at least one lexicon has two texts.
fn means(book: &Book<'_>, values: &[Vec<Vec<f64>>], whole: &str) -> Vec<Figure> {
    let courses: Vec<Vec<Stop>> = values
        .iter()
        .map(|parts| {
            let last = (parts.len() - 1).max(1) as f64;
            parts
                .iter()
                .enumerate()
                .filter(|(_, rates)| rates.len() > 1)
                .map(|(at, rates)| {
                    let (middle, ends) = mean(rates);
                    (
                        at as f64 / last,
                        middle,
                        ends.map(|(low, high)| (low.max(0.0), high)),
                    )
                })
                .collect()
        })
        .collect();
    book.lexicons
        .iter()
        .enumerate()
        .filter(|(at, _)| !courses[*at].is_empty())
        .map(|(at, lexicon)| {
            let top = courses[at]
                .iter()
                .map(|(_, middle, ends)| ends.map_or(*middle, |ends| ends.1))
                .fold(0.0, f64::max);
            let spoken = words::full(lexicon);
            let id = format!("course-{at}");
            let texts = values[at][0].len() as u64;
            let mut table = Table::new(
                format!("{id}-numbers"),
                format!("{spoken}: mean rates in {whole}"),
                vec![
                    numbers("Part"),
                    numbers("Mean per 100 words"),
                    numbers("95 % interval"),
                ],
            );
            for (part, (_, middle, ends)) in courses[at].iter().enumerate() {
                table.rows.push(vec![
                    Cell::from(part as u64 + 1),
                    rounded(Some(*middle), plain),
                    interval(ends.map(|ends| ends.0), ends.map(|ends| ends.1)),
                ]);
            }
            let told: Vec<&str> = table.rows.iter().map(|row| row[1].text.as_str()).collect();
            let course = Course {
                series: at % 6,
                points: courses[at].clone(),
                marked: true,
                apart: false,
            };
            Figure {
                svg: lines::panel(
                    &id,
                    &spoken,
                    &format!(
                        "Mean hits per 100 words from start to end: {}.",
                        told.join(", ")
                    ),
                    "per 100 words",
                    &[course],
                    ceiling(top),
                    ("start", "end"),
                ),
                caption: format!("{spoken}: {} in {whole}.", plural(texts, "text", "texts")),
                table: Some(table),
                class: "panel small",
            }
        })
        .collect()
}

fn grid_figure(book: &Book<'_>, grid: BTreeMap<(u64, String), Picture>) -> Figure {
    let mut texts: Vec<(String, Picture)> = grid
        .into_iter()
        .map(|((_, document), picture)| (document, picture))
        .collect();
    texts.sort_by(|a, b| a.0.cmp(&b.0));
    let mut columns = vec![text("Text")];
    for lexicon in &book.lexicons {
        let spoken = words::full(lexicon);
        columns.push(text(&format!("{spoken}: rates of the parts")));
        columns.push(numbers("Tau"));
        columns.push(numbers("p"));
    }
    let mut table = Table::new(
        "course-grid-numbers",
        "Rates of the parts of each text",
        columns,
    );
    let mut rows = Vec::new();
    for (document, picture) in &texts {
        let mut cells = vec![name(document.clone())];
        let mut drawn = Vec::new();
        for at in 0..book.lexicons.len() {
            let none = (Vec::new(), None, None);
            let (parts, tau, p) = picture.get(&at).unwrap_or(&none);
            let listed: Vec<String> = parts.iter().map(|rate| plain(*rate)).collect();
            cells.push(Cell::from(listed.join(" · ")));
            cells.push(rounded(*tau, |tau| fixed(tau, 2)));
            cells.push(rounded(*p, chance));
            let beside = tau.map_or(String::new(), |tau| format!("τ {}", fixed(tau, 2)));
            drawn.push((parts.clone(), beside));
        }
        table.rows.push(cells);
        rows.push(GridRow {
            label: document.clone(),
            cells: drawn,
        });
    }
    let heads: Vec<String> = book
        .lexicons
        .iter()
        .map(|lexicon| words::full(lexicon))
        .collect();
    Figure {
        svg: lines::grid(
            "course-grid",
            "Rates of the parts of each text",
            &format!(
                "{} down, lexicons across; each cell has one bar for each part of the text. The numbers are in the table.",
                plural(rows.len() as u64, "text", "texts")
            ),
            &heads,
            &rows,
        ),
        caption: "Rates from the start of each text to its end.".to_owned(),
        table: Some(table),
        class: "broad",
    }
}

/// Smoothed curves, if the scan made them.
fn curves(book: &Book<'_>, section: &mut Section) -> Result<(), PageError> {
    let Some(mut sheet) = book.folder.table("curves")? else {
        return Ok(());
    };
    let mut found: BTreeMap<(u64, String), Curves> = BTreeMap::new();
    let mut kernel = String::new();
    while let Some(row) = sheet.next()? {
        let series = book
            .lexicons
            .iter()
            .position(|known| known == row.raw("category"));
        let (Some(series), Some(x), Some(y)) =
            (series, row.number("position"), row.number("value"))
        else {
            continue;
        };
        let document = row.text("document");
        if kernel.is_empty() {
            kernel = row.text("kernel");
        }
        let key = (pick::draw(&document, book.options.seed), document);
        found
            .entry(key)
            .or_default()
            .entry(series)
            .or_default()
            .push((x, y));
        if found.len() > 4 * MOST_CURVES {
            found.pop_last();
        }
    }
    // A line of a few points tells nothing.
    found.retain(|_, lines| lines.values().any(|points| points.len() >= LEAST_POINTS));
    while found.len() > MOST_CURVES {
        found.pop_last();
    }
    if found.is_empty() {
        return Ok(());
    }
    let kernel = match kernel.as_str() {
        "daap" => "the bell of the Discourse Attributes Analysis Program".to_owned(),
        "triangular" => "a triangle around each place".to_owned(),
        other => format!("kernel: {other}"),
    };
    let mut texts: Vec<_> = found
        .into_iter()
        .map(|((_, name), lines)| (name, lines))
        .collect();
    texts.sort_by(|a, b| a.0.cmp(&b.0));
    section.heading("Smoothed curves");
    section.text(format!(
        "The same movement as a smoothed line ({kernel}). At most {MOST_CURVES} texts are drawn; all values are in {}. Lines differ by colour and by their strokes: {}.",
        book.folder.file("curves.csv"),
        strokes(book)
    ));
    let mut figures = Vec::new();
    for (at, (document, found)) in texts.iter().enumerate() {
        let top = found
            .values()
            .flatten()
            .map(|point| point.1)
            .fold(0.0, f64::max);
        let courses: Vec<Course> = found
            .iter()
            .map(|(series, points)| Course {
                series: series % 6,
                points: points.iter().map(|(x, y)| (*x, *y, None)).collect(),
                marked: false,
                apart: false,
            })
            .collect();
        let mut table = Table::new(
            format!("curve-{at}-numbers"),
            format!("{document}: where the lines are highest"),
            vec![
                text("Lexicon"),
                numbers("Highest"),
                numbers("Place (0 to 1)"),
            ],
        );
        for (series, points) in found {
            let best = points.iter().copied().fold((0.0, 0.0), |best, point| {
                if point.1 > best.1 { point } else { best }
            });
            let has_peak = best.1 > 0.0;
            table.rows.push(vec![
                name(words::full(&book.lexicons[*series])),
                rounded(Some(best.1), plain),
                rounded(has_peak.then_some(best.0), |place| fixed(place, 2)),
            ]);
        }
        let told: Vec<String> = table
            .rows
            .iter()
            .map(|row| format!("{} {} at {}", row[0].text, row[1].text, row[2].text))
            .collect();
        figures.push(Figure {
            svg: lines::panel(
                &format!("curve-{at}"),
                document,
                &format!(
                    "Smoothed lines from start (0) to end (1). Highest: {}.",
                    told.join("; ")
                ),
                "",
                &courses,
                ceiling(top),
                ("start", "end"),
            ),
            caption: format!("{document}."),
            table: Some(table),
            class: "panel small",
        });
    }
    section.figures(figures);
    Ok(())
}

/// Which line has which strokes.
fn strokes(book: &Book<'_>) -> String {
    let kinds = [
        "whole",
        "long dashes",
        "dots",
        "dash and dot",
        "even dashes",
        "very long dashes",
    ];
    book.lexicons
        .iter()
        .enumerate()
        .map(|(at, lexicon)| format!("{} {}", words::full(lexicon), kinds[at % 6]))
        .collect::<Vec<_>>()
        .join(", ")
}

//! `feltsense identifiers`: where texts may still tell who somebody is.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context, anyhow, bail};

use super::args::IdentifiersArgs;
use super::own_file::{self, Unusable};
use super::{ExitStatus, input, print};
use crate::identifiers::{DenyList, Finder, Kind, Located};
use crate::report::table::{Cell, no_command, visible};
use crate::scan;
use crate::walk;

/// Places named for each kind in a document; all are in the CSV.
const PLACES: usize = 8;

/// What is printed first, whatever is found.
const CAUTION: &str = "A hint, not a proof: names, places and stories can tell who somebody is in ways no pattern knows. Values are never shown.";

/// A finder with the words of these lists.
pub(super) fn finder(lists: &[PathBuf]) -> anyhow::Result<Finder> {
    let mut words = String::new();
    for path in lists {
        let text = own_file::text(path).map_err(|error| match error {
            Unusable::Missing => anyhow!("{}: there is no such file", path.display()),
            Unusable::Told(what) => anyhow!("{}: {what}", path.display()),
        });
        words.push_str(&text.context("reading the deny-list")?);
        words.push('\n');
    }
    let deny = DenyList::parse(&words);
    if !lists.is_empty() && deny.is_empty() {
        bail!("the deny-list holds no word; write one word or phrase a line");
    }
    Ok(Finder::new(deny))
}

/// Prints what was found.
pub(super) fn run(args: &IdentifiersArgs) -> anyhow::Result<ExitStatus> {
    let finder = finder(&args.deny)?;
    let reading = input::wishes(&args.input)?.reading;
    let found = walk::find(&input::request(&args.paths, &args.input, "identifiers")?);
    let header = ["document", "kind", "line", "column", "key"];
    let mut csv = args.csv.then(|| super::csv(&header)).transpose()?;
    let mut out = String::new();
    let (mut documents, mut count) = (0u64, 0usize);
    let mut failed = Ok(());
    let mut problems =
        scan::each_document(found.inputs, &reading, &mut |label, document, original| {
            documents += 1;
            let located = finder.locate(document, original);
            count += located.len();
            if let Some(csv) = &mut csv {
                for row in &located {
                    let cells = [
                        Cell::from(label),
                        Cell::from(row.kind.name()),
                        Cell::from(row.place.map(|(line, _)| line)),
                        Cell::from(row.place.map(|(_, column)| column)),
                        Cell::from(row.key.as_deref()),
                    ];
                    if let Err(error) = csv.row(&cells) {
                        failed = Err(error);
                    }
                }
            } else if !located.is_empty() {
                table(&mut out, label, &located);
            }
        });
    failed?;
    problems.extend(found.problems);
    if let Some(csv) = csv {
        csv.finish()?;
    } else {
        let texts = if documents == 1 { "text" } else { "texts" };
        let found = match count {
            0 => "nothing that looks like an identifier".to_owned(),
            1 => "1 possible identifier".to_owned(),
            count => format!("{count} possible identifiers"),
        };
        let _ = writeln!(out, "{documents} {texts}: {found}.\n{CAUTION}");
        print(&no_command(&out))?;
    }
    Ok(match input::end(documents, &problems) {
        ExitStatus::Done if args.fail && count > 0 => ExitStatus::Findings,
        status => status,
    })
}

/// One line a kind: how many, and where.
fn table(out: &mut String, label: &str, located: &[Located]) {
    let mut kinds: BTreeMap<Kind, Vec<String>> = BTreeMap::new();
    for row in located {
        let place = match (&row.key, row.place) {
            (Some(key), _) => format!("`{key}`"),
            (None, Some((line, column))) => format!("{line}:{column}"),
            (None, None) => continue,
        };
        kinds.entry(row.kind).or_default().push(place);
    }
    let _ = writeln!(out, "{}", visible(label));
    for (kind, places) in kinds {
        let mut shown = places[..places.len().min(PLACES)].join(", ");
        if places.len() > PLACES {
            let _ = write!(shown, " and {} more", places.len() - PLACES);
        }
        let _ = writeln!(
            out,
            "  {:4} {:24} {}",
            places.len(),
            kind.title(),
            visible(&shown)
        );
    }
    out.push('\n');
}

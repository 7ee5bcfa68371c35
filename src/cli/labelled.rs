//! Labelled tables, as `lexicon evaluate` and `lexicon weigh` read them.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use anyhow::bail;
use rayon::prelude::*;

use super::args::LabelArgs;
use crate::analysis::{Pipeline, Settings, WordRule};
use crate::lexicon::{Lexicon, builtin, sha256_hex};
use crate::matching::{Engine, Status};
use crate::measure::tally::Method;
use crate::measure::{Counts, IntervalMethod};
use crate::read::decode::Choice;
use crate::read::table::{Columns, Rows};
use crate::read::{self, Format};

/// A labelled text.
pub(super) struct Labelled {
    pub text: String,
    pub positive: bool,
    /// Number of its group in this file.
    pub group: u32,
    /// Half that its group falls into, by name: the same in every file.
    pub half: bool,
}

/// What was found in a text.
pub(super) struct Found {
    pub counts: Counts,
    /// Entries with an affirmed hit: position of the lexicon, position of the entry; sorted, once.
    pub fired: Vec<(usize, u32)>,
    /// Affirmed hits that enter a lexicon's total: lexicon, entry, factor of the weight in
    /// hundredths.
    pub in_total: Vec<(usize, u32, u16)>,
}

/// Name of a table in reports.
pub(super) fn name_of(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// How labelled texts are analysed: as whole texts.
pub(super) fn pipeline(lexicons: Vec<Lexicon>) -> Pipeline {
    let settings = Settings {
        words: WordRule::Uax29,
        by: None,
        matches: true,
        excerpts: false,
        method: Method {
            interval: IntervalMethod::Byar,
            resamples: 1,
            seed: 1,
        },
        engine: Engine::default(),
    };
    Pipeline::new(lexicons, builtin::shared_english(), settings)
}

/// Analyses all texts, in parallel, in their order.
pub(super) fn analyse(pipeline: &Pipeline, labelled: &[Labelled]) -> Vec<Found> {
    labelled
        .par_iter()
        .map(|text| {
            let document = read::read_document(text.text.clone(), Format::Text);
            let analysis = pipeline.analyse(&document, &text.text);
            let mut fired: Vec<(usize, u32)> = analysis
                .forms
                .iter()
                .filter(|(_, counts)| counts.statuses[Status::Affirmed.index()] > 0)
                .map(|(key, _)| (pipeline.units.get(key.unit).lexicon, key.entry))
                .collect();
            fired.sort_unstable();
            fired.dedup();
            let in_total = analysis.matches.iter().filter_map(|row| {
                let at = pipeline.units.get(row.form.unit).lexicon;
                let lexicon = &pipeline.lexicons[at];
                let entry = &lexicon.entries[row.form.entry as usize];
                let counts = row.hit.context.status == Status::Affirmed
                    && lexicon.categories[entry.category.0 as usize].in_total
                    && lexicon.total.contains(&entry.polarity);
                counts.then_some((at, row.form.entry, row.hit.context.intensity))
            });
            Found {
                in_total: in_total.collect(),
                counts: analysis.counts,
                fired,
            }
        })
        .collect()
}

/// Texts with label 1 and with label 0.
pub(super) fn texts_by_label(labelled: &[Labelled]) -> [u64; 2] {
    let positive = labelled.iter().filter(|text| text.positive).count() as u64;
    [positive, labelled.len() as u64 - positive]
}

/// Reads a labelled table. Every row must be readable: a figure over a part would mislead.
pub(super) fn read_table(path: &Path, args: &LabelArgs) -> anyhow::Result<Vec<Labelled>> {
    let extension = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let Some(format) = Format::of_extension(&extension).filter(|format| format.is_table()) else {
        bail!("is no table; give a .csv, .tsv or .jsonl file with a text and a label in each row");
    };
    let columns = Columns {
        text: args.text_column.clone(),
        id: None,
    };
    let file =
        File::open(path).map_err(|error| anyhow::anyhow!("{}", crate::walk::words_of(&error)))?;
    let rows = Rows::new(Box::new(file), format, &columns, Choice::Auto)
        .map_err(|error| anyhow::anyhow!("{error}; {}", error.help()))?;
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut labelled = Vec::new();
    for row in rows {
        let row = row.map_err(|error| anyhow::anyhow!("{error}; {}", error.help()))?;
        let value = |name: &str| {
            row.metadata
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.as_str())
        };
        let positive = match value(&args.label_column) {
            Some("1" | "true") => true,
            Some("0" | "false") => false,
            Some(_) => bail!("row {}: the label is neither 0 nor 1", row.number),
            None => bail!(
                "row {}: there is no column `{}`; name it with --label-column",
                row.number,
                args.label_column
            ),
        };
        // Without a group every text stands for itself.
        let group = value(&args.group_column).filter(|group| !group.is_empty());
        let group = group.map_or_else(|| format!("\0{}", row.number), str::to_owned);
        let next = numbers.len() as u32;
        let half = sha256_hex(group.as_bytes()).as_bytes()[0] & 1 == 1;
        let group = *numbers.entry(group).or_insert(next);
        labelled.push(Labelled {
            text: row.text,
            positive,
            group,
            half,
        });
    }
    if labelled.is_empty() {
        bail!("holds no row");
    }
    Ok(labelled)
}

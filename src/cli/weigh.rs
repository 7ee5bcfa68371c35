//! `feltsense lexicon weigh`: weights of entries from labelled texts.

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::args::WeighArgs;
use super::labelled::{self, Found, Labelled};
use super::{ExitStatus, lexicon, print, say};
use crate::lexicon::edit::{self, Learnt};
use crate::lexicon::{CategoryId, Entry, Lexicon, Weight};
use crate::measure::evidence::{self, Stratum};
use crate::measure::validity::{self, Scored};
use crate::report::table::visible;

/// How many of the largest moves are told.
const MOVES: usize = 12;

/// A labelled table and what its label speaks for.
struct Evidence {
    name: String,
    table: Vec<Labelled>,
    found: Vec<Found>,
    /// Categories for which the label is evidence; all if `None`.
    only: Option<Vec<CategoryId>>,
}

/// Learns the weights and writes the file.
pub(super) fn run(args: &WeighArgs) -> anyhow::Result<ExitStatus> {
    let (lexicon, text) = lexicon::load_with_text(&args.lexicon)?;
    if let Some(path) = &args.output
        && path.exists()
        && !args.force
    {
        bail!(
            "`{}` exists; add --force to replace it, or choose another name with -o",
            visible(&path.display().to_string())
        );
    }
    let pipeline = labelled::pipeline(vec![lexicon.clone()]);
    let mut files = Vec::new();
    for argument in &args.files {
        let (path, only) = scope(argument, &lexicon)?;
        let table = labelled::read_table(&path, &args.columns)
            .with_context(|| format!("{}", path.display()))?;
        files.push(Evidence {
            name: labelled::name_of(&path),
            found: labelled::analyse(&pipeline, &table),
            table,
            only,
        });
    }
    let weights = weights(&lexicon, &files, args.prior, None);
    let fired = counts(&lexicon, &files);
    let learnt: Vec<Learnt> = lexicon
        .entries
        .iter()
        .zip(weights.iter().zip(&fired))
        .map(|(entry, (&weight, &fired))| Learnt {
            weight: (weight != entry.theory).then_some(weight),
            fired: (fired != [0, 0]).then_some(fired),
        })
        .collect();
    let out = edit::weighted(&text, &learnt)?;
    match &args.output {
        None => print(&out)?,
        Some(path) if path.as_os_str() == "-" => print(&out)?,
        Some(path) => replace(path, &out).with_context(|| {
            let name = visible(&path.display().to_string()).into_owned();
            format!("could not write `{name}`; choose another name with -o")
        })?,
    }
    say(&told(&lexicon, &files, &weights, &fired, args));
    Ok(ExitStatus::Done)
}

/// `FILE`, `FILE:CATEGORY,CATEGORY`, or `FILE:` for counts only. A file that exists under the
/// whole name wins.
fn scope(argument: &str, lexicon: &Lexicon) -> anyhow::Result<(PathBuf, Option<Vec<CategoryId>>)> {
    let whole = PathBuf::from(argument);
    let Some((path, names)) = argument.rsplit_once(':').filter(|_| !whole.exists()) else {
        return Ok((whole, None));
    };
    if !Path::new(path).exists() {
        return Ok((whole, None));
    }
    let known = || {
        let ids: Vec<&str> = lexicon.categories.iter().map(|c| c.id.as_str()).collect();
        ids.join(", ")
    };
    let mut only = Vec::new();
    for name in names
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        let own = name.strip_prefix(&format!("{}.", lexicon.name));
        let id = own.unwrap_or(name);
        match lexicon.categories.iter().position(|c| c.id == id) {
            Some(at) => only.push(CategoryId(at as u16)),
            None => bail!(
                "`{}` is no category of {}; use one of {}",
                visible(name),
                lexicon.name,
                known()
            ),
        }
    }
    Ok((PathBuf::from(path), Some(only)))
}

impl Evidence {
    /// True if the label is evidence about this entry. It says nothing of entries outside the
    /// lexicon's total, such as the distress pole of a resource: those are to fire elsewhere.
    fn speaks_for(&self, lexicon: &Lexicon, entry: &Entry) -> bool {
        let category = &lexicon.categories[entry.category.0 as usize];
        category.in_total
            && lexicon.total.contains(&entry.polarity)
            && self
                .only
                .as_ref()
                .is_none_or(|only| only.contains(&entry.category))
    }

    /// Texts of one half, or all.
    fn texts(&self, half: Option<bool>) -> impl Iterator<Item = (&Labelled, &Found)> {
        self.table
            .iter()
            .zip(&self.found)
            .filter(move |(text, _)| half.is_none_or(|half| text.half == half))
    }

    /// Texts in which each entry fired, and all texts.
    fn fired(&self, entries: usize, half: Option<bool>) -> (Vec<[u64; 2]>, [u64; 2]) {
        let mut fired = vec![[0; 2]; entries];
        let mut texts = [0; 2];
        for (text, found) in self.texts(half) {
            let label = usize::from(!text.positive);
            texts[label] += 1;
            for &(_, entry) in &found.fired {
                fired[entry as usize][label] += 1;
            }
        }
        (fired, texts)
    }
}

/// One weight per entry.
fn weights(lexicon: &Lexicon, files: &[Evidence], prior: f64, half: Option<bool>) -> Vec<Weight> {
    let mut strata: Vec<Vec<Stratum>> = vec![Vec::new(); lexicon.entries.len()];
    for file in files {
        let (fired, texts) = file.fired(lexicon.entries.len(), half);
        for ((entry, strata), with) in lexicon.entries.iter().zip(&mut strata).zip(fired) {
            if file.speaks_for(lexicon, entry) {
                strata.push(Stratum { with, texts });
            }
        }
    }
    lexicon
        .entries
        .iter()
        .zip(&strata)
        .map(|(entry, strata)| evidence::weight(strata, entry.theory, prior))
        .collect()
}

/// Texts of all files in which each entry fired, whatever a label speaks for.
fn counts(lexicon: &Lexicon, files: &[Evidence]) -> Vec<[u32; 2]> {
    let mut all = vec![[0; 2]; lexicon.entries.len()];
    for file in files {
        let (fired, _) = file.fired(lexicon.entries.len(), None);
        for (sum, with) in all.iter_mut().zip(fired) {
            sum[0] += with[0] as u32;
            sum[1] += with[1] as u32;
        }
    }
    all
}

/// What was done, the largest moves, and what the weights gain.
fn told(
    lexicon: &Lexicon,
    files: &[Evidence],
    weights: &[Weight],
    fired: &[[u32; 2]],
    args: &WeighArgs,
) -> String {
    let mut moves: Vec<usize> = (0..weights.len())
        .filter(|&at| weights[at] != lexicon.entries[at].theory)
        .collect();
    let mut out = format!(
        "{}: {} of {} entries fired, {} weights differ from theory\n",
        lexicon.name,
        fired.iter().filter(|fired| **fired != [0, 0]).count(),
        weights.len(),
        moves.len()
    );
    let distance = |at: usize| {
        weights[at]
            .hundredths()
            .abs_diff(lexicon.entries[at].theory.hundredths())
    };
    moves.sort_by_key(|&at| std::cmp::Reverse(distance(at)));
    for at in moves.into_iter().take(MOVES) {
        let entry = &lexicon.entries[at];
        let category = &lexicon.categories[entry.category.0 as usize].id;
        let name: String = format!("{category}: {}", entry.name)
            .chars()
            .take(52)
            .collect();
        let _ = writeln!(
            out,
            "  {:.2} -> {:.2}  {name:52} {:>4} {:>4}",
            entry.theory.value(),
            weights[at].value(),
            fired[at][0],
            fired[at][1]
        );
    }
    gains(&mut out, lexicon, files, weights, args);
    out
}

/// AUC of the plain rate and what theory's and the learnt weights add to it; with `--halves` also
/// what weights learnt from one half of the groups add on the other.
fn gains(
    out: &mut String,
    lexicon: &Lexicon,
    files: &[Evidence],
    weights: &[Weight],
    args: &WeighArgs,
) {
    let theory: Vec<Weight> = lexicon.entries.iter().map(|entry| entry.theory).collect();
    let halves = args
        .halves
        .then(|| [false, true].map(|half| self::weights(lexicon, files, args.prior, Some(half))));
    let last = if args.halves { "other half" } else { "" };
    let _ = writeln!(
        out,
        "AUC of the plain rate, and what weights add to it\n  {:24}{:>6} {:>8} {:>8} {last:>11}",
        "", "plain", "theory", "learnt"
    );
    for file in files {
        let Some(plain) = area(file, None, None) else {
            continue;
        };
        let gain = |weights: &[Weight]| area(file, Some(weights), None).unwrap_or(plain) - plain;
        // Weights of one half are tested on the other.
        let crossed = halves.as_ref().and_then(|halves| {
            let mut sum = 0.0;
            for (weights, tested) in halves.iter().zip([true, false]) {
                let tested = Some(tested);
                sum += area(file, Some(weights), tested)? - area(file, None, tested)?;
            }
            Some(sum / 2.0)
        });
        let _ = writeln!(
            out,
            "  {:24}{plain:>6.3} {:>+8.4} {:>+8.4} {:>11}",
            visible(&file.name),
            gain(&theory),
            gain(weights),
            crossed.map_or(String::new(), |gain| format!("{gain:+.4}"))
        );
    }
}

/// AUC of the total's rate, plain or under these weights, over one half of the groups or all.
fn area(file: &Evidence, weights: Option<&[Weight]>, half: Option<bool>) -> Option<f64> {
    let rate = |found: &Found| {
        let hits: f64 = match weights {
            None => found.in_total.len() as f64,
            Some(weights) => found
                .in_total
                .iter()
                .map(|&(_, entry, factor)| {
                    u64::from(weights[entry as usize].hundredths()) * u64::from(factor)
                })
                .sum::<u64>() as f64,
        };
        match found.counts.words {
            0 => 0.0,
            words => hits / words as f64,
        }
    };
    let texts: Vec<Scored> = file
        .texts(half)
        .map(|(text, found)| Scored {
            score: rate(found),
            positive: text.positive,
            group: text.group,
        })
        .collect();
    validity::auc(&texts)
}

/// Writes beside the target first, so that no half-written lexicon is ever there.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.partial", std::process::id()));
    let partial = path.with_file_name(name);
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&partial)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&partial, path));
    if written.is_err() {
        let _ = fs::remove_file(&partial);
    }
    written
}

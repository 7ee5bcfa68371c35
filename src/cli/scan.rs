//! `feltsense scan`.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::args::{EngineArg, LabelArg, OutputArg, ScanArgs, SpeakerNamesArg, WordsArg};
use super::identifiers;
use super::progress::Bar;
use super::{ExitStatus, input, is_closed_pipe, lexicon, mended, say};
use crate::analysis::{Pipeline, Settings, WordRule};
use crate::lexicon::builtin;
use crate::matching::Engine;
use crate::measure::tally::Method;
use crate::read::Format;
use crate::report::manifest::{CAUTION, LexiconRecord, Manifest};
use crate::report::summary::{self, Story};
use crate::report::{
    Destination, Overwrite, ReportFolder, ReportWriter, TableFormat, TableOptions, Wanted,
};
use crate::scan::{self, GroupBy, Label, Reading, SpeakerNames};
use crate::walk::{self, Found, Input, Origin};

/// Version of the report's files.
const SCHEMA: u32 = 1;

/// What a scan is for.
pub(super) enum Purpose {
    /// A report folder.
    Report,
    /// A page that goes to this file; `None` is standard output. The folder is only a step.
    Page(Option<PathBuf>),
}

/// Runs a scan.
pub(super) fn run(args: &ScanArgs, styled: bool) -> anyhow::Result<ExitStatus> {
    run_for(args, styled, &Purpose::Report)
}

/// Runs a scan as a step of something else.
pub(super) fn run_for(
    args: &ScanArgs,
    styled: bool,
    purpose: &Purpose,
) -> anyhow::Result<ExitStatus> {
    let settings = settings(args);
    let wishes = input::wishes(&args.input)?;
    let (reading, config) = (reading(args, wishes.reading), wishes.config);
    let lexicons = lexicon::load_all(&args.lexicon)?;
    let request = input::request(
        &args.paths,
        &args.input,
        match purpose {
            Purpose::Report => "scan",
            Purpose::Page(_) => "report",
        },
    )?;
    let streams = args.output == Path::new("-");
    let course = args.course.settings();
    let more = args.matches || args.excerpts || args.by.is_some() || args.long || course.any();
    if streams && more {
        bail!(
            "`-o -` writes documents only; name a folder with -o for --matches, --excerpts, --by, --long and the tables over time"
        );
    }
    let folder = open_folder(args, streams)?;
    let mut found = walk::find(&request);
    refuse_output_as_input(&found, &folder)?;
    if let Purpose::Page(Some(target)) = purpose {
        refuse_page_as_input(&found, target)?;
    }
    pass_over_pages(&mut found);
    found.hidden = found.hidden.saturating_sub(own_hidden(&request.paths));
    let mut pipeline = Pipeline::new(lexicons, builtin::shared_english(), settings);
    let asked = pipeline.picks.add_pairs(&course, &pipeline.units);
    asked.context("looking for the pairs of --pair and --together")?;
    pipeline.course = course.clone();
    if !args.no_identifiers {
        let finder = identifiers::finder(&args.deny)?;
        pipeline.identifiers = Some(match settings.engine {
            Engine::Automaton => finder,
            Engine::Reference => finder.by_reference(),
        });
    }
    let options = TableOptions {
        format: match args.output_format {
            OutputArg::Csv => TableFormat::Csv,
            OutputArg::Tsv => TableFormat::Tsv,
            OutputArg::Jsonl => TableFormat::JsonLines,
        },
        guard: !args.csv_raw,
        bom: args.csv_bom,
    };
    let wanted = Wanted {
        segments: args.by.is_some(),
        matches: settings.matches,
        excerpts: args.excerpts,
        long: args.long,
        identifiers: !args.no_identifiers,
        course,
    };
    start_threads(args, &found.inputs)?;
    let Found {
        inputs,
        problems: mut not_found,
        hidden,
        mut notes,
    } = found;
    let nothing_found = inputs.is_empty();
    let bytes = inputs.iter().map(|input| input.bytes).sum();
    let progress = Bar::new(bytes, !args.quiet && !args.no_progress);
    let mut report = ReportWriter::new(&pipeline, folder, options, wanted)
        .context("opening the report's files")?;
    let summary = scan::scan(inputs, &pipeline, &reading, &mut report, &progress);
    progress.clear();
    let mut summary = summary.context("writing the report")?;
    for problem in &mut not_found {
        // A message may name a file of the same folder: not where names are hidden.
        if reading.label == Label::Hash && problem.reason == "not_found" {
            "there is no such file or folder".clone_into(&mut problem.detail);
        }
        // A pattern without a match is a folder without files: nothing to read.
        problem.fatal &= !(args.allow_empty && problem.reason == "no_match");
        problem.path = reading.label.shown(&problem.path);
    }
    if reading.label == Label::Hash {
        notes.clear();
    }
    let mut problems = std::mem::take(&mut summary.problems);
    problems.append(&mut not_found);
    problems.sort();
    if hidden > 0 {
        notes.push(format!("{hidden} hidden files or folders were passed over"));
    }
    summary.inputs.sort_by(|a, b| a.path.cmp(&b.path));
    let resamples = args.resamples as usize;
    let corpus = &summary.corpus;
    let rows = corpus.total_rows(&pipeline.units, resamples, args.seed);
    let by_group = corpus.rows_by_group(&pipeline.units, resamples, args.seed);
    let inputs = std::mem::take(&mut summary.inputs);
    let read_nothing = summary.corpus.documents() == 0;
    let finished = report
        .finish(
            &summary.corpus,
            &summary.course,
            rows.iter().cloned().chain(by_group),
            &problems,
            inputs,
            |contents| Manifest {
                tool: "feltsense",
                version: env!("CARGO_PKG_VERSION"),
                schema: SCHEMA,
                command: "scan",
                settings: settings_record(args, &reading, &config),
                lexicons: pipeline
                    .lexicons
                    .iter()
                    .map(|lexicon| LexiconRecord {
                        name: lexicon.name.clone(),
                        version: lexicon.version.clone(),
                        sha256: lexicon.sha256.clone(),
                    })
                    .collect(),
                language: LexiconRecord {
                    name: pipeline.language.code.clone(),
                    version: pipeline.language.version.clone(),
                    sha256: pipeline.language.sha256.clone(),
                },
                inputs: contents.inputs,
                counts: contents.counts,
                report_files: contents.report_files,
                caution: CAUTION,
            },
        )
        .context("writing the report")?;
    let told = summary::text(&Story {
        pipeline: &pipeline,
        rows: &rows,
        finished: &finished,
        problems: &problems,
        guessed: &summary.guessed,
        notes: &notes,
        styled,
    });
    let destination = if streams {
        match finished
            .stream(io::stdout().lock())
            .context("writing to standard output")
        {
            // Whoever reads has seen enough; what could not be read is still said below.
            Err(error) if is_closed_pipe(&error) => Destination::Stdout,
            written => written?,
        }
    } else {
        finished.commit().map_err(|error| {
            let help = error.help();
            mended(error, &help)
        })?
    };
    if args.quiet {
        for problem in problems.iter().filter(|problem| problem.fatal) {
            let line = format!("{}: {}", problem.path, problem.detail);
            say(&format!(
                "feltsense: {}\n",
                crate::report::table::visible(&line)
            ));
        }
    } else {
        say(&told);
        if let (Destination::Folder(path), Purpose::Report) = (&destination, purpose) {
            say(&format!(
                "\nReport in {}\n",
                crate::report::table::visible(&path.display().to_string())
            ));
        }
    }
    // The process ends soon: giving memory back piece by piece would be for nothing.
    std::mem::forget(pipeline);
    let skipped = problems.iter().any(|problem| problem.fatal) && !args.allow_skipped;
    // With --allow-skipped, a run whose every input failed is no empty run.
    let excused = args.allow_empty || (args.allow_skipped && !nothing_found);
    let empty = read_nothing && !excused;
    if empty && args.quiet && problems.iter().all(|problem| !problem.fatal) {
        say("feltsense: there was nothing to read; name other paths, or use --allow-empty\n");
    }
    Ok(if skipped || empty {
        ExitStatus::Error
    } else {
        ExitStatus::Done
    })
}

/// Less text than this in all is read before another thread has begun.
const LITTLE: u64 = 16 << 10;

/// As many threads as asked for; this one alone for little text. Numbers do not depend on it.
fn start_threads(args: &ScanArgs, inputs: &[Input]) -> anyhow::Result<()> {
    let size = |input: &Input| match input.origin {
        Origin::File(_) if input.packing.is_none() => input.bytes,
        // Nobody knows yet.
        _ => LITTLE,
    };
    let pool = rayon::ThreadPoolBuilder::new();
    if let Some(threads) = args.threads {
        let pool = pool.num_threads(usize::from(threads));
        pool.build_global().context("starting the threads")?;
    } else if inputs.iter().map(size).fold(0, u64::saturating_add) < LITTLE {
        // Threads that are there already do as well.
        let _ = pool.num_threads(1).use_current_thread().build_global();
    }
    Ok(())
}

fn settings(args: &ScanArgs) -> Settings {
    Settings {
        words: match args.words {
            WordsArg::Uax29 => WordRule::Uax29,
            WordsArg::Liwc22 => WordRule::Liwc22,
        },
        by: args.by,
        matches: args.matches || args.excerpts,
        excerpts: args.excerpts,
        method: Method {
            interval: args.interval.into(),
            resamples: args.resamples as usize,
            seed: args.seed,
        },
        engine: match args.engine {
            EngineArg::Automaton => Engine::Automaton,
            EngineArg::Reference => Engine::Reference,
        },
    }
}

/// How inputs are read, and how the reports name and group what was read.
fn reading(args: &ScanArgs, reading: Reading) -> Reading {
    Reading {
        group: match args.group_by.as_deref() {
            None => GroupBy::Default,
            Some("dir") => GroupBy::Dir,
            Some(key) => GroupBy::Key(key.to_owned()),
        },
        label: match args.label {
            LabelArg::Path => Label::Path,
            LabelArg::Hash => Label::Hash,
        },
        speaker_names: match args.speaker_names {
            SpeakerNamesArg::Code => SpeakerNames::Code,
            SpeakerNamesArg::Keep => SpeakerNames::Keep,
            SpeakerNamesArg::Drop => SpeakerNames::Drop,
        },
        ..reading
    }
}

/// The staging folder; for standard output it lies in the system's temporary folder.
fn open_folder(args: &ScanArgs, streams: bool) -> anyhow::Result<ReportFolder> {
    let overwrite = if args.force {
        Overwrite::Ours
    } else {
        Overwrite::No
    };
    let target = if streams {
        std::env::temp_dir().join("feltsense-stream")
    } else {
        args.output.clone()
    };
    ReportFolder::create(&target, overwrite).map_err(|error| {
        let help = error.help();
        mended(error, &help)
    })
}

/// A report is never written over or into what is being read.
fn refuse_output_as_input(found: &Found, folder: &ReportFolder) -> anyhow::Result<()> {
    let target = folder.target();
    let Ok(target) = std::fs::canonicalize(target) else {
        return Ok(());
    };
    let mut folders = HashMap::new();
    let mut inside = found.inputs.iter().filter(|input| match &input.origin {
        Origin::File(path) => is_inside(path, &target, &mut folders),
        Origin::Stdin | Origin::Held(..) => false,
    });
    if let Some(input) = inside.next() {
        bail!(
            "the report's folder holds an input ({}); write the report elsewhere with -o",
            input.label
        );
    }
    Ok(())
}

/// True if a file lies in `target`, a path without links. Of many files in one folder, the folder is
/// asked for once.
fn is_inside(path: &Path, target: &Path, folders: &mut HashMap<PathBuf, Option<PathBuf>>) -> bool {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let is_link = std::fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink());
    let folder = match path.parent() {
        Some(folder) if !is_link => folder,
        _ => return real(path).is_some_and(|path| path.starts_with(target)),
    };
    if !folders.contains_key(folder) {
        let is_here = folder.as_os_str().is_empty();
        let found = real(if is_here { Path::new(".") } else { folder });
        folders.insert(folder.to_owned(), found);
    }
    let known = folders.get(folder).and_then(Option::as_ref);
    known.is_some_and(|folder| folder.starts_with(target))
}

/// A page never replaces a text that it is made from. Our own earlier page is no text.
fn refuse_page_as_input(found: &Found, page: &Path) -> anyhow::Result<()> {
    let Ok(page) = std::fs::canonicalize(page) else {
        return Ok(());
    };
    let is_page = |origin: &Origin| match origin {
        Origin::File(path) => std::fs::canonicalize(path).is_ok_and(|path| path == page),
        Origin::Stdin | Origin::Held(..) => false,
    };
    match found.inputs.iter().find(|input| is_page(&input.origin)) {
        Some(input) if input.named || !crate::page::is_page(&page).unwrap_or(false) => bail!(
            "the page would replace an input ({}); write it elsewhere with -o",
            input.label
        ),
        _ => Ok(()),
    }
}

/// Folders that this run itself has put, hidden, among what it reads.
fn own_hidden(paths: &[PathBuf]) -> u64 {
    let whole = |path: &Path| std::fs::canonicalize(path).ok();
    let named: Vec<PathBuf> = paths.iter().filter_map(|path| whole(path)).collect();
    let own = crate::report::folder::staging_of_this_process();
    let own: Vec<PathBuf> = own.iter().filter_map(|path| whole(path)).collect();
    own.iter()
        .filter(|path| named.iter().any(|named| path.starts_with(named)))
        // What lies in another of them was never come by.
        .filter(|path| {
            !own.iter()
                .any(|other| other != *path && path.starts_with(other))
        })
        .count() as u64
}

/// Pages of feltsense that lie among the texts of a folder are no texts.
fn pass_over_pages(found: &mut Found) {
    let before = found.inputs.len();
    found.inputs.retain(|input| match &input.origin {
        Origin::File(path) if !input.named && input.format == Format::Html => {
            !crate::page::is_page(path).unwrap_or(false)
        }
        _ => true,
    });
    match before - found.inputs.len() {
        0 => {}
        1 => found
            .notes
            .push("1 page of feltsense was passed over".to_owned()),
        more => found
            .notes
            .push(format!("{more} pages of feltsense were passed over")),
    }
}

/// Settings that change a number or a file; not threads, places or progress.
fn settings_record(
    args: &ScanArgs,
    reading: &Reading,
    config: &serde_json::Value,
) -> serde_json::Value {
    let settings = settings(args);
    let transcript = &reading.options.transcript;
    // Labels may be names: they are counted, unless names were asked for.
    let labels = |labels: &[String]| match reading.speaker_names {
        SpeakerNames::Keep => serde_json::json!(labels),
        _ => serde_json::json!(labels.len()),
    };
    let roles: serde_json::Map<String, serde_json::Value> = transcript
        .roles
        .iter()
        .filter(|(_, known)| !known.is_empty())
        .map(|(role, known)| (role.clone(), labels(known)))
        .collect();
    serde_json::json!({
        "words": settings.words.name(),
        "interval": settings.method.interval.name(),
        "resamples": settings.method.resamples,
        "seed": settings.method.seed,
        "by": settings.by.map(crate::segment::Segmentation::name),
        "matches": settings.matches,
        "excerpts": settings.excerpts,
        "long": args.long,
        "course": args.course.record(),
        "encoding": args.input.encoding.as_deref().unwrap_or(input::AUTO),
        "format": args.input.format.map(Format::name),
        "text_column": args.input.text_column,
        "id_column": args.input.id_column,
        "html_main": reading.options.html.main,
        "html_skip": reading.options.html.skip.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "keep_rolling": args.input.keep_rolling,
        // Tiers and sheets are often called after people.
        "tiers": labels(&reading.options.captions.tiers),
        "identifiers": !args.no_identifiers,
        "deny_lists": args.deny.len(),
        "sheet": reading.options.workbook.sheet.is_some(),
        "group_by": args.group_by,
        "max_file_size": args.input.max_file_size,
        "max_unpacked": args.input.max_unpacked,
        "label": if reading.label == Label::Hash { "hash" } else { "path" },
        "transcript": transcript.find.name(),
        "speaker_names": reading.speaker_names.name(),
        "speakers": labels(&transcript.labels),
        "not_speakers": labels(&transcript.not_labels),
        "roles": roles,
        "merge_gap_ms": transcript.merge_gap.map(|gap| gap.ms),
        "config": config,
        "output_format": format!("{:?}", args.output_format).to_lowercase(),
        "formula_guard": !args.csv_raw,
        "byte_order_mark": args.csv_bom,
    })
}

//! `feltsense report`: a page out of a report folder, or out of texts by way of one.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, Parser};

use super::args::{Cli, Command, ReportArgs, ScanArgs};
use super::scan::{self, Purpose};
use super::{ExitStatus, mended, print, say};
use crate::page::{self, Folder, Options};
use crate::report::table::visible;
use crate::report::{Overwrite, ReportFolder};
use crate::walk;

/// What a page of a report that is already written can still be told; all else was settled by the
/// scan, or is no matter where nothing is read.
const OF_THE_PAGE: [&str; 7] = [
    "paths",
    "files_from",
    "output",
    "force",
    "excerpts",
    "seed",
    "quiet",
];

/// The arguments on the command line that only a scan can follow, as they are written.
pub(super) fn of_scan(matches: &ArgMatches) -> Vec<String> {
    let command = Cli::command();
    let (Some(report), Some(matches)) = (
        command.find_subcommand("report"),
        matches.subcommand_matches("report"),
    ) else {
        return Vec::new();
    };
    report
        .get_arguments()
        .filter(|argument| {
            let id = argument.get_id().as_str();
            !OF_THE_PAGE.contains(&id) && matches.value_source(id) == Some(ValueSource::CommandLine)
        })
        .map(|argument| {
            let name = argument.get_long().unwrap_or(argument.get_id().as_str());
            format!("--{name}")
        })
        .collect()
}

/// Makes a page. `of_scan` are the arguments given that only a scan can follow.
pub(super) fn run(
    args: &ReportArgs,
    of_scan: &[String],
    styled: bool,
) -> anyhow::Result<ExitStatus> {
    let target = (args.output != Path::new("-")).then_some(args.output.as_path());
    if let Some(target) = target {
        examine(target, args.force)?;
        spare_inputs(args, target)?;
    }
    let options = Options {
        excerpts: args.excerpts,
        seed: args.seed,
    };
    // Tables and page are made beside the page's final name, and go with this folder.
    let staged = stage(target)?;
    let (tables, status, from_texts) = if let Some(folder) = report_folder(args, of_scan)? {
        (folder, ExitStatus::Done, false)
    } else {
        let tables = staged.path().join("tables");
        let purpose = Purpose::Page(target.map(Path::to_owned));
        let status = scan::run_for(&scan_args(args, &tables)?, styled, &purpose)?;
        (tables, status, true)
    };
    let mut folder = Folder::open(&tables)?;
    if from_texts {
        folder = folder.passing();
    }
    let is_empty = from_texts && folder.manifest["counts"]["documents"] == 0;
    if let Some(target) = target.filter(|target| is_empty && target.exists()) {
        // A slip in a path shall not cost the page of yesterday.
        if !args.quiet || status == ExitStatus::Error {
            say(&format!(
                "\nNothing was read: the page in {} stays as it was\n",
                shown(target)
            ));
        }
        return Ok(status);
    }
    let made = page::build(&folder, &options)?;
    let Some(target) = target else {
        print(&made)?;
        return Ok(status);
    };
    place(&staged, target, args.force, &made)?;
    if !args.quiet {
        say(&format!("\nPage in {}\n", shown(target)));
    }
    Ok(status)
}

/// The folder that was named, if it is a report.
fn report_folder(args: &ReportArgs, of_scan: &[String]) -> anyhow::Result<Option<PathBuf>> {
    let reports = args
        .paths
        .paths
        .iter()
        .filter(|path| Folder::is_report(path));
    let reports: Vec<&PathBuf> = reports.collect();
    let Some(first) = reports.first() else {
        return Ok(None);
    };
    if args.paths.paths.len() > 1 || args.paths.files_from.is_some() {
        bail!(
            "`{}` is a report of feltsense, which stands alone; name it without other paths, or name the texts",
            shown(first)
        );
    }
    if let Some(option) = of_scan.first() {
        bail!(
            "`{}` is a report that is already written: {option} cannot change it and belongs to `feltsense scan`; scan again with it, or name the texts",
            shown(first)
        );
    }
    Ok(Some((*first).clone()))
}

/// What `scan` would have been called with: everything that the page can show.
fn scan_args(args: &ReportArgs, tables: &Path) -> anyhow::Result<ScanArgs> {
    // The defaults are those of the command line.
    let cli = Cli::try_parse_from(["feltsense", "scan"]).context("the defaults of scan")?;
    let Command::Scan(scan) = cli.command else {
        bail!("the defaults of scan are not there");
    };
    let mut scan = *scan;
    scan.paths = args.paths.clone();
    scan.input = args.input.clone();
    tables.clone_into(&mut scan.output);
    scan.lexicon.clone_from(&args.lexicon);
    scan.group_by.clone_from(&args.group_by);
    scan.label = args.label;
    scan.speaker_names = args.speaker_names;
    scan.by = Some(args.by);
    scan.excerpts = args.excerpts;
    scan.course = args.course.clone();
    scan.course.course = true;
    scan.words = args.words;
    scan.seed = args.seed;
    scan.allow_skipped = args.allow_skipped;
    scan.allow_empty = args.allow_empty;
    scan.threads = args.threads;
    scan.quiet = args.quiet;
    scan.no_progress = args.no_progress;
    Ok(scan)
}

/// An error if something stands at the target that is not ours to replace.
fn examine(target: &Path, force: bool) -> anyhow::Result<()> {
    let found = match fs::symlink_metadata(target) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            if target.file_name().is_none() {
                bail!(
                    "`{}` does not end in the name of a file; add one, as in `-o report.html`",
                    shown(target)
                );
            }
            return Ok(());
        }
        Err(error) => bail!(
            "could not look at `{}`: {}",
            shown(target),
            walk::words_of(&error)
        ),
    };
    let kind = if found.is_dir() {
        "a folder"
    } else if found.is_symlink() {
        "a link"
    } else if found.is_file() {
        let ours = page::is_page(target).map_err(|error| {
            anyhow!(
                "could not look into `{}`: {}",
                shown(target),
                walk::words_of(&error)
            )
        })?;
        if !ours && !force {
            bail!(
                "`{}` is a file that is no page of feltsense; add `--force` to replace it, or choose another name with `-o`",
                shown(target)
            );
        }
        return Ok(());
    } else {
        "a device"
    };
    bail!(
        "`{}` is {kind}, not a file; choose another name with `-o`",
        shown(target)
    )
}

/// An error if the page would replace something that the run reads: a file that was named, or one
/// of the report. Texts that are found in folders are looked at by the scan.
fn spare_inputs(args: &ReportArgs, target: &Path) -> anyhow::Result<()> {
    // What is not there yet is no input.
    let Ok(whole) = fs::canonicalize(target) else {
        return Ok(());
    };
    let is_same = |path: &Path| fs::canonicalize(path).is_ok_and(|path| path == whole);
    let lists = args.paths.files_from.iter().chain(&args.input.config);
    let lexicons = args.lexicon.iter().map(Path::new);
    let mut named = lists.map(PathBuf::as_path).chain(lexicons);
    if let Some(path) = named.find(|path| is_same(path)) {
        bail!(
            "the page would replace an input (`{}`); write it elsewhere with -o",
            shown(path)
        );
    }
    let holds = |folder: &Path| fs::canonicalize(folder).is_ok_and(|path| whole.starts_with(path));
    for folder in &args.paths.paths {
        let is_ours = || page::is_page(target).unwrap_or(false);
        if Folder::is_report(folder) && holds(folder) && !is_ours() {
            bail!(
                "`{}` is a file of the report that is read; write the page elsewhere with -o",
                shown(target)
            );
        }
    }
    Ok(())
}

/// The folder in which tables and page are made. It is removed at the end, and by a signal.
fn stage(target: Option<&Path>) -> anyhow::Result<ReportFolder> {
    let beside = match target {
        None => std::env::temp_dir().join("feltsense-page"),
        Some(target) => {
            let mut name = target.file_name().unwrap_or_default().to_owned();
            name.push(".parts");
            target.with_file_name(name)
        }
    };
    ReportFolder::create(&beside, Overwrite::No).map_err(|error| {
        let help = error.help();
        mended(error, &help)
    })
}

/// Writes the page beside its final name, brings it to the disk, and renames it.
fn place(staged: &ReportFolder, target: &Path, force: bool, page: &str) -> anyhow::Result<()> {
    let told = |error: std::io::Error| {
        anyhow!(
            "could not write `{}`: {}; choose another place with `-o`",
            shown(target),
            walk::words_of(&error)
        )
    };
    let draft = staged.path().join("page.html");
    let mut file = File::create_new(&draft).map_err(told)?;
    file.write_all(page.as_bytes()).map_err(told)?;
    file.sync_all().map_err(told)?;
    drop(file);
    // Something may have come to stand there in the meantime.
    examine(target, force)?;
    fs::rename(&draft, target).map_err(told)
}

fn shown(path: &Path) -> String {
    visible(&path.display().to_string()).into_owned()
}

//! What the command line and the configuration say about reading, put together: the same for every
//! command.

use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};

use super::args::{InputArgs, PathArgs, TranscriptArg, TranscriptArgs};
use super::{ExitStatus, say, settings_file};
use crate::lexicon::sha256_hex;
use crate::problem::Problem;
use crate::read::decode::Choice;
use crate::read::table::Columns;
use crate::read::{Format, Options};
use crate::report::table::visible;
use crate::scan::{GroupBy, Label, Reading, SpeakerNames};
use crate::text::turns::{Find, TranscriptOptions, key};
use crate::walk::{self, Input, Origin, Request};

/// How inputs are read, and what the manifest says of the configuration.
pub(super) struct Wishes {
    /// With the default names of documents, groups and speakers.
    pub(super) reading: Reading,
    /// The configuration without names; `null` without one.
    pub(super) config: serde_json::Value,
}

/// What `--encoding` is without a word.
pub(super) const AUTO: &str = "auto";

/// Reads the configuration, and lays the command line over it.
pub(super) fn wishes(args: &InputArgs) -> anyhow::Result<Wishes> {
    let (options, config) = match &args.config {
        None => (Options::default(), serde_json::Value::Null),
        Some(path) => configuration(path)?,
    };
    let reading = reading(args, options)?;
    Ok(Wishes { reading, config })
}

/// Lays the command line over the options of a configuration.
pub(super) fn reading(args: &InputArgs, mut options: Options) -> anyhow::Result<Reading> {
    let named = args.encoding.as_deref().unwrap_or(AUTO);
    let Some(encoding) = Choice::parse(named) else {
        bail!(
            "no encoding is called `{named}`; write utf-8, latin1, windows-1252, utf-16le or another name of the WHATWG encoding standard"
        );
    };
    lay_over(&mut options.transcript, &args.transcript)?;
    options.html.main |= args.html_main;
    options.html.skip.extend(args.html_skip.iter().cloned());
    options.captions.join_rolling &= !args.keep_rolling;
    if !args.tier.is_empty() {
        // As everywhere, the command line goes before the file.
        options.captions.tiers.clone_from(&args.tier);
    }
    if args.sheet.is_some() {
        options.workbook.sheet.clone_from(&args.sheet);
    }
    if let Some(most) = args.max_unpacked {
        options.limits.unpacked = most;
    }
    options.by_content = args.format.is_none();
    Ok(Reading {
        encoding,
        format: args.format.filter(|format| !format.is_archive()),
        columns: Columns {
            text: args.text_column.clone(),
            id: args.id_column.clone(),
        },
        group: GroupBy::Default,
        label: Label::Path,
        max_file_size: args.max_file_size,
        options,
        speaker_names: SpeakerNames::Code,
    })
}

/// The command line goes before the file.
fn lay_over(transcript: &mut TranscriptOptions, args: &TranscriptArgs) -> anyhow::Result<()> {
    match args.transcript {
        _ if args.no_transcript => transcript.find = Find::Never,
        None => {}
        Some(TranscriptArg::Auto) => transcript.find = Find::Auto,
        Some(TranscriptArg::Always) => transcript.find = Find::Always,
        Some(TranscriptArg::Never) => transcript.find = Find::Never,
    }
    let named = |labels: &[String]| -> Vec<String> {
        let labels = labels.iter().map(|label| label.trim().to_owned());
        labels.filter(|label| !label.is_empty()).collect()
    };
    let (speakers, others) = (named(&args.speakers), named(&args.not_speakers));
    let same = |label: &&String| others.iter().any(|other| key(other) == key(label));
    if let Some(both) = speakers.iter().find(same) {
        bail!("`{both}` is in --speakers and in --not-speakers; leave it out of one of them");
    }
    transcript.set_labels(speakers, others);
    for (label, role) in &args.role {
        transcript.set_role(label, role);
    }
    Ok(())
}

/// What is to be looked for. `command` stands in the hint if nothing was named.
pub(super) fn request(
    paths: &PathArgs,
    input: &InputArgs,
    command: &str,
) -> anyhow::Result<Request> {
    let mut named = paths.paths.clone();
    if let Some(list) = &paths.files_from {
        named.extend(listed(list, paths.null)?);
    }
    if paths.paths.is_empty() && paths.files_from.is_none() {
        let help = if io::stdin().is_terminal() {
            ""
        } else {
            " (- is standard input)"
        };
        bail!("nothing to read: name files or folders{help}, such as `feltsense {command} corpus`");
    }
    let stdin_list = paths.files_from.as_deref() == Some(Path::new("-"));
    if stdin_list && named.iter().any(|path| path.as_os_str() == "-") {
        bail!("standard input cannot be both a text and the list of --files-from");
    }
    Ok(Request {
        follow: paths.follow,
        ..request_of(named, input)
    })
}

/// What is to be looked for, where the command names it.
pub(super) fn request_of(paths: Vec<PathBuf>, input: &InputArgs) -> Request {
    let stdin = paths.iter().any(|path| path.as_os_str() == "-");
    if stdin && io::stdin().is_terminal() {
        say("feltsense: reading from the terminal; end with Ctrl-D\n");
    }
    Request {
        paths,
        format: input.format,
        ..Request::default()
    }
}

/// Gives standard input a name, and the format of that name unless one was asked for.
pub(super) fn name_stdin(
    inputs: &mut [Input],
    name: &Path,
    format: Option<Format>,
) -> anyhow::Result<()> {
    let of_stdin = inputs.iter_mut();
    for input in of_stdin.filter(|input| input.origin == Origin::Stdin) {
        let format = walk::format_of(name, true, format);
        let (format, packing) =
            format.map_err(|(_, detail, _)| anyhow!("--stdin-filename: {detail}"))?;
        input.format = format;
        input.packing = packing;
        let shown = if settings_file::is_plain(name) {
            name
        } else {
            Path::new(name.file_name().unwrap_or_default())
        };
        input.label = walk::shown(shown);
    }
    Ok(())
}

/// Tells what was not read, or not wholly, and gives how a command ends that read so many documents.
pub(super) fn end(documents: u64, problems: &[Problem]) -> ExitStatus {
    for problem in problems {
        let told = format!("{}: {}", problem.path, problem.detail);
        say(&format!("feltsense: {}\n", visible(&told)));
    }
    if documents == 0 && problems.is_empty() {
        say("feltsense: there was nothing to read; name other paths\n");
    }
    if documents == 0 || problems.iter().any(|problem| problem.fatal) {
        ExitStatus::Error
    } else {
        ExitStatus::Done
    }
}

/// The paths in a list, one a line or each ended by NUL.
fn listed(list: &Path, null: bool) -> anyhow::Result<Vec<PathBuf>> {
    let mut bytes = Vec::new();
    if list == Path::new("-") {
        io::stdin().lock().read_to_end(&mut bytes)?;
    } else {
        bytes = std::fs::read(list)
            .map_err(|error| anyhow::anyhow!("{}: {}", list.display(), walk::words_of(&error)))
            .context("reading the list of --files-from")?;
    }
    let end = if null { 0 } else { b'\n' };
    let entries = bytes.split(|&byte| byte == end);
    let entries = entries.map(|entry| {
        if null {
            entry
        } else {
            entry.strip_suffix(b"\r").unwrap_or(entry)
        }
    });
    Ok(entries
        .filter(|entry| !entry.is_empty())
        .map(|entry| path_of(entry.to_vec()))
        .collect())
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}

fn configuration(path: &Path) -> anyhow::Result<(Options, serde_json::Value)> {
    let chain = settings_file::named(path).context("reading the configuration")?;
    let record = serde_json::json!({
        "sha256": sha256_hex(chain.layers[0].text.as_bytes()),
        "settings": without_names(&chain.merged),
    });
    Ok((chain.file.reading(), record))
}

/// The settings as the manifest keeps them. Labels, tiers, sheets and patterns may be names, and
/// other texts paths: outside of limits, PDF and HTML lists are counted, and texts left out unless
/// they are one word of a setting.
fn without_names(table: &toml::Table) -> serde_json::Value {
    let sections = table.iter().map(|(section, value)| {
        let secret = !matches!(section.as_str(), "limits" | "pdf" | "html");
        (section.clone(), scrub(value, secret))
    });
    serde_json::Value::Object(sections.collect())
}

fn scrub(value: &toml::Value, secret: bool) -> serde_json::Value {
    match value {
        toml::Value::Array(list) if secret => serde_json::json!(list.len()),
        toml::Value::Array(list) => list.iter().map(|item| scrub(item, false)).collect(),
        toml::Value::Table(table) => {
            let pairs = table
                .iter()
                .map(|(key, value)| (key.clone(), scrub(value, secret)));
            serde_json::Value::Object(pairs.collect())
        }
        toml::Value::String(text) => {
            let is_word = text.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            let is_path = text.starts_with(['/', '~', '\\']) || text.contains(":\\");
            if is_path || (secret && !is_word) {
                serde_json::json!("set")
            } else {
                serde_json::json!(text)
            }
        }
        toml::Value::Integer(number) => serde_json::json!(number),
        toml::Value::Float(number) => serde_json::json!(number),
        toml::Value::Boolean(flag) => serde_json::json!(flag),
        toml::Value::Datetime(time) => serde_json::json!(time.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_of_a_configuration_holds_no_names() {
        let table: toml::Table = toml::from_str(
            "[transcript]\nfind = 'always'\nlabels = ['Zorb']\nroles.client = ['Zorb']\n[asides.events]\nadd = ['meow']\n[html]\nfile = '/home/zorb/x'\n[identifiers]\nname = 'Zorb'\n",
        )
        .expect("it is right");
        let record = without_names(&table);
        assert!(
            !record.to_string().to_lowercase().contains("zorb"),
            "{record}"
        );
        assert_eq!(record["transcript"]["labels"], 1);
        assert_eq!(record["transcript"]["find"], "always");
        assert_eq!(record["asides"]["events"]["add"], 1);
    }
}

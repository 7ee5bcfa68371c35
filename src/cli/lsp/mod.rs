//! `feltsense lsp`: a language server over standard input and output, with the configurations and
//! sidecars that `check` takes.

mod places;

use std::collections::HashMap;
use std::io::{self, BufReader, BufWriter, IsTerminal};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::Context;

use super::args::LspArgs;
use super::check::{Globs, Sidecar, Sidecars, sidecars_of, today};
use super::settings_file::{self, Chain, Wrong};
use super::{ExitStatus, identifiers, pipeline, say};
use crate::check::options::ConfigFile;
use crate::check::sidecar::{self, Entry};
use crate::check::{Baseline, Date, Place, Rule, Settings, SettingsError};
use crate::lsp::ground::Scope;
use crate::lsp::{Ending, Ground, InForce, Mistake, Remark, Session, serve};
use crate::measure::Units;
use crate::walk;

use places::{at_key, line_of, nearest_file, to_line_end};

/// How long a configuration that was read is taken for the one on the disk.
const FRESH: Duration = Duration::from_secs(1);
/// Folders whose configurations are kept.
const MOST_FOLDERS: usize = 256;

/// Speaks with an editor until it is done.
pub(super) fn run(args: &LspArgs) -> anyhow::Result<ExitStatus> {
    let pipeline = pipeline::of_one_text(&args.lexicon, 0)?;
    let finder = identifiers::finder(&args.deny)?;
    if io::stdin().is_terminal() {
        say(
            "feltsense: a language server waits for an editor here; docs/lsp.md says how to set one up. Ctrl-C ends it\n",
        );
    }
    let mut files = Files {
        units: &pipeline.units,
        args,
        folders: Vec::new(),
        known: HashMap::new(),
    };
    let mut session = Session::new(&pipeline, &finder, &mut files);
    let mut out = BufWriter::new(io::stdout().lock());
    let ending = serve(BufReader::new(io::stdin()), &mut out, &mut session);
    Ok(match ending.context("writing to the editor")? {
        Ending::InOrder => ExitStatus::Done,
        // The number that the protocol asks for.
        Ending::Abrupt => ExitStatus::Findings,
    })
}

/// Configurations on the disk.
struct Files<'a> {
    units: &'a Units,
    args: &'a LspArgs,
    folders: Vec<PathBuf>,
    known: HashMap<PathBuf, Known>,
}

/// What is in force in a folder.
struct Known {
    read: Instant,
    /// What it was made of: files and their texts.
    sources: Vec<(PathBuf, String)>,
    in_force: Result<Rc<InForce>, Vec<Mistake>>,
}

impl Ground for Files<'_> {
    fn open(&mut self, folders: Vec<PathBuf>) {
        self.folders = folders;
        self.known.clear();
    }

    fn of(&mut self, path: Option<&Path>) -> Result<Rc<InForce>, Vec<Mistake>> {
        let folder = match path.and_then(Path::parent) {
            Some(folder) => folder.to_owned(),
            None => self.folders.first().cloned().unwrap_or_else(|| ".".into()),
        };
        if let Some(known) = self.known.get(&folder)
            && known.read.elapsed() < FRESH
        {
            return known.in_force.clone();
        }
        let chain = match &self.args.config {
            Some(file) => settings_file::named(file).map(Some),
            None => settings_file::nearest(&folder),
        };
        let files = chain.and_then(|chain| {
            let folders = std::iter::once(folder.as_path());
            Ok((chain, sidecars_of(folders)?))
        });
        let (sources, in_force) = match files {
            Err(error) => (Vec::new(), Err(vec![self.mistake(&error, &folder)])),
            Ok((chain, sidecars)) => {
                let (mut sources, baseline) = sources(chain.as_ref());
                let aside = sidecars.iter();
                sources.extend(aside.map(|one| (one.path.clone(), one.text.clone())));
                if let Some(known) = self.known.get_mut(&folder)
                    && known.sources == sources
                    && known.in_force.is_ok()
                {
                    known.read = Instant::now();
                    return known.in_force.clone();
                }
                let made = self.made(chain.as_ref(), baseline, &sidecars, &folder);
                (sources, made)
            }
        };
        if self.known.len() >= MOST_FOLDERS {
            self.known.clear();
        }
        let known = Known {
            read: Instant::now(),
            sources,
            in_force: in_force.clone(),
        };
        self.known.insert(folder, known);
        in_force
    }

    fn renew(&mut self) {
        self.known.clear();
    }

    fn is_config(&self, path: &Path) -> bool {
        let is_usual = path
            .file_name()
            .is_some_and(|name| name == settings_file::NAME || name == sidecar::NAME);
        let is_named = self.args.config.as_ref().is_some_and(
            |named| matches!((named.canonicalize(), path.canonicalize()), (Ok(a), Ok(b)) if a == b),
        );
        let mut sources = self.known.values().flat_map(|known| &known.sources);
        is_usual || is_named || sources.any(|(source, _)| source == path)
    }

    fn watched(&self) -> Vec<String> {
        let names = [settings_file::NAME, sidecar::NAME, super::check::BASELINE];
        names.map(|name| format!("**/{name}")).to_vec()
    }

    fn today(&self) -> Option<Date> {
        today(self.args.today)
    }
}

/// A baseline that a configuration names: its file, the folder that its names count from, its text.
type Named = (PathBuf, PathBuf, Result<String, String>);

/// Everything that a folder's rules are made of, and the baseline among it.
fn sources(chain: Option<&Chain>) -> (Vec<(PathBuf, String)>, Option<Named>) {
    let layers = chain.into_iter().flat_map(|chain| &chain.layers);
    let mut sources: Vec<(PathBuf, String)> = layers
        .map(|layer| (layer.file(), layer.text.clone()))
        .collect();
    let baseline = chain.and_then(|chain| {
        let name = chain.file.check.baseline.as_ref()?;
        let layer = chain.origin(&["check", "baseline"])?;
        let path = layer.path(name);
        let text = std::fs::read_to_string(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                format!("there is no baseline `{name}`; write it with `feltsense baseline write`")
            }
            _ => format!(
                "the baseline `{name}` cannot be read: {}",
                walk::words_of(&error)
            ),
        });
        Some((path, layer.folder.clone(), text))
    });
    if let Some((path, _, text)) = &baseline {
        sources.push((path.clone(), text.clone().unwrap_or_else(|told| told)));
    }
    (sources, baseline)
}

impl Files<'_> {
    /// The rules of a configuration.
    fn made(
        &self,
        chain: Option<&Chain>,
        baseline: Option<Named>,
        sidecars: &[Sidecar],
        folder: &Path,
    ) -> Result<Rc<InForce>, Vec<Mistake>> {
        let file = chain.map_or_else(ConfigFile::default, |chain| chain.file.clone());
        let mut options = file.check.clone();
        if let Some(profile) = self.args.profile {
            options.profile = Some(profile.name().to_owned());
        }
        let unusable = |wrong: Vec<SettingsError>| -> Vec<Mistake> {
            let wrong = settings_file::in_order(chain, wrong).into_iter();
            let mistakes = wrong.map(|error| {
                let key: Vec<&str> = error.key.iter().map(String::as_str).collect();
                let told = format!("{}; {}", error.what, error.help);
                at_key(chain, &key, &told, folder)
            });
            mistakes.collect()
        };
        let settings = Settings::resolve(&options, self.units).map_err(unusable)?;
        let globs = Globs::new(chain, &file.check).map_err(unusable)?;
        let (baseline, base) = match baseline {
            None => (None, None),
            Some((_, _, Err(told))) => {
                return Err(vec![at_key(chain, &["check", "baseline"], &told, folder)]);
            }
            Some((path, base, Ok(text))) => {
                let baseline = Baseline::parse(&text).map_err(|error| {
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    vec![Mistake {
                        place: line_of(&text, error.line),
                        message: format!("{name}:{error}"),
                        path: path.clone(),
                    }]
                })?;
                (Some(baseline), Some(base))
            }
        };
        let rules = settings.rules.iter();
        let names: Vec<&str> = rules.map(|rule| rule.name.as_str()).collect();
        let sidecars = Sidecars::new(sidecars, &names);
        let sidecars = sidecars.map_err(|error| vec![self.mistake(&error, folder)])?;
        let mut reading = file.reading();
        reading.by_content = true;
        Ok(Rc::new(InForce {
            settings,
            options: reading,
            baseline,
            scope: Box::new(OfFiles {
                globs,
                base,
                sidecars,
            }),
        }))
    }

    /// A mistake as an error tells it. One without a file that is there stands in the nearest
    /// configuration.
    fn mistake(&self, error: &anyhow::Error, folder: &Path) -> Mistake {
        let message = format!("{error:#}");
        let wrong = error.downcast_ref::<Wrong>();
        match wrong.filter(|wrong| wrong.path.is_file()) {
            Some(wrong) => {
                let text = std::fs::read_to_string(&wrong.path).unwrap_or_default();
                let place = to_line_end(&text, wrong.at);
                Mistake {
                    path: wrong.path.clone(),
                    place,
                    message,
                }
            }
            None => Mistake {
                path: self
                    .args
                    .config
                    .clone()
                    .unwrap_or_else(|| nearest_file(folder)),
                place: Place::default(),
                message,
            },
        }
    }
}

/// Globs, the folder that names in a baseline count from, and what is silenced beside the texts.
struct OfFiles {
    globs: Globs,
    base: Option<PathBuf>,
    sidecars: Sidecars,
}

impl Scope for OfFiles {
    fn is_excluded(&self, path: &Path) -> bool {
        self.globs.excludes(path)
    }

    fn takes(&self, rule: &Rule, path: Option<&Path>) -> bool {
        self.globs.takes(rule, path)
    }

    fn label(&self, path: &Path) -> String {
        let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let inside = self
            .base
            .as_ref()
            .and_then(|base| real.strip_prefix(base).ok());
        match inside {
            Some(inside) => walk::shown(inside),
            None => walk::shown(Path::new(path.file_name().unwrap_or_default())),
        }
    }

    fn entries(&self, path: &Path) -> Vec<(usize, &Entry)> {
        self.sidecars.of(Some(path), "")
    }

    fn remarks(
        &self,
        file: Option<(&Path, Option<&[usize]>)>,
        settings: &Settings,
        today: Option<Date>,
    ) -> Vec<Remark> {
        let remarks = self.sidecars.remarks_on(file, settings, today).into_iter();
        let remarks = remarks.map(|(path, finding)| Remark { path, finding });
        remarks.collect()
    }
}

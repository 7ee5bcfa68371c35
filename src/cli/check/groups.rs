//! Inputs put together by their configurations.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use anyhow::Context;

use crate::check::Settings;
use crate::check::options::CheckOptions;
use crate::cli::args::{RulesArgs, SnippetsArg};
use crate::cli::settings_file::{self, Chain};
use crate::measure::Units;
use crate::walk::{Input, Origin};

/// Inputs with the same configuration.
pub(super) struct Group {
    /// What it is told apart by.
    pub(super) key: Vec<String>,
    /// The files in force; `None`: defaults.
    pub(super) chain: Option<Rc<Chain>>,
    /// With every default.
    pub(super) settings: Settings,
    pub(super) inputs: Vec<Input>,
}

/// Puts inputs together that have the same configuration.
pub(super) fn groups(
    inputs: Vec<Input>,
    args: &RulesArgs,
    units: &Units,
) -> anyhow::Result<Vec<Group>> {
    let named = args
        .input
        .config
        .as_ref()
        .map(|path| settings_file::named(path).context("reading the configuration"))
        .transpose()?
        .map(Rc::new);
    let mut known: HashMap<PathBuf, Option<Rc<Chain>>> = HashMap::new();
    let mut groups: BTreeMap<Vec<String>, Group> = BTreeMap::new();
    for input in inputs {
        let chain = if let Some(chain) = &named {
            Some(Rc::clone(chain))
        } else {
            let path = path_of(&input).or_else(|| args.stdin_filename.clone());
            let folder = path.unwrap_or_default().parent().map(Path::to_owned);
            let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or_else(|| ".".into());
            if let Some(chain) = known.get(&folder) {
                chain.clone()
            } else {
                let found = settings_file::nearest(&folder);
                let chain = found.context("reading the configuration")?.map(Rc::new);
                known.insert(folder, chain.clone());
                chain
            }
        };
        let key = key_of(chain.as_deref());
        if let Some(group) = groups.get_mut(&key) {
            group.inputs.push(input);
        } else {
            let settings = settings_of(chain.as_deref(), Some(args), units)?;
            let group = Group {
                key: key.clone(),
                chain,
                settings,
                inputs: vec![input],
            };
            groups.insert(key, group);
        }
    }
    Ok(groups.into_values().collect())
}

/// What tells configurations apart: their files.
pub(super) fn key_of(chain: Option<&Chain>) -> Vec<String> {
    let layers = chain.into_iter().flat_map(|chain| &chain.layers);
    layers
        .map(|layer| {
            let path = layer.folder.join(&layer.shown);
            path.to_string_lossy().into_owned()
        })
        .collect()
}

/// The settings of a configuration, with the command line laid over it.
///
/// # Errors
/// Every value that cannot be used, with its place.
pub(in crate::cli) fn settings_of(
    chain: Option<&Chain>,
    args: Option<&RulesArgs>,
    units: &Units,
) -> anyhow::Result<Settings> {
    let mut options = chain.map_or_else(CheckOptions::default, |chain| chain.file.check.clone());
    if let Some(profile) = args.and_then(|args| args.profile) {
        options.profile = Some(profile.name().to_owned());
    }
    if let Some(snippets) = args.and_then(|args| args.snippets) {
        let name = match snippets {
            SnippetsArg::Auto => "auto",
            SnippetsArg::Full => "full",
            SnippetsArg::Masked => "masked",
            SnippetsArg::None => "none",
        };
        options.snippets = Some(name.to_owned());
    }
    Settings::resolve(&options, units).map_err(|wrong| settings_file::unusable(chain, wrong))
}

/// The path of an input; `None` for standard input.
pub(super) fn path_of(input: &Input) -> Option<PathBuf> {
    match &input.origin {
        Origin::File(path) | Origin::Held(path, _) => Some(path.clone()),
        Origin::Stdin => None,
    }
}

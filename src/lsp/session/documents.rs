//! Texts that are open: what is done to them, when they are looked at, and what is told of them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{Beside, Due, ERROR, INFO, Open, Seen, Session, State};
use crate::check::Judge;
use crate::lsp::document::{Text, format_of};
use crate::lsp::ground::InForce;
use crate::lsp::look::Look;
use crate::lsp::protocol::{Diagnostic, DidChange, DidOpen, PublishDiagnostics};
use crate::lsp::{diagnostics, uri, wire};

/// A look that takes longer than this waits until the keys rest.
const QUICK: Duration = Duration::from_millis(40);
/// How long it waits, at most.
const REST: Duration = Duration::from_millis(400);

impl Session<'_> {
    pub(super) fn did_open(&mut self, did: DidOpen) {
        let item = did.text_document;
        let path = uri::path_of(&item.uri);
        if let Some(path) = path.as_ref().filter(|path| self.ground.is_config(path)) {
            self.configs.insert(path.clone(), Beside::default());
            self.renew();
            return;
        }
        let name = uri::last_part(&item.uri);
        let Some(format) = format_of(&item.language_id, &name) else {
            let language: String = item.language_id.chars().take(40).collect();
            self.log(
                INFO,
                &format!(
                    "{name} is not looked at: `{language}` is neither Markdown, HTML nor plain text; `feltsense check` reads other files"
                ),
            );
            return;
        };
        let open = Open {
            path,
            version: item.version,
            format,
            text: Text::new(item.text),
            seen: Seen::Nothing,
            changed: Instant::now(),
            cost: Duration::ZERO,
            beside: Beside::default(),
            told: Vec::new(),
        };
        self.documents.insert(item.uri, open);
    }

    pub(super) fn did_change(&mut self, did: DidChange) {
        // A file that is not looked at, such as a configuration: its text matters when it is saved.
        let Some(open) = self.documents.get_mut(&did.text_document.uri) else {
            return;
        };
        open.text.apply(did.content_changes, self.encoding);
        open.version = did.text_document.version.or(open.version);
        open.seen = Seen::Nothing;
        open.changed = Instant::now();
    }

    pub(super) fn did_save(&mut self, uri: &str) {
        let path = uri::path_of(uri);
        if let Some(path) = path.filter(|path| self.ground.is_config(path)) {
            self.configs.entry(path).or_default();
            self.renew();
        } else if let Some(open) = self.documents.get_mut(uri) {
            self.ground.renew();
            open.seen = Seen::Nothing;
            open.cost = Duration::ZERO;
        }
    }

    pub(super) fn close(&mut self, uri: &str) {
        if self.documents.remove(uri).is_some() {
            self.publish(uri, None, &[]);
        } else if let Some(path) = uri::path_of(uri) {
            self.configs.remove(&path);
        }
        self.tell_beside();
    }

    /// Everything is to be looked at again.
    pub(super) fn renew(&mut self) {
        self.ground.renew();
        for open in self.documents.values_mut() {
            open.seen = Seen::Nothing;
            open.cost = Duration::ZERO;
            let in_force = self.ground.of(open.path.as_deref());
            open.beside.mistakes = in_force.err().unwrap_or_default();
        }
        let today = self.ground.today();
        for (path, beside) in &mut self.configs {
            *beside = match self.ground.of(Some(path)) {
                Ok(rules) => Beside {
                    remarks: rules.scope.remarks(None, &rules.settings, today),
                    ..Beside::default()
                },
                Err(mistakes) => Beside {
                    mistakes,
                    ..Beside::default()
                },
            };
        }
        self.tell_beside();
    }

    /// When a document wants to be looked at.
    pub fn due(&self) -> Due {
        let waits = |open: &Open| {
            if open.cost <= QUICK {
                return Duration::ZERO;
            }
            open.cost.min(REST).saturating_sub(open.changed.elapsed())
        };
        let stale = self.stale().map(|(_, open)| waits(open)).min();
        match stale {
            None => Due::Never,
            Some(Duration::ZERO) => Due::Now,
            Some(wait) => Due::In(wait),
        }
    }

    fn stale(&self) -> impl Iterator<Item = (&String, &Open)> {
        let is_running = self.state == State::Running;
        self.documents
            .iter()
            .filter(move |(_, open)| is_running && matches!(open.seen, Seen::Nothing))
    }

    /// Looks at one document that changed: the one that changed last.
    pub fn work(&mut self) {
        let last = self.stale().max_by_key(|(_, open)| open.changed);
        if let Some(uri) = last.map(|(uri, _)| uri.clone()) {
            self.look(&uri);
        }
    }

    /// Looks at a document, unless it was since its last change, and tells what there is.
    pub(super) fn look(&mut self, uri: &str) {
        let Some(open) = self.documents.get_mut(uri) else {
            return;
        };
        if !matches!(open.seen, Seen::Nothing) {
            return;
        }
        let begun = Instant::now();
        let path = open.path.as_deref();
        let judge = Judge {
            pipeline: self.pipeline,
            finder: self.finder,
            today: self.ground.today(),
        };
        open.beside = Beside::default();
        (open.seen, open.told) = match self.ground.of(path) {
            Err(mistakes) => {
                let first = mistakes.first().map(|mistake| mistake.message.clone());
                let first = first.unwrap_or_default();
                let told = format!("nothing is checked until this is mended: {first}");
                open.beside.mistakes = mistakes;
                (
                    Seen::Not,
                    vec![diagnostics::at_start("configuration", told)],
                )
            }
            Ok(rules) => match Look::new(&open.text.text, open.format, path, &rules, &judge) {
                Err(why) => (Seen::Not, vec![diagnostics::at_start("not-read", why)]),
                Ok(look) if path.is_some_and(|path| rules.scope.is_excluded(path)) => {
                    (Seen::Look(rules, Box::new(look)), Vec::new())
                }
                Ok(look) => {
                    let InForce {
                        scope, settings, ..
                    } = &*rules;
                    let file = path.map(|path| (path, look.used()));
                    open.beside.remarks = scope.remarks(file, settings, judge.today);
                    let told = diagnostics::of_look(&look, self.encoding);
                    (Seen::Look(rules, Box::new(look)), told)
                }
            },
        };
        open.cost = begun.elapsed();
        let (version, told) = (open.version, open.told.clone());
        self.publish(uri, version, &told);
        self.tell_beside();
    }

    fn publish(&mut self, uri: &str, version: Option<i64>, diagnostics: &[Diagnostic]) {
        if self.client.only_pulls {
            return;
        }
        let params = PublishDiagnostics {
            uri,
            version,
            diagnostics,
        };
        let params = serde_json::to_value(params).unwrap_or_default();
        self.out.push_back(wire::notification(
            "textDocument/publishDiagnostics",
            &params,
        ));
    }

    /// What is wrong with configurations and entries stands in their own files; a new mistake is said
    /// aloud once.
    fn tell_beside(&mut self) {
        let mut now: BTreeMap<PathBuf, Vec<Diagnostic>> = BTreeMap::new();
        let mut stands = |path: &PathBuf, diagnostic: Diagnostic| {
            let known = now.entry(path.clone()).or_default();
            if !known.contains(&diagnostic) {
                known.push(diagnostic);
            }
        };
        let mut mistakes = Vec::new();
        let of_texts = self.documents.values().map(|open| &open.beside);
        for beside in of_texts.chain(self.configs.values()) {
            for mistake in &beside.mistakes {
                stands(
                    &mistake.path,
                    diagnostics::of_mistake(mistake, self.encoding),
                );
                if !mistakes.contains(mistake) {
                    mistakes.push(mistake.clone());
                }
            }
            for remark in &beside.remarks {
                let told = diagnostics::of_finding(&remark.finding, self.encoding);
                stands(&remark.path, told);
            }
        }
        let shown = std::mem::replace(&mut self.shown, now.clone());
        for (path, all) in now
            .iter()
            .filter(|(path, all)| shown.get(*path) != Some(all))
        {
            self.publish(&uri::of_path(path), None, all);
        }
        for path in shown.keys().filter(|path| !now.contains_key(*path)) {
            self.publish(&uri::of_path(path), None, &[]);
        }
        let said = std::mem::replace(&mut self.said, mistakes.clone());
        for mistake in mistakes.iter().filter(|mistake| !said.contains(mistake)) {
            let told = format!(
                "feltsense: {}; nothing is checked until then",
                mistake.message
            );
            let params = json!({"type": ERROR, "message": told});
            self.out
                .push_back(wire::notification("window/showMessage", &params));
        }
    }
}

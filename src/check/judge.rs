//! One document → its findings: rules, places, pieces of text, comments that silence.

use std::ops::Range;

use super::date::Date;
use super::evidence::{Evidence, Subject};
use super::finding::{Anchor, Finding, Unjudged, Whence};
use super::kind::Kind;
use super::place::places;
use super::rules::{self, Drafts};
use super::settings::{Detail, Profile, Rule, Settings};
use super::sidecar::{self, Entry};
use super::snippet::{Snippets, snippet};
use super::suppress::{self, Manner};
use crate::analysis::Pipeline;
use crate::identifiers::Finder;

/// What every document is judged with.
#[derive(Clone, Copy)]
pub struct Judge<'a> {
    /// Lexicons and context rules.
    pub pipeline: &'a Pipeline,
    /// Looks for identifiers.
    pub finder: &'a Finder,
    /// The day; `None`: nothing ever runs out.
    pub today: Option<Date>,
}

/// What was found in one document.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// The document's label.
    pub document: String,
    /// Its words.
    pub words: u64,
    /// Findings in the order of the text, silenced ones with them.
    pub findings: Vec<Finding>,
    /// Rules that had too little text.
    pub unjudged: Vec<Unjudged>,
    /// Numbers of the entries of sidecars that silenced something.
    pub used: Vec<usize>,
}

impl Judge<'_> {
    /// Lets rules look at a document. `chosen` are those of the settings that its path does not leave
    /// out. Cost: linear in text and hits, but for one sort of the findings.
    pub fn judge(&self, subject: Subject<'_>, settings: &Settings, chosen: &[&Rule]) -> Verdict {
        self.judge_with(subject, settings, chosen, &[])
    }

    /// The same with the entries of sidecars that are about this document, each with its number.
    pub fn judge_with(
        &self,
        subject: Subject<'_>,
        settings: &Settings,
        chosen: &[&Rule],
        entries: &[(usize, &Entry)],
    ) -> Verdict {
        let evidence = Evidence::new(self.pipeline, subject);
        let is_transcript = !subject.document.turns.is_empty();
        let profile = settings.profile.unwrap_or(if is_transcript {
            Profile::Transcript
        } else {
            Profile::Publisher
        });
        let how = settings
            .snippets
            .unwrap_or(if is_transcript || profile == Profile::Transcript {
                Snippets::None
            } else {
                Snippets::Full
            });
        let mut verdict = Verdict {
            document: subject.label.to_owned(),
            words: evidence.words(),
            ..Verdict::default()
        };
        let mut drafted = Vec::new();
        for rule in chosen {
            let Some(level) = rule.level_in(profile) else {
                continue;
            };
            let mut drafts = Drafts::default();
            rules::look(rule, &evidence, self.finder, &mut drafts);
            let unjudged = drafts.unjudged.into_iter().map(|reason| Unjudged {
                document: subject.label.to_owned(),
                rule: rule.name.clone(),
                reason,
            });
            verdict.unjudged.extend(unjudged);
            drafted.extend(drafts.found.into_iter().map(|draft| (*rule, level, draft)));
        }
        let mut hidden: Vec<Range<usize>> = drafted
            .iter()
            .filter(|(_, _, draft)| draft.hidden)
            .filter_map(|(_, _, draft)| draft.range.clone())
            .collect();
        hidden.sort_by_key(|range| (range.end, range.start));
        let mut findings: Vec<(Finding, Option<Range<usize>>)> = drafted
            .into_iter()
            .map(|(rule, level, draft)| {
                let shown = draft.range.as_ref().filter(|_| !draft.hidden);
                let finding = Finding {
                    rule: rule.name.clone(),
                    kind: rule.kind,
                    slip: None,
                    level,
                    document: subject.label.to_owned(),
                    whence: subject.whence.clone(),
                    place: None,
                    message: draft.message,
                    why: rule.kind.info().why.to_owned(),
                    counts: draft.counts,
                    form: draft.form,
                    snippet: shown.and_then(|range| snippet(subject.original, range, how, &hidden)),
                    anchor: draft.anchor,
                    suppressed: None,
                    is_aside: false,
                    baselined: false,
                    unchanged: false,
                };
                (finding, draft.range)
            })
            .collect();
        let comments = settings
            .rules
            .iter()
            .find(|rule| rule.kind == Kind::Suppression);
        let names: Vec<&str> = settings
            .rules
            .iter()
            .map(|rule| rule.name.as_str())
            .collect();
        let manner = Manner {
            known: &names,
            require_reason: settings.require_reason,
            today: self.today,
        };
        let remarks = suppress::apply(&evidence, &mut findings, &manner);
        if let Some((rule, level)) = comments.and_then(|rule| Some((rule, rule.level_in(profile)?)))
        {
            findings.extend(remarks.into_iter().map(|remark| {
                let shown = remark.at.as_ref();
                let finding = Finding {
                    rule: rule.name.clone(),
                    kind: rule.kind,
                    slip: Some(remark.slip),
                    level,
                    document: subject.label.to_owned(),
                    whence: subject.whence.clone(),
                    place: None,
                    anchor: Anchor {
                        subject: remark.message.clone(),
                        ..Anchor::default()
                    },
                    message: remark.message,
                    why: rule.kind.info().why.to_owned(),
                    counts: Vec::new(),
                    form: None,
                    snippet: shown.and_then(|range| snippet(subject.original, range, how, &hidden)),
                    suppressed: None,
                    is_aside: false,
                    baselined: false,
                    unchanged: false,
                };
                (finding, remark.at)
            }));
        }
        let ranges: Vec<Range<usize>> = findings
            .iter()
            .filter_map(|(_, range)| range.clone())
            .collect();
        let mut known = places(subject.original, &ranges).into_iter();
        verdict.findings = findings
            .into_iter()
            .map(|(mut finding, range)| {
                finding.place = range.and_then(|_| known.next());
                finding
            })
            .collect();
        verdict.findings.sort_by(|a, b| a.order().cmp(&b.order()));
        verdict.used = sidecar::apply(&mut verdict.findings, entries, &evidence);
        if how == Snippets::None {
            for finding in &mut verdict.findings {
                finding.form = None;
            }
        }
        verdict.unjudged.sort();
        verdict.unjudged.dedup();
        verdict
    }

    /// What is said about all documents of one configuration together: budgets, and blocks of help
    /// whose day has come. `settings_file` names the configuration.
    pub fn corpus(
        &self,
        settings: &Settings,
        settings_file: &str,
        verdicts: &[&Verdict],
    ) -> (Vec<Finding>, Vec<Unjudged>) {
        let mut findings = Vec::new();
        let mut unjudged = Vec::new();
        let finding = |rule: &Rule, document: &str, message: String, value: Option<f64>| {
            let level = rule.levels.iter().flatten().max().copied();
            level.map(|level| Finding {
                rule: rule.name.clone(),
                kind: rule.kind,
                slip: None,
                level,
                document: document.to_owned(),
                whence: Whence::Nowhere,
                place: None,
                message,
                why: rule.kind.info().why.to_owned(),
                counts: Vec::new(),
                form: None,
                snippet: None,
                anchor: Anchor {
                    value,
                    ..Anchor::default()
                },
                suppressed: None,
                is_aside: false,
                baselined: false,
                unchanged: false,
            })
        };
        for rule in &settings.rules {
            if rule.levels.iter().all(Option::is_none) {
                continue;
            }
            match &rule.detail {
                Detail::Help {
                    review_by: Some(day),
                    ..
                } if self.today.is_some_and(|today| *day < today) => {
                    let message = format!("your block of help was to be looked at again by {day}");
                    findings.extend(finding(rule, settings_file, message, None));
                }
                Detail::Budget {
                    rule: counted,
                    max_share,
                    max_documents,
                    min_documents,
                } => {
                    let with_words =
                        verdicts.iter().filter(|verdict| verdict.words > 0).count() as u64;
                    let fired = verdicts
                        .iter()
                        .filter(|verdict| {
                            let mut open =
                                verdict.findings.iter().filter(|f| f.suppressed.is_none());
                            open.any(|finding| finding.rule == *counted)
                        })
                        .count() as u64;
                    let share = fired as f64 / with_words.max(1) as f64;
                    let over_share = max_share.is_some_and(|max| share > max);
                    let over_count = max_documents.is_some_and(|max| fired > max);
                    if with_words < *min_documents && over_share && !over_count {
                        unjudged.push(Unjudged {
                            document: String::new(),
                            rule: rule.name.clone(),
                            reason: format!("too small to judge: {with_words} documents with words, and the rule asks for {min_documents}"),
                        });
                    } else if over_share || over_count {
                        let limits = [
                            max_share.map(|max| format!("{:.0} %", max * 100.0)),
                            max_documents.map(|max| format!("{max} documents")),
                        ];
                        let limits: Vec<String> = limits.into_iter().flatten().collect();
                        let message = format!(
                            "{fired} of {with_words} documents ({:.0} %) have findings of `{counted}`; the limit is {}",
                            share * 100.0,
                            limits.join(" and ")
                        );
                        findings.extend(finding(rule, "", message, Some(fired as f64)));
                    }
                }
                _ => {}
            }
        }
        (findings, unjudged)
    }
}

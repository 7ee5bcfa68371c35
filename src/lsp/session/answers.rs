//! What an editor asks about a place: what stands there, and what can be done about it.

use serde_json::{Value, json};

use super::{Seen, Session};
use crate::check::Judge;
use crate::lsp::actions::{self, QUICK_FIX};
use crate::lsp::document::Text;
use crate::lsp::look::Look;
use crate::lsp::protocol::{AskActions, AtPosition, CodeAction, TextEdit};
use crate::lsp::{diagnostics, hover};

impl Session<'_> {
    pub(super) fn hover(&mut self, asked: &AtPosition) -> Value {
        let uri = &asked.text_document.uri;
        self.look(uri);
        let Some(open) = self.documents.get(uri) else {
            return Value::Null;
        };
        let Seen::Look(_, look) = &open.seen else {
            return Value::Null;
        };
        let Text { text, lines } = &open.text;
        let offset = lines.offset(text, asked.position, self.encoding);
        let markdown = self.client.markdown;
        let Some((told, range)) = hover::at(look, self.pipeline, offset, markdown) else {
            return Value::Null;
        };
        let kind = if markdown { "markdown" } else { "plaintext" };
        json!({
            "contents": {"kind": kind, "value": told},
            "range": lines.range(text, &range, self.encoding),
        })
    }

    pub(super) fn actions(&mut self, asked: &AskActions) -> Value {
        let uri = &asked.text_document.uri;
        self.look(uri);
        let wanted = asked.context.only.as_ref().is_none_or(|only| {
            // A kind holds those that begin with it; the empty one holds all.
            only.iter().any(|kind| kind.is_empty() || kind == QUICK_FIX)
        });
        let Some(open) = self.documents.get(uri).filter(|_| wanted) else {
            return json!([]);
        };
        let Seen::Look(rules, look) = &open.seen else {
            return json!([]);
        };
        if open.told.is_empty() {
            return json!([]);
        }
        let judge = Judge {
            pipeline: self.pipeline,
            finder: self.finder,
            today: self.ground.today(),
        };
        let (text, lines) = (&open.text.text, &open.text.lines);
        let at = |position| lines.offset(text, position, self.encoding);
        let range = at(asked.range.start)..at(asked.range.end);
        let again =
            |text: &str| Look::new(text, open.format, open.path.as_deref(), rules, &judge).ok();
        let offers = actions::offers(&open.text, look, &range, &again);
        let actions: Vec<CodeAction> = offers
            .into_iter()
            .map(|offer| {
                let edits: Vec<TextEdit> = offer
                    .edits
                    .iter()
                    .map(|(range, put)| TextEdit {
                        range: lines.range(text, range, self.encoding),
                        new_text: put.clone(),
                    })
                    .collect();
                let edit = if self.client.versioned_edits {
                    let document = json!({"uri": uri, "version": open.version});
                    json!({"documentChanges": [{"textDocument": document, "edits": edits}]})
                } else {
                    json!({"changes": {uri: edits}})
                };
                CodeAction {
                    title: offer.title,
                    kind: QUICK_FIX,
                    diagnostics: vec![diagnostics::of_finding(offer.finding, self.encoding)],
                    is_preferred: offer.preferred,
                    edit,
                }
            })
            .collect();
        serde_json::to_value(actions).unwrap_or_default()
    }
}

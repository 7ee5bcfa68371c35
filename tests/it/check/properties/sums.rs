//! Properties 4 and 5: sums, and the same bytes.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;

use feltsense::check::output::Format as Output;
use feltsense::check::{CheckReport, Level};
use feltsense::read::Format;

use super::{judged, prose, texts};
use crate::check::outputs::{elements, written};
use crate::sandbox::Sandbox;

/// What a finding counted under a name.
fn count(finding: &feltsense::check::Finding, name: &str) -> Option<u64> {
    let found = finding.counts.iter().find(|count| count.name == name);
    found.map(|count| count.value as u64)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn property_04_parts_add_up_to_their_document(paragraphs in prop::collection::vec(prose(), 1..5)) {
        let parts: Vec<String> = paragraphs.iter().map(|text| format!("# Part\n\n{text}\n\n")).collect();
        let text = parts.concat();
        let density = |scope: &str| {
            format!("[check.rules.density]\nscope = '{scope}'\nmax = 0\nmin-hits = 1\nmin-words = 1\n")
        };
        let sum = |rules: &str, name: &str| -> u64 {
            let found = judged(rules, text.as_bytes(), Format::Markdown);
            found.iter().filter_map(|finding| count(finding, name)).sum()
        };
        let hits = judged("[check.rules.presence]\n", text.as_bytes(), Format::Markdown).len() as u64;
        prop_assert_eq!(sum(&density("document"), "shame"), hits);
        prop_assert_eq!(sum(&density("section"), "shame"), hits);
    }

    #[test]
    fn property_04_every_output_counts_the_same(all in prop::collection::vec(texts(), 1..4)) {
        let mut report = CheckReport { fail_on: Some(Level::Warning), ..CheckReport::default() };
        for (at, text) in all.iter().enumerate() {
            let rules = ["[check.rules.presence]\nlevel = 'note'\n", "[check.rules.voice]\nlevel = 'error'\n[check.rules.presence]\n"][at % 2];
            for mut finding in judged(rules, text.replace('\0', "").as_bytes(), Format::Markdown) {
                finding.document = format!("{at}.md");
                finding.whence = feltsense::check::Whence::File(finding.document.clone());
                report.findings.push(finding);
            }
            report.documents.push(format!("{at}.md"));
        }
        let json: Value = serde_json::from_str(&written(Output::Json, &report)).expect("JSON");
        let summary = |key: &str| json["summary"][key].as_u64().unwrap_or(0) as usize;
        let open = report.open().count();
        prop_assert_eq!(summary("errors") + summary("warnings") + summary("notes"), open);
        prop_assert_eq!(json["findings"].as_array().map(Vec::len), Some(open + summary("suppressed")));
        prop_assert_eq!(summary("documents"), all.len());
        let issues: Value = serde_json::from_str(&written(Output::Gitlab, &report)).expect("JSON");
        prop_assert_eq!(issues.as_array().map(Vec::len), Some(open));
        prop_assert_eq!(written(Output::Concise, &report).lines().count(), open);
        prop_assert_eq!(written(Output::Azure, &report).lines().count(), open);
        // Suites add up to the whole, and hold what they count.
        let suites = elements(&written(Output::Junit, &report));
        let number = |attributes: &[(String, String)], key: &str| -> usize {
            let found = attributes.iter().find(|(name, _)| name == key);
            found.and_then(|(_, value)| value.parse().ok()).unwrap_or(usize::MAX)
        };
        for key in ["tests", "failures", "errors"] {
            let parts: usize = suites.iter().filter(|(name, _)| name == "testsuite").map(|(_, a)| number(a, key)).sum();
            prop_assert_eq!(number(&suites[0].1, key), parts, "{}", key);
        }
        let failed = report.findings.iter().filter(|finding| report.fails(finding)).count();
        prop_assert_eq!(suites.iter().filter(|(name, _)| name == "failure").count(), failed);
        let mut by_level: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in report.open() {
            *by_level.entry(finding.level.name()).or_default() += 1;
        }
        prop_assert_eq!(by_level.get("note").copied().unwrap_or(0), summary("notes"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    /// Through the binary: few cases, since each starts it several times.
    #[test]
    fn property_05_threads_and_order_change_no_byte(all in prop::collection::vec(texts(), 2..12), turn in 0_usize..12) {
        let sandbox = Sandbox::new();
        sandbox.write("feltsense.toml", "root = true\n[check.rules.presence]\nlevel = 'note'\n");
        let names: Vec<String> = (0..all.len()).map(|at| format!("{at}.md")).collect();
        for (name, text) in names.iter().zip(&all) {
            sandbox.write(name, text);
        }
        let out = |threads: &str, order: &[&str]| {
            let run = sandbox.run(&[&["check", "--output", "json", "--threads", threads], order].concat());
            (run.code, run.out, run.err)
        };
        let mut order: Vec<&str> = names.iter().map(String::as_str).collect();
        let one = out("1", &order);
        order.rotate_left(turn % all.len());
        prop_assert_eq!(&out("7", &order), &one);
        order.reverse();
        prop_assert_eq!(&out("64", &order), &one);
    }
}

//! Two drafts on a terminal: what changed with its hits, the hits, the measures.
//!
//! Signs say everything: `-` went, `+` came, `~-` and `~+` the two versions of a changed sentence, `>`
//! moved. Nothing of a draft reaches the terminal as a control character.

use std::fmt::Write as _;

use super::measures::{Measure, Value, What};
use super::rows::{Change, Row, stretches};
use super::side::{Placed, Side};
use super::{Comparison, HitChange, HitHow};
use crate::matching::Status;
use crate::measure::UnitKind;
use crate::report::manifest::CAUTION;
use crate::report::summary::{grouped, plural};
use crate::report::table::visible;
use crate::show::nest::{self, Event};
use crate::show::sign::{self, APART};
use crate::show::sums::FEW_WORDS;
use crate::show::terminal::paint::{Colours, Ink};
use crate::show::terminal::wrap::{Flow, paragraph};
use crate::show::terminal::{NARROWEST, Screen};

/// Most columns.
const WIDEST: usize = 100;
/// Columns in front of a sentence.
const SIGNS: usize = 3;

/// The whole comparison, each line ended by a line feed. Cost: linear.
pub fn render(comparison: &Comparison<'_>, screen: Screen) -> String {
    let mut view = View {
        comparison,
        most: screen.width.clamp(NARROWEST, WIDEST),
        colours: screen.colours,
        out: String::new(),
    };
    view.head();
    view.sentences();
    view.hits();
    view.measures();
    view.rules();
    view.out.push('\n');
    view.told(CAUTION, Ink::FAINT, 0);
    view.out
}

struct View<'a> {
    comparison: &'a Comparison<'a>,
    most: usize,
    colours: Colours,
    out: String,
}

impl View<'_> {
    /// Text of ours as lines, indented.
    fn told(&mut self, text: &str, ink: Ink, indent: usize) {
        for line in paragraph(text, ink, self.most - indent, self.colours) {
            self.out.push_str(&" ".repeat(indent));
            self.out.push_str(&line);
            self.out.push('\n');
        }
    }

    fn rule(&mut self) {
        self.out.push('\n');
        Ink::FAINT.add(&mut self.out, &"\u{2500}".repeat(self.most), self.colours);
        self.out.push('\n');
    }

    fn head(&mut self) {
        let comparison = self.comparison;
        let (old, new) = (comparison.old, comparison.new);
        let title = format!("{} \u{2192} {}", visible(&old.name), visible(&new.name));
        self.told(&title, Ink::STRONG, 0);
        let told = format!(
            "{} \u{2192} {}, {} \u{2192} {}: {}",
            grouped(old.counts.words),
            plural(new.counts.words, "word"),
            grouped(old.counts.sentences),
            plural(new.counts.sentences, "sentence"),
            comparison.sentence_counts(),
        );
        self.told(&told, Ink::PLAIN, 0);
        let mut key = Flow::default();
        for (at, lexicon) in comparison.pipeline.lexicons.iter().enumerate() {
            let ink = Ink::lexicon(at);
            let letter = comparison.signs.letter(at);
            key.before(&format!("\u{2039}{letter}\u{a0}"), ink, None);
            key.behind(&sign::spoken(&lexicon.name).replace(' ', "\u{a0}"), ink);
            key.behind("\u{203a}", ink);
            key.text(" ", Ink::PLAIN, false);
        }
        self.flow(key, 0);
        let statuses = Status::ALL.into_iter().skip(1);
        let mut told: Vec<String> = statuses
            .map(|status| format!("{}\u{a0}{}", sign::of_status(status), status.name()))
            .collect();
        let lexicons = &comparison.pipeline.lexicons;
        if lexicons.iter().any(|lexicon| lexicon.has_adverse()) {
            told.push(format!(
                "{APART}\u{a0}distress\u{a0}pole,\u{a0}counted\u{a0}apart"
            ));
        }
        let signs = [
            "-\u{a0}went",
            "+\u{a0}came",
            "~\u{a0}changed",
            ">\u{a0}moved",
        ];
        told.extend(signs.map(str::to_owned));
        self.told(&told.join(" "), Ink::FAINT, 0);
    }

    fn flow(&mut self, flow: Flow, indent: usize) {
        for line in flow.lines(self.most - indent, self.colours) {
            self.out.push_str(&" ".repeat(indent));
            self.out.push_str(&line.text);
            self.out.push('\n');
        }
    }

    /// What changed, in the order of reading; what did not, as a number.
    fn sentences(&mut self) {
        let comparison = self.comparison;
        let mut last = None;
        for stretch in stretches(&comparison.rows) {
            let change = stretch[0].change;
            // Stretches stand apart, unless both are changes.
            if last.is_none_or(|last| last == Change::Same) || change == Change::Same {
                self.out.push('\n');
            }
            last = Some(change);
            if change == Change::Same {
                let told = format!(
                    "\u{b7}\u{b7}\u{b7} {} as before \u{b7}\u{b7}\u{b7}",
                    plural(stretch.len() as u64, "sentence")
                );
                self.told(&told, Ink::FAINT, SIGNS);
                continue;
            }
            if change == Change::Moved
                && let Some(places) = comparison.places(stretch)
            {
                self.told(&format!("({places})"), Ink::FAINT, SIGNS);
            }
            for row in stretch {
                self.row(*row);
            }
        }
    }

    fn row(&mut self, row: Row) {
        let (old, new) = (self.comparison.old, self.comparison.new);
        if row.change == Change::MovedChanged
            && let Some(places) = self.comparison.places(&[row])
        {
            self.told(&format!("({places})"), Ink::FAINT, SIGNS);
        }
        let signs = match row.change {
            Change::Same => ["", "  "],
            Change::Moved => ["", "> "],
            Change::Changed => ["~-", "~+"],
            Change::MovedChanged => [">-", ">+"],
            Change::Added => ["", "+ "],
            Change::Removed => ["- ", ""],
        };
        let sides = [(old, row.old, signs[0]), (new, row.new, signs[1])];
        for (side, at, sign) in sides {
            if let (Some(at), false) = (at, sign.is_empty()) {
                self.sentence(side, at, sign);
            }
        }
    }

    /// A sentence with its hits, behind a sign.
    fn sentence(&mut self, side: &Side, at: u32, sign: &str) {
        let range = side.sentences[at as usize].range.clone();
        let hits = side.hits_of(at);
        let spans: Vec<_> = side.hits[hits.clone()]
            .iter()
            .map(|hit| hit.shown.span.clone())
            .collect();
        let mut flow = Flow::default();
        let mut open: Vec<usize> = Vec::new();
        for event in nest::events(range, &spans, hits.start) {
            match event {
                Event::Open { hit, again } => {
                    open.push(hit);
                    if !again {
                        let hit = &side.hits[hit];
                        let ink = Ink::lexicon(hit.shown.lexicon);
                        let told = format!("\u{2039}{}\u{a0}", self.sign(hit));
                        flow.before(&told, ink, None);
                    }
                }
                Event::Close { hit, cut } => {
                    let lexicon = side.hits[hit].shown.lexicon;
                    let letter = match open.len() {
                        0 | 1 => String::new(),
                        // Where hits overlap, the letter tells which of them ends.
                        _ => self.comparison.signs.letter(lexicon).to_string(),
                    };
                    if !cut {
                        flow.behind(&format!("\u{203a}{letter}"), Ink::lexicon(lexicon));
                    }
                    open.retain(|&other| other != hit);
                }
                Event::Text(range) => {
                    let ink = open.last().map_or(Ink::PLAIN, |&hit| {
                        let shown = &side.hits[hit].shown;
                        Ink {
                            hit: Some((shown.lexicon, shown.context.status)),
                            ..Ink::PLAIN
                        }
                    });
                    flow.text(side.text(&range), ink, false);
                }
            }
        }
        let lines = flow.lines(self.most - SIGNS, self.colours);
        for (number, line) in lines.into_iter().enumerate() {
            let sign = if number == 0 { sign } else { "" };
            Ink::STRONG.add(&mut self.out, &format!("{sign:SIGNS$}"), self.colours);
            self.out.push_str(&line.text);
            self.out.push('\n');
        }
    }

    /// `S`, `S¬`, `C*`.
    fn sign(&self, hit: &Placed) -> String {
        self.comparison.sign(hit)
    }

    /// What became of the hits, and every one that is not as before.
    fn hits(&mut self) {
        self.rule();
        let comparison = self.comparison;
        let told = comparison.hit_counts();
        self.told(&format!("Hits: {told}"), Ink::STRONG, 0);
        for change in comparison.hits.iter().filter(|hit| hit.how != HitHow::Kept) {
            let sign = match change.how {
                HitHow::Kept => "  ",
                HitHow::Moved => "> ",
                HitHow::Status => "~ ",
                HitHow::Added => "+ ",
                HitHow::Removed => "- ",
            };
            let told = hit(comparison, change);
            for (number, line) in paragraph(&told, Ink::PLAIN, self.most - SIGNS, self.colours)
                .into_iter()
                .enumerate()
            {
                let sign = if number == 0 { sign } else { "" };
                Ink::STRONG.add(&mut self.out, &format!("{sign:SIGNS$}"), self.colours);
                self.out.push_str(&line);
                self.out.push('\n');
            }
        }
    }

    fn measures(&mut self) {
        self.out.push('\n');
        let comparison = self.comparison;
        let told = "Hits per 100 words before \u{2192} after (in brackets how many), and the difference with its 95 % interval";
        self.told(told, Ink::STRONG, 0);
        let words = [comparison.old.counts.words, comparison.new.counts.words];
        if words.iter().any(|&words| words < FEW_WORDS) {
            let told = format!("Under {FEW_WORDS} words: look at the counts, not at the rates.");
            self.told(&told, Ink::PLAIN, 0);
        }
        let units = &comparison.pipeline.units;
        let of_unit = |measure: &&Measure| measure.what != What::Text;
        for measure in comparison.measures.iter().filter(of_unit) {
            let Some(unit) = measure.unit.map(|unit| units.get(unit)) else {
                continue;
            };
            let total = unit.kind == UnitKind::Lexicon;
            let affirmed = measure.what == What::Status(Status::Affirmed);
            if !(total && affirmed || measure.occurs()) {
                continue;
            }
            let name = comparison.spoken(measure);
            let (indent, ink, name) = match (total, measure.what) {
                (true, What::Status(Status::Affirmed)) => {
                    let letter = comparison.signs.letter(unit.lexicon);
                    (0, Ink::lexicon(unit.lexicon), format!("{letter} {name}"))
                }
                (true, what) => (2, Ink::PLAIN, spoken(what).to_owned()),
                (false, What::Status(Status::Affirmed)) => (2, Ink::PLAIN, name),
                (false, what) => (4, Ink::FAINT, format!("{name}, {}", spoken(what))),
            };
            self.told(&format!("{name}: {}", numbers(measure)), ink, indent);
            if indent == 0 {
                let told = [("before", &measure.old), ("after", &measure.new)];
                let told: Vec<String> = told
                    .iter()
                    .filter_map(|(when, value)| Some(format!("{when} {}", interval(value)?)))
                    .collect();
                if !told.is_empty() {
                    let told = format!("95 % interval {}", told.join(", "));
                    self.told(&told, Ink::FAINT, 2);
                }
            }
        }
        self.told(super::html::SAMPLES, Ink::FAINT, 0);
    }

    fn rules(&mut self) {
        let rules = &self.comparison.rules;
        if rules.is_empty() {
            return;
        }
        self.out.push('\n');
        self.told("Findings of `check` before \u{2192} after", Ink::STRONG, 0);
        for found in rules {
            let count = |count: Option<u64>| {
                count.map_or("too short to judge".to_owned(), |count| count.to_string())
            };
            let told = format!(
                "{}: {} \u{2192} {}",
                visible(&found.rule),
                count(found.old),
                count(found.new)
            );
            self.told(&told, Ink::PLAIN, 2);
        }
    }
}

/// The name of what is counted, for people.
pub(super) fn spoken(what: What) -> &'static str {
    match what {
        What::Apart => "distress pole",
        other => other.name(),
    }
}

/// `1.20 → 0.90 (12 → 9), difference -0.30 (-1.10 to 0.50)`.
fn numbers(measure: &Measure) -> String {
    let rate = |value: &Value| {
        value
            .per_100
            .map_or("\u{2013}".to_owned(), |rate| format!("{rate:.2}"))
    };
    let mut told = format!(
        "{} \u{2192} {} ({} \u{2192} {})",
        rate(&measure.old),
        rate(&measure.new),
        grouped(measure.old.count),
        grouped(measure.new.count),
    );
    if let Some((difference, interval)) = measure.difference {
        _ = write!(
            told,
            ", difference {difference:+.2} ({:+.2} to {:+.2})",
            interval.low, interval.high
        );
    }
    told
}

fn interval(value: &Value) -> Option<String> {
    let interval = value.interval?;
    Some(format!("{:.2} to {:.2}", interval.low, interval.high))
}

/// `S explicit “ashamed”: affirmed → negated, line 3 → 4`.
fn hit(comparison: &Comparison<'_>, change: &HitChange) -> String {
    let old = change.old.map(|at| &comparison.old.hits[at]);
    let new = change.new.map(|at| &comparison.new.hits[at]);
    let Some(known) = new.or(old) else {
        return String::new();
    };
    let side = if new.is_some() {
        comparison.new
    } else {
        comparison.old
    };
    let words = crate::show::flat(side.text(&known.shown.span));
    let mut told = format!(
        "{} {} \u{201c}{}\u{201d}",
        comparison.sign(known),
        comparison.category(known),
        visible(&words)
    );
    let status = |hit: &Placed| hit.shown.context.status.name();
    if let (Some(old), Some(new)) = (old, new) {
        if status(old) != status(new) {
            _ = write!(told, ": {} \u{2192} {}", status(old), status(new));
        }
        let (from, to) = (old.shown.line, new.shown.line);
        _ = write!(told, ", line {from} \u{2192} {to}");
    } else {
        if known.shown.context.status != Status::Affirmed {
            _ = write!(told, ", {}", status(known));
        }
        _ = write!(told, ", line {}", known.shown.line);
    }
    told
}

//! Options of `scan` for the tables that are made from the course of documents.

use clap::{Args, ValueEnum};

use crate::course::CourseSettings;
use crate::course::cooccurrence::{TogetherSettings, WINDOW};
use crate::course::curve::{CurveSettings, Kernel};
use crate::course::recovery::RecoverySettings;
use crate::course::series::SeriesColumns;
use crate::course::shift::SHIFTS;

/// What to measure over time and between people.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Over time, between people, in the body")]
pub struct CourseArgs {
    /// Write every table of this section that needs no column named
    #[arg(long)]
    pub course: bool,
    /// Write trajectory.csv: each category in ten parts and thirds, its centre, trend and peak
    #[arg(long)]
    pub trajectory: bool,
    /// Write contexts.csv: how the hits of each category are meant, and whose they are
    #[arg(long)]
    pub contexts: bool,
    /// Write recovery.csv: what follows shame, ruptures and arousal, how soon, and against chance
    #[arg(long)]
    pub recovery: bool,
    /// With recovery.csv and responsiveness.csv: another pair of categories, such as 'shame.hiding>relational.being_seen'
    #[arg(long, value_name = "A>B", value_parser = ordered)]
    pub pair: Vec<(String, String)>,
    /// With recovery.csv: what begins within N words follows
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub within: u32,
    /// Write cooccurrence.csv: categories in one sentence, within some words, in one turn, against chance
    #[arg(long)]
    pub cooccurrence: bool,
    /// With cooccurrence.csv: another pair of categories, such as 'shame.hiding,somatic.breath'
    #[arg(long, value_name = "A,B", value_parser = together)]
    pub together: Vec<(String, String)>,
    /// With cooccurrence.csv and bodymap.csv: hits within N words are near
    #[arg(long, value_name = "N", default_value_t = WINDOW, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub window: u32,
    /// Write bodymap.csv: parts of the body near sensations and near kinds of shame
    #[arg(long)]
    pub bodymap: bool,
    /// Write curves.csv: smoothed rates of each lexicon, for looking at
    #[arg(long, value_enum, value_name = "KERNEL")]
    pub curve: Option<KernelName>,
    /// With --curve: a value at every N words
    #[arg(long, value_name = "N", default_value_t = 25, value_parser = clap::value_parser!(u32).range(1..))]
    pub curve_every: u32,
    /// Write dyads.csv and responsiveness.csv: two people of a transcript, how alike they talk, how they answer each other
    #[arg(long)]
    pub dyads: bool,
    /// Write series.csv: documents with the same value in this column of metadata are one person's or pair's, in the order of --order
    #[arg(long, value_name = "COLUMN", requires = "order")]
    pub series: Option<String>,
    /// With --series: the column that orders them, of numbers or ISO dates
    #[arg(long, value_name = "COLUMN", requires = "series")]
    pub order: Option<String>,
}

/// Kernels by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KernelName {
    /// Falls in a straight line to 0 at 50 words
    Triangular,
    /// The bell of the Discourse Attributes Analysis Program, 0 at 100 words
    Daap,
}

/// Two names of categories around a sign.
fn two_around(text: &str, sign: char, form: &str) -> Result<(String, String), String> {
    let parts = text.split_once(sign).map(|(a, b)| (a.trim(), b.trim()));
    match parts {
        Some((a, b)) if a == b => Err(format!("`{a}` stands on both sides; name two categories")),
        Some((a, b)) if !a.is_empty() && !b.is_empty() && !b.contains(sign) => {
            Ok((a.to_owned(), b.to_owned()))
        }
        _ => Err(format!(
            "`{text}` is no pair; write two categories as '{form}', in quotes"
        )),
    }
}

fn ordered(text: &str) -> Result<(String, String), String> {
    two_around(text, '>', "A>B")
}

fn together(text: &str) -> Result<(String, String), String> {
    two_around(text, ',', "A,B")
}

impl CourseArgs {
    /// What the library is to measure.
    pub fn settings(&self) -> CourseSettings {
        CourseSettings {
            trajectory: self.trajectory || self.course,
            contexts: self.contexts || self.course,
            // A pair asks for the table only if no other table has a use for it.
            recovery: (self.recovery || self.course || !self.dyads && !self.pair.is_empty())
                .then_some(RecoverySettings {
                    within: self.within,
                }),
            ordered: self.pair.clone(),
            cooccurrence: (self.cooccurrence || self.course || !self.together.is_empty()).then(
                || TogetherSettings {
                    window: self.window,
                    pairs: self.together.clone(),
                },
            ),
            bodymap: (self.bodymap || self.course).then_some(self.window),
            curve: self.curve.map(|kernel| CurveSettings {
                kernel: match kernel {
                    KernelName::Triangular => Kernel::Triangular,
                    KernelName::Daap => Kernel::Daap,
                },
                every: self.curve_every,
            }),
            dyads: self.dyads || self.course,
            series: self
                .series
                .clone()
                .zip(self.order.clone())
                .map(|(series, order)| SeriesColumns { series, order }),
        }
    }

    /// The settings that the manifest tells.
    pub fn record(&self) -> serde_json::Value {
        let settings = self.settings();
        serde_json::json!({
            "trajectory": settings.trajectory,
            "contexts": settings.contexts,
            "recovery": settings.recovery.is_some(),
            "pairs": (settings.recovery.is_some() || settings.dyads).then_some(&settings.ordered),
            "within": settings.recovery.map(|asked| asked.within),
            "cooccurrence": settings.cooccurrence.is_some(),
            "together": settings.cooccurrence.as_ref().map(|asked| &asked.pairs),
            "bodymap": settings.bodymap.is_some(),
            "window": settings.pairs().then_some(self.window),
            "shifts": settings.pairs().then_some(SHIFTS),
            "curve": settings.curve.map(|curve| curve.kernel.name()),
            "dyads": settings.dyads,
            "series": self.series,
            "order": self.order,
            "curve_every": settings.curve.map(|curve| curve.every),
        })
    }
}

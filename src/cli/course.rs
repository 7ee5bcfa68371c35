//! Options of `scan` for the tables that are made from the course of documents.

use clap::{Args, ValueEnum};

use crate::course::CourseSettings;
use crate::course::curve::{CurveSettings, Kernel};

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
    /// Write curves.csv: smoothed rates of each lexicon, for looking at
    #[arg(long, value_enum, value_name = "KERNEL")]
    pub curve: Option<KernelName>,
    /// With --curve: a value at every N words
    #[arg(long, value_name = "N", default_value_t = 25, value_parser = clap::value_parser!(u32).range(1..))]
    pub curve_every: u32,
}

/// Kernels by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KernelName {
    /// Falls in a straight line to 0 at 50 words
    Triangular,
    /// The bell of the Discourse Attributes Analysis Program, 0 at 100 words
    Daap,
}

impl CourseArgs {
    /// What the library is to measure.
    pub fn settings(&self) -> CourseSettings {
        CourseSettings {
            trajectory: self.trajectory || self.course,
            contexts: self.contexts || self.course,
            curve: self.curve.map(|kernel| CurveSettings {
                kernel: match kernel {
                    KernelName::Triangular => Kernel::Triangular,
                    KernelName::Daap => Kernel::Daap,
                },
                every: self.curve_every,
            }),
        }
    }

    /// The settings that the manifest tells.
    pub fn record(&self) -> serde_json::Value {
        let settings = self.settings();
        serde_json::json!({
            "trajectory": settings.trajectory,
            "contexts": settings.contexts,
            "curve": settings.curve.map(|curve| curve.kernel.name()),
            "curve_every": settings.curve.map(|curve| curve.every),
        })
    }
}

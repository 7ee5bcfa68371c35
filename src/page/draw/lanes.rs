//! A conversation as two lanes of turns, with the hits in them.

use std::fmt::Write as _;

use super::svg::{Anchor, At, Svg, mark};

/// One turn.
#[derive(Clone, Debug)]
pub(crate) struct Turn {
    /// Number of the lane.
    pub lane: usize,
    /// Words in it.
    pub words: u64,
    /// Hits of each lexicon.
    pub hits: Vec<u64>,
}

const WIDE: f64 = 980.0;
const LEFT: f64 = 110.0;
/// Height of a lane: marks over the turns.
const LANE: f64 = 72.0;
const BLOCK: f64 = 12.0;

/// Draws turns from left to right, as wide as they have words. Marks stand over a turn, one for
/// each lexicon with hits in it; their size grows with the hits.
pub(crate) fn draw(
    id: &str,
    title: &str,
    description: &str,
    lanes: &[String],
    turns: &[Turn],
) -> String {
    let words: u64 = turns.iter().map(|turn| turn.words).sum();
    let tall = LANE * lanes.len() as f64 + 22.0;
    let mut svg = Svg::new(id, WIDE, tall);
    let step = (WIDE - LEFT - 8.0) / words.max(1) as f64;
    for (lane, name) in lanes.iter().enumerate() {
        let foot = LANE * (lane + 1) as f64;
        svg.line(
            "grid",
            (LEFT, foot - BLOCK / 2.0),
            (WIDE - 8.0, foot - BLOCK / 2.0),
        );
        svg.fitted(
            "",
            (LEFT - 10.0, foot - 1.0),
            Anchor::End,
            name,
            LEFT - 14.0,
        );
        let mut before = 0;
        let mut path = String::new();
        for turn in turns {
            if turn.lane == lane && turn.words > 0 {
                let x = LEFT + step * before as f64;
                // A hair of paper between neighbours, as long as that leaves something.
                let wide = (step * turn.words as f64 - 0.6).max(0.4);
                let (wide, tall) = (At2(wide), At(BLOCK));
                let _ = write!(
                    path,
                    "M{} {}h{wide}v{tall}h-{wide}z",
                    At2(x),
                    At(foot - BLOCK)
                );
            }
            before += turn.words;
        }
        if !path.is_empty() {
            svg.path("turn", &path, "");
        }
    }
    let kinds = turns.iter().map(|turn| turn.hits.len()).max().unwrap_or(0);
    for kind in 0..kinds {
        let mut before = 0;
        let mut path = String::new();
        for turn in turns {
            let middle = LEFT + step * (before as f64 + turn.words as f64 / 2.0);
            let hits = turn.hits.get(kind).copied().unwrap_or(0);
            if hits > 0 {
                // Lexicons stand one over the other, so that none hides another.
                let foot = LANE * (turn.lane + 1) as f64 - BLOCK;
                let y = foot - 7.0 - 10.5 * kind.min(3) as f64;
                let size = 2.6 + 0.9 * (hits.min(6) as f64).sqrt();
                path.push_str(&mark(kind, middle, y, size));
            }
            before += turn.words;
        }
        if !path.is_empty() {
            svg.path(&format!("fill s{}", kind % 6), &path, "");
        }
    }
    svg.text("tick", (LEFT, tall - 6.0), Anchor::Start, "start");
    svg.text("tick", (WIDE - 8.0, tall - 6.0), Anchor::End, "end");
    svg.finish(title, description)
}

/// A coordinate with two decimals: turns are narrow.
struct At2(f64);

impl std::fmt::Display for At2 {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}", (self.0 * 100.0).round() / 100.0 + 0.0)
    }
}

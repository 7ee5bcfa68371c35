//! What stands together: hits of one category near hits of another.

use std::sync::Arc;

use super::chance::{Bond, Chance, Finding, MIN_HITS, adjusted};
use super::pick::UnknownCategory;
use super::pool::Pool;
use super::scope::{Scope, circle_without, firsts, keep_apart, spots};
use super::shift::{Cover, Draws};
use super::{Course, CourseReport, Pick};
use crate::measure::{UnitKind, Units};

/// Words that count as near, if nothing else is asked for. Source: constructs §5.4.
pub const WINDOW: u32 = 10;

/// Categories that the founding essays bring together: `a`, then one or two others that are all
/// to be near, then the window of the essays where they name one. Source: constructs §2.
const ESSAYS: [(&str, &[&str], Option<u32>); 9] = [
    // A therapist who senses the other through posture and breath.
    (
        "relational.therapist_presence",
        &["somatic.movement_posture+somatic.breath"],
        None,
    ),
    // Presence, and being seen.
    (
        "relational.therapist_presence",
        &["relational.being_seen"],
        None,
    ),
    // The discomfort of being attended to.
    (
        "relational.being_seen",
        &["self_compassion.over_identification+somatic.arousal_mobilised"],
        Some(15),
    ),
    // Relief that is looked for outside.
    (
        "self_compassion.external_soothing",
        &["self_compassion.isolation+self_compassion.over_identification"],
        None,
    ),
    // Noticing, settling and choosing.
    ("self_compassion.mindfulness", &["somatic.settling"], None),
    (
        "self_compassion.mindfulness",
        &["relational.agency_consent"],
        None,
    ),
    ("somatic.settling", &["relational.agency_consent"], None),
    // Trusting, consensual, mindful: three together.
    (
        "relational.agency_consent",
        &["relational.safety_trust", "self_compassion.mindfulness"],
        None,
    ),
    // Who calms: another person, and the body that settles.
    (
        "relational.attachment_coregulation",
        &["somatic.settling"],
        None,
    ),
];

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TogetherSettings {
    /// Words that count as near.
    pub window: u32,
    /// Pairs beside those that are always looked at.
    pub pairs: Vec<(String, String)>,
}

/// Categories that are looked for together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairOf {
    /// Name of the category whose hits are counted.
    pub a: Arc<str>,
    /// Names of the others, joined by `&` if all of several are to be near.
    pub b: Arc<str>,
    picks: Vec<Pick>,
    window: Option<u32>,
}

impl PairOf {
    /// Categories by name, see [`Pick::parse`].
    ///
    /// # Errors
    /// A name that no lexicon in use has.
    pub fn parse(a: &str, b: &[&str], units: &Units) -> Result<PairOf, UnknownCategory> {
        let names = std::iter::once(a).chain(b.iter().copied());
        let picks: Result<Vec<Pick>, _> = names.map(|name| Pick::parse(name, units)).collect();
        Ok(PairOf {
            a: a.into(),
            b: b.join("&").into(),
            picks: picks?,
            window: None,
        })
    }
}

/// What is always looked at, as far as the lexicons are in use: each two lexicons, the pairs of the
/// essays, each category of shame with the body.
pub fn pairs(units: &Units) -> Vec<PairOf> {
    let of_kind = |lexicon: bool| {
        let all = units.iter().map(|(_, unit)| unit);
        all.filter(move |unit| (unit.kind == UnitKind::Lexicon) == lexicon)
            .map(|unit| unit.name.as_str())
    };
    let lexicons: Vec<&str> = of_kind(true).collect();
    let two = |at: usize| lexicons[at + 1..].iter().map(move |b| (at, *b));
    let mut pairs: Vec<PairOf> = (0..lexicons.len())
        .flat_map(two)
        .filter_map(|(a, b)| PairOf::parse(lexicons[a], &[b], units).ok())
        .collect();
    for (a, b, window) in ESSAYS {
        if let Ok(pair) = PairOf::parse(a, b, units) {
            pairs.push(PairOf { window, ..pair });
        }
    }
    let shame = of_kind(false).filter(|name| name.starts_with("shame."));
    pairs.extend(shame.filter_map(|name| PairOf::parse(name, &["somatic"], units).ok()));
    pairs
}

/// One row of `cooccurrence.csv`.
#[derive(Clone, Debug)]
pub struct Together {
    /// Position of its pair and of its scope.
    pub key: (u16, u8),
    /// Name of the category whose hits are counted.
    pub a: Arc<str>,
    /// Names of the others.
    pub b: Arc<str>,
    /// How far is near.
    pub scope: Scope,
    /// Hits of the others; of several the fewest.
    pub b_hits: u64,
    /// Hits that share a word with one of the other side: left out.
    pub left_out: u64,
    /// Hits near another, against chance.
    pub chance: Chance,
    /// The same in numbers.
    pub finding: Finding,
    /// p, adjusted for the other rows of the document.
    pub q: Option<f64>,
}

/// The sides of a pair in a document, and what the first is compared with.
struct Sides {
    all: Vec<Vec<super::scope::Spot>>,
    left_out: u64,
}

impl Sides {
    /// `None` if one side has no hit.
    fn of(course: &Course, picks: &[Pick]) -> Option<Sides> {
        let mut all = Vec::with_capacity(picks.len());
        for pick in picks {
            let side = spots(course, pick);
            if side.is_empty() {
                return None;
            }
            all.push(side);
        }
        let left_out = keep_apart(&mut all);
        Some(Sides { all, left_out })
    }

    fn b_hits(&self) -> u64 {
        let others = self.all[1..].iter().map(|side| side.len() as u64);
        others.min().unwrap_or(0)
    }
}

/// The rows of a document: each pair of which every side has a hit, in each scope.
///
/// Cost: see [`Cover::shifted`], for each row.
pub fn all(course: &Course, pairs: &[PairOf], window: u32, draws: &Draws) -> Vec<Together> {
    let mut rows = Vec::new();
    for (at, pair) in pairs.iter().enumerate() {
        let Some(sides) = Sides::of(course, &pair.picks) else {
            continue;
        };
        let circle = circle_without(course, sides.all[1..].iter().flatten());
        let words = firsts(&sides.all[0]);
        let scopes = [
            Scope::Sentence,
            Scope::Words(pair.window.unwrap_or(window)),
            Scope::Turn,
        ];
        let in_turns = if course.turns.is_empty() { 2 } else { 3 };
        for (nth, scope) in scopes.into_iter().enumerate().take(in_turns) {
            let covers = sides.all[1..]
                .iter()
                .map(|side| scope.cover(course, &circle, side));
            let Some(cover) = covers.reduce(|one, other| one.and(&other)) else {
                continue;
            };
            let chance = Chance::of(&circle, &cover, &words, draws);
            rows.push(Together {
                key: (at as u16, nth as u8),
                a: Arc::clone(&pair.a),
                b: Arc::clone(&pair.b),
                scope,
                b_hits: sides.b_hits(),
                left_out: sides.left_out,
                finding: chance.finding(sides.b_hits()),
                chance,
                q: None,
            });
        }
    }
    let p: Vec<Option<f64>> = rows.iter().map(|row| row.finding.p).collect();
    for (row, q) in rows.iter_mut().zip(adjusted(&p)) {
        row.q = q;
    }
    rows
}

/// How many hits of one category have one of another near, and the lift of that number in closed
/// form; the lift is `None` under five hits of either side, or if every place is near, or none.
///
/// Cost: hits × log hits.
pub fn closeness(course: &Course, a: &Pick, b: &Pick, scope: Scope) -> (u64, Option<f64>) {
    let mut sides = [spots(course, a), spots(course, b)];
    keep_apart(&mut sides);
    let [one, other] = sides;
    let circle = circle_without(course, &other);
    let cover: Cover = scope.cover(course, &circle, &other);
    let places: Vec<u32> = one.iter().map(|spot| circle.place(spot.first)).collect();
    let near = cover.count(&places);
    let hits = places.len() as u64;
    let tells = !cover.is_everywhere() && cover.size() > 0;
    let enough = hits.min(other.len() as u64) >= MIN_HITS && tells;
    let lift = enough.then(|| (near as f64 + 0.5) / (cover.expected(hits) + 0.5));
    (near, lift)
}

/// Sums of a pair in a scope over documents.
#[derive(Clone, Debug)]
pub struct TogetherSum {
    /// Name of the category whose hits are counted.
    pub a: Arc<str>,
    /// Names of the others.
    pub b: Arc<str>,
    /// How far is near.
    pub scope: Scope,
    /// Hits of the others.
    pub b_hits: u64,
    /// Hits left out.
    pub left_out: u64,
    /// Hits near another, against chance.
    pub bond: Bond,
}

/// Sums by pair and scope.
pub type TogetherPool = Pool<(u16, u8), TogetherSum>;

/// Adds the rows of a document.
pub fn pool(pool: &mut TogetherPool, group: &str, report: &CourseReport) {
    for row in &report.cooccurrence {
        let start = |bond| TogetherSum {
            a: Arc::clone(&row.a),
            b: Arc::clone(&row.b),
            scope: row.scope,
            b_hits: 0,
            left_out: 0,
            bond,
        };
        pool.add(group, &row.key, start, |sum| {
            sum.b_hits += row.b_hits;
            sum.left_out += row.left_out;
            sum.bond.add(&row.chance, row.b_hits);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::UnitId;

    fn pair(others: &[u16]) -> PairOf {
        PairOf {
            a: "a".into(),
            b: "b".into(),
            picks: std::iter::once(&0)
                .chain(others)
                .map(|&unit| Pick::unit(UnitId(unit), false))
                .collect(),
            window: None,
        }
    }

    fn rows(hits: &[(u16, u32, u32)], others: &[u16]) -> Vec<Together> {
        let course = Course::made(1000, hits);
        all(&course, &[pair(others)], 10, &Draws::new(1))
    }

    /// Ten hits of b, one in every tenth sentence, and five of a in the same sentences.
    fn worked() -> Vec<(u16, u32, u32)> {
        let b = (0..10).map(|at| (1, at * 100 + 4, at * 100 + 5));
        let a = (0..5).map(|at| (0, at * 200 + 8, at * 200 + 9));
        b.chain(a).collect()
    }

    #[test]
    fn the_worked_example() {
        let rows = rows(&worked(), &[1]);
        let scopes: Vec<String> = rows.iter().map(|row| row.scope.name()).collect();
        assert_eq!(scopes, ["sentence", "words:10"]);
        let row = &rows[0];
        assert_eq!(
            (row.chance.hits, row.b_hits, row.chance.observed),
            (5, 10, 5)
        );
        assert!((row.chance.expected - 5.0 * 90.0 / 990.0).abs() < 1e-12);
        let lift = row.finding.lift.expect("expected");
        assert!((lift - 5.5 / (450.0 / 990.0 + 0.5)).abs() < 1e-12);
        // Every second hundred of words: shifts by 200 words bring all five near again.
        let p = row.finding.p.expect("five hits");
        assert!(p > 0.02 && p < 0.15, "{p}");
        let q: Vec<f64> = rows.iter().filter_map(|row| row.q).collect();
        assert!(q.len() == 2 && q[0] >= p);
    }

    #[test]
    fn three_are_together_where_all_are_near() {
        let mut hits = worked();
        // c stands in the first two sentences with a.
        hits.extend([(2, 6, 7), (2, 206, 207), (2, 555, 556)]);
        let rows = rows(&hits, &[1, 2]);
        assert_eq!((rows[0].chance.observed, rows[0].b_hits), (2, 3));
        // 9 places without b or c in each of two sentences, 8 of them without either.
        assert!((rows[0].chance.expected - 5.0 * 16.0 / 987.0).abs() < 1e-12);
    }

    #[test]
    fn a_text_that_is_one_place_tells_nothing() {
        let hits: Vec<(u16, u32, u32)> = (0..10).map(|at| (at as u16 % 2, at, at + 1)).collect();
        let course = Course::made(10, &hits);
        let rows = all(&course, &[pair(&[1])], 10, &Draws::new(1));
        for row in rows {
            assert_eq!(row.finding.flags, ["all_near"]);
            assert_eq!((row.finding.p, row.finding.lift), (None, None));
        }
        assert!(all(&course, &[pair(&[7])], 10, &Draws::new(1)).is_empty());
    }

    #[test]
    fn closeness_is_the_row() {
        let course = Course::made(1000, &worked());
        let picks = [0, 1].map(|unit| Pick::unit(UnitId(unit), false));
        let (near, lift) = closeness(&course, &picks[0], &picks[1], Scope::Words(10));
        let row = &rows(&worked(), &[1])[1];
        assert_eq!((near, lift), (row.chance.observed, row.finding.lift));
        let (near, lift) = closeness(&course, &picks[1], &Pick::default(), Scope::Words(10));
        assert_eq!((near, lift), (0, None));
    }
}

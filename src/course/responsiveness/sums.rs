//! What is added up of answers and of the responder's other turns, and what follows from it.

use super::{MIN_HITS, MIN_REST, MIN_TURNS, MIN_WORDS};
use crate::measure::interval::{Interval, Z, byar};
use crate::measure::normal;

/// Fewest transcripts for an interval from the spread between them.
const MIN_TRANSCRIPTS: u64 = 5;
/// Fewest degrees of freedom of a dispersion.
const MIN_FREEDOM: u64 = 2;
/// Greatest part of the variance of a pooled score that one turn may bring. A turn that holds most
/// hits is an answer or is not: such a score has two values, and no tail of the normal distribution.
const MOST_BURST: f64 = 0.1;

/// What one transcript says of a pair, a direction and a lag, or many transcripts do. Everything in
/// it is added up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// Turns of the other person with a hit of the first category.
    pub from_turns: u64,
    /// Answers.
    pub next_turns: u64,
    /// The responder's other turns.
    pub rest_turns: u64,
    /// Hits of the second category in the answers.
    pub hits_after: u64,
    /// Words of the answers.
    pub words_after: u64,
    /// Hits in the responder's other turns.
    pub hits_rest: u64,
    /// Words of the responder's other turns.
    pub words_rest: u64,
    /// Hits that the answers would hold at the responder's rate over all turns.
    expected: f64,
    /// `Σ w₁ w₀ / W`.
    weight: f64,
    /// Variance of the score over shuffles.
    variance: f64,
    /// The greatest part of it that one turn brings.
    burst: f64,
    /// Transcripts that were added; 0 for one that stands by itself.
    transcripts: u64,
    /// Over transcripts: score², score × weight, weight².
    squares: [f64; 3],
    /// p by shuffles, of one transcript.
    pub(super) shuffled: Option<f64>,
    /// Variance of the score if hits were independent: what the other turns and what the answers
    /// bring to it.
    independent: [f64; 2],
    /// Pearson's chi-square of the other turns and of the answers around their rates.
    chi_square: [f64; 2],
    /// Its degrees of freedom.
    freedom: [u64; 2],
}

impl Sums {
    /// The sums of one transcript: hits and words of the responder's turns, and which of them are
    /// answers.
    pub fn of(from_turns: u64, turns: &[(u32, u32)], answers: &[usize]) -> Sums {
        let mut is_answer = vec![false; turns.len()];
        for &at in answers {
            is_answer[at] = true;
        }
        let mut sums = Sums {
            from_turns,
            next_turns: answers.len() as u64,
            rest_turns: (turns.len() - answers.len()) as u64,
            ..Sums::default()
        };
        for (&(hits, words), is_answer) in turns.iter().zip(&is_answer) {
            let (all_hits, all_words) = match is_answer {
                true => (&mut sums.hits_after, &mut sums.words_after),
                false => (&mut sums.hits_rest, &mut sums.words_rest),
            };
            *all_hits += u64::from(hits);
            *all_words += u64::from(words);
        }
        let (after, rest) = (sums.words_after as f64, sums.words_rest as f64);
        let words = after + rest;
        if sums.words_after == 0 || sums.words_rest == 0 {
            return sums;
        }
        let rate = sums.hits() as f64 / words;
        let rates = [sums.hits_rest as f64 / rest, sums.hits_after as f64 / after];
        let (mut squares, mut greatest) = (0.0, 0.0_f64);
        for (&(hits, words), &is_answer) in turns.iter().zip(&is_answer) {
            let (hits, words) = (f64::from(hits), f64::from(words));
            let worth = hits - words * rate;
            squares += worth * worth;
            greatest = greatest.max(worth * worth);
            let own = rates[usize::from(is_answer)] * words;
            if own > 0.0 {
                sums.chi_square[usize::from(is_answer)] += (hits - own) * (hits - own) / own;
            }
            sums.freedom[usize::from(is_answer)] += u64::from(words > 0.0);
        }
        // One rate was taken from the turns of either kind.
        sums.freedom = sums.freedom.map(|turns| turns.saturating_sub(1));
        let (k, m) = (answers.len() as f64, turns.len() as f64);
        sums.expected = rate * after;
        sums.weight = after * rest / words;
        let drawn = k * (m - k) / (m * (m - 1.0));
        sums.variance = squares * drawn;
        sums.burst = greatest * drawn;
        let (h, r) = (sums.hits_after as f64, sums.hits_rest as f64);
        let squared = words * words;
        sums.independent = [r * after * after / squared, h * rest * rest / squared];
        sums
    }

    /// Adds another transcript. One without answers or without other turns compares nothing, and is
    /// left out.
    pub fn add(&mut self, other: &Sums) {
        if other.weight <= 0.0 {
            return;
        }
        self.from_turns += other.from_turns;
        self.next_turns += other.next_turns;
        self.rest_turns += other.rest_turns;
        self.hits_after += other.hits_after;
        self.words_after += other.words_after;
        self.hits_rest += other.hits_rest;
        self.words_rest += other.words_rest;
        self.expected += other.expected;
        self.weight += other.weight;
        self.variance += other.variance;
        self.burst = self.burst.max(other.burst);
        self.shuffled = other.shuffled.filter(|_| self.transcripts == 0);
        self.transcripts += 1;
        let (score, weight) = (other.score(), other.weight);
        self.squares[0] += score * score;
        self.squares[1] += score * weight;
        self.squares[2] += weight * weight;
        for at in 0..2 {
            self.independent[at] += other.independent[at];
            self.chi_square[at] += other.chi_square[at];
            self.freedom[at] += other.freedom[at];
        }
    }

    /// Hits in all of the responder's turns.
    pub fn hits(&self) -> u64 {
        self.hits_after + self.hits_rest
    }

    fn score(&self) -> f64 {
        self.hits_after as f64 - self.expected
    }

    /// Enough turns and words for rates to be compared.
    pub fn is_enough(&self) -> bool {
        self.from_turns >= MIN_TURNS && self.words_after.min(self.words_rest) >= MIN_WORDS
    }

    /// Enough turns of either kind for an interval and a p value: how turns spread is told by turns.
    pub fn is_tested(&self) -> bool {
        self.is_enough() && !self.is_few()
    }

    fn is_few(&self) -> bool {
        self.next_turns < MIN_TURNS || self.rest_turns < MIN_REST
    }

    /// The dispersion of both kinds is known by two degrees of freedom or more: under that
    /// Student's t is not to be had from its series, and says next to nothing.
    fn has_freedom(&self) -> bool {
        self.freedom.iter().all(|&freedom| freedom >= MIN_FREEDOM)
    }

    /// Rate per 100 words of the answers, and of the responder's other turns.
    pub fn rates(&self) -> Option<(f64, f64)> {
        let rate = |hits: u64, words: u64| 100.0 * hits as f64 / words as f64;
        self.is_enough().then(|| {
            (
                rate(self.hits_after, self.words_after),
                rate(self.hits_rest, self.words_rest),
            )
        })
    }

    /// Rate per 100 words that shuffled answers have: the responder's over all turns.
    pub fn expected_rate(&self) -> Option<f64> {
        self.is_enough()
            .then(|| 100.0 * self.expected / self.words_after as f64)
    }

    /// How much wider the other turns and the answers spread around their rates than independent
    /// hits would; at least 1. Each by itself: where there is more to say, it comes in more of a
    /// burst. Source: McCullagh & Nelder (1989), Generalized Linear Models, §4.5.
    fn dispersion(&self) -> [f64; 2] {
        [0, 1].map(|at| match self.freedom[at] {
            0 => 1.0,
            freedom => (self.chi_square[at] / freedom as f64).max(1.0),
        })
    }

    /// Rate of the answers minus that of the other turns, per 100 words, with its 95 % interval;
    /// no interval under [`MIN_TURNS`] answers or [`MIN_REST`] other turns.
    ///
    /// Of one transcript: the method of
    /// [`rate_difference`](crate::measure::interval::rate_difference), in which the limits of
    /// either rate are as much wider as its turns spread, and as Student's t is wider than the
    /// normal distribution: hits of one turn come together, and turns are few.
    pub fn difference(&self) -> Option<(f64, Option<Interval>)> {
        let (after, base) = self.rates()?;
        if !self.is_tested() || !self.has_freedom() {
            return Some((after - base, None));
        }
        let dispersion = self.dispersion();
        let limits = |hits: u64, words: u64, rate: f64, at: usize| {
            let student = normal::student(self.freedom[at] as f64) / Z;
            let wider = dispersion[at].sqrt() * student;
            let Interval { low, high } = byar(hits).scaled(100.0 / words as f64);
            ((rate - low) * wider, (high - rate) * wider)
        };
        let (after_low, after_high) = limits(self.hits_after, self.words_after, after, 1);
        let (base_low, base_high) = limits(self.hits_rest, self.words_rest, base, 0);
        let far = |x: f64, y: f64| (x * x + y * y).sqrt();
        let interval = Interval {
            low: after - base - far(after_low, base_high),
            high: after - base + far(after_high, base_low),
        };
        Some((after - base, Some(interval)))
    }

    /// The same difference over many transcripts, each compared with itself; of one, its own.
    ///
    /// It is a difference of two weighted sums of counts, `Σ h₁ w₀ / W` and `Σ h₀ w₁ / W`. The limits
    /// of each are Byar's limits of its hits, scaled to its variance: Dobson, Kuulasmaa, Eberle &
    /// Scherer (1991), Stat. Med. 10, 457–462; they are put together as those of two rates.
    /// Such limits hold for these transcripts; from five on they are widened to hold the interval
    /// from the spread between transcripts, too: the variance of a ratio of sums (Cochran (1977),
    /// Sampling Techniques, §6.4) with Student's t.
    pub fn pooled_difference(&self) -> Option<(f64, Option<Interval>)> {
        if self.transcripts == 1 {
            return self.difference();
        }
        if !self.is_enough() || self.weight <= 0.0 {
            return None;
        }
        let value = 100.0 * self.score() / self.weight;
        let between = self.between_transcripts();
        if !self.is_tested() || !(self.has_freedom() || between.is_some()) {
            return Some((value, None));
        }
        let between = between.unwrap_or(0.0);
        let dispersion = self.dispersion();
        let distances = |hits: u64, words: u64, at: usize| {
            let Interval { low, high } = byar(hits);
            // Without hits the variance is that of the mean weight.
            let scale = match hits {
                0 => self.weight / words as f64,
                hits => (self.independent[at] / hits as f64).sqrt(),
            };
            let wider = 100.0 / self.weight * scale * dispersion[at].sqrt();
            let count = hits as f64;
            ((count - low) * wider, (high - count) * wider)
        };
        let (after_low, after_high) = distances(self.hits_after, self.words_after, 1);
        let (rest_low, rest_high) = distances(self.hits_rest, self.words_rest, 0);
        let far = |x: f64, y: f64| (x * x + y * y).sqrt();
        let interval = Interval {
            low: value - far(after_low, rest_high).max(between),
            high: value + far(after_high, rest_low).max(between),
        };
        Some((value, Some(interval)))
    }

    /// Half the width of the interval from the spread between transcripts; `None` under
    /// [`MIN_TRANSCRIPTS`].
    fn between_transcripts(&self) -> Option<f64> {
        if self.transcripts < MIN_TRANSCRIPTS {
            return None;
        }
        let n = self.transcripts as f64;
        let value = self.score() / self.weight;
        let [scores, both, weights] = self.squares;
        let rest = (scores - 2.0 * value * both + value * value * weights).max(0.0);
        let error = (rest * n / (n - 1.0)).sqrt() / self.weight;
        Some(100.0 * normal::student(n - 1.0) * error)
    }

    /// The pooled score is nearly normal: [`MIN_HITS`] are expected in the answers, and no turn
    /// brings more than [`MOST_BURST`] of the variance.
    fn is_normal(&self) -> bool {
        self.expected >= MIN_HITS as f64 && !self.is_bursty()
    }

    fn is_bursty(&self) -> bool {
        self.burst > MOST_BURST * self.variance
    }

    /// p of the pooled score; of one transcript its p by shuffles. `None` if fewer than
    /// [`MIN_HITS`] hits are expected in the answers, or if one turn brings more than
    /// a tenth of the variance: then the score is far from normal.
    pub fn pooled_p(&self) -> Option<f64> {
        if self.transcripts == 1 {
            return self.shuffled;
        }
        let enough = self.is_tested() && self.is_normal() && self.variance > 0.0;
        enough.then(|| normal::two_sided(self.score() / self.variance.sqrt()))
    }

    /// Why cells of a pooled row are empty.
    pub fn pooled_flags(&self) -> Vec<&'static str> {
        let mut flags = self.flags();
        if self.transcripts != 1 {
            flags.retain(|&flag| flag != "few_hits");
            flags.extend((self.expected < MIN_HITS as f64).then_some("few_hits"));
            flags.extend(self.is_bursty().then_some("bursty"));
        }
        flags
    }

    /// Why cells are empty.
    pub fn flags(&self) -> Vec<&'static str> {
        let is_known = self.has_freedom() || self.transcripts >= MIN_TRANSCRIPTS;
        let few_turns = self.from_turns < MIN_TURNS || self.is_few() || !is_known;
        let few_words = self.words_after.min(self.words_rest) < MIN_WORDS;
        let few_hits = (self.hits() < MIN_HITS).then_some("few_hits");
        let flags = few_turns.then_some("few_turns").into_iter();
        flags
            .chain(few_words.then_some("few_words"))
            .chain(few_hits)
            .collect()
    }
}

//! Whether two kinds of answers can be told apart by the time they take.
//!
//! Two-sided Mann–Whitney U test (normal approximation, corrected for ties) on two samples. They are *told apart* if the
//! test's probability is below 0.1 % **and** the medians differ by more than [`NOTICEABLE`]: a stranger measures across a
//! network, where less is lost in what the network does; and a machine that is busy may make the first alone so.

use std::time::Duration;

/// A difference of medians that a stranger could hope to see across a network after many measurements.
pub const NOTICEABLE: Duration = Duration::from_millis(3);
/// The probability of a difference this large by chance, below which it counts as one.
const CHANCE: f64 = 0.001;

/// What comparing two samples found.
#[derive(Clone, Copy, Debug)]
pub struct Comparison {
    /// Probability of such ranks if both were alike.
    pub p: f64,
    /// Distance of the medians.
    pub difference: Duration,
}

impl Comparison {
    /// Whether the two can be told apart.
    pub fn tells_apart(&self) -> bool {
        self.p < CHANCE && self.difference > NOTICEABLE
    }
}

/// Compares two samples.
pub fn compare(one: &[Duration], other: &[Duration]) -> Comparison {
    Comparison { p: mann_whitney(one, other), difference: median(one).abs_diff(median(other)) }
}

fn median(sample: &[Duration]) -> Duration {
    let mut sorted = sample.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

fn mann_whitney(one: &[Duration], other: &[Duration]) -> f64 {
    let mut all: Vec<(Duration, bool)> =
        one.iter().map(|time| (*time, true)).chain(other.iter().map(|time| (*time, false))).collect();
    all.sort_unstable();
    let (mut ranks, mut ties, mut at) = (0.0, 0.0, 0);
    while at < all.len() {
        let end = at + all[at..].iter().take_while(|(time, _)| *time == all[at].0).count();
        let count = (end - at) as f64;
        let rank = (at + 1 + end) as f64 / 2.0;
        ranks += rank * all[at..end].iter().filter(|(_, is_one)| *is_one).count() as f64;
        ties += count.powi(3) - count;
        at = end;
    }
    let (n, m) = (one.len() as f64, other.len() as f64);
    let total = n + m;
    let u = ranks - n * (n + 1.0) / 2.0;
    let variance = n * m / 12.0 * (total + 1.0 - ties / (total * (total - 1.0)));
    let z = (u - n * m / 2.0).abs() / variance.sqrt();
    complementary_error(z / std::f64::consts::SQRT_2)
}

/// erfc for numbers from 0 on (Abramowitz and Stegun 7.1.26; wrong by less than 2·10⁻⁷).
fn complementary_error(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let poly =
        t * (0.254_829_592 + t * (-0.284_496_736 + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
    poly * (-x * x).exp()
}

#[test]
fn the_test_sees_a_difference_of_five_milliseconds_and_none_where_there_is_none() {
    // 200 answers each, that come 0 to 9.9 ms after 500 ms, in no order.
    let sample = |shift: u64| -> Vec<Duration> {
        (0..200_u64).map(|at| Duration::from_micros(500_000 + shift + at * 7_919 % 200 * 50)).collect()
    };
    assert!(compare(&sample(0), &sample(5_000)).tells_apart());
    assert!(!compare(&sample(0), &sample(0)).tells_apart());
    let alike = compare(&sample(0), &sample(40));
    assert!(!alike.tells_apart() && alike.p > 0.5, "{alike:?}");
}

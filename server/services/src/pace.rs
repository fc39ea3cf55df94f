//! How much a background job does in one transaction. SQLite has one connection that writes, and whoever looks at a
//! patron's data waits for it until that is in the log: what goes on beside pages goes in small steps.

use std::time::Duration;

use crate::Services;

/// How long a transaction may take while pages are looked at.
const BESIDE_PAGES: Duration = Duration::from_millis(2);
/// How long it may take when nobody is there: whoever comes then waits for it once.
const ALONE: Duration = Duration::from_millis(250);
/// Fewer rows than this are not worth a transaction, nor an entry in the log of whose they were.
const FEWEST: u32 = 25;
/// Rows of the first transaction.
const FIRST: u32 = 200;
/// Beside pages a job rests so many times as long as it worked, up to a limit: so few of them wait for it that whoever looks
/// at the slowest in a hundred hardly notices, and they have the processors too.
const REST: u32 = 16;
const LONGEST_REST: Duration = Duration::from_millis(100);

/// The rows of a job's next transaction, learned from those before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    rows: u32,
    most: u32,
}

impl Pace {
    /// Begins carefully.
    pub const fn new(most: u32) -> Self {
        Self { rows: if most < FIRST { most } else { FIRST }, most }
    }

    /// Rows of the next transaction, at most.
    pub const fn rows(&self) -> u32 {
        self.rows
    }

    /// Learns from a transaction that took so long for so many rows, and answers how long to rest before the next. Fewer rows
    /// than might have been say that there were no more: then it only learns to take fewer.
    pub fn learn(&mut self, rows: u64, took: Duration, is_beside_pages: bool) -> Duration {
        let goal = if is_beside_pages { BESIDE_PAGES } else { ALONE };
        let rest = if is_beside_pages { (took * REST).min(LONGEST_REST) } else { Duration::ZERO };
        if rows < u64::from(self.rows) && took < goal {
            return rest;
        }
        // What one transaction took says little: the system may have been busy with something else.
        let factor = (goal.as_secs_f64() / took.as_secs_f64().max(1e-6)).clamp(0.25, 2.0);
        let rows = (f64::from(self.rows) * factor).clamp(f64::from(FEWEST), f64::from(self.most.max(FEWEST)));
        self.rows = rounded(rows).min(self.most);
        rest
    }
}

impl Services {
    /// Whether whoever looks at a page waits for what a job writes. PostgreSQL lets many write at once.
    pub(crate) fn is_beside_pages(&self) -> bool {
        self.store().has_one_writer() && self.inner.audit.is_awaited()
    }
}

/// What was clamped to whole numbers before.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between FEWEST and a u32")]
const fn rounded(rows: f64) -> u32 {
    rows as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A machine that takes so many microseconds for a row, and a millisecond for a transaction.
    fn settle(pace: &mut Pace, row: u64, is_beside_pages: bool) -> u32 {
        for _ in 0..20 {
            let rows = u64::from(pace.rows());
            pace.learn(rows, Duration::from_micros(1_000 + row * rows), is_beside_pages);
        }
        pace.rows()
    }

    #[test]
    fn work_goes_in_large_steps_alone_and_in_small_ones_beside_pages() {
        let mut pace = Pace::new(1_000);
        assert_eq!(settle(&mut pace, 20, false), 1_000);
        let beside = settle(&mut pace, 5, true);
        assert!((160..=240).contains(&beside), "{beside} rows");
        assert_eq!(settle(&mut pace, 20, false), 1_000);
    }

    #[test]
    fn the_last_rows_of_somebody_say_nothing_of_how_many_could_go() {
        let mut pace = Pace::new(1_000);
        assert_eq!(pace.learn(3, Duration::from_micros(900), true), Duration::from_micros(14_400));
        assert_eq!(pace.rows(), Pace::new(1_000).rows());
        assert_eq!(pace.learn(3, Duration::from_micros(900), false), Duration::ZERO, "nobody is there to rest for");
    }

    #[test]
    fn a_slow_machine_does_few_rows_at_a_time_but_never_none() {
        let mut pace = Pace::new(1_000);
        assert_eq!(settle(&mut pace, 10_000, true), FEWEST);
        assert_eq!(settle(&mut Pace::new(4), 10, true), 4);
    }
}

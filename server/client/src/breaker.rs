//! Leaving alone for a while what fails again and again.

use std::sync::{Mutex, PoisonError};

use carrel_domain::Timestamp;

use crate::error::Trouble;

/// So many failures in a row, and it is left alone.
const FAILURES: u32 = 3;
/// Seconds for which it is left alone at first; twice as long after each attempt that failed.
const REST: i64 = 20;
/// Never longer than this, in seconds.
const LONGEST_REST: i64 = 5 * 60;
/// As long as a `Retry-After` is believed, in seconds.
const LONGEST_WISH: i64 = 15 * 60;
/// An attempt that nobody heard of for so many seconds has been given up.
const ATTEMPT: i64 = 30;

/// How it is with another system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It answers.
    Well,
    /// It is left alone until then.
    RestsUntil(Timestamp),
    /// One question tries whether it answers again.
    IsTried,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Closed { failures: u32 },
    Open { until: Timestamp, rest: i64 },
    HalfOpen { since: Timestamp, rest: i64 },
}

/// A circuit breaker.
#[derive(Debug)]
pub(crate) struct Breaker {
    state: Mutex<State>,
}

impl Breaker {
    pub(crate) const fn new() -> Self {
        Self { state: Mutex::new(State::Closed { failures: 0 }) }
    }

    /// May somebody ask now? After a rest, one may, and the others wait for how that ends.
    pub(crate) fn admit(&self, now: Timestamp) -> Result<(), Trouble> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match *state {
            State::Closed { .. } => Ok(()),
            State::Open { until, rest } if now >= until => {
                *state = State::HalfOpen { since: now, rest };
                Ok(())
            }
            State::HalfOpen { since, rest } if !(0..ATTEMPT).contains(&now.seconds_since(since)) => {
                *state = State::HalfOpen { since: now, rest };
                Ok(())
            }
            State::Open { .. } | State::HalfOpen { .. } => Err(Trouble::Resting),
        }
    }

    /// There was an answer.
    pub(crate) fn succeeded(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // An answer to what was asked before a rest was wished for does not end it.
        if !matches!(*state, State::Open { .. }) {
            *state = State::Closed { failures: 0 };
        }
    }

    /// It failed. Answers whether it is left alone from now on.
    pub(crate) fn failed(&self, now: Timestamp, trouble: Trouble) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let wish = match trouble {
            Trouble::TooMany { retry_after } => Some(retry_after.unwrap_or(REST).clamp(1, LONGEST_WISH)),
            _ => None,
        };
        let next = match (*state, wish) {
            (State::Open { until, rest }, Some(wish)) => State::Open { until: until.max(now.plus_seconds(wish)), rest },
            // Those who asked before it was left alone.
            (State::Open { .. }, None) => return false,
            (State::Closed { .. } | State::HalfOpen { .. }, Some(wish)) => {
                State::Open { until: now.plus_seconds(wish), rest: REST }
            }
            (State::HalfOpen { rest, .. }, None) => {
                let rest = (rest * 2).min(LONGEST_REST);
                State::Open { until: now.plus_seconds(rest), rest }
            }
            (State::Closed { failures }, None) if failures + 1 < FAILURES => State::Closed { failures: failures + 1 },
            (State::Closed { .. }, None) => State::Open { until: now.plus_seconds(REST), rest: REST },
        };
        *state = next;
        matches!(next, State::Open { .. })
    }

    pub(crate) fn health(&self) -> Health {
        match *self.state.lock().unwrap_or_else(PoisonError::into_inner) {
            State::Closed { .. } => Health::Well,
            State::Open { until, .. } => Health::RestsUntil(until),
            State::HalfOpen { .. } => Health::IsTried,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp(1_790_000_000);

    fn at(seconds: i64) -> Timestamp {
        START.plus_seconds(seconds)
    }

    fn open() -> Breaker {
        let breaker = Breaker::new();
        for _ in 0..FAILURES {
            assert_eq!(breaker.admit(START), Ok(()));
            breaker.failed(START, Trouble::Broken);
        }
        breaker
    }

    #[test]
    fn three_failures_in_a_row_and_it_is_left_alone() {
        let breaker = Breaker::new();
        assert!(!breaker.failed(START, Trouble::Slow));
        assert!(!breaker.failed(START, Trouble::Slow));
        breaker.succeeded();
        assert!(!breaker.failed(START, Trouble::Slow), "an answer in between begins the count anew");
        assert!(!breaker.failed(START, Trouble::Slow));
        assert!(breaker.failed(START, Trouble::Slow));
        assert_eq!(breaker.admit(at(REST - 1)), Err(Trouble::Resting));
        assert_eq!(breaker.health(), Health::RestsUntil(at(REST)));
    }

    #[test]
    fn after_its_rest_one_question_tries_and_an_answer_opens_it_for_all() {
        let breaker = open();
        assert_eq!(breaker.admit(at(REST)), Ok(()));
        assert_eq!(breaker.admit(at(REST)), Err(Trouble::Resting), "only one");
        breaker.succeeded();
        assert_eq!((breaker.admit(at(REST)), breaker.health()), (Ok(()), Health::Well));
    }

    #[test]
    fn an_attempt_that_fails_rests_twice_as_long_but_not_for_ever() {
        let breaker = open();
        let mut now = at(REST);
        for expected in [40, 80, 160, 300, 300] {
            assert_eq!(breaker.admit(now), Ok(()));
            assert!(breaker.failed(now, Trouble::Unreachable));
            assert_eq!(breaker.health(), Health::RestsUntil(now.plus_seconds(expected)));
            now = now.plus_seconds(expected);
        }
    }

    #[test]
    fn an_attempt_that_nobody_hears_of_does_not_close_it_for_ever() {
        let breaker = open();
        assert_eq!(breaker.admit(at(REST)), Ok(()));
        assert_eq!(breaker.admit(at(REST + ATTEMPT - 1)), Err(Trouble::Resting));
        assert_eq!(breaker.admit(at(REST + ATTEMPT)), Ok(()));
    }

    #[test]
    fn who_is_asked_to_come_back_later_does() {
        let breaker = Breaker::new();
        assert!(breaker.failed(START, Trouble::TooMany { retry_after: Some(120) }), "at once");
        breaker.succeeded();
        assert_eq!(breaker.admit(at(119)), Err(Trouble::Resting), "an earlier question's answer changes nothing");
        assert_eq!(breaker.admit(at(120)), Ok(()));
        let breaker = Breaker::new();
        breaker.failed(START, Trouble::TooMany { retry_after: Some(i64::MAX) });
        assert_eq!(breaker.health(), Health::RestsUntil(at(LONGEST_WISH)));
        breaker.failed(START, Trouble::TooMany { retry_after: Some(5) });
        assert_eq!(breaker.health(), Health::RestsUntil(at(LONGEST_WISH)), "the longer wish holds");
    }
}

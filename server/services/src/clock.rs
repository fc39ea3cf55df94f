//! The time, as an argument.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use carrel_domain::Timestamp;

/// Where the time comes from: the system, or a test.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Seconds that stand in for the system's time; `None` in production.
    set: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands still until it is moved.
    pub fn standing_at(time: Timestamp) -> Self {
        Self { set: Some(Arc::new(AtomicI64::new(time.0))) }
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        match &self.set {
            Some(seconds) => Timestamp(seconds.load(Ordering::SeqCst)),
            None => Timestamp(jiff::Timestamp::now().as_second()),
        }
    }

    /// Moves a standing clock; does nothing to the system's.
    pub fn advance(&self, seconds: i64) {
        if let Some(set) = &self.set {
            set.fetch_add(seconds, Ordering::SeqCst);
        }
    }
}

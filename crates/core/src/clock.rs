//! Time as an argument. The database holds milliseconds, the wire whole seconds.

use std::fmt::Debug;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Unix milliseconds.
pub type Millis = i64;

/// Where the time comes from.
pub trait Clock: Debug + Send + Sync {
    /// The wall clock in unix milliseconds.
    fn now(&self) -> Millis;
}

/// The machine's wall clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

/// A clock that moves only when told to.
#[derive(Debug, Default)]
pub struct ManualClock(AtomicI64);

/// The whole seconds in unix milliseconds, rounded down: what goes into a token.
#[must_use]
pub const fn seconds(at: Millis) -> i64 {
    at.div_euclid(1_000)
}

/// A duration in milliseconds, capped at the type's end.
#[must_use]
pub fn millis(duration: Duration) -> Millis {
    duration.as_millis().try_into().unwrap_or(Millis::MAX)
}

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the wall clock"
    )]
    fn now(&self) -> Millis {
        match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => millis(since),
            Err(before) => -millis(before.duration()),
        }
    }
}

impl ManualClock {
    /// A clock that stands at `now`, unix milliseconds.
    #[must_use]
    pub const fn new(now: Millis) -> Self {
        Self(AtomicI64::new(now))
    }

    /// Moves the clock by so many milliseconds, backwards if negative.
    pub fn advance(&self, by: Millis) {
        self.0.fetch_add(by, Ordering::SeqCst);
    }

    /// Sets the clock, unix milliseconds.
    pub fn set(&self, now: Millis) {
        self.0.store(now, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Millis {
        self.0.load(Ordering::SeqCst)
    }
}

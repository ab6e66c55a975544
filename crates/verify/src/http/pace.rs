//! When to fetch: how often, how soon again after a failure, and how long a set counts. Pure; the spread comes in.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// The first wait after a failure lies between half of this and the whole, each further one is twice as long.
const FIRST_RETRY: Duration = Duration::from_secs(2);
/// No wait after a failure is longer.
const LAST_RETRY: Duration = Duration::from_secs(30);

/// The times of one source of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pace {
    pub(super) refresh_every: Duration,
    pub(super) max_age: Duration,
    pub(super) cooldown: Duration,
    pub(super) timeout: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            refresh_every: Duration::from_mins(5),
            max_age: Duration::from_hours(1),
            cooldown: Duration::from_secs(30),
            timeout: Duration::from_secs(5),
        }
    }
}

impl Pace {
    /// Why these times make no sense together.
    pub(super) fn fault(&self) -> Option<&'static str> {
        if self.timeout.is_zero() || self.refresh_every.is_zero() || self.cooldown.is_zero() {
            return Some("`timeout`, `refresh_every` and `cooldown` must be longer than nothing");
        }
        if self.max_age > Duration::from_hours(24 * 30) {
            return Some(
                "`max_age` must be at most 30 days: a key that was withdrawn counts for as long",
            );
        }
        if self.refresh_every.saturating_add(self.timeout) >= self.max_age {
            return Some("`max_age` must be longer than `refresh_every` and `timeout` together");
        }
        None
    }

    /// How long after a success to fetch again: up to a tenth early, so that many verifiers do not come at once.
    pub(super) fn refresh_after(&self, spread: f64) -> Duration {
        self.refresh_every.mul_f64(1.0 - spread / 10.0)
    }

    /// How long after the last of so many failures in a row to try again: 1 to 2 s, then up to 30 s.
    pub(super) fn retry_after(failures: u32, spread: f64) -> Duration {
        let doublings = failures.saturating_sub(1).min(10);
        let longest = (FIRST_RETRY * 2_u32.pow(doublings)).min(LAST_RETRY);
        longest.mul_f64(f64::midpoint(1.0, spread))
    }
}

/// A number from 0 to 1 that differs between processes and calls. It spreads load, and no secret hangs on it.
pub(super) fn spread() -> f64 {
    let bits = u32::try_from(RandomState::new().hash_one(0_u8) >> 32).unwrap_or_default();
    f64::from(bits) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refreshes_come_up_to_a_tenth_early_and_never_late() {
        let pace = Pace::default();
        assert_eq!(pace.refresh_after(0.0), Duration::from_mins(5));
        assert_eq!(pace.refresh_after(1.0), Duration::from_secs(270));
    }

    #[test]
    fn retries_slow_down_from_a_second_to_thirty() {
        let waits =
            |spread| [1, 2, 3, 4, 5, 6, 1_000].map(|n| Pace::retry_after(n, spread).as_secs());
        assert_eq!(waits(0.0), [1, 2, 4, 8, 15, 15, 15]);
        assert_eq!(waits(1.0), [2, 4, 8, 16, 30, 30, 30]);
    }

    #[test]
    fn spreads_differ() {
        let seen: Vec<_> = (0..8).map(|_| spread()).collect();
        assert!(seen.iter().all(|spread| (0.0..=1.0).contains(spread)));
        assert!(seen.iter().any(|spread| (spread - seen[0]).abs() > 1e-9));
    }

    #[test]
    fn times_that_contradict_each_other_are_told() {
        assert_eq!(Pace::default().fault(), None);
        let second = Duration::from_secs(1);
        for pace in [
            Pace {
                max_age: second * 300,
                ..Pace::default()
            },
            Pace {
                max_age: Duration::MAX,
                ..Pace::default()
            },
            Pace {
                refresh_every: Duration::MAX,
                ..Pace::default()
            },
            Pace {
                timeout: Duration::ZERO,
                ..Pace::default()
            },
            Pace {
                cooldown: Duration::ZERO,
                ..Pace::default()
            },
        ] {
            assert!(pace.fault().is_some(), "{pace:?}");
        }
    }
}

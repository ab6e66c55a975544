//! Times of a token as people read them: UTC, and how far from now.

use std::time::{Duration, UNIX_EPOCH};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const YEAR: u64 = 365 * DAY;

/// `2018-01-18T02:30:22Z, 8 years ago`. Both are unix seconds; `at` lies between 1970 and 9999.
pub(super) fn at(at: i64, now: i64) -> String {
    let since = Duration::from_secs(at.max(0).unsigned_abs());
    let utc = humantime::format_rfc3339_seconds(UNIX_EPOCH + since);
    format!("{utc}, {}", distance(at, now))
}

/// `in 5 minutes`, `3 days ago`: in the largest unit that fits.
fn distance(at: i64, now: i64) -> String {
    if at == now {
        return "now".to_owned();
    }
    let span = span(at.abs_diff(now));
    if at > now {
        format!("in {span}")
    } else {
        format!("{span} ago")
    }
}

/// `5 minutes`, of seconds: in the largest unit that fits.
pub(super) fn span(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0..MINUTE => (seconds, "second"),
        MINUTE..HOUR => (seconds / MINUTE, "minute"),
        HOUR..DAY => (seconds / HOUR, "hour"),
        DAY..YEAR => (seconds / DAY, "day"),
        _ => (seconds / YEAR, "year"),
    };
    let more = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{more}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_when_and_how_far() {
        let now = 1_800_000_000;
        assert_eq!(at(now, now), "2027-01-15T08:00:00Z, now");
        assert_eq!(at(0, now), "1970-01-01T00:00:00Z, 57 years ago");
        assert_eq!(
            at(253_402_300_799, now),
            "9999-12-31T23:59:59Z, in 7978 years"
        );
        for (by, said) in [
            (1, "in 1 second"),
            (-59, "59 seconds ago"),
            (119, "in 1 minute"),
            (-3_600, "1 hour ago"),
            (-86_399, "23 hours ago"),
            (3 * 86_400, "in 3 days"),
            (-365 * 86_400, "1 year ago"),
        ] {
            assert_eq!(distance(now + by, now), said);
        }
        assert_eq!(distance(0, i64::MIN), "in 292471208677 years");
    }
}

//! Times as people read them. The server knows no time zone of theirs, so they are told apart by how long ago they were.

use std::time::{Duration, UNIX_EPOCH};

use paraph_core::Millis;

/// For `<time datetime>`: UTC, to the second.
pub(super) fn machine(at: Millis) -> String {
    let since = Duration::from_millis(at.max(0).unsigned_abs());
    humantime::format_rfc3339_seconds(UNIX_EPOCH + since).to_string()
}

/// The day, in UTC.
pub(super) fn day(at: Millis) -> String {
    let mut whole = machine(at);
    whole.truncate("2026-01-01".len());
    whole
}

/// How long ago, in the largest unit that fits.
pub(super) fn ago(at: Millis, now: Millis) -> String {
    let minutes = (now - at).max(0) / 60_000;
    let (count, unit) = match minutes {
        0 => return "just now".into(),
        1..60 => (minutes, "minute"),
        60..1_440 => (minutes / 60, "hour"),
        _ => (minutes / 1_440, "day"),
    };
    let more = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{more} ago")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_how_long_ago() {
        const MINUTE: Millis = 60_000;
        for (past, said) in [
            (-5, "just now"),
            (59_999, "just now"),
            (MINUTE, "1 minute ago"),
            (3 * MINUTE + 1, "3 minutes ago"),
            (60 * MINUTE - 1, "59 minutes ago"),
            (60 * MINUTE, "1 hour ago"),
            (24 * 60 * MINUTE - 1, "23 hours ago"),
            (24 * 60 * MINUTE, "1 day ago"),
            (45 * 24 * 60 * MINUTE, "45 days ago"),
        ] {
            assert_eq!(ago(1_000_000_000_000 - past, 1_000_000_000_000), said);
        }
    }

    #[test]
    fn writes_utc() {
        assert_eq!(machine(1_767_225_600_999), "2026-01-01T00:00:00Z");
        assert_eq!(day(1_767_225_599_999), "2025-12-31");
        assert_eq!(machine(-1), "1970-01-01T00:00:00Z");
    }
}

//! Looking for a limit, and saying what was found.

use paraph_contest::library::Answer;

/// The largest value up to `most` that is accepted, where whatever is larger is not; nothing if not even `least` is.
pub(super) fn largest(
    least: usize,
    most: usize,
    mut accepts: impl FnMut(usize) -> bool,
) -> Option<usize> {
    if !accepts(least) {
        return None;
    }
    if accepts(most) {
        return Some(most);
    }
    let (mut good, mut bad) = (least, most);
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        if accepts(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    Some(good)
}

/// In the table's words.
pub(super) fn word(answer: &Answer) -> String {
    match answer {
        Answer::Accepted => "accepted",
        Answer::Refused => "refused",
        Answer::NoSuchCall => "no such call",
        Answer::Text(text) => text,
    }
    .to_owned()
}

/// Bytes of a text of base64url, which grows by more than one at a time.
pub(super) fn bytes(len: usize) -> String {
    let near = |unit: usize| (len.next_multiple_of(unit) - len < 8).then(|| len.div_ceil(unit));
    match (near(1_024), near(1_000_000)) {
        (_, Some(mb)) => format!("{mb} MB"),
        (Some(kib), _) => format!("{kib} KiB"),
        _ => format!("{len} bytes"),
    }
}

/// Seconds, to the five: probes take time themselves.
pub(super) fn duration(seconds: usize) -> String {
    match (seconds + 2) / 5 * 5 {
        0 => "none".into(),
        long if long > 60 && long % 60 == 0 => format!("{} min", long / 60),
        short => format!("{short} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_found_where_it_is() {
        assert_eq!(largest(0, 1_000, |n| n <= 617), Some(617));
        assert_eq!(largest(0, 1_000, |_| true), Some(1_000));
        assert_eq!(largest(1, 1_000, |_| false), None);
    }

    #[test]
    fn limits_are_said_roundly() {
        assert_eq!(bytes(8_191), "8 KiB");
        assert_eq!(bytes(999_999), "1 MB");
        assert_eq!(bytes(9_000), "9000 bytes");
        assert_eq!(duration(1), "none");
        assert_eq!(duration(59), "60 s");
        assert_eq!(duration(899), "15 min");
    }
}

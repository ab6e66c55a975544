//! A duration as people write it: a bare number is seconds; `90s`, `1h`, `2days`, `2 days`. Whole seconds only,
//! since seconds are what the wire carries.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Ten years: longer than anything here may last, and far from every overflow.
const LONGEST: u64 = 3_650 * 86_400;

/// A whole number of seconds, ten years at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(u64);

impl Span {
    /// So many seconds; for defaults.
    pub const fn seconds(seconds: u64) -> Self {
        Self(seconds)
    }

    /// In seconds.
    pub const fn as_seconds(self) -> u64 {
        self.0
    }

    /// As the standard library's type.
    pub const fn duration(self) -> Duration {
        Duration::from_secs(self.0)
    }

    fn bounded(seconds: u64) -> Result<Self, String> {
        if seconds > LONGEST {
            return Err("a duration of more than ten years".into());
        }
        Ok(Self(seconds))
    }
}

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Ok(seconds) = text.parse::<u64>() {
            return Self::bounded(seconds);
        }
        let Ok(duration) = humantime::parse_duration(text) else {
            return Err(format!(
                "{text:?} is no duration; write 90s, 5m, 1h or 2days"
            ));
        };
        if duration.subsec_nanos() != 0 {
            return Err(format!("{text:?} is not a whole number of seconds"));
        }
        Self::bounded(duration.as_secs())
    }
}

impl fmt::Display for Span {
    /// In the largest unit that divides it: `5m`, `90s`, `30d`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [(86_400, "d"), (3_600, "h"), (60, "m")];
        let fits =
            |(seconds, _): &&(u64, &str)| self.0 >= *seconds && self.0.is_multiple_of(*seconds);
        let (seconds, unit) = units.iter().find(fits).unwrap_or(&(1, "s"));
        write!(f, "{}{unit}", self.0 / seconds)
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SpanVisitor)
    }
}

struct SpanVisitor;

impl Visitor<'_> for SpanVisitor {
    type Value = Span;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a duration: seconds, or 90s, 5m, 1h, 2days")
    }

    fn visit_i64<E: serde::de::Error>(self, seconds: i64) -> Result<Span, E> {
        let seconds = u64::try_from(seconds).map_err(|_| E::custom("a negative duration"))?;
        Span::bounded(seconds).map_err(E::custom)
    }

    fn visit_u64<E: serde::de::Error>(self, seconds: u64) -> Result<Span, E> {
        Span::bounded(seconds).map_err(E::custom)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Span, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_write_durations_in_many_ways() {
        for (text, seconds) in [
            ("0", 0),
            ("90", 90),
            ("90s", 90),
            ("5m", 300),
            ("1h", 3_600),
            ("1h 30m", 5_400),
            ("2days", 172_800),
            ("2 days", 172_800),
            (" 30d ", 2_592_000),
        ] {
            assert_eq!(text.parse(), Ok(Span(seconds)), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_whole_number_of_seconds_is_refused() {
        for text in [
            "",
            "-5",
            "-5s",
            "1.5s",
            "250ms",
            "soon",
            "5 apples",
            "11years",
            "99999999999999999999",
        ] {
            assert!(text.parse::<Span>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn it_prints_in_the_largest_unit_and_reads_back() {
        for (seconds, text) in [
            (0, "0s"),
            (90, "90s"),
            (300, "5m"),
            (5_400, "90m"),
            (180 * 86_400, "180d"),
        ] {
            assert_eq!(Span(seconds).to_string(), text);
            assert_eq!(text.parse(), Ok(Span(seconds)));
        }
    }

    #[test]
    fn toml_takes_integers_and_strings() {
        let read = |value: &str| {
            toml::from_str::<toml::Table>(&format!("v = {value}")).unwrap()["v"].clone()
        };
        assert_eq!(read("90").try_into::<Span>(), Ok(Span(90)));
        assert_eq!(read("'2 days'").try_into::<Span>(), Ok(Span(172_800)));
        for wrong in ["-1", "1.5", "true", "'x'", "400000000"] {
            assert!(read(wrong).try_into::<Span>().is_err(), "{wrong}");
        }
    }
}

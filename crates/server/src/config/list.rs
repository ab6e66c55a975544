//! Lists as people write them: an array, one value, or several in one string with commas between them (the only
//! way in an environment variable or a flag). An array's members are taken as they are.

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, SeqAccess, Visitor};

/// For `#[serde(deserialize_with)]`: one or many texts.
pub(super) fn one_or_many<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<String>, D::Error> {
    deserializer.deserialize_any(OneOrMany)
}

/// The same, each parsed.
pub(super) fn parsed<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<Vec<T>, D::Error> {
    let texts = one_or_many(deserializer)?;
    let parsed: Result<_, _> = texts.iter().map(|text| parse(text)).collect();
    parsed.map_err(D::Error::custom)
}

struct OneOrMany;

impl<'de> Visitor<'de> for OneOrMany {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or an array of strings")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<String>, E> {
        let parts = text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        Ok(parts.map(str::to_owned).collect())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Vec<String>, A::Error> {
        let mut list = Vec::new();
        while let Some(member) = members.next_element()? {
            list.push(member);
        }
        Ok(list)
    }
}

/// The first member that stands twice.
pub(super) fn doubled<T: PartialEq>(list: &[T]) -> Option<&T> {
    let seen_before = |(at, member): &(usize, &T)| list[..*at].contains(member);
    list.iter()
        .enumerate()
        .find(seen_before)
        .map(|(_, member)| member)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Result<Vec<String>, toml::de::Error> {
        let table: toml::Table = toml::from_str(&format!("v = {value}")).unwrap();
        one_or_many(table["v"].clone())
    }

    #[test]
    fn one_value_and_many_are_both_lists() {
        for (value, list) in [
            ("''", &[][..]),
            ("[]", &[]),
            ("'a'", &["a"]),
            ("'a, b,c,'", &["a", "b", "c"]),
            ("['a', 'b,c']", &["a", "b,c"]),
        ] {
            assert_eq!(read(value).unwrap(), list, "{value}");
        }
        for wrong in ["1", "[1]", "{a = 'b'}", "true"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_member_that_stands_twice_is_found() {
        assert_eq!(doubled(&["a", "b", "a"]), Some(&"a"));
        assert_eq!(doubled(&["a", "b"]), None);
    }
}

//! Lists as people write them: an array, one value, or several in one string with commas between them (the only
//! way in an environment variable or a flag). An array's members are taken as they are.

use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::Deserializer;
use serde::de::{Error, SeqAccess, Visitor};

/// For `#[serde(deserialize_with)]`: one or many values that parse from text.
pub(super) fn one_or_many<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    deserializer.deserialize_any(OneOrMany(PhantomData))
}

struct OneOrMany<T>(PhantomData<T>);

impl<'de, T: FromStr<Err: Display>> Visitor<'de> for OneOrMany<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or an array of strings")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<T>, E> {
        let parts = text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        parts.map(|part| part.parse().map_err(E::custom)).collect()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(member) = members.next_element::<String>()? {
            list.push(member.parse().map_err(A::Error::custom)?);
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

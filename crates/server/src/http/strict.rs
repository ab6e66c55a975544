//! Reads JSON (RFC 8259) strictly, whatever it is meant for: duplicate members, NUL in strings and deep nesting are refused.
//!
//! `serde` alone would take the last of two members in a free-form map, and a NUL would reach a database that cannot hold it.

use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// How deep objects and lists may nest.
pub const DEPTH: u8 = 32;

/// Checks a whole document.
///
/// # Errors
/// A line that says what and where; it never repeats a value.
pub fn check(json: &[u8]) -> Result<(), String> {
    let mut reader = serde_json::Deserializer::from_slice(json);
    Element { room: DEPTH }
        .deserialize(&mut reader)
        .and_then(|()| reader.end())
        .map_err(|error| describe(&error))
}

/// Where and, if it is ours to say, what; `serde`'s own words may repeat a value.
fn describe(error: &serde_json::Error) -> String {
    let place = format!("at line {} column {}", error.line(), error.column());
    match error.classify() {
        serde_json::error::Category::Data => error.to_string(),
        _ => format!("the body is not JSON, {place}"),
    }
}

/// Any value, looked at and dropped.
#[derive(Clone, Copy)]
struct Element {
    room: u8,
}

impl Element {
    fn within<E: Error>(self) -> Result<Self, E> {
        match self.room.checked_sub(1) {
            Some(room) => Ok(Self { room }),
            None => Err(E::custom("nested too deeply")),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Element {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Element {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if text.contains('\0') {
            return Err(E::custom("NUL in a string"));
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let inner = self.within()?;
        while list.next_element_seed(inner)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let inner = self.within()?;
        let mut seen = HashSet::new();
        while let Some(name) = object.next_key::<String>()? {
            self.visit_str(&name)?;
            if !seen.insert(name) {
                return Err(A::Error::custom("a member is there twice"));
            }
            object.next_value_seed(inner)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_json() {
        for good in [
            r#"{"a":[1,-2,3.5,true,null,"x"],"b":{"a":1}}"#,
            " 7 ",
            r#""\u00e9""#,
        ] {
            assert_eq!(check(good.as_bytes()), Ok(()), "{good}");
        }
    }

    #[test]
    fn t15_refuses_duplicates_nul_and_what_is_not_json() {
        let cases: [(&[u8], &str); 12] = [
            (br#"{"a":1,"a":1}"#, "twice"),
            (br#"{"a":1,"\u0061":1}"#, "twice"),
            (br#"[{"b":{"a":1,"a":1}}]"#, "twice"),
            (br#"{"a":"x\u0000"}"#, "NUL"),
            (br#"{"x\u0000":1}"#, "NUL"),
            (b"{\"a\":\"x\0\"}", "not JSON"),
            (br#"{"a":1} x"#, "not JSON"),
            (br#"{"a":1"#, "not JSON"),
            (b"", "not JSON"),
            (b"\xef\xbb\xbf{}", "not JSON"),
            (b"{\"a\":\"\xff\"}", "not JSON"),
            (br#""\ud800""#, "not JSON"),
        ];
        for (bad, reason) in cases {
            let said = check(bad).unwrap_err();
            assert!(
                said.contains(reason),
                "{said}: {}",
                String::from_utf8_lossy(bad)
            );
        }
    }

    #[test]
    fn d03_refuses_depth_without_overflow() {
        let nest =
            |open: &str, shut: &str, deep: usize| open.repeat(deep) + "1" + &shut.repeat(deep);
        let most = usize::from(DEPTH);
        assert_eq!(check(nest("[", "]", most).as_bytes()), Ok(()));
        for deep in [most + 1, 127, 128, 129, 100_000] {
            assert!(check(nest("[", "]", deep).as_bytes()).is_err(), "{deep}");
            assert!(
                check(nest(r#"{"a":"#, "}", deep).as_bytes()).is_err(),
                "{deep}"
            );
        }
    }
}

//! [`read`] says what `serde_json` says, for every text and many types.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;

use proptest::prelude::*;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use serde_json::value::RawValue;

use super::*;
use crate::json;

fn members(text: &str) -> Members<'_> {
    let mut members = Members::new();
    let walk = json::members(text.as_bytes(), |name, value| {
        members.push(name.plain(), value);
        Ok::<_, std::convert::Infallible>(())
    });
    assert!(walk.is_ok(), "{text}");
    members
}

/// What either way makes of `text`, as Debug shows it.
fn same<'a, T: Deserialize<'a> + Debug>(text: &'a str) {
    let ours = read::<T>(text, &members(text));
    let theirs = serde_json::from_str::<T>(text);
    assert_eq!(format!("{ours:?}"), format!("{theirs:?}"), "{text}");
}

fn compare<T: DeserializeOwned + Debug>(text: &str) {
    same::<T>(text);
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "what is compared is that they are made")]
struct Borrowing<'a> {
    a: &'a str,
    #[serde(borrow)]
    b: Option<Cow<'a, str>>,
    #[serde(borrow)]
    c: Option<&'a RawValue>,
    d: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "what is compared is that they are made")]
#[serde(deny_unknown_fields)]
struct Strict {
    a: Option<u8>,
    b: Option<char>,
    c: Option<f32>,
    d: Option<bool>,
    e: Option<(i8, String)>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "what is compared is that they are made")]
struct Loose {
    #[serde(default)]
    a: Named,
    b: Option<Either>,
    c: Option<Kind>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Debug, Default, Deserialize)]
#[expect(dead_code, reason = "what is compared is that they are made")]
struct Named(Option<String>);

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "what is compared is that they are made")]
#[serde(untagged)]
enum Either {
    Number(u32),
    Text(String),
    List(Vec<Either>),
    Object(BTreeMap<String, Kind>),
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "what is compared is that they are made")]
enum Kind {
    One,
    Two(String),
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "what is compared is that they are made")]
struct Outer(Strict);

fn compare_all(text: &str) {
    compare::<Value>(text);
    compare::<BTreeMap<String, Value>>(text);
    compare::<BTreeMap<char, i64>>(text);
    compare::<BTreeMap<u8, String>>(text);
    compare::<BTreeMap<String, Box<RawValue>>>(text);
    compare::<BTreeMap<String, Option<String>>>(text);
    compare::<BTreeMap<String, f64>>(text);
    compare::<BTreeMap<String, i128>>(text);
    compare::<BTreeMap<String, Vec<u8>>>(text);
    compare::<BTreeMap<String, Option<()>>>(text);
    compare::<Strict>(text);
    compare::<Option<Strict>>(text);
    compare::<Outer>(text);
    compare::<Loose>(text);
    compare::<Kind>(text);
    compare::<Either>(text);
    compare::<Box<RawValue>>(text);
    compare::<IgnoredAny>(text);
    compare::<String>(text);
    compare::<u64>(text);
    compare::<(u8, u8)>(text);
    compare::<Vec<u8>>(text);
    compare::<BTreeMap<String, Vec<String>>>(text);
    compare::<BTreeMap<String, (String, String)>>(text);
    compare::<BTreeMap<String, [char; 1]>>(text);
    compare::<BTreeMap<String, Vec<Value>>>(text);
    compare::<BTreeMap<String, Vec<Option<String>>>>(text);
    compare::<BTreeMap<String, Vec<Box<RawValue>>>>(text);
    compare::<BTreeMap<String, (String, Value)>>(text);
    same::<Borrowing<'_>>(text);
    same::<BTreeMap<&str, Vec<&str>>>(text);
}

/// A value as text, with blanks, escapes and odd numbers.
fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        "-?(0|[1-9][0-9]{0,25})",
        "-?(0|[1-9][0-9]{0,3})(\\.[0-9]{1,3})?([eE][+-]?[0-9]{1,2})?",
        "\"([a-z é/\u{1f600}]|\\\\n|\\\\\"|\\\\u0041|\\\\ud83d\\\\ude00){0,6}\"",
        Just("\"One\"".to_owned()),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|list| format!("[{}]", list.join(" , "))),
            prop::collection::btree_map("[a-e]|Two", inner, 0..3).prop_map(|map| {
                let members = map
                    .iter()
                    .map(|(name, value)| format!("\"{name}\": {value}"));
                format!("{{ {} }}", members.collect::<Vec<_>>().join(","))
            }),
        ]
    })
}

/// An object without doubled names, as the scanner lets pass.
fn object() -> impl Strategy<Value = String> {
    let name = "[a-e]|[a-z]{2}|[0-9]{1,3}|Two|One|é|\\\\u0066|";
    prop::collection::btree_map(name, value(), 0..8).prop_map(|map| {
        let members = map
            .iter()
            .map(|(name, value)| format!("\"{name}\" :{value}"));
        format!(" {{{}}} ", members.collect::<Vec<_>>().join(",\n"))
    })
}

/// An object of lists that begin with a string, which have a way of their own: strings alone, and whatever else.
fn lists() -> impl Strategy<Value = String> {
    let string = "\"([a-z,\\[\\]{}é ]|\\\\n|\\\\\"|\\\\\\\\){0,4}\"";
    let blank = || prop::sample::select(vec!["", " ", "\n", "\t "]);
    let element = prop_oneof![3 => string.boxed(), 1 => value().boxed()];
    let rest = prop::collection::vec((blank(), element, blank()), 0..9);
    let list = (blank(), string, blank(), rest).prop_map(|(before, first, behind, rest)| {
        let rest = rest
            .iter()
            .map(|(before, one, behind)| format!(",{before}{one}{behind}"));
        format!("[{before}{first}{behind}{}]", rest.collect::<String>())
    });
    prop::collection::btree_map("[a-e]", list, 0..4).prop_map(|map| {
        let members = map
            .iter()
            .map(|(name, value)| format!("\"{name}\":{value}"));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    })
}

/// A type that asks for names and values as its text says: `k` a name, anything else a value.
#[derive(Debug)]
#[expect(dead_code, reason = "what is compared is that they are made")]
struct Asking(Vec<String>);

impl<'de> Deserialize<'de> for Asking {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Asker)
    }
}

struct Asker;

impl<'de> serde::de::Visitor<'de> for Asker {
    type Value = Asking;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Asking, A::Error> {
        let mut seen = Vec::new();
        let first: Option<String> = map.next_key()?;
        let order = first.clone().unwrap_or_default();
        seen.extend(first);
        for step in order.chars() {
            match step {
                'k' => seen.extend(map.next_key::<String>()?),
                _ => seen.push(map.next_value::<Value>()?.to_string()),
            }
        }
        Ok(Asking(seen))
    }
}

#[test]
fn names_and_values_are_asked_for_in_turn_or_as_serde_json_says() {
    let orders = [
        "v", "", "k", "vv", "vk", "vkv", "vkvv", "vkvk", "kv", "vkkv", "vkvkv",
    ];
    for order in orders {
        for more in ["", ",\"b\":2", ",\"b\":\"x\",\"c\":3"] {
            compare::<Asking>(&format!("{{\"{order}\":1{more}}}"));
        }
    }
}

/// A type that swallows the error of a part.
#[derive(Debug, Deserialize)]
struct Swallowing {
    #[serde(deserialize_with = "or_zero")]
    a: u8,
}

#[expect(clippy::unnecessary_wraps, reason = "serde's signature")]
fn or_zero<'de, D: serde::Deserializer<'de>>(from: D) -> Result<u8, D::Error> {
    Ok(u8::deserialize(from).unwrap_or_default())
}

/// The one difference: see the module's page.
#[test]
fn an_error_that_a_type_swallows_leaves_nothing_half_read() {
    let text = r#"{"a":[1]}"#;
    assert!(serde_json::from_str::<Swallowing>(text).is_err());
    let ours = read::<Swallowing>(text, &members(text)).unwrap();
    assert_eq!(ours.a, 0);
}

proptest! {
    #[test]
    fn reads_lists_as_serde_json_reads_them(text in lists()) {
        compare_all(&text);
    }

    #[test]
    fn reads_what_serde_json_reads(text in object()) {
        compare_all(&text);
    }
}

#[test]
fn many_members_and_long_texts_are_read_by_serde_json() {
    for count in [0, 1, KEPT - 1, KEPT, KEPT + 1, 200] {
        let members: Vec<_> = (0..count).map(|n| format!("\"m{n}\":{n}")).collect();
        compare_all(&format!("{{{}}}", members.join(",")));
    }
    compare_all(&format!("{{\"a\":\"{}\",\"b\":\"x\"}}", "x".repeat(70_000)));
}

#[test]
fn the_edges_of_numbers_are_serde_jsons() {
    for number in [
        "0",
        "-0",
        "18446744073709551615",
        "18446744073709551616",
        "9999999999999999999",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "255",
        "256",
        "1.0",
        "1e3",
        "0.1",
    ] {
        compare_all(&format!("{{\"a\":{number},\"d\":{number},\"c\":{number}}}"));
    }
}

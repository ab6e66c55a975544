//! Strict JSON: the checker against `serde_json` and the written rules, the typed reader against
//! `serde_json` alone.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;

use paraph_jose::json;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use serde_json::value::RawValue;

use super::promises::{NAMES, frugal};
use super::variants::variants;
use super::{data, oracle, signed};

/// The checker accepts what `serde_json` takes less what its page refuses, and says why.
pub(super) fn check(data: &[u8]) {
    let ours = frugal(data, 32, 1024 + NAMES, || json::check(data));
    let Some(found) = oracle::judge(data) else {
        assert!(ours.is_err(), "what serde_json does not take");
        return;
    };
    match ours {
        Ok(text) => assert!(found.is_empty() && text.as_bytes() == data, "{found:?}"),
        Err(fault) => assert!(found.contains(&fault), "{fault:?}, not {found:?}"),
    }
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "what is compared is that they are made")]
struct Borrowing<'a> {
    #[serde(borrow)]
    a: Option<Cow<'a, str>>,
    #[serde(borrow)]
    c: Option<&'a RawValue>,
    exp: i64,
    iss: &'a str,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "what is compared is that they are made")]
#[serde(deny_unknown_fields)]
struct Strict {
    iss: String,
    exp: u64,
    a: Option<u8>,
    b: Option<char>,
    c: Option<f32>,
    d: Option<bool>,
    e: Option<(i8, String)>,
    f: Option<[String; 2]>,
    g: Option<()>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "what is compared is that they are made")]
struct Loose {
    a: Option<Either>,
    b: Option<Kind>,
    c: Option<Box<Strict>>,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

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
    Three { a: i16 },
}

/// Lists that begin with a string have a way of their own.
#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "what is compared is that they are made")]
struct Lists {
    a: Option<Vec<Value>>,
    b: Option<Vec<Option<String>>>,
    c: Option<Vec<Box<RawValue>>>,
    d: Option<(String, Value)>,
}

/// Claims read into a type are what `serde_json` reads, value for value and column for column.
pub(super) fn typed(data: &[u8]) {
    let Some(text) = str::from_utf8(data).ok().and_then(signed::with_the_least) else {
        return;
    };
    // What is refused for its claims never gets to the reader.
    if signed::claims::<IgnoredAny>(text.as_bytes()).is_err() {
        return;
    }
    compare::<Value>(&text);
    compare::<BTreeMap<String, Box<RawValue>>>(&text);
    compare::<BTreeMap<String, Either>>(&text);
    compare::<BTreeMap<char, i64>>(&text);
    compare::<Strict>(&text);
    compare::<Loose>(&text);
    compare::<Lists>(&text);
    compare::<Option<Strict>>(&text);
    compare::<Kind>(&text);
    compare::<(u8, u8)>(&text);
    let mut buffers = [Vec::new(), Vec::new()];
    let [first, second] = &mut buffers;
    same::<Borrowing<'_>>(signed::borrowed(text.as_bytes(), first), &text);
    same::<BTreeMap<&str, &RawValue>>(signed::borrowed(text.as_bytes(), second), &text);
}

/// Texts of every kind, and each member of the types below at every kind of value.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let names = [
        "a", "b", "c", "d", "e", "f", "g", "roles", "One", "Two", "z",
    ];
    let lists = [
        "[\"a\" , \"b\"]",
        "[1,\"b\"]",
        "[\"a\",1,{\"x\":\"],\"},null]",
        "[\"a\" , [\"b\"],\"\\n\" ,\"]\"]",
        "{\"Three\":{\"a\":-7}}",
        "{\"Two\":\"x\"}",
    ];
    let mut all = [data::texts(), variants(&[], &names)].concat();
    for list in lists {
        all.extend(names.map(|name| format!("{{\"{name}\":{list}}}").into_bytes()));
    }
    all
}

fn compare<T: DeserializeOwned + Debug>(text: &str) {
    same::<T>(signed::claims(text.as_bytes()), text);
}

fn same<'a, T: Deserialize<'a> + Debug>(ours: Result<T, paraph_jose::Error>, text: &'a str) {
    let ours = ours.map_err(|error| match error {
        paraph_jose::Error::ClaimsShape(column) => column,
        other => panic!("{other:?} from the reader"),
    });
    let theirs = serde_json::from_str::<T>(text).map_err(|error| error.column());
    assert_eq!(format!("{ours:?}"), format!("{theirs:?}"));
}

//! Whatever is written is what `serde_json` writes.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::append;

fn same<T: Serialize>(value: &T) {
    let mut ours = b"before".to_vec();
    let wrote = append(value, &mut ours);
    match serde_json::to_vec(value) {
        Ok(theirs) => {
            assert!(wrote.is_ok());
            assert_eq!(ours.strip_prefix(b"before"), Some(&*theirs));
        }
        Err(_) => assert!(wrote.is_err()),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Plain,
    Holds(u8),
    Pair(u8, &'static str),
    Named { a: u8 },
}

#[derive(Serialize)]
struct Wrapped(i64);

#[derive(Serialize)]
struct Two(u8, u8);

#[derive(Serialize)]
struct Flat {
    iss: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    nothing: Option<u8>,
    something: Option<&'static str>,
    #[serde(flatten)]
    rest: BTreeMap<&'static str, Value>,
    #[serde(rename = "quoted\"name\n")]
    renamed: (),
}

#[test]
fn each_kind_of_value_is_written_as_serde_json_does() {
    let raw = RawValue::from_string("{ \"as\" : \"it stands\" }".into()).expect("JSON");
    same(&json!({"raw": 1}));
    same(&BTreeMap::from([("raw", raw)]));
    same(&(
        Kind::Plain,
        Kind::Holds(1),
        Kind::Pair(2, "b"),
        Kind::Named { a: 3 },
    ));
    same(&[Kind::Plain, Kind::Plain]);
    same(&(
        Wrapped(-5),
        Two(1, 2),
        (),
        Some("x"),
        None::<u8>,
        true,
        false,
    ));
    same(&(
        1.5_f64,
        f64::NAN,
        1e300,
        -0.0_f32,
        i64::MIN,
        u64::MAX,
        u128::MAX,
        'c',
        '\n',
    ));
    same(&BTreeMap::from([(1, "a number"), (2, "as a key")]));
    same(&BTreeMap::from([(true, "a word")]));
    same(&BTreeMap::from([(Some("perhaps"), 1)]));
    same(&BTreeMap::from([('c', 1)]));
    same(&BTreeMap::from([((1, 2), "no key at all")]));
    same(&Vec::<u8>::new());
    same(&Flat {
        iss: "https://id.example",
        nothing: None,
        something: Some("tab\tquote\"back\\slash\u{0}\u{7f}é\u{1f600}"),
        rest: BTreeMap::from([
            ("roles", json!(["a", "b"])),
            ("deep", json!({"a": [{}, []]})),
        ]),
        renamed: (),
    });
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[ -~]{0,40}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|map| map.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn any_value_is_written_as_serde_json_does(value in values()) {
        same(&value);
    }
}

//! What is told of claims before they are signed is what verification says of the token.

use paraph_jose::explain::{Form, Hint, odd_claims};
use paraph_jose::{Error, Fault, Part, jws, jwt};
use serde_json::json;

use super::{KEYS, NOW, agree, claims, first_key, hints, policy};

/// A claim as JSON has it, and the hints at how it came about; `None` where it is right.
#[rustfmt::skip]
const ROWS: [(&str, &str, Option<&[&str]>); 27] = [
    ("exp", "1800000300", None),
    ("exp", "253402300799", None),
    ("exp", "200000000000", None),
    ("exp", "253402300800", Some(&[])),
    ("exp", "1700000000000", Some(&["milliseconds"])),
    ("exp", "1700000000000000", Some(&["microseconds"])),
    ("exp", "1.7e21", Some(&["fraction"])),
    ("exp", "17e8", Some(&["fraction"])),
    ("iat", "17E8", Some(&["fraction"])),
    ("exp", "4102444800.5", Some(&["fraction"])),
    ("exp", "1800000300.0", Some(&["fraction"])),
    ("exp", "\"17e8\"", Some(&["number_as_text", "fraction"])),
    ("nbf", "18446744073709551616", Some(&[])),
    ("exp", "-1", Some(&[])),
    ("exp", "-0", Some(&[])),
    ("exp", "true", Some(&[])),
    ("iat", "null", Some(&["null_value"])),
    ("auth_time", "\"2026-01-31\"", Some(&["date_as_text"])),
    ("aud", "[\"a\",\"api\"]", None),
    ("aud", "[]", Some(&[])),
    ("aud", "\"\"", Some(&[])),
    ("aud", "[\"api\",\"\"]", Some(&[])),
    ("aud", "7", Some(&["text_as_number"])),
    ("sub", "[\"a\"]", Some(&[])),
    ("scope", "[\"a\"]", Some(&["list_for_text"])),
    ("sub", "", None),
    ("level", "1.5", None),
];

#[test]
fn c01_what_is_told_of_claims_before_they_are_signed_is_what_verification_says() {
    for (name, value, wanted) in ROWS {
        let mut whole = claims(&json!({}));
        whole.as_object_mut().unwrap().remove(name);
        let mut payload = whole.to_string();
        if !value.is_empty() {
            payload.insert_str(1, &format!("\"{name}\":{value},"));
        }
        let odd = odd_claims(payload.as_bytes()).unwrap();
        let token = jws::sign(&KEYS[0], Some("at+jwt"), payload.as_bytes()).unwrap();
        let refused = jwt::verify::<serde_json::Value>(&token, &first_key(), &policy(), NOW).err();
        let Some(wanted) = wanted else {
            assert!(odd.is_empty(), "{name} {value}: {odd:?}");
            assert!(!matches!(refused, Some(Error::ClaimType(_))), "{refused:?}");
            continue;
        };
        assert_eq!(refused, Some(Error::ClaimType(name)), "{value}");
        let [odd] = &odd[..] else {
            panic!("{name} {value}: {odd:?}")
        };
        let form = match name {
            "aud" => Form::StringOrList,
            "sub" | "scope" => Form::FilledString,
            _ => Form::UnixSeconds,
        };
        assert_eq!((odd.name, odd.form), (name, form));
        let codes: Vec<_> = odd.hints.iter().map(Hint::code).collect();
        assert_eq!(codes, wanted, "{name} {value}");
        let explained = agree(&token, &first_key(), &policy(), NOW);
        assert_eq!(hints(&explained), wanted, "{name} {value}");
    }
}

#[test]
fn c01_every_odd_claim_is_told_and_no_json_that_is_not_strict() {
    let names = |payload: &str| -> Vec<_> {
        let odd = odd_claims(payload.as_bytes()).unwrap();
        odd.iter().map(|odd| odd.name).collect()
    };
    assert_eq!(
        names(r#"{"nbf":"x","a":{},"aud":[],"exp":0.5}"#),
        ["nbf", "aud", "exp"]
    );
    assert_eq!(names("{}"), Vec::<&str>::new());
    let twice = odd_claims(br#"{"exp":"x","exp":1}"#);
    assert_eq!(twice, Err(Error::Json(Part::Claims, Fault::Duplicate)));
    assert!(odd_claims(b"[]").is_err());
}

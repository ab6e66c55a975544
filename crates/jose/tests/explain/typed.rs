//! Values keep their types: for programs as JSON, for people in words.

use paraph_jose::explain::{Check, Keys, Name, Outcome, Value as Shown, explain};
use paraph_jose::policy::{Audiences, ClaimRule, Typ};
use paraph_jose::{Policy, jws};
use serde_json::{Value, json};

use super::{ISSUER, KEYS, NOW, agree, claims, first_key, hints, mac, policy, token};

/// The failures of one check, as programs see them.
fn failures(checks: &[Check], name: Name) -> Vec<Value> {
    let failed = checks
        .iter()
        .filter(|check| check.name == name && check.outcome.is_failed());
    failed
        .map(|check| serde_json::to_value(check).unwrap())
        .collect()
}

/// What people read of what was expected and found.
fn said(check: &Check) -> String {
    let Outcome::Failed {
        expected, found, ..
    } = &check.outcome
    else {
        return String::new();
    };
    let words = [expected, found]
        .into_iter()
        .flatten()
        .map(Shown::to_string);
    words.collect::<Vec<_>>().join(" | ")
}

/// A claim, its value, the form it should have, what people read of it behind the value, the hints.
#[rustfmt::skip]
const CLAIMS: [(&str, &str, &str, &str, &[&str]); 18] = [
    ("exp", r#""1700000000""#, "unix_seconds", ", a string", &["number_as_text"]),
    ("exp", r#""1700000000000""#, "unix_seconds", ", a string", &["number_as_text", "milliseconds"]),
    ("nbf", r#""2026-01-31T00:00:00Z""#, "unix_seconds", ", a string", &["date_as_text"]),
    ("iat", r#""soon""#, "unix_seconds", ", a string", &[]),
    ("exp", "1700000000.5", "unix_seconds", ", a number", &["fraction"]),
    ("exp", r#""17e8""#, "unix_seconds", ", a string", &["number_as_text", "fraction"]),
    ("exp", "true", "unix_seconds", ", a boolean", &[]),
    ("exp", "[1700000000]", "unix_seconds", ", a list", &[]),
    ("exp", "{}", "unix_seconds", "an object", &[]),
    ("auth_time", "-1", "unix_seconds", ", a number", &[]),
    ("sub", "42", "filled_string", ", a number", &["text_as_number"]),
    ("sub", "false", "filled_string", ", a boolean", &[]),
    ("sub", r#""""#, "filled_string", ", a string", &[]),
    ("sub", r#"["a"]"#, "filled_string", ", a list", &[]),
    ("scope", r#"["a","b"]"#, "filled_string", ", a list", &["list_for_text"]),
    ("aud", "7", "string_or_list", ", a number", &["text_as_number"]),
    ("aud", r#"["a",7]"#, "string_or_list", ", a list", &[]),
    ("aud", "[]", "string_or_list", ", a list", &[]),
];

fn words(form: &str) -> &'static str {
    match form {
        "unix_seconds" => "a whole number of seconds since 1970, up to the year 9999",
        "filled_string" => "a string that is not empty",
        _ => "a string, or a list of strings, and nothing of it empty",
    }
}

#[test]
fn c01_a_claim_of_the_wrong_type_shows_its_value_and_type() {
    for (claim, text, form, kind, hint) in CLAIMS {
        let value: Value = serde_json::from_str(text).unwrap();
        let token = token(Some("at+jwt"), &json!({ claim: value }));
        let explained = agree(&token, &first_key(), &policy(), NOW);
        let failed = failures(&explained.checks, Name::ClaimTypes);
        let check = json!({
            "check": "claim_types", "claim": claim, "result": "failed", "code": "claim_type", "proven": true,
            "reason": format!("the claim `{claim}` has the wrong type or value"), "expected": form, "found": value,
        });
        assert_eq!(failed, [check], "{claim} {text}");
        let check = explained
            .checks
            .iter()
            .find(|check| check.outcome.is_failed());
        let found = if value.is_object() { "" } else { text };
        assert_eq!(
            said(check.unwrap()),
            format!("{} | {found}{kind}", words(form))
        );
        assert_eq!(hints(&explained), hint, "{claim} {text}");
    }
}

/// What is nested in a claim may be anything, and is nobody's business.
#[test]
fn c10_what_is_nested_in_a_claim_is_not_shown() {
    let nested = json!({ "pin": "hunter2" });
    let changes = json!({ "sub": nested, "exp": [nested, ["hunter2"], 7], "aud": nested });
    let explained = agree(
        &token(Some("at+jwt"), &changes),
        &first_key(),
        &policy(),
        NOW,
    );
    let found: Vec<_> = failures(&explained.checks, Name::ClaimTypes)
        .iter()
        .map(|check| check["found"].clone())
        .collect();
    assert_eq!(found, [json!({}), json!([{}, [], 7]), json!({})]);
    assert!(!format!("{explained:?}").contains("hunter2"));
}

/// As docs/TOKENS.md says: the nearest double.
#[test]
fn c01_a_number_that_is_no_integer_is_shown_as_a_double() {
    for (text, double, shown) in [
        ("17e8", 1.7e9, "1700000000.0, a number"),
        (
            "18446744073709551616",
            18_446_744_073_709_551_616.0,
            "1.8446744073709552e+19, a number",
        ),
    ] {
        let payload = claims(&json!({ "nbf": "here" })).to_string();
        let payload = payload.replace("\"here\"", text);
        let token = jws::sign(&KEYS[0], Some("at+jwt"), payload.as_bytes()).unwrap();
        let explained = agree(&token, &first_key(), &policy(), NOW);
        let failed = failures(&explained.checks, Name::ClaimTypes);
        assert_eq!(failed[0].get("found"), Some(&json!(double)), "{text}");
        let mut checks = explained.checks.iter();
        let check = checks.find(|check| check.outcome.is_failed()).unwrap();
        assert!(said(check).ends_with(shown), "{}", said(check));
    }
}

/// `null` is told from what is not there.
#[test]
fn c01_null_is_shown_as_null() {
    let payload = claims(&json!({})).to_string().replace("\"t1\"", "null");
    let token = jws::sign(&KEYS[0], Some("at+jwt"), payload.as_bytes()).unwrap();
    let explained = agree(&token, &first_key(), &policy(), NOW);
    let failed = failures(&explained.checks, Name::ClaimTypes);
    assert_eq!(failed[0].get("found"), Some(&Value::Null));
    assert_eq!(hints(&explained), ["null_value"]);
}

/// A header, and its failures: the member, the code, what was expected and what was found; the hints.
#[rustfmt::skip]
const HEADERS: [(&str, &str, &[&str]); 8] = [
    (r#"{"alg":7}"#, r#"[["alg","header_type","any_string",7]]"#, &["text_as_number"]),
    (r#"{"alg":"HS256","kid":7}"#, r#"[["kid","header_type","short_string",7]]"#, &["text_as_number"]),
    (r#"{"alg":"HS256","kid":""}"#, r#"[["kid","header_type","short_string",""]]"#, &[]),
    (
        r#"{"alg":"HS256","typ":true,"cty":["JWT"]}"#,
        r#"[["typ","header_type","any_string",true],["cty","header_type","any_string",["JWT"]]]"#,
        &[],
    ),
    (r#"{"alg":"HS256","typ":null}"#, r#"[["typ","header_type","any_string",null]]"#, &["null_value"]),
    (r#"{"typ":"at+jwt"}"#, r#"[["alg","header_type","any_string"]]"#, &[]),
    (
        r#"{"alg":"HS256","jku":"x","x5c":[]}"#,
        r#"[[null,"header_member",["alg","typ","kid","cty"],["jku","x5c"]]]"#,
        &[],
    ),
    (
        r#"{"alg":1,"crit":[],"kid":2}"#,
        r#"[["alg","header_type","any_string",1],[null,"header_critical",["alg","typ","kid","cty"],["crit"]],["kid","header_type","short_string",2]]"#,
        &["text_as_number"],
    ),
];

#[test]
fn h08_a_header_member_of_the_wrong_type_shows_its_value_and_type() {
    for (header, expected, hint) in HEADERS {
        let explained = agree(&with_header(header), &first_key(), &policy(), NOW);
        let rows = failures(&explained.checks, Name::HeaderMembers);
        let rows = rows.iter().map(|check| {
            let mut row = vec![
                check["member"].clone(),
                check["code"].clone(),
                check["expected"].clone(),
            ];
            row.extend(check.get("found").cloned());
            Value::Array(row)
        });
        let expected: Value = serde_json::from_str(expected).unwrap();
        assert_eq!(Value::Array(rows.collect()), expected, "{header}");
        let other = |hint: &&str| !matches!(*hint, "plain_typ" | "key_confusion");
        let found: Vec<_> = hints(&explained).into_iter().filter(other).collect();
        assert_eq!(found, hint, "{header}");
    }
}

fn with_header(header: &str) -> String {
    let good = token(Some("at+jwt"), &json!({}));
    let (_, rest) = good.split_once('.').unwrap();
    let header = base64_simd::URL_SAFE_NO_PAD.encode_to_string(header);
    format!("{header}.{rest}")
}

/// What programs see of the first failure of a check: expected and found.
fn values(token: &str, policy: &Policy, name: Name) -> Value {
    let explained = agree(token, &first_key(), policy, NOW);
    let failed = failures(&explained.checks, name);
    let missing = || json!("not there");
    let shown = |member: &str| failed[0].get(member).cloned().unwrap_or_else(missing);
    json!([shown("expected"), shown("found")])
}

#[test]
fn of_a_shape_programs_get_numbers_and_the_first_stray_character() {
    let good = token(Some("at+jwt"), &json!({}));
    for (name, token, shown) in [
        (Name::Length, "A".repeat(9_000), json!([8192, 9000])),
        (Name::Shape, "a.b".to_owned(), json!([3, 2])),
        (
            Name::Shape,
            good.replacen('.', "+.", 1),
            json!(["base64url", "+"]),
        ),
        (
            Name::Shape,
            good.replacen('.', "\u{1b}.", 1),
            json!(["base64url", "\\u{1b}"]),
        ),
        (Name::Shape, ".e30.AA".to_owned(), json!(["base64url", ""])),
    ] {
        assert_eq!(values(&token, &policy(), name), shown, "{token:.90}");
    }
}

#[test]
#[rustfmt::skip]
fn of_a_rule_programs_get_what_a_policy_writes() {
    let sign = |changes| token(Some("at+jwt"), &changes);
    let (good, many) = (sign(json!({})), sign(json!({ "aud": ["web", "x"] })));
    let old = sign(json!({ "iat": NOW - 500, "exp": NOW + 300 }));
    let timeless = sign(json!({ "iat": null, "exp": NOW + 1_000_000 }));
    let kind = |audiences| Policy::new(ISSUER, audiences, "at+jwt");
    let only = |audience: &str| kind(Audiences::Only(audience.into()));
    let alone = kind(Audiences::OnlyString("web".into()));
    let some = policy().with_typ(Typ::OneOf(vec!["a".into(), "b".into()]));
    let absent = policy().with_claim(ClaimRule::absent("events"));
    for (name, token, policy, shown) in [
        (Name::Audience, &many, policy(), json!([{ "one_of": ["api"] }, ["web", "x"]])),
        (Name::Audience, &many, alone, json!([{ "only_string": "web" }, ["web", "x"]])),
        (Name::Audience, &good, only("web"), json!([{ "only": "web" }, "api"])),
        (Name::Issuer, &good, Policy::access_token("https://other.example", "api"), json!([["https://other.example"], ISSUER])),
        (Name::Typ, &good, Policy::id_token(ISSUER, "api"), json!([{ "one_of_or_absent": ["JWT"] }, "at+jwt"])),
        (Name::Typ, &good, some, json!([{ "one_of": ["a", "b"] }, "at+jwt"])),
        (Name::Typ, &good, policy().with_typ("x"), json!(["x", "at+jwt"])),
        (Name::Age, &old, policy().with_max_age(60).unwrap(), json!([{ "age": 60, "life": 86_400 }, { "age": 500, "life": 800 }])),
        (Name::Age, &timeless, policy(), json!([{ "life": 86_400 }, { "life": 1_000_000 }])),
        (Name::ClaimValues, &sign(json!({ "events": {} })), absent, json!([null, "not there"])),
    ] {
        assert_eq!(values(token, &policy, name), shown, "{name:?}");
    }
}

#[test]
fn t11_programs_get_the_bits_of_a_weak_secret() {
    let phrase = b"20 bytes of a secret";
    for (alg, needed) in [("HS256", 256), ("HS384", 384), ("HS512", 512)] {
        let token = mac(phrase, &json!({ "alg": alg }), &claims(&json!({})));
        let weak = explain(&token, Keys::from_secret(phrase, None), policy(), NOW);
        let strength = &failures(&weak.checks, Name::KeyStrength)[0];
        assert_eq!(
            (&strength["expected"], &strength["found"]),
            (&json!(needed), &json!(160))
        );
    }
}

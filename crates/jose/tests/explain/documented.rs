//! `docs/TOKENS.md` and what is printed keep in step, both ways.

use std::collections::BTreeSet;

use base64_simd::URL_SAFE_NO_PAD;
use paraph_jose::explain::{Expected, Explanation, Form, Hint, Keys, explain};
use paraph_jose::policy::{Audiences, ClaimRule, Typ};
use paraph_jose::{Alg, KeySet, Policy, SigningKey};
use serde_json::{Value, json};

use super::{ISSUER, KEYS, NOW, SECRET, by_secret, claims, first_key, mac, policy, token};

type Names = BTreeSet<String>;

const DOC: &str = include_str!("../../../../docs/TOKENS.md");

/// The names in the first column of the table under a heading.
fn documented(heading: &str) -> Names {
    let (_, rest) = DOC.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = rest.split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.map(|row| row.split(" | ").next().unwrap());
    cells
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .map(str::to_owned)
        .collect()
}

fn names<'a>(all: impl IntoIterator<Item = &'a str>) -> Names {
    all.into_iter().map(str::to_owned).collect()
}

/// Every name of a member, and every name of a check, at any depth.
fn collect(value: &Value, members: &mut Names, checks: &mut Names) {
    match value {
        Value::Array(list) => list.iter().for_each(|it| collect(it, members, checks)),
        Value::Object(object) => {
            members.extend(object.keys().cloned());
            checks.extend(
                object
                    .get("check")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            );
            object.values().for_each(|it| collect(it, members, checks));
        }
        _ => {}
    }
}

fn by_header(header: &Value) -> String {
    mac(SECRET, header, &claims(&json!({})))
}

/// Tokens that fail in every way there is.
fn tokens() -> Vec<String> {
    let good = token(Some("at+jwt"), &json!({}));
    let changes = [
        json!({}),
        json!({ "exp": "1800000300", "sub": 7, "aud": {"a": 1}, "jti": null, "sid": [["x"], true] }),
        json!({ "exp": NOW - 1000, "iat": NOW - 2000, "nbf": NOW + 1000, "aud": ["x", "y"], "iss": "https://other.example" }),
        json!({ "iat": NOW + 1000, "exp": NOW + 1_000_000_000 }),
        json!({ "iss": null, "aud": null, "nonce": "m", "events": {} }),
    ];
    let headers = [
        json!({ "alg": "none", "jwk": {}, "crit": ["x"], "typ": 5, "kid": 7, "cty": "JWT" }),
        json!({ "alg": "HS999", "kid": "nobody" }),
        json!({ "alg": "HS256", "typ": "at+jwt" }),
        json!({ "alg": 1 }),
        json!({}),
    ];
    let texts = [
        format!("Bearer {good}"),
        good[..good.len() - 90].to_owned(),
        good.replacen('.', "=.", 1),
        "a.b".to_owned(),
        "A".repeat(9_000),
    ];
    let signed = changes.iter().map(|changes| token(Some("JWT"), changes));
    let headed = headers.iter().map(by_header);
    let short = by_secret(b"a phrase of 20 bytes");
    signed
        .chain(headed)
        .chain(texts)
        .chain([short, good])
        .collect()
}

fn everything() -> Vec<Explanation> {
    let other = SigningKey::generate(Alg::ES256).unwrap();
    let (own, two) = (
        first_key(),
        KeySet::new([KEYS[0].verifying_key(), other.verifying_key()]).unwrap(),
    );
    let k = URL_SAFE_NO_PAD.encode_to_string(b"a phrase of 20 bytes");
    let weak = json!({ "keys": [{ "kty": "oct", "k": k }] }).to_string();
    let keys = [
        Keys::none(),
        Keys::from(&own),
        Keys::from(&two),
        Keys::from_secret(SECRET, None),
        Keys::from_secret(b"a phrase of 20 bytes", None),
        Keys::from_jwk(&weak, Some(Alg::HS256)),
    ];
    let ruled = Policy::id_token(ISSUER, "web")
        .with_claim(ClaimRule::equals("nonce", "n"))
        .with_claim(ClaimRule::absent("events"));
    let policies = [
        policy().with_max_age(60).unwrap(),
        ruled,
        Policy::client_assertion("app", "https://as.example"),
        policy()
            .with_algorithms([Alg::ES256])
            .with_typ(Typ::OneOf(vec!["a".into()])),
        Policy::new(ISSUER, Audiences::Only("web".into()), "x"),
    ];
    let mut all = Vec::new();
    for token in tokens() {
        for keys in &keys {
            for policy in &policies {
                all.push(explain(&token, keys.clone(), policy, NOW));
                let less = Expected::from(policy).without_issuer().without_typ();
                all.push(explain(&token, keys.clone(), less, NOW));
            }
            all.push(explain(&token, keys.clone(), policy(), NOW));
        }
    }
    all
}

#[test]
fn every_name_that_is_printed_is_documented_and_no_other() {
    let (mut members, mut checks) = (Names::new(), Names::new());
    for explained in everything() {
        collect(
            &serde_json::to_value(&explained).unwrap(),
            &mut members,
            &mut checks,
        );
    }
    assert_eq!(members, documented("Members of `jwt explain --json`"));
    assert_eq!(checks, documented("Checks"));
}

#[test]
fn every_hint_and_every_form_is_documented() {
    assert_eq!(names(Hint::CODES.iter().copied()), documented("Hints"));
    let forms = [
        Form::Base64Url,
        Form::UnixSeconds,
        Form::AnyString,
        Form::ShortString,
        Form::FilledString,
        Form::StringOrList,
    ];
    let forms = serde_json::to_value(forms).unwrap();
    let forms = forms
        .as_array()
        .unwrap()
        .iter()
        .map(|form| form.as_str().unwrap());
    assert_eq!(names(forms), documented("Forms"));
}

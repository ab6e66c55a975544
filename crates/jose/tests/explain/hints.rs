//! Hints name the usual causes, and only where a check failed.

use std::collections::BTreeSet;

use base64_simd::{STANDARD, URL_SAFE_NO_PAD};
use paraph_jose::explain::{Hint, Keys, explain};
use paraph_jose::{Alg, Jwk, KeySet, Policy, SigningKey, jws};
use serde_json::{Value, json};

use super::shown::hex;
use super::{ISSUER, KEYS, NOW, SECRET, agree, by_secret, claims, first_key, policy, token};

fn hints<'a>(token: &str, keys: impl Into<Keys<'a>>, policy: &Policy) -> Vec<&'static str> {
    let explained = explain(token, keys, policy, NOW);
    explained.hints.iter().map(Hint::code).collect()
}

#[test]
fn a_good_token_gets_no_hint() {
    assert_eq!(
        hints(&token(Some("at+jwt"), &json!({})), &first_key(), &policy()),
        [""; 0]
    );
    let phrase = Keys::from_secret(SECRET, None);
    assert_eq!(hints(&by_secret(SECRET), phrase, &policy()), [""; 0]);
}

#[test]
fn t02_keys_and_secrets_that_were_confused_are_named() {
    let own = URL_SAFE_NO_PAD.encode_to_string(r#"{"alg":"none"}"#);
    let pem = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
    let plain = token(Some("at+jwt"), &json!({}));
    let text = Keys::from_secret(pem.as_bytes(), None);
    for (token, keys, expected) in [
        (
            format!("{own}.e30."),
            Keys::from(&first_key()),
            vec!["alg_none"],
        ),
        (
            by_secret(SECRET),
            Keys::from(&first_key()),
            vec!["key_confusion"],
        ),
        (
            by_secret(b"short"),
            Keys::from_pem(pem, None),
            vec!["key_confusion"],
        ),
        (
            plain.clone(),
            Keys::from_secret(SECRET, None),
            vec!["key_confusion"],
        ),
        (
            plain,
            Keys::from_secret(b"short", None),
            vec!["key_confusion", "weak_secret"],
        ),
        (
            by_secret(pem.as_bytes()),
            text,
            vec!["public_key_as_secret"],
        ),
        (
            by_secret(b"short"),
            Keys::from_secret(b"short", None),
            vec!["weak_secret"],
        ),
    ] {
        let found = hints(&token, keys, &policy());
        let found: Vec<_> = found
            .into_iter()
            .filter(|code| *code != "plain_typ")
            .collect();
        assert_eq!(found, expected, "{token}");
    }
}

#[test]
fn the_other_reading_of_a_secret_is_tried() {
    let text = STANDARD.encode_to_string(SECRET);
    let unpadded = URL_SAFE_NO_PAD.encode_to_string(SECRET);
    let hex = hex(SECRET);
    let upper = hex.to_uppercase();
    let odd = &hex[1..];
    for (signed_by, given, expected) in [
        (SECRET, text.as_bytes(), vec!["secret_encoding"]),
        (SECRET, unpadded.as_bytes(), vec!["secret_encoding"]),
        (text.as_bytes(), SECRET, vec!["secret_encoding"]),
        (unpadded.as_bytes(), SECRET, vec!["secret_encoding"]),
        (SECRET, hex.as_bytes(), vec!["secret_encoding"]),
        (SECRET, upper.as_bytes(), vec!["secret_encoding"]),
        (hex.as_bytes(), SECRET, vec!["secret_encoding"]),
        (upper.as_bytes(), SECRET, vec!["secret_encoding"]),
        (SECRET, odd.as_bytes(), vec![]),
        (SECRET, b"another secret that is long enough, too", vec![]),
    ] {
        let keys = Keys::from_secret(given, None);
        assert_eq!(hints(&by_secret(signed_by), keys, &policy()), expected);
    }
    let jwk = Jwk::from_secret(SECRET, Alg::HS256).unwrap().to_json();
    let keys = Keys::from_jwk(&jwk, None);
    assert_eq!(
        hints(&by_secret(unpadded.as_bytes()), keys, &policy()),
        ["secret_encoding"]
    );
}

#[test]
fn keys_that_are_not_there_are_named() {
    let other = SigningKey::generate(Alg::ES256).unwrap();
    let two = KeySet::new([KEYS[0].verifying_key(), other.verifying_key()]).unwrap();
    let stranger = SigningKey::generate(Alg::ES256).unwrap();
    let foreign = jws::sign(
        &stranger,
        Some("at+jwt"),
        claims(&json!({})).to_string().as_bytes(),
    )
    .unwrap();
    let explained = explain(&foreign, &two, policy(), NOW);
    assert_eq!(
        explained.hints,
        [Hint::KeyRotated(vec![
            KEYS[0].kid().into(),
            other.kid().into()
        ])]
    );
    assert!(explained.hints[0].to_string().contains(other.kid()));
    // The kid of a secret may be its hash: it is not told.
    let jwk = Jwk::from_secret(SECRET, Alg::HS256).unwrap();
    let jwk = jwk.clone().with_kid(jwk.thumbprint()).unwrap();
    let secret = KeySet::try_from(&jwk).unwrap();
    let shown = serde_json::to_string(&explain(&foreign, &secret, policy(), NOW)).unwrap();
    assert!(
        shown.contains("key_rotated") && !shown.contains(&jwk.thumbprint()),
        "{shown}"
    );
    let head = URL_SAFE_NO_PAD.encode_to_string(r#"{"alg":"EdDSA","typ":"at+jwt"}"#);
    let nameless = foreign.split_once('.').unwrap().1;
    assert_eq!(
        hints(&format!("{head}.{nameless}"), &two, &policy()),
        ["key_id_missing"]
    );
}

#[test]
fn c07_an_id_token_used_as_an_access_token_is_named() {
    for (typ, changes, expected) in [
        (
            Some("JWT"),
            json!({ "aud": "app", "nonce": "n" }),
            "id_token",
        ),
        (None, json!({ "at_hash": "h" }), "id_token"),
        (
            Some("JWT"),
            json!({ "aud": "app", "azp": "app", "client_id": "x" }),
            "id_token",
        ),
        (Some("JWT"), json!({ "aud": "app" }), "id_token"),
        (Some("JWT"), json!({}), "plain_typ"),
        (None, json!({}), "plain_typ"),
        (Some("at+jwt"), json!({ "aud": "web" }), "other_audience"),
    ] {
        assert_eq!(
            hints(&token(typ, &changes), &first_key(), &policy()),
            [expected],
            "{typ:?} {changes}"
        );
    }
    assert_eq!(
        hints(
            &token(Some("logout+jwt"), &json!({})),
            &first_key(),
            &policy()
        ),
        [""; 0]
    );
}

#[test]
fn c05_an_issuer_that_is_nearly_right_is_named() {
    for issuer in [
        "https://id.example/",
        "HTTPS://ID.example",
        "http://id.example",
        "id.example",
    ] {
        let near = token(Some("at+jwt"), &json!({ "iss": issuer }));
        assert_eq!(
            hints(&near, &first_key(), &policy()),
            ["issuer_spelling"],
            "{issuer}"
        );
    }
    let far = token(Some("at+jwt"), &json!({ "iss": "https://id.example.org" }));
    assert_eq!(hints(&far, &first_key(), &policy()), [""; 0]);
}

#[test]
fn c06_an_audience_that_is_nearly_right_is_named() {
    let policy = Policy::access_token(ISSUER, "https://api.example");
    for (aud, expected) in [
        (json!("https://api.example/"), "audience_spelling"),
        (json!("HTTPS://API.example"), "audience_spelling"),
        (json!("http://api.example"), "audience_spelling"),
        (json!("api.example"), "audience_spelling"),
        (json!(["x", "https://api.example/"]), "audience_spelling"),
        (json!("https://api.example.org"), "other_audience"),
        (json!("https://api.example/v1"), "other_audience"),
    ] {
        let near = token(Some("at+jwt"), &json!({ "aud": aud }));
        assert_eq!(hints(&near, &first_key(), &policy), [expected], "{aud}");
    }
}

/// As OpenSSL writes them: never accepted, and named only where it is one.
#[test]
fn t06_an_ecdsa_signature_in_der_is_named() {
    let keys = KeySet::from(KEYS[1].verifying_key());
    let payload = claims(&json!({})).to_string();
    let good = jws::sign(&KEYS[1], Some("at+jwt"), payload.as_bytes()).unwrap();
    let (message, signature) = good.rsplit_once('.').unwrap();
    let raw = URL_SAFE_NO_PAD.decode_to_vec(signature).unwrap();
    let (r, s) = raw.split_at(32);
    let whole = der(&[r, s]);
    let long = [0x7f; 33];
    for (bytes, expected) in [
        (whole.clone(), vec!["der_signature"]),
        (raw.clone(), vec![]),
        (raw[..63].to_vec(), vec![]),
        (der(&[r]), vec![]),
        (der(&[r, s, s]), vec![]),
        (der(&[r, &long]), vec![]),
        ([whole.as_slice(), &[0]].concat(), vec![]),
        (Vec::new(), vec!["cut_off"]),
    ] {
        let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode_to_string(&bytes));
        let explained = agree(&token, &keys, &policy(), NOW);
        assert_eq!(explained.is_accepted(), bytes == raw);
        assert_eq!(super::hints(&explained), expected, "{bytes:02x?}");
    }
}

/// A SEQUENCE of INTEGERs.
fn der(numbers: &[&[u8]]) -> Vec<u8> {
    let value = |tag: u8, body: &[u8]| [&[tag, u8::try_from(body.len()).unwrap()], body].concat();
    let body = numbers.iter().flat_map(|number| {
        let zeros = number.iter().take_while(|byte| **byte == 0).count();
        let sign: &[u8] = if number[zeros] >= 0x80 { &[0] } else { &[] };
        value(2, &[sign, &number[zeros..]].concat())
    });
    value(0x30, &body.collect::<Vec<_>>())
}

#[test]
fn c04_clocks_and_units_are_named() {
    for (changes, expected) in [
        (json!({ "iat": NOW + 60 }), vec!["clock_skew"]),
        (json!({ "nbf": NOW + 120 }), vec!["clock_skew"]),
        (json!({ "nbf": NOW + 121 }), vec![]),
        (
            json!({ "iat": NOW - 300, "exp": NOW - 120 }),
            vec!["clock_skew"],
        ),
        (json!({ "iat": NOW - 300, "exp": NOW - 121 }), vec![]),
        (json!({ "exp": NOW - 10 }), vec![]),
        (json!({ "exp": (NOW + 300) * 1000 }), vec!["milliseconds"]),
        (json!({ "iat": NOW * 1000 }), vec!["milliseconds"]),
        (json!({ "nbf": NOW * 1_000_000 }), vec!["microseconds"]),
        (
            json!({ "exp": NOW * 1_000_000, "iat": NOW * 1000 }),
            vec!["microseconds", "milliseconds"],
        ),
        (json!({ "exp": 300 }), vec!["lifetime"]),
        (json!({ "exp": 3600, "iat": null }), vec!["lifetime"]),
        (json!({ "exp": 31_536_000 }), vec!["lifetime"]),
        (json!({ "exp": 315_360_000 }), vec![]),
        (json!({ "exp": 3600, "iat": 0 }), vec![]),
        (json!({ "exp": i64::MAX }), vec![]),
        (json!({ "exp": 300_000_000_000_i64 }), vec![]),
        (json!({ "exp": -1 }), vec![]),
    ] {
        assert_eq!(
            hints(&token(Some("at+jwt"), &changes), &first_key(), &policy()),
            expected,
            "{changes}"
        );
    }
}

#[test]
fn codes_are_distinct_words_and_kids_a_list() {
    let codes: BTreeSet<_> = Hint::CODES.iter().collect();
    assert_eq!(codes.len(), Hint::CODES.len());
    assert!(codes.iter().all(|code| {
        code.bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    }));
    for (hint, kids) in [
        (
            Hint::KeyRotated(vec!["a".into(), "b".into()]),
            json!(["a", "b"]),
        ),
        (Hint::KeyRotated(Vec::new()), Value::Null),
        (Hint::ClockSkew, Value::Null),
    ] {
        let shown = serde_json::to_value(&hint).unwrap();
        assert_eq!(
            (&shown["code"], &shown["kids"]),
            (&json!(hint.code()), &kids)
        );
        assert_eq!(shown["text"], hint.to_string());
        assert!(Hint::CODES.contains(&hint.code()) && !hint.to_string().contains('\n'));
    }
}

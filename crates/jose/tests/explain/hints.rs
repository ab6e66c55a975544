//! Hints name the usual causes, and only where a check failed.

use std::collections::BTreeSet;

use base64_simd::{STANDARD, URL_SAFE_NO_PAD};
use paraph_jose::explain::{Hint, Keys, explain};
use paraph_jose::{Alg, Jwk, KeySet, Policy, SigningKey, jws};
use serde_json::json;

use super::{KEYS, NOW, SECRET, by_secret, claims, first_key, policy, token};

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
fn what_was_pasted_wrongly_is_named_and_not_repeated() {
    let good = token(Some("at+jwt"), &json!({}));
    for (text, expected) in [
        (
            "par_r_AbCdEfGhIjKlMnOpQrStUvWxYz".to_owned(),
            vec!["refresh_token"],
        ),
        (
            "par_k_AbCdEfGhIjKlMnOpQrStUvWxYz".to_owned(),
            vec!["api_key"],
        ),
        (
            "par_s_AbCdEfGhIjKlMnOpQrStUvWxYz".to_owned(),
            vec!["session_secret"],
        ),
        (
            "par_o_AbCdEfGhIjKlMnOpQrStUvWxYz".to_owned(),
            vec!["one_time_secret"],
        ),
        (format!("Bearer {good}"), vec!["bearer_prefix"]),
        (
            format!("bearer  \"{good}\""),
            vec!["bearer_prefix", "quotes"],
        ),
        (format!("\"{good}\""), vec!["quotes"]),
        (format!("'{good}'"), vec!["quotes"]),
        (format!(" {good}\n"), vec!["whitespace"]),
        (good.replace('.', ".\n  "), vec!["whitespace"]),
        (good.replacen('.', "==.", 1), vec!["loose_base64"]),
        (format!("{good}+/"), vec!["loose_base64"]),
        ("a.b.c.d.e".to_owned(), vec!["encrypted"]),
        ("a.b.c.d".to_owned(), vec![]),
        (String::new(), vec![]),
        ("\u{fc}\u{fc}".to_owned(), vec![]),
    ] {
        assert_eq!(hints(&text, &first_key(), &policy()), expected, "{text}");
        let explained = explain(&text, &first_key(), policy(), NOW);
        assert!(!format!("{explained:?}").contains("AbCdEf"));
    }
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
    for (signed_by, given, expected) in [
        (SECRET, text.as_bytes(), vec!["secret_encoding"]),
        (SECRET, unpadded.as_bytes(), vec!["secret_encoding"]),
        (text.as_bytes(), SECRET, vec!["secret_encoding"]),
        (unpadded.as_bytes(), SECRET, vec!["secret_encoding"]),
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
        (json!({ "exp": i64::MAX }), vec![]),
        (json!({ "exp": 300_000_000_000_i64 }), vec![]),
        (json!({ "exp": -1 }), vec![]),
        (json!({ "exp": "1800000000" }), vec![]),
    ] {
        assert_eq!(
            hints(&token(Some("at+jwt"), &changes), &first_key(), &policy()),
            expected,
            "{changes}"
        );
    }
}

#[test]
fn codes_are_distinct_words_and_texts_one_line() {
    let all = [
        Hint::RefreshToken,
        Hint::ApiKey,
        Hint::SessionSecret,
        Hint::OneTimeSecret,
        Hint::BearerPrefix,
        Hint::Quotes,
        Hint::Whitespace,
        Hint::Encrypted,
        Hint::LooseBase64,
        Hint::AlgNone,
        Hint::KeyConfusion,
        Hint::PublicKeyAsSecret,
        Hint::WeakSecret,
        Hint::SecretEncoding,
        Hint::KeyRotated(vec!["a".into()]),
        Hint::KeyIdMissing,
        Hint::IdToken,
        Hint::PlainTyp,
        Hint::OtherAudience,
        Hint::IssuerSpelling,
        Hint::Milliseconds,
        Hint::ClockSkew,
    ];
    let codes: BTreeSet<_> = all.iter().map(Hint::code).collect();
    assert_eq!(codes.len(), all.len());
    assert!(codes.iter().all(|code| {
        code.bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    }));
    let text = serde_json::to_value(&all).unwrap();
    assert_eq!(
        text[14],
        json!({ "code": "key_rotated", "text": all[14].to_string() })
    );
    assert!(all.iter().all(|hint| !hint.to_string().contains('\n')));
}

//! Hints name the usual causes, and only where a check failed; nothing secret and nothing hidden is
//! ever shown.

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use base64_simd::{STANDARD, URL_SAFE_NO_PAD};
use paraph_jose::explain::{Explanation, Hint, Keys, Outcome, Value as Shown, explain};
use paraph_jose::{Alg, Error, Jwk, KeySet, Policy, SigningKey, jws};
use serde_json::{Value, json};

const NOW: i64 = 1_800_000_000;
const ISSUER: &str = "https://id.example";
const SECRET: &[u8] = b"correct horse battery staple, said the sphinx";

static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(Alg::EdDSA).unwrap());

fn keys() -> KeySet {
    KeySet::from(KEY.verifying_key())
}

fn policy() -> Policy {
    Policy::access_token(ISSUER, "api")
}

fn claims(changes: &Value) -> Value {
    let mut claims = json!({
        "iss": ISSUER, "aud": "api", "sub": "usr_1", "client_id": "app", "jti": "t1", "iat": NOW, "exp": NOW + 300,
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims
}

fn token(typ: Option<&str>, changes: &Value) -> String {
    jws::sign(&KEY, typ, claims(changes).to_string().as_bytes()).unwrap()
}

fn by_secret(secret: &[u8]) -> String {
    let encode = |text: &str| URL_SAFE_NO_PAD.encode_to_string(text);
    let head = encode(r#"{"alg":"HS256","typ":"at+jwt"}"#);
    let message = format!("{head}.{}", encode(&claims(&json!({})).to_string()));
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret);
    let tag = aws_lc_rs::hmac::sign(&key, message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode_to_string(tag))
}

fn hints<'a>(token: &str, keys: impl Into<Keys<'a>>, policy: &Policy) -> Vec<&'static str> {
    let explained = explain(token, keys, policy, NOW);
    explained.hints.iter().map(Hint::code).collect()
}

#[test]
fn a_good_token_gets_no_hint() {
    assert_eq!(
        hints(&token(Some("at+jwt"), &json!({})), &keys(), &policy()),
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
        assert_eq!(hints(&text, &keys(), &policy()), expected, "{text}");
        let explained = explain(&text, &keys(), &policy(), NOW);
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
        (format!("{own}.e30."), Keys::from(&keys()), vec!["alg_none"]),
        (
            by_secret(SECRET),
            Keys::from(&keys()),
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
        let found = hints(
            &token,
            keys,
            &policy().with_required(["exp"]).with_typ("at+jwt"),
        );
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
    let two = KeySet::new([KEY.verifying_key(), other.verifying_key()]).unwrap();
    let stranger = SigningKey::generate(Alg::ES256).unwrap();
    let foreign = jws::sign(
        &stranger,
        Some("at+jwt"),
        claims(&json!({})).to_string().as_bytes(),
    )
    .unwrap();
    let explained = explain(&foreign, &two, &policy(), NOW);
    assert_eq!(
        explained.hints,
        [Hint::KeyRotated(vec![KEY.kid().into(), other.kid().into()])]
    );
    assert!(explained.hints[0].to_string().contains(other.kid()));
    // The kid of a secret may be its hash: it is not told.
    let jwk = Jwk::from_secret(SECRET, Alg::HS256).unwrap();
    let secret = KeySet::try_from(&jwk).unwrap();
    let shown = serde_json::to_string(&explain(&foreign, &secret, &policy(), NOW)).unwrap();
    assert!(
        shown.contains("key_rotated") && !shown.contains(&jwk.thumbprint()),
        "{shown}"
    );
    let head = URL_SAFE_NO_PAD.encode_to_string(r#"{"alg":"EdDSA","typ":"at+jwt"}"#);
    let nameless = foreign.splitn(2, '.').nth(1).unwrap();
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
            hints(&token(typ, &changes), &keys(), &policy()),
            [expected],
            "{typ:?} {changes}"
        );
    }
    assert_eq!(
        hints(&token(Some("logout+jwt"), &json!({})), &keys(), &policy()),
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
            hints(&near, &keys(), &policy()),
            ["issuer_spelling"],
            "{issuer}"
        );
    }
    let far = token(Some("at+jwt"), &json!({ "iss": "https://id.example.org" }));
    assert_eq!(hints(&far, &keys(), &policy()), [""; 0]);
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
        (json!({ "exp": "1800000000" }), vec![]),
    ] {
        assert_eq!(
            hints(&token(Some("at+jwt"), &changes), &keys(), &policy()),
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

/// Every spelling in which bytes may come out.
fn spellings(bytes: &[u8]) -> Vec<String> {
    let mut list = vec![
        STANDARD.encode_to_string(bytes),
        URL_SAFE_NO_PAD.encode_to_string(bytes),
        bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        format!("{bytes:?}").trim_matches(['[', ']']).to_owned(),
        format!("{bytes:02x?}").trim_matches(['[', ']']).to_owned(),
    ];
    list.extend(str::from_utf8(bytes).ok().map(str::to_owned));
    list
}

fn shows_none_of(explained: &Explanation, secrets: &[&[u8]]) {
    let out = [
        format!("{explained:?}"),
        format!("{explained:#?}"),
        serde_json::to_string(explained).unwrap(),
    ];
    for secret in secrets {
        for spelling in spellings(secret) {
            // A part is enough to tell that something leaks.
            let part: String = spelling.chars().take(12).collect();
            assert!(
                out.iter().all(|out| !out.contains(&part)),
                "{part}: {}",
                out[1]
            );
        }
    }
}

#[test]
fn k01_no_key_no_secret_and_no_signature_is_ever_shown() {
    let weak = b"hunter2 hunter2 0815";
    let coded = STANDARD.encode_to_string(SECRET);
    let changes =
        json!({ "password": "correct horse", "email": "ada@example.org", "aud": "web", "exp": 1 });
    let mut checked = 0;
    for secret in [&weak[..], SECRET, coded.as_bytes()] {
        let k = URL_SAFE_NO_PAD.encode_to_string(secret);
        let given = [
            Keys::from_secret(secret, None),
            Keys::from_secret(secret, Some(Alg::ES256)),
            Keys::from_jwk(
                &json!({ "kty": "oct", "k": k, "alg": "HS256" }).to_string(),
                None,
            ),
            Keys::from_jwk(
                &json!({ "kty": "oct", "k": k, "alg": "none" }).to_string(),
                None,
            ),
            Keys::from_jwk(
                &json!({ "kty": "oct", "k": k, "crv": "x" }).to_string(),
                None,
            ),
            Keys::from_pem(str::from_utf8(secret).unwrap(), None),
        ];
        for token in [
            by_secret(secret),
            by_secret(SECRET),
            token(Some("JWT"), &changes),
        ] {
            let mac = token.rsplit('.').next().unwrap();
            let mac = URL_SAFE_NO_PAD.decode_to_vec(mac).unwrap();
            for keys in &given {
                assert!(!format!("{keys:?}").contains("hunter2"));
                let explained = explain(&token, keys.clone(), &policy(), NOW);
                shows_none_of(
                    &explained,
                    &[secret, &mac, b"correct horse", b"ada@example.org"],
                );
                checked += 1;
            }
        }
    }
    assert_eq!(checked, 54);
    let private = SigningKey::generate(Alg::RS256).unwrap().to_jwk();
    let parts: Value = serde_json::from_str(&private.to_json()).unwrap();
    let d = URL_SAFE_NO_PAD
        .decode_to_vec(parts["d"].as_str().unwrap())
        .unwrap();
    let explained = explain(
        &by_secret(weak),
        Keys::from_jwk(&private.to_json(), None),
        &policy(),
        NOW,
    );
    shows_none_of(&explained, &[&d]);
    let explained = explain(
        "a.b.c",
        Keys::refused(Error::KeyInconsistent),
        &policy(),
        NOW,
    );
    assert!(!explained.is_accepted());
}

#[test]
fn c10_what_a_stranger_wrote_cannot_steer_a_terminal_nor_flood_it() {
    let steer = "\u{1b}]0;x\u{7}\u{202e}\u{2066}\u{feff}\u{85}";
    let long = "x".repeat(3000);
    for text in [steer, &long] {
        let head = json!({ "alg": text, "kid": text, "typ": text, "cty": text, text: 1 });
        let payload = json!({ "iss": text, "aud": [text, text], "exp": text, "sub": text, "nonce": text, text: 1 });
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode_to_string(value.to_string());
        let heads = [
            encode(&head),
            encode(&json!({ "alg": "EdDSA" })),
            encode(&json!({ "alg": text.get(..200).unwrap_or(text) })),
        ];
        for head in heads {
            let explained = explain(
                &format!("{head}.{}.AA", encode(&payload)),
                &keys(),
                &policy(),
                NOW,
            );
            for check in &explained.checks {
                let shown = match &check.outcome {
                    Outcome::Held { found } | Outcome::NotReached { found, .. } => {
                        vec![found.clone()]
                    }
                    Outcome::Failed {
                        expected, found, ..
                    } => vec![expected.clone(), found.clone()],
                    _ => Vec::new(),
                };
                let texts = shown.into_iter().flatten().map(|value| match value {
                    Shown::Text(text) => text,
                    other => format!("{other:?}"),
                });
                for text in texts.chain(check.claim.clone()) {
                    assert!(text.len() < 2000, "{text}");
                    let hidden = |c: char| c.is_control() || "\u{202e}\u{2066}\u{feff}".contains(c);
                    assert!(!text.contains(hidden), "{text}");
                }
            }
        }
    }
}

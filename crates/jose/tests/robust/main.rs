//! Whatever comes in, nothing panics and nothing is accepted by accident.

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

mod bounds;
mod entries;

use std::sync::LazyLock;

use entries::{ENTRIES, KEY, NOW, SET, policy};
use paraph_jose::jwe::{self, Curve, Decrypter, DecryptionKey, EncryptionKey, KeyAlg};
use paraph_jose::{Alg, Error, Jwk, KeySet, SigningKey, VerifyingKey, jwt};
use proptest::prelude::*;
use serde_json::Value;

/// No entry accepts `text`, but for the mutated keys that are keys still.
fn feed(text: &str) {
    for entry in ENTRIES {
        (entry.accepts)(text.as_bytes());
    }
    assert!(jwt::verify::<Value>(text, &SET, &policy(), i64::MAX).is_err());
    assert!(jwt::verify::<Value>(text, &SET, &policy(), i64::MIN).is_err());
}

/// `text` with one character replaced or removed.
fn mutate(text: &str, at: prop::sample::Index, with: Option<char>) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let at = at.index(chars.len());
    chars.splice(at..=at, with);
    chars.into_iter().collect()
}

/// One key per algorithm, in sets that do not mix.
static KEYS: LazyLock<Vec<(SigningKey, KeySet)>> = LazyLock::new(|| {
    let key = |alg| SigningKey::generate(alg).unwrap();
    let with_set = |key: SigningKey| (key.clone(), KeySet::from(key.verifying_key()));
    Alg::all().map(key).map(with_set).collect()
});

/// Any JSON that a claim may hold.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<i32>().prop_map(|eighths| Value::from(f64::from(eighths) / 8.0)),
        "[^\0]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[^\0]{0,6}", inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_claims_come_back(private in prop::collection::btree_map("_[^\0]{0,9}", value(), 0..9), which in any::<prop::sample::Index>()) {
        let (key, keys) = which.get(&KEYS);
        let mut claims = serde_json::json!({
            "iss": "https://id.example", "sub": "usr_1", "aud": ["other", "api"], "client_id": "app",
            "jti": "t1", "iat": NOW, "exp": NOW + 300,
        });
        claims.as_object_mut().unwrap().extend(private);
        match jwt::sign(key, "at+jwt", &claims) {
            Ok(token) => {
                let verified = jwt::verify::<Value>(&token, keys, &policy(), NOW).unwrap();
                prop_assert_eq!(&verified.claims, &claims);
                prop_assert_eq!(verified.kid.as_str(), key.kid());
                prop_assert!(jwt::verify::<Value>(&token, &SET, &policy(), NOW).is_err());
                prop_assert!(jwt::verify::<Value>(&token, keys, &policy(), NOW + 330).unwrap_err().is_expired());
            }
            Err(error) => prop_assert_eq!(error, Error::TokenTooLong),
        }
    }

    #[test]
    fn any_text(text in any::<String>()) {
        feed(&text);
    }

    #[test]
    fn texts_that_look_like_tokens(text in "[A-Za-z0-9_-]{0,40}(\\.[A-Za-z0-9_-]{0,40}){0,4}") {
        feed(&text);
    }

    #[test]
    fn headers_of_any_kind(header in "\\{(\"(alg|kid|typ|crit|cty|x)\":(\"[a-zA-Z0-9]{0,5}\"|\\[\\]|1|null),?){0,4}\\}") {
        let token = format!("{}.e30.AAAA", base64_simd::URL_SAFE_NO_PAD.encode_to_string(header));
        feed(&token);
    }

    #[test]
    fn mutated_keys(at in any::<prop::sample::Index>(), with in prop::option::of(any::<char>())) {
        let changed = mutate(&KEY.to_jwk().to_json(), at, with);
        if let Ok(key) = Jwk::parse(&changed).and_then(|jwk| SigningKey::from_jwk(&jwk)) {
            // What still loads is the same key: only its name or a member nobody knows was touched.
            prop_assert_eq!(key.to_jwk().thumbprint(), KEY.to_jwk().thumbprint());
        }
        feed(&changed);
    }

    #[test]
    fn mutated_pems(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), with in prop::option::of(any::<char>())) {
        let jwk = which.get(&KEYS).0.to_jwk();
        if let Ok(pem) = jwk.to_pem() {
            feed(&mutate(&pem, at, with));
        }
    }

    #[test]
    fn pem_of_any_der(der in prop::collection::vec(any::<u8>(), 0..80), label in "(PUBLIC KEY|PRIVATE KEY|RSA PRIVATE KEY|RSA PUBLIC KEY|EC PRIVATE KEY)") {
        let body = base64_simd::STANDARD.encode_to_string(der);
        feed(&format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n"));
    }
}

#[test]
fn keys_come_back_from_their_pem() {
    for (key, _) in KEYS.iter().filter(|(key, _)| !key.alg().is_symmetric()) {
        let alg = key.alg();
        let jwk = key.to_jwk();
        let again = SigningKey::from_pem(&jwk.to_pem().unwrap(), Some(alg)).unwrap();
        assert_eq!(again.to_jwk().to_json(), jwk.to_json(), "{alg}");
        let public = key.public_jwk().unwrap().to_pem().unwrap();
        let again = VerifyingKey::from_pem(&public, Some(alg)).unwrap();
        assert_eq!((again.kid(), again.alg()), (key.kid(), alg));
    }
}

#[test]
fn keys_that_encrypt_come_back_from_their_pem() {
    let asymmetric = KeyAlg::all().filter(|alg| !alg.is_symmetric());
    let keys = asymmetric.map(|alg| DecryptionKey::generate(alg).unwrap());
    let on = |curve| DecryptionKey::generate_on(KeyAlg::EcdhEs, curve).unwrap();
    for key in keys.chain(Curve::all().map(on)) {
        let (alg, jwk) = (key.alg(), key.to_jwk());
        let again = DecryptionKey::from_pem(&jwk.to_pem().unwrap(), alg).unwrap();
        assert_eq!(again.to_jwk().to_json(), jwk.to_json(), "{alg}");
        let public = key.public_jwk().unwrap().to_pem().unwrap();
        let sender = EncryptionKey::from_pem(&public, alg).unwrap();
        let token = jwe::encrypt(&sender, &jwe::Header::default(), b"x").unwrap();
        let opened = Decrypter::from(again).decrypt(&token).unwrap();
        assert_eq!(opened.plaintext(), b"x", "{alg}");
    }
}

//! Whatever comes in, nothing panics and nothing is accepted by accident.

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

use std::sync::LazyLock;

use paraph_jose::{
    Alg, Error, Fault, Jwk, JwkSet, KeySet, Part, Policy, SigningKey, dangerous, jws, jwt,
};
use proptest::prelude::*;
use serde_json::Value;

static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(Alg::ES256).unwrap());
static SET: LazyLock<KeySet> = LazyLock::new(|| KeySet::from(KEY.verifying_key()));

fn feed(text: &str) {
    let policy = Policy::access_token("https://id.example", "api");
    assert!(jwt::verify::<Value>(text, &SET, &policy, i64::MAX).is_err());
    assert!(jwt::verify::<Value>(text, &SET, &policy, i64::MIN).is_err());
    let _ = dangerous::decode_unverified(text);
    let _ = Jwk::parse(text);
    let _ = JwkSet::parse(text);
    let _ = Jwk::from_pem(text, None);
}

/// `text` with one character replaced or removed.
fn mutate(text: &str, at: prop::sample::Index, with: Option<char>) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let at = at.index(chars.len());
    chars.splice(at..=at, with);
    chars.into_iter().collect()
}

proptest! {
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
    fn pem_of_any_der(der in prop::collection::vec(any::<u8>(), 0..80), label in "(PUBLIC KEY|PRIVATE KEY|RSA PRIVATE KEY|RSA PUBLIC KEY|EC PRIVATE KEY)") {
        let body = base64_simd::STANDARD.encode_to_string(der);
        feed(&format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n"));
    }
}

#[test]
fn d03_deep_key_sets_end_in_an_error() {
    for text in [
        "[".repeat(100_000),
        format!("{{\"keys\":{}", "[".repeat(100_000)),
        "{\"a\":".repeat(100_000),
    ] {
        assert!(matches!(
            JwkSet::parse(&text),
            Err(Error::Json(Part::KeySet, _))
        ));
        assert!(matches!(
            Jwk::parse(&text),
            Err(Error::Json(Part::Key, Fault::TooLong))
        ));
    }
}

#[test]
fn d04_a_million_members_end_in_an_error() {
    let member = "\"a\":1,".repeat(1_000_000);
    let refused = JwkSet::parse(format!("{{{member}\"keys\":[]}}")).unwrap_err();
    assert_eq!(refused, Error::Json(Part::KeySet, Fault::TooLong));
    let keys = format!("{{\"keys\":[{}]}}", vec!["{\"kty\":\"x\"}"; 2000].join(","));
    assert_eq!(JwkSet::parse(keys).unwrap_err().code(), "key_malformed");
}

#[test]
fn t23_no_nonce_comes_twice() {
    for alg in [Alg::ES256, Alg::ES384, Alg::ES512, Alg::ES256K] {
        let key = SigningKey::generate(alg).unwrap();
        // r comes first in a signature, and is the nonce's own.
        let r = |token: String| {
            let signature = token.rsplit('.').next().unwrap();
            signature[..signature.len() / 2].to_owned()
        };
        let mut seen: Vec<_> = (0..1000)
            .map(|_| r(jws::sign(&key, None, b"the same").unwrap()))
            .collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 1000, "{alg}");
    }
}

//! An explanation says what verification says, over the hostile tokens, over generated ones, and
//! with everything that a person may paste; and it shows nothing secret and nothing hidden.

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

mod documented;
mod generated;
#[path = "../given/mod.rs"]
mod given;
mod hints;
mod keys;
mod odd;
mod pasted;
mod shown;
mod typed;
mod verdict;

use std::sync::LazyLock;

use base64_simd::URL_SAFE_NO_PAD;
use paraph_jose::explain::{Explanation, Hint, Name, Outcome, Verdict, explain};
use paraph_jose::{Alg, KeySet, Policy, SigningKey, jws, jwt};
use serde_json::{Value, json};

use given::{ISSUER, NOW, policy};

const CHECKS: usize = 24;
/// Long enough for every HMAC with SHA-256.
const SECRET: &[u8] = b"correct horse battery staple, said the sphinx";

static KEYS: LazyLock<Vec<SigningKey>> = LazyLock::new(|| {
    let algs = [Alg::EdDSA, Alg::ES256, Alg::HS256];
    algs.map(|alg| SigningKey::generate(alg).unwrap()).into()
});

/// Explains, and holds the explanation against what verification says.
fn agree(token: &str, keys: &KeySet, policy: &Policy, now: i64) -> Explanation {
    let explained = explain(token, keys, policy, now);
    let verified = jwt::verify::<Value>(token, keys, policy, now);
    let shown = || format!("{token:.300}: {explained:#?}");
    let names: Vec<_> = explained.checks.iter().map(|check| check.name).collect();
    assert!(names.is_sorted(), "the order of verification: {}", shown());
    let mut distinct = names.clone();
    distinct.dedup();
    assert_eq!(
        distinct.len(),
        CHECKS,
        "every check stands there: {}",
        shown()
    );
    let all_held = explained.checks.iter().all(|check| check.outcome.is_held());
    let first = explained.failures().next().map(|(_, code)| code);
    match verified {
        Ok(_) => assert!(explained.is_accepted() && all_held, "{}", shown()),
        Err(error) => {
            let Verdict::Refused { code, reason, .. } = &explained.verdict else {
                panic!("{}", shown());
            };
            let said = (*code, reason.as_str());
            assert_eq!(said, (error.code(), &*error.to_string()), "{}", shown());
            assert_eq!(first, Some(error.code()), "{error}: {}", shown());
        }
    }
    let signed = outcome(&explained, Name::Signature).is_held();
    assert_eq!(explained.proven, signed, "{}", shown());
    for check in &explained.checks {
        let made = !matches!(check.outcome, Outcome::NotReached { .. });
        let said = (made && check.name.is_of_claims()).then_some(signed);
        assert_eq!(check.proven, said, "{}", shown());
    }
    explained
}

fn outcome(explained: &Explanation, name: Name) -> &Outcome {
    &explained
        .checks
        .iter()
        .find(|check| check.name == name)
        .unwrap()
        .outcome
}

fn codes(explained: &Explanation) -> Vec<&'static str> {
    explained.failures().map(|(_, code)| code).collect()
}

fn hints(explained: &Explanation) -> Vec<&'static str> {
    explained.hints.iter().map(Hint::code).collect()
}

/// Claims without those that `changes` make null.
fn claims(changes: &Value) -> Value {
    let mut claims = given::claims(changes);
    claims
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    claims
}

/// A token by the first key.
fn token(typ: Option<&str>, changes: &Value) -> String {
    jws::sign(&KEYS[0], typ, claims(changes).to_string().as_bytes()).unwrap()
}

fn first_key() -> KeySet {
    KeySet::from(KEYS[0].verifying_key())
}

/// A token by a secret that no key object would take.
fn mac(secret: &[u8], header: &Value, claims: &Value) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode_to_string(value.to_string());
    let message = format!("{}.{}", encode(header), encode(claims));
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret);
    let tag = aws_lc_rs::hmac::sign(&key, message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode_to_string(tag))
}

/// A good access token but for its key.
fn by_secret(secret: &[u8]) -> String {
    let header = json!({ "alg": "HS256", "typ": "at+jwt" });
    mac(secret, &header, &claims(&json!({})))
}

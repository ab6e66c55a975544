//! Tokens for the probes, written by hand and signed by aws-lc-rs: no library that is asked has made them.

use aws_lc_rs::hmac::{self, HMAC_SHA256};
use base64_simd::URL_SAFE_NO_PAD;
use paraph_contest::library::{Check, Key, Question};
use paraph_core::Clock;
use paraph_core::clock::{SystemClock, seconds};
use paraph_jose::Alg;
use serde_json::{Value, json};

use crate::claims::{AUDIENCE, ISSUER, SECRET};
use crate::{Outcome, keys};

/// The usual header of a token of [`SECRET`].
pub(super) const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

/// Keys of every algorithm, and the time.
pub(super) struct Fixtures {
    pub(super) keys: Vec<Key>,
    pub(super) now: i64,
}

impl Fixtures {
    pub(super) fn new() -> Outcome<Self> {
        Ok(Self {
            keys: Alg::all().map(keys::new).collect::<Outcome<_>>()?,
            now: seconds(SystemClock.now()),
        })
    }

    /// A token that nothing is wrong with, and everything asked of it that all libraries can check.
    pub(super) fn good(&self) -> Question {
        Question::Check(check(&sign(HEADER, &self.claims(json!({})))))
    }

    /// Claims that are good for an hour, with `more` put in. A `null` takes a claim out.
    pub(super) fn claims(&self, more: Value) -> String {
        let mut claims = json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": "usr_1", "iat": self.now, "exp": self.now + 3_600,
        });
        if let (Some(claims), Value::Object(more)) = (claims.as_object_mut(), more) {
            claims.extend(more);
            claims.retain(|_, value| !value.is_null());
        }
        claims.to_string()
    }

    /// The key of an algorithm.
    pub(super) fn key(&self, alg: &str) -> Outcome<&Key> {
        let found = self.keys.iter().find(|key| key.alg == alg);
        found.ok_or_else(|| format!("no key of {alg}").into())
    }
}

/// A token under [`SECRET`], with HS256 whatever its header says.
pub(super) fn sign(header: &str, claims: &str) -> String {
    sign_with(SECRET, header, claims)
}

pub(super) fn sign_with(secret: &[u8], header: &str, claims: &str) -> String {
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode_to_string(bytes);
    let message = format!(
        "{}.{}",
        encode(header.as_bytes()),
        encode(claims.as_bytes())
    );
    let key = hmac::Key::new(HMAC_SHA256, secret);
    let tag = hmac::sign(&key, message.as_bytes());
    format!("{message}.{}", encode(tag.as_ref()))
}

/// Asks for `token` under [`SECRET`], with issuer and audience.
pub(super) fn check(token: &str) -> Check {
    Check {
        alg: "HS256".into(),
        jwk: secret_jwk(SECRET),
        token: token.into(),
        issuer: Some(ISSUER.into()),
        audience: Some(AUDIENCE.into()),
        ..Check::default()
    }
}

/// A secret as a JWK.
pub(super) fn secret_jwk(secret: &[u8]) -> String {
    let k = URL_SAFE_NO_PAD.encode_to_string(secret);
    json!({"kty": "oct", "k": k, "alg": "HS256"}).to_string()
}

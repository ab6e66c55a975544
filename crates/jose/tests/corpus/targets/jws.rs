//! Any text as a token, against keys whose signatures nobody here can make: what is accepted was
//! signed by the vectors' own signer.

use std::sync::LazyLock;

use paraph_jose::{Jwk, KeySet, Policy, VerifyingKey, dangerous, jws, jwt};
use serde_json::Value;

use super::data::{HOSTILE, NOW, SIGNED};
use super::oracle::{decode, encode};
use super::promises::{CLAIMS, NAMES, TOKEN, frugal, refused};

/// The public keys, and the secret.
pub(super) static SETS: LazyLock<[KeySet; 2]> = LazyLock::new(|| {
    let jwks = HOSTILE["jwks"].as_object().unwrap();
    // Ed448 is a feature.
    let parsed = jwks
        .values()
        .filter_map(|jwk| Jwk::parse(jwk.to_string()).ok());
    let (secret, public): (Vec<_>, Vec<_>) = parsed.partition(Jwk::is_symmetric);
    [public, secret].map(|keys| {
        let loaded = keys.iter().map(|jwk| VerifyingKey::from_jwk(jwk).unwrap());
        KeySet::new(loaded).unwrap()
    })
});

/// The vectors' policy.
pub(super) fn policy() -> Policy {
    Policy::access_token("https://id.example", "api")
}

/// Never accepts what was not signed, in a spelling of its own, or with other claims.
pub(super) fn any_token(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    for keys in SETS.iter() {
        let found = frugal(data, 8, 1024 + NAMES, || jws::verify(text, keys, None));
        let claims = jwt::verify::<Value>(text, keys, &policy(), NOW);
        if let Ok(claims) = &claims {
            assert!(found.is_ok(), "claims of an unsigned token");
            let (_, unverified) = dangerous::decode_unverified(text).unwrap();
            assert_eq!(claims.claims, unverified);
        }
        match found {
            Ok(found) => accepted(text, &found.payload),
            Err(error) => refused(&error, &[TOKEN]),
        }
        let _ = claims.inspect_err(|error| refused(error, &[TOKEN, CLAIMS]));
    }
}

fn accepted(text: &str, payload: &[u8]) {
    let (input, _) = text.rsplit_once('.').unwrap();
    assert!(SIGNED.contains(input), "nobody signed this");
    let segments = text.split('.').map(|segment| decode(segment).unwrap());
    let segments: Vec<_> = segments.collect();
    assert_eq!(segments[1], payload);
    let again: Vec<_> = segments.iter().map(|segment| encode(segment)).collect();
    assert_eq!(again.join("."), text);
}

//! What tests of policies begin with: a token that its policy accepts.

use paraph_jose::Policy;
use serde_json::{Value, json};

/// The time, unix seconds.
pub(crate) const NOW: i64 = 1_800_000_000;
/// Who makes the tokens.
pub(crate) const ISSUER: &str = "https://id.example";

/// The claims of an access token that is accepted now, with `changes`.
pub(crate) fn claims(changes: &Value) -> Value {
    let mut claims = json!({
        "iss": ISSUER, "aud": "api", "sub": "usr_1", "client_id": "app", "jti": "t1", "iat": NOW, "exp": NOW + 300,
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims
}

/// The policy that accepts them.
pub(crate) fn policy() -> Policy {
    Policy::access_token(ISSUER, "api")
}

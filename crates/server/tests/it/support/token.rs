//! Tokens that are wrong in one way each, made from one that is right.

use paraph::http::App;
use paraph_jose::{Alg, SigningKey, dangerous, jwt};
use serde_json::{Value, json};

/// The claims of a token, unchecked.
pub(crate) fn claims(token: &str) -> Value {
    dangerous::decode_unverified(token).expect("a token").1
}

/// The token with some claims changed, signed with the server's own key.
pub(crate) fn changed(app: &App, token: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut claims = claims(token);
    change(&mut claims);
    jwt::sign(app.auth().keys.signing(), "at+jwt", &claims).expect("a signature")
}

/// Access tokens that no route takes: what is wrong, and the token.
pub(crate) fn forged(app: &App, token: &str) -> Vec<(&'static str, String)> {
    let own = app.auth().keys.signing();
    let foreign = SigningKey::generate(Alg::ES256).expect("a key");
    let claims = claims(token);
    let sign = |key: &SigningKey, typ: &str| jwt::sign(key, typ, &claims).expect("a signature");
    let with = |name: &str, value: Option<Value>| {
        changed(app, token, |claims| {
            let claims = claims.as_object_mut().expect("claims are an object");
            claims.remove(name);
            claims.extend(value.map(|value| (name.to_owned(), value)));
        })
    };
    let (signed, signature) = token.rsplit_once('.').expect("a token has three parts");
    let (header, payload) = signed.split_once('.').expect("a token has three parts");
    let flipped = if signature.starts_with('A') { "B" } else { "A" };
    vec![
        ("another key", sign(&foreign, "at+jwt")),
        ("another typ", sign(own, "JWT")),
        (
            "a changed signature",
            format!("{signed}.{flipped}{}", &signature[1..]),
        ),
        ("no signature", format!("{signed}.")),
        ("two parts", signed.to_owned()),
        (
            "a swapped payload",
            format!("{header}.{header}.{signature}"),
        ),
        ("alg none", format!("eyJhbGciOiJub25lIn0.{payload}.")),
        (
            "another issuer",
            with("iss", Some(json!("https://other.example"))),
        ),
        ("no lsn", with("lsn", None)),
        ("no exp", with("exp", None)),
        ("exp as text", with("exp", Some(json!("9999999999")))),
        ("aud as a list", with("aud", Some(json!([claims["aud"]])))),
        ("too long", format!("{token}{}", "A".repeat(9_000))),
        ("no token at all", "hello".to_owned()),
    ]
}

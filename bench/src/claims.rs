//! The access token that all libraries sign and check: 12 claims.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub(crate) const ISSUER: &str = "https://id.example.org";
pub(crate) const SECRET: &[u8; 32] = b"thirty-two bytes nobody may know";

/// An access token's claims, as a service would declare them.
#[derive(Serialize, Deserialize)]
pub(crate) struct Owned {
    iss: String,
    sub: String,
    aud: String,
    exp: i64,
    iat: i64,
    nbf: i64,
    jti: String,
    sid: String,
    scope: String,
    roles: Vec<String>,
    email: String,
    client_id: String,
}

/// The same, borrowing from the decoded payload; a string with escapes is copied.
#[derive(Deserialize)]
#[expect(dead_code, reason = "what is measured is that they are made")]
pub(crate) struct Borrowed<'a> {
    #[serde(borrow)]
    iss: Cow<'a, str>,
    #[serde(borrow)]
    sub: Cow<'a, str>,
    #[serde(borrow)]
    aud: Cow<'a, str>,
    exp: i64,
    iat: i64,
    nbf: i64,
    #[serde(borrow)]
    jti: Cow<'a, str>,
    #[serde(borrow)]
    sid: Cow<'a, str>,
    #[serde(borrow)]
    scope: Cow<'a, str>,
    roles: [&'a str; 3],
    #[serde(borrow)]
    email: Cow<'a, str>,
    #[serde(borrow)]
    client_id: Cow<'a, str>,
}

pub(crate) fn claims(now: i64) -> Owned {
    Owned {
        iss: ISSUER.into(),
        sub: "usr_mfrggzdfmztwq2lkmfrggzdfmz".into(),
        aud: "api".into(),
        exp: now + 3_600,
        iat: now,
        nbf: now,
        jti: "at_mfrggzdfmztwq2lkmfrggzdfmz".into(),
        sid: "ses_nfxgg43foruw63tbnrsxgzlqmf".into(),
        scope: "openid profile email orders:read orders:write admin".into(),
        roles: ["editor", "billing", "support"].map(String::from).into(),
        email: "ada.lovelace@example.org".into(),
        client_id: "app".into(),
    }
}

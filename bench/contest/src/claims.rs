//! The access token that all libraries sign and check: 12 claims.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Who issues it.
pub const ISSUER: &str = "https://id.example.org";
/// For whom it is.
pub const AUDIENCE: &str = "api";
/// A secret for the HMACs, as long as the longest of their hashes.
pub const SECRET: &[u8; 64] = b"sixty-four bytes that nobody outside of these programs may know.";

/// An access token's claims, as a service would declare them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "registered names")]
pub struct Owned {
    pub iss: String,
    pub sub: String,
    pub aud: String,
    pub exp: i64,
    pub iat: i64,
    pub nbf: i64,
    pub jti: String,
    pub sid: String,
    pub scope: String,
    pub roles: Vec<String>,
    pub email: String,
    pub client_id: String,
}

/// The same, borrowing from the decoded payload; a string with escapes is copied.
#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "what is measured is that they are made")]
pub struct Borrowed<'a> {
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

/// The twelve claims, good for an hour from `now` (unix seconds).
pub fn claims(now: i64) -> Owned {
    Owned {
        iss: ISSUER.into(),
        sub: "usr_mfrggzdfmztwq2lkmfrggzdfmz".into(),
        aud: AUDIENCE.into(),
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

//! The claims of our own access tokens as they are written (RFC 9068, section 2.2): what every one of them has is required.

use paraph_ledger::Lsn;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Principal;
use super::values::{Ancestors, ScopeSet, filled, present};

/// One token of ours.
#[derive(Deserialize)]
pub(crate) struct Ours {
    iss: String,
    #[serde(deserialize_with = "filled")]
    sub: String,
    #[serde(deserialize_with = "filled")]
    aud: String,
    #[serde(deserialize_with = "filled")]
    client_id: String,
    iat: i64,
    exp: i64,
    #[serde(deserialize_with = "filled")]
    jti: String,
    #[serde(default, deserialize_with = "present")]
    sid: Option<String>,
    #[serde(default)]
    scope: ScopeSet,
    #[serde(default, deserialize_with = "present")]
    auth_time: Option<i64>,
    #[serde(default)]
    amr: Vec<String>,
    lsn: Lsn,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    anc: Ancestors,
    #[serde(flatten)]
    custom: Map<String, Value>,
}

impl From<Ours> for Principal {
    fn from(ours: Ours) -> Self {
        Self {
            iss: ours.iss,
            sub: ours.sub,
            aud: vec![ours.aud],
            client_id: Some(ours.client_id),
            iat: Some(ours.iat),
            exp: ours.exp,
            jti: Some(ours.jti),
            sid: ours.sid,
            scope: ours.scope,
            auth_time: ours.auth_time,
            amr: ours.amr,
            lsn: Some(ours.lsn),
            roles: ours.roles,
            anc: ours.anc,
            custom: ours.custom,
        }
    }
}

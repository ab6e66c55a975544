//! The claims of access tokens that other issuers made, as far as they agree on names: RFC 9068, with the older habits of
//! `scp` for `scope` and `azp` for `client_id`.
//!
//! Nothing but `sub` and `exp` is required here: what else must be there is the policy's business. Roles that begin with
//! `paraph:` are left out: an issuer of ours alone says who its operators are.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Principal;
use super::values::{Ancestors, ScopeSet, filled, present};

/// What the names of an issuer's own roles begin with.
const OURS: &str = "paraph:";

/// One token of another issuer, readable.
#[derive(Deserialize)]
#[serde(try_from = "Written")]
pub(crate) struct Foreign(Principal);

/// The claims as they come. Their `lsn`, `sid`, `anc` mean nothing to us and stay among the custom claims.
#[derive(Deserialize)]
struct Written {
    iss: String,
    #[serde(deserialize_with = "filled")]
    sub: String,
    #[serde(default, deserialize_with = "present")]
    aud: Option<OneOrMany>,
    #[serde(default, deserialize_with = "present")]
    client_id: Option<String>,
    #[serde(default, deserialize_with = "present")]
    azp: Option<String>,
    #[serde(default, deserialize_with = "present")]
    iat: Option<i64>,
    exp: i64,
    #[serde(default, deserialize_with = "present")]
    jti: Option<String>,
    #[serde(default, deserialize_with = "present")]
    scope: Option<String>,
    #[serde(default, deserialize_with = "present")]
    scp: Option<OneOrMany>,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(flatten)]
    custom: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl From<Foreign> for Principal {
    fn from(foreign: Foreign) -> Self {
        foreign.0
    }
}

impl TryFrom<Written> for Foreign {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let scope = written.scope.or(written.scp.map(OneOrMany::words));
        let mut roles = written.roles;
        roles.retain(|role| !role.starts_with(OURS));
        Ok(Self(Principal {
            iss: written.iss,
            sub: written.sub,
            aud: written.aud.map(OneOrMany::list).unwrap_or_default(),
            client_id: written.client_id.or(written.azp),
            iat: written.iat,
            exp: written.exp,
            jti: written.jti,
            sid: None,
            scope: ScopeSet::try_from(scope.unwrap_or_default())?,
            auth_time: None,
            amr: Vec::new(),
            lsn: None,
            roles,
            anc: Ancestors::default(),
            custom: written.custom,
        }))
    }
}

impl OneOrMany {
    fn list(self) -> Vec<String> {
        match self {
            Self::One(one) => vec![one],
            Self::Many(many) => many,
        }
    }

    fn words(self) -> String {
        self.list().join(" ")
    }
}

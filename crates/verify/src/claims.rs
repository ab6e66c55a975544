//! The claims of our access tokens (RFC 9068, section 2.2), typed.
//!
//! A claim is present, absent or wrong, and wrong is an error: `null` is no absence, a list is no scope, four ancestors are
//! not three. Signature, issuer, audience and times are the policy's business and were checked before.

mod values;

use paraph_ledger::{Lsn, Scope, TokenScopes, View};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use serde_json::{Map, Value};

pub use self::values::{Ancestor, Ancestors, MOST_ANCESTORS, ScopeSet};
use crate::Reject;

/// Who calls, on whose behalf, and what they may do: the claims of one verified access token.
///
/// A [`Verifier`](crate::Verifier) makes these. Reading one from JSON checks the shape of the claims and nothing else.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Principal {
    /// The issuer.
    pub iss: String,
    /// The subject: the id of a person, or of a client that acts for itself.
    #[serde(deserialize_with = "filled")]
    pub sub: String,
    /// The one audience.
    #[serde(deserialize_with = "filled")]
    pub aud: String,
    /// The client that obtained the token.
    #[serde(deserialize_with = "filled")]
    pub client_id: String,
    /// When the token was made, unix seconds.
    pub iat: i64,
    /// From when on it is refused (plus the policy's leeway), unix seconds.
    pub exp: i64,
    /// The token's own id.
    #[serde(deserialize_with = "filled")]
    pub jti: String,
    /// The session it was made in; absent for programs.
    #[serde(default, deserialize_with = "present")]
    pub sid: Option<String>,
    /// What the client may do here.
    #[serde(default)]
    pub scope: ScopeSet,
    /// When the person logged in, unix seconds.
    #[serde(default, deserialize_with = "present")]
    pub auth_time: Option<i64>,
    /// How the person logged in (RFC 8176).
    #[serde(default)]
    pub amr: Vec<String>,
    /// The token's place in the ledger: revocations above it concern the token.
    pub lsn: Lsn,
    /// The subject's roles.
    #[serde(default)]
    pub roles: Vec<String>,
    /// The tokens this one was made from, at most [`MOST_ANCESTORS`].
    #[serde(default)]
    pub anc: Ancestors,
    /// All other claims, as they came.
    #[serde(flatten)]
    pub custom: Map<String, Value>,
}

impl Principal {
    /// Whether the token grants this scope, as a whole word.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scope.iter().any(|word| word == scope)
    }

    /// Whether the subject has this role.
    pub fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|known| known == role)
    }

    /// Passes if the token grants this scope.
    ///
    /// # Errors
    /// [`Reject::InsufficientScope`], which names the scope.
    pub fn require_scope(&self, scope: &str) -> Result<(), Reject> {
        if self.has_scope(scope) {
            return Ok(());
        }
        Err(Reject::InsufficientScope {
            required: scope.to_owned(),
        })
    }

    /// By what the token, or one it was made from, is revoked in `view`; `None` if it stands.
    pub(crate) fn revoked_in(&self, view: &View) -> Option<Scope> {
        let own = self.scopes();
        let ancestors = self.anc.iter().map(|ancestor| TokenScopes {
            token: &ancestor.jti,
            client: &ancestor.client,
            ..own
        });
        std::iter::once(own)
            .chain(ancestors)
            .find_map(|scopes| view.revokes(&scopes))
    }

    fn scopes(&self) -> TokenScopes<'_> {
        TokenScopes {
            lsn: self.lsn,
            token: &self.jti,
            session: self.sid.as_deref(),
            subject: &self.sub,
            client: &self.client_id,
            issuer: &self.iss,
        }
    }
}

/// An optional claim that is there: `null` does not count as absent.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// An id: a string that says something.
fn filled<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let id = String::deserialize(deserializer)?;
    if id.is_empty() {
        return Err(D::Error::custom("the claim is empty"));
    }
    Ok(id)
}

#[cfg(test)]
mod tests;

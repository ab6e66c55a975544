//! The claims of our access tokens (RFC 9068, section 2.2), typed.
//!
//! A claim is present, absent or wrong, and wrong is an error: `null` is no absence, a list is no scope, four ancestors are
//! not three. Signature, issuer, audience and times are the policy's business and were checked before.

mod foreign;
mod ours;
mod values;

use paraph_ledger::{Lsn, Scope, TokenScopes, View};
use serde_json::{Map, Value};

pub(crate) use self::foreign::Foreign;
pub(crate) use self::ours::Ours;
pub use self::values::{Ancestor, Ancestors, MOST_ANCESTORS, ScopeSet};
use crate::Reject;

/// Who calls, on whose behalf, and what they may do: the claims of one verified access token.
///
/// A [`Verifier`](crate::Verifier) makes these, and nothing else does. What is optional here is always there in a token of
/// ours, unless its line says otherwise; other issuers leave out what they like.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Principal {
    /// The issuer.
    pub iss: String,
    /// The subject: the id of a person, or of a client that acts for itself. It is theirs at this issuer: a service with
    /// several knows people by `iss` and `sub` together.
    pub sub: String,
    /// Whom the token is for: exactly one in tokens of ours.
    pub aud: Vec<String>,
    /// The client that obtained the token (`azp` where another issuer has no `client_id`).
    pub client_id: Option<String>,
    /// When the token was made, unix seconds.
    pub iat: Option<i64>,
    /// From when on it is refused (plus the policy's leeway), unix seconds.
    pub exp: i64,
    /// The token's own id.
    pub jti: Option<String>,
    /// The session it was made in; absent for programs.
    pub sid: Option<String>,
    /// What the client may do here (`scp` where another issuer has no `scope`).
    pub scope: ScopeSet,
    /// When the person logged in, unix seconds; absent for programs.
    pub auth_time: Option<i64>,
    /// How the person logged in (RFC 8176).
    pub amr: Vec<String>,
    /// The token's place in the ledger: revocations above it concern the token.
    pub lsn: Option<Lsn>,
    /// The subject's roles. Those that begin with `paraph:` are never another issuer's to give.
    pub roles: Vec<String>,
    /// The tokens this one was made from, at most [`MOST_ANCESTORS`].
    pub anc: Ancestors,
    /// All other claims, as they came.
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

    /// Passes if the subject has this role.
    ///
    /// # Errors
    /// [`Reject::MissingRole`], which names the role.
    pub fn require_role(&self, role: &str) -> Result<(), Reject> {
        if self.has_role(role) {
            return Ok(());
        }
        Err(Reject::MissingRole {
            required: role.to_owned(),
        })
    }

    /// By what the token, or one it was made from, is revoked in `view`; `None` if it stands. A token without what the ledger
    /// goes by has no place in it, and so none to stand on.
    pub(crate) fn revoked_in(&self, view: &View) -> Option<Scope> {
        let Some(own) = self.scopes() else {
            return Some(Scope::Token);
        };
        let ancestors = self.anc.iter().map(|ancestor| TokenScopes {
            token: &ancestor.jti,
            client: &ancestor.client,
            ..own
        });
        std::iter::once(own)
            .chain(ancestors)
            .find_map(|scopes| view.revokes(&scopes))
    }

    /// What can revoke it: only tokens of ours have an lsn, and those have the others too.
    fn scopes(&self) -> Option<TokenScopes<'_>> {
        Some(TokenScopes {
            lsn: self.lsn?,
            token: self.jti.as_deref()?,
            session: self.sid.as_deref(),
            subject: &self.sub,
            client: self.client_id.as_deref()?,
            issuer: &self.iss,
        })
    }
}

#[cfg(test)]
mod tests;

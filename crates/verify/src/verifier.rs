//! Checks our access tokens: first the policy, then what only we know.
//!
//! In this order: signature, `typ`, issuer, audience and times (`paraph-jose`, by the policy), the shape of the claims
//! ([`Principal`]), revocation. The ledger is asked last, so that a revocation that arrives during the check still counts.
//!
//! Refuses tokens without `lsn`: for an issuer of ours this is no older kind of token, it is a forgery or a fault. A token
//! is revoked if any of its scopes (token, session, subject, client, issuer), or any scope of a token it was made from, has
//! an entry with a higher lsn. An equal one was known when the token was made.

use std::fmt;
use std::sync::Arc;

use paraph_jose::{Error, Policy, jwt};
use paraph_ledger::View;

use crate::claims::{Foreign, Ours};
use crate::reject::Outage;
use crate::{Keys, Principal, Reject};

/// Checks access tokens without asking anyone. Clones are cheap and share keys, view and clock.
#[derive(Clone)]
pub struct Verifier {
    policy: Arc<Policy>,
    keys: Keys,
    revocation: Revocation,
    clock: Arc<dyn Fn() -> i64 + Send + Sync>,
}

/// Where the revocations of an issuer are found. It also says what its tokens look like.
#[derive(Clone)]
enum Revocation {
    /// One of ours.
    Ledger(Arc<View>),
    /// Another issuer, which tells nobody.
    Nowhere,
}

impl Verifier {
    /// A verifier over keys and revocations that its owner keeps current. `clock` gives unix milliseconds.
    pub fn local(
        policy: Policy,
        keys: Keys,
        view: Arc<View>,
        clock: impl Fn() -> i64 + Send + Sync + 'static,
    ) -> Self {
        Self::new(policy, keys, Revocation::Ledger(view), Arc::new(clock))
    }

    /// The same for another issuer, whose tokens live until they expire: [`Policy::foreign_access_token`], or
    /// [`Policy::access_token`] if it follows RFC 9068.
    pub fn local_foreign(
        policy: Policy,
        keys: Keys,
        clock: impl Fn() -> i64 + Send + Sync + 'static,
    ) -> Self {
        Self::new(policy, keys, Revocation::Nowhere, Arc::new(clock))
    }

    fn new(
        policy: Policy,
        keys: Keys,
        revocation: Revocation,
        clock: Arc<dyn Fn() -> i64 + Send + Sync>,
    ) -> Self {
        Self {
            policy: Arc::new(policy),
            keys,
            revocation,
            clock,
        }
    }

    /// The same keys, view and clock under another policy: one service with several audiences.
    #[must_use]
    pub fn with_policy(&self, policy: Policy) -> Self {
        Self {
            policy: Arc::new(policy),
            ..self.clone()
        }
    }

    /// Checks one token and says who calls. Never waits: a verifier that has no keys yet refuses.
    ///
    /// # Errors
    /// [`Reject::Expired`] if nothing but its time is wrong, [`Reject::Revoked`] if it was taken back,
    /// [`Reject::Unavailable`] if nothing can be said now, else [`Reject::Invalid`].
    pub fn verify(&self, token: &str) -> Result<Arc<Principal>, Reject> {
        let now = (self.clock)().div_euclid(1_000);
        let principal = self.authenticate(token, now)?;
        match self.revocation.scope(&principal) {
            None => Ok(Arc::new(principal)),
            Some(scope) => Err(Reject::Revoked(scope)),
        }
    }

    /// Like [`Verifier::verify`], but a verifier that waits for its first keys waits with it.
    ///
    /// # Errors
    /// As [`Verifier::verify`].
    pub async fn check(&self, token: &str) -> Result<Arc<Principal>, Reject> {
        self.keys.first().await;
        self.verify(token)
    }

    fn authenticate(&self, token: &str, now: i64) -> Result<Principal, Reject> {
        let current = self.keys.current();
        let known = current
            .as_ref()
            .ok_or(Reject::Unavailable(Outage::NoKeys))?;
        let principal = match self.revocation {
            Revocation::Ledger(_) => {
                jwt::verify::<Ours>(token, &known.set, &self.policy, now).map(|it| it.claims.into())
            }
            Revocation::Nowhere => jwt::verify::<Foreign>(token, &known.set, &self.policy, now)
                .map(|it| it.claims.into()),
        };
        principal.map_err(|error| self.refuse(error))
    }

    /// An unknown key may be a new one: its source knows whether the set is whole.
    fn refuse(&self, error: Error) -> Reject {
        match error {
            Error::KeyUnknown => match self.keys.misses() {
                Ok(()) => error.into(),
                Err(outage) => Reject::Unavailable(outage),
            },
            error => error.into(),
        }
    }
}

impl Revocation {
    fn scope(&self, principal: &Principal) -> Option<paraph_ledger::Scope> {
        match self {
            Self::Ledger(view) => principal.revoked_in(view),
            Self::Nowhere => None,
        }
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

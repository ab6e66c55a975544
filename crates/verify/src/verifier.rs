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

use paraph_jose::{Policy, jwt};
use paraph_ledger::View;

use crate::{Keys, Principal, Reject};

/// Checks access tokens without asking anyone. Clones are cheap and share keys, view and clock.
#[derive(Clone)]
pub struct Verifier {
    policy: Arc<Policy>,
    keys: Keys,
    view: Arc<View>,
    clock: Arc<dyn Fn() -> i64 + Send + Sync>,
}

impl Verifier {
    /// A verifier over keys and revocations that its owner keeps current. `clock` gives unix milliseconds.
    pub fn local(
        policy: Policy,
        keys: Keys,
        view: Arc<View>,
        clock: impl Fn() -> i64 + Send + Sync + 'static,
    ) -> Self {
        Self {
            policy: Arc::new(policy),
            keys,
            view,
            clock: Arc::new(clock),
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

    /// Checks one token and says who calls.
    ///
    /// # Errors
    /// [`Reject::Expired`] if nothing but its time is wrong, [`Reject::Revoked`] if it was taken back, else
    /// [`Reject::Invalid`].
    pub fn verify(&self, token: &str) -> Result<Principal, Reject> {
        let now = (self.clock)().div_euclid(1_000);
        let verified = jwt::verify::<Principal>(token, &self.keys.current(), &self.policy, now)?;
        let principal = verified.claims;
        match principal.revoked_in(&self.view) {
            None => Ok(principal),
            Some(scope) => Err(Reject::Revoked(scope)),
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

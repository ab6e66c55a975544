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

use paraph_jose::policy::Times;
use paraph_jose::{Error, Policy, jwt};
use paraph_ledger::View;

use crate::cache::{CacheStats, Kept, TokenCache};
use crate::claims::{Foreign, Ours};
use crate::keys::Known;
use crate::reject::Outage;
use crate::{Keys, Principal, Reject};

/// Checks access tokens without asking anyone. Clones are cheap and share keys, view, cache and clock.
#[derive(Clone)]
pub struct Verifier {
    policy: Arc<Policy>,
    keys: Keys,
    revocation: Revocation,
    cache: Option<Arc<TokenCache>>,
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
            cache: None,
            clock,
        }
    }

    /// The same keys, view and clock under another policy: one service with several audiences. A cache is not shared, as
    /// each policy judges for itself: the copy has an empty one of the same kind and capacity.
    #[must_use]
    pub fn with_policy(&self, policy: Policy) -> Self {
        let copy = Self {
            policy: Arc::new(policy),
            cache: None,
            ..self.clone()
        };
        match &self.cache {
            Some(cache) => copy.with_cache(cache.fresh()),
            None => copy,
        }
    }

    /// Remembers verified tokens in `cache`, which replaces the one before. Without this call a local verifier has none. A
    /// policy for other things than access tokens uses none: see [`Policy::is_for_access_tokens`].
    #[must_use]
    pub fn with_cache(self, cache: TokenCache) -> Self {
        let cache = self.policy.is_for_access_tokens().then(|| Arc::new(cache));
        Self { cache, ..self }
    }

    /// How the cache does; `None` without one.
    pub fn cache_stats(&self) -> Option<CacheStats> {
        self.cache.as_ref().map(|cache| cache.stats())
    }

    /// Checks one token and says who calls. Never waits: a verifier that has no keys yet refuses.
    ///
    /// # Errors
    /// [`Reject::Expired`] if nothing but its time is wrong, [`Reject::Revoked`] if it was taken back,
    /// [`Reject::Unavailable`] if nothing can be said now, else [`Reject::Invalid`].
    pub fn verify(&self, token: &str) -> Result<Arc<Principal>, Reject> {
        let now = (self.clock)().div_euclid(1_000);
        let current = self.keys.current();
        let known = current
            .as_ref()
            .ok_or(Reject::Unavailable(Outage::NoKeys))?;
        if let Some(kept) = self.recall(token, known, now) {
            self.policy.judge_times(&kept.times, now)?;
            return self.unless_revoked(kept.principal);
        }
        let (principal, times) = self.authenticate(token, known, now)?;
        let principal = self.unless_revoked(Arc::new(principal))?;
        self.remember(token, known, now, &principal, times);
        Ok(principal)
    }

    /// Like [`Verifier::verify`], but a verifier that waits for its first keys waits with it.
    ///
    /// # Errors
    /// As [`Verifier::verify`].
    pub async fn check(&self, token: &str) -> Result<Arc<Principal>, Reject> {
        self.keys.first().await;
        self.verify(token)
    }

    fn authenticate(
        &self,
        token: &str,
        known: &Known,
        now: i64,
    ) -> Result<(Principal, Times), Reject> {
        let verified = match self.revocation {
            Revocation::Ledger(_) => {
                let verified = jwt::verify::<Ours>(token, &known.set, &self.policy, now);
                verified.map(|it| (it.claims.into(), it.times))
            }
            Revocation::Nowhere => {
                let verified = jwt::verify::<Foreign>(token, &known.set, &self.policy, now);
                verified.map(|it| (it.claims.into(), it.times))
            }
        };
        verified.map_err(|error| self.refuse(error))
    }

    fn unless_revoked(&self, principal: Arc<Principal>) -> Result<Arc<Principal>, Reject> {
        match self.revocation.scope(&principal) {
            None => Ok(principal),
            Some(scope) => Err(Reject::Revoked(scope)),
        }
    }

    fn recall(&self, token: &str, known: &Known, now: i64) -> Option<Kept> {
        self.cache.as_ref()?.find(token, known.epoch, now)
    }

    fn remember(
        &self,
        token: &str,
        known: &Known,
        now: i64,
        principal: &Arc<Principal>,
        times: Times,
    ) {
        let Some(cache) = &self.cache else {
            return;
        };
        let kept = Kept {
            principal: Arc::clone(principal),
            times,
        };
        let ends = times.exp.saturating_add(self.policy.leeway());
        cache.keep(token, known.epoch, now, ends, kept);
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

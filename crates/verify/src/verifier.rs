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

use paraph_jose::{Error, Policy, UnverifiedIssuer};
use paraph_ledger::View;

use crate::cache::{CacheStats, TokenCache};
use crate::{Keys, Principal, Reject, SetupError};

mod trusted;

pub(crate) use self::trusted::{Revocation, Trusted};

/// Checks access tokens without asking anyone. Clones are cheap and share keys, view, cache and clock.
#[derive(Clone)]
pub struct Verifier {
    first: Trusted,
    /// Empty but for a service with several issuers ([`Verifier::also`]).
    others: Arc<[Trusted]>,
    clock: Clock,
}

/// Unix milliseconds.
pub(crate) type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

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

    pub(crate) fn new(policy: Policy, keys: Keys, revocation: Revocation, clock: Clock) -> Self {
        let first = Trusted {
            policy: Arc::new(policy),
            keys,
            revocation,
            cache: None,
        };
        Self {
            first,
            others: Arc::new([]),
            clock,
        }
    }

    /// The same keys, view and clock under another policy: one service with several audiences. With several issuers
    /// ([`Verifier::also`]) the policy is that of the first. A cache is not shared, as each policy judges for itself: the
    /// copy has an empty one of the same kind and capacity.
    ///
    /// # Errors
    /// [`SetupError::OtherIssuer`] if the policy names other issuers than the one before: their tokens are not for these
    /// keys to vouch for.
    pub fn with_policy(&self, policy: Policy) -> Result<Self, SetupError> {
        if policy.issuers() != self.first.policy.issuers() {
            return Err(SetupError::OtherIssuer);
        }
        let mut copy = self.clone();
        copy.first.policy = Arc::new(policy);
        Ok(match copy.first.cache.take() {
            Some(cache) => copy.with_cache(cache.fresh()),
            None => copy,
        })
    }

    /// Remembers verified tokens in `cache`, which replaces the one before. Without this call a local verifier has none. A
    /// policy for other things than access tokens uses none: see [`Policy::is_for_access_tokens`]. Each issuer has its own:
    /// with several it is that of the first.
    #[must_use]
    pub fn with_cache(mut self, cache: TokenCache) -> Self {
        let is_fit = self.first.policy.is_for_access_tokens();
        self.first.cache = is_fit.then(|| Arc::new(cache));
        self
    }

    /// How the cache does, those of several issuers taken together; `None` without one.
    pub fn cache_stats(&self) -> Option<CacheStats> {
        let caches = self.trusted().filter_map(|issuer| issuer.cache.as_ref());
        caches.map(|cache| cache.stats()).reduce(CacheStats::plus)
    }

    /// Trusts the issuers of `other`, too: one service that takes tokens of several. A token's `iss`, read before
    /// anything else and for nothing else, picks the issuer, whose policy, keys and revocations alone count: the same kid
    /// at another issuer means nothing. The clock is that of `self`.
    ///
    /// What an issuer writes into its tokens it may write: any `sub`, scope and role. So a service with several knows a
    /// person by `iss` **and** `sub`, and trusts nobody whose word on scopes and roles should not count.
    ///
    /// # Errors
    /// [`SetupError::SameIssuer`] if both trust one.
    pub fn also(mut self, other: Self) -> Result<Self, SetupError> {
        let Self { first, others, .. } = other;
        for new in std::iter::once(&first).chain(others.iter()) {
            if let Some(issuer) = self.trusted().find_map(|known| known.shared_with(new)) {
                return Err(SetupError::SameIssuer(issuer.clone()));
            }
        }
        let known = self.others.iter().cloned();
        let new = others.iter().cloned();
        self.others = known.chain([first]).chain(new).collect();
        Ok(self)
    }

    /// Checks one token and says who calls. Never waits: a verifier that has no keys yet refuses.
    ///
    /// # Errors
    /// [`Reject::Expired`] if nothing but its time is wrong, [`Reject::Revoked`] if it was taken back,
    /// [`Reject::Unavailable`] if nothing can be said now, else [`Reject::Invalid`].
    pub fn verify(&self, token: &str) -> Result<Arc<Principal>, Reject> {
        self.pick(token)?.verify(token, self.now())
    }

    /// Like [`Verifier::verify`], but a verifier that waits for its first keys waits with it.
    ///
    /// # Errors
    /// As [`Verifier::verify`].
    pub async fn verify_when_ready(&self, token: &str) -> Result<Arc<Principal>, Reject> {
        let issuer = self.pick(token)?;
        issuer.keys.first().await;
        issuer.verify(token, self.now())
    }

    /// Unix seconds.
    fn now(&self) -> i64 {
        (self.clock)().div_euclid(1_000)
    }

    /// Whose token it claims to be. Where one issuer is trusted there is nothing to choose, and nothing is read.
    fn pick(&self, token: &str) -> Result<&Trusted, Reject> {
        if self.others.is_empty() {
            return Ok(&self.first);
        }
        let claimed = UnverifiedIssuer::read(token)?;
        self.trusted()
            .find(|issuer| issuer.is_meant_by(&claimed))
            .ok_or_else(|| Error::IssuerMismatch.into())
    }

    /// All issuers, in the order they were named.
    pub(crate) fn trusted(&self) -> impl Iterator<Item = &Trusted> {
        std::iter::once(&self.first).chain(self.others.iter())
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("policy", &self.first.policy)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

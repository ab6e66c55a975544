//! One trusted issuer: its policy, its keys, its revocations. Nothing of it ever counts for another.

use std::sync::Arc;

use paraph_jose::policy::Times;
use paraph_jose::{Error, Policy, UnverifiedIssuer, jwt};
use paraph_ledger::View;

use crate::cache::{Kept, TokenCache};
use crate::claims::{Foreign, Ours};
use crate::keys::Known;
use crate::reject::Outage;
use crate::{Keys, Principal, Reject};

/// What is needed to check the tokens of one issuer.
#[derive(Clone)]
pub(crate) struct Trusted {
    pub(crate) policy: Arc<Policy>,
    pub(crate) keys: Keys,
    pub(crate) revocation: Revocation,
    pub(crate) cache: Option<Arc<TokenCache>>,
}

/// Where the revocations of an issuer are found. It also says what its tokens look like.
#[derive(Clone)]
pub(crate) enum Revocation {
    /// One of ours.
    Ledger(Arc<View>),
    /// Another issuer, which tells nobody.
    Nowhere,
}

impl Trusted {
    /// Checks a token at `now`, unix seconds; the revocations last.
    pub(super) fn verify(&self, token: &str, now: i64) -> Result<Arc<Principal>, Reject> {
        let current = self.keys.current();
        let known = current
            .as_ref()
            .ok_or(Reject::Unavailable(Outage::NoKeys))?;
        if let Some(kept) = self.recall(token, known, now) {
            self.policy.judge_times(&kept.times, now)?;
            return self.unless_revoked(kept.principal);
        }
        let (principal, times) = match self.authenticate(token, known, now) {
            Err(error) if known.set.may_lack_key_of(token, &error, &self.policy) => {
                return self.doubt(token, known, now, error);
            }
            verified => verified?,
        };
        let principal = self.unless_revoked(Arc::new(principal))?;
        self.remember(token, known, now, &principal, times);
        Ok(principal)
    }

    /// Whether the token claims to be of this issuer.
    pub(super) fn is_meant_by(&self, claimed: &UnverifiedIssuer) -> bool {
        self.policy
            .issuers()
            .iter()
            .any(|issuer| claimed.is(issuer))
    }

    /// An issuer that both trust.
    pub(super) fn shared_with<'a>(&'a self, other: &Self) -> Option<&'a String> {
        let theirs = other.policy.issuers();
        let mut ours = self.policy.issuers().iter();
        ours.find(|issuer| theirs.contains(issuer))
    }

    fn authenticate(
        &self,
        token: &str,
        known: &Known,
        now: i64,
    ) -> Result<(Principal, Times), Error> {
        match self.revocation {
            Revocation::Ledger(_) => {
                let verified = jwt::verify::<Ours>(token, &known.set, &self.policy, now);
                verified.map(|it| (it.claims.into(), it.times))
            }
            Revocation::Nowhere => {
                let verified = jwt::verify::<Foreign>(token, &known.set, &self.policy, now);
                verified.map(|it| (it.claims.into(), it.times))
            }
        }
    }

    /// An unknown key may be a new one: the set's source knows whether the set is whole. Its answer is about the set as it
    /// is now; where that is not the one that was searched, the new one is. Else the refusal stands.
    fn doubt(
        &self,
        token: &str,
        searched: &Arc<Known>,
        now: i64,
        refusal: Error,
    ) -> Result<Arc<Principal>, Reject> {
        self.keys.misses().map_err(Reject::Unavailable)?;
        let current = self.keys.current();
        let is_same = |known| Arc::ptr_eq(known, searched);
        if current.as_ref().is_some_and(is_same) {
            return Err(refusal.into());
        }
        self.verify(token, now)
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
}

impl Revocation {
    fn scope(&self, principal: &Principal) -> Option<paraph_ledger::Scope> {
        match self {
            Self::Ledger(view) => principal.revoked_in(view),
            Self::Nowhere => None,
        }
    }
}

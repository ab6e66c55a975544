//! One trusted issuer: its policy, its keys, its revocations. Nothing of it ever counts for another.

use std::sync::Arc;

use paraph_jose::{Error, Policy, UnverifiedIssuer, jwt};
use paraph_ledger::View;

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
        let principal = self.authenticate(token, now)?;
        match self.revocation.scope(&principal) {
            None => Ok(Arc::new(principal)),
            Some(scope) => Err(Reject::Revoked(scope)),
        }
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
        match principal {
            Err(Error::KeyUnknown) => self.doubt(token, now, known),
            other => other.map_err(Reject::from),
        }
    }

    /// An unknown key may be a new one: the set's source knows whether the set is whole. Its answer is about the set as it
    /// is now; where that is not the one that was searched, the new one is.
    fn doubt(&self, token: &str, now: i64, searched: &Arc<Known>) -> Result<Principal, Reject> {
        self.keys.misses().map_err(Reject::Unavailable)?;
        let is_same = self
            .keys
            .current()
            .as_ref()
            .is_some_and(|known| Arc::ptr_eq(known, searched));
        if is_same {
            return Err(Error::KeyUnknown.into());
        }
        self.authenticate(token, now)
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

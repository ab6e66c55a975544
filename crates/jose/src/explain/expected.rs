//! As much of a policy as is known.

use std::borrow::Cow;

use crate::policy::Policy;

/// A policy, or as much of one as is known. What is not known is not reached, and the verdict is
/// never [`Accepted`](super::Verdict::Accepted).
#[derive(Clone, Debug)]
pub struct Expected<'a> {
    policy: Cow<'a, Policy>,
    issuer: bool,
    audience: bool,
    typ: bool,
}

impl<'a> Expected<'a> {
    fn whole(policy: Cow<'a, Policy>) -> Self {
        Self {
            policy,
            issuer: true,
            audience: true,
            typ: true,
        }
    }

    /// The issuer is not known.
    #[must_use]
    pub fn without_issuer(mut self) -> Self {
        self.issuer = false;
        self
    }

    /// The audience is not known.
    #[must_use]
    pub fn without_audience(mut self) -> Self {
        self.audience = false;
        self
    }

    /// The `typ` is not known.
    #[must_use]
    pub fn without_typ(mut self) -> Self {
        self.typ = false;
        self
    }

    pub(super) fn policy(&self) -> &Policy {
        &self.policy
    }

    pub(super) fn knows_issuer(&self) -> bool {
        self.issuer
    }

    pub(super) fn knows_audience(&self) -> bool {
        self.audience
    }

    pub(super) fn knows_typ(&self) -> bool {
        self.typ
    }

    pub(super) fn is_whole(&self) -> bool {
        self.missing().next().is_none()
    }

    pub(super) fn missing(&self) -> impl Iterator<Item = &'static str> {
        let parts = [
            (self.issuer, "issuer"),
            (self.audience, "audience"),
            (self.typ, "typ"),
        ];
        parts
            .into_iter()
            .filter_map(|(known, name)| (!known).then_some(name))
    }
}

impl From<Policy> for Expected<'_> {
    fn from(policy: Policy) -> Self {
        Self::whole(Cow::Owned(policy))
    }
}

impl<'a> From<&'a Policy> for Expected<'a> {
    fn from(policy: &'a Policy) -> Self {
        Self::whole(Cow::Borrowed(policy))
    }
}

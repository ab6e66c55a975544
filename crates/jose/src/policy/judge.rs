//! What a policy says of one token. Types are right and, for claims, the signature held.

use super::{ACCESS_TOKEN_TYP, Audiences, PLAIN_TYP, Policy};
use crate::alg::Alg;
use crate::claims::{Claims, Required};
use crate::error::Error;
use crate::header;

/// The times a token's claims name, unix seconds, as they were written: without leeway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// From when on it is refused.
    pub exp: i64,
    /// Before when it is refused.
    pub nbf: Option<i64>,
    /// When it was issued.
    pub iat: Option<i64>,
}

impl Policy {
    /// Judges a token's times at `now` (unix seconds), as every verification does at its end. For whoever keeps verified
    /// claims: what was good then may be over by now.
    ///
    /// # Errors
    /// [`Error::NotYetValid`], [`Error::IssuedInFuture`], [`Error::TooOld`], and last [`Error::Expired`].
    pub fn judge_times(&self, times: &Times, now: i64) -> Result<(), Error> {
        let leeway = self.rules.leeway;
        let is_future = |time: i64| now.saturating_add(leeway) < time;
        if times.nbf.is_some_and(is_future) {
            return Err(Error::NotYetValid);
        }
        if let Some(iat) = times.iat {
            if is_future(iat) {
                return Err(Error::IssuedInFuture);
            }
            let age = now.saturating_sub(iat);
            let life = times.exp.saturating_sub(iat);
            let is_over = |max: i64| age > max.saturating_add(leeway);
            if self.rules.max_age.is_some_and(is_over)
                || self.rules.max_life.is_some_and(|max| life > max)
            {
                return Err(Error::TooOld);
            }
        }
        if self.is_expired(times.exp, now) {
            Err(Error::Expired)
        } else {
            Ok(())
        }
    }

    /// True if the policy is for access tokens, which are shown again and again: its `typ` is `at+jwt`, or `JWT`, as other
    /// issuers write. All else (assertions, one-time tokens) is shown once.
    pub fn is_for_access_tokens(&self) -> bool {
        [ACCESS_TOKEN_TYP, PLAIN_TYP]
            .iter()
            .any(|typ| header::same_type(typ, &self.rules.typ))
    }

    pub(crate) fn required(&self) -> &Required {
        &self.required
    }

    /// What the header must say, and which key may have signed.
    pub(crate) fn accept_header(&self, typ: Option<&str>, alg: Alg) -> Result<(), Error> {
        if !typ.is_some_and(|typ| header::same_type(typ, &self.rules.typ)) {
            return Err(Error::TypMismatch);
        }
        let allowed = self
            .rules
            .algorithms
            .as_ref()
            .is_none_or(|list| list.contains(&alg));
        if allowed {
            Ok(())
        } else {
            Err(Error::AlgNotAllowed)
        }
    }

    /// True if a token for `audience` is for us.
    pub(crate) fn names_audience(&self, audience: &str) -> bool {
        match &self.rules.audiences {
            Audiences::Any => true,
            Audiences::OneOf(list) => list.iter().any(|ours| ours == audience),
        }
    }

    /// Judges claims whose signature held and whose types are right. Expiry comes last: a token
    /// that is only expired was good in every other way.
    pub(crate) fn judge(&self, claims: &Claims<'_>, now: i64) -> Result<(), Error> {
        claims.has_all(&self.required)?;
        let issuer = claims.iss.as_deref();
        if !self
            .rules
            .issuers
            .iter()
            .any(|ours| Some(ours.as_str()) == issuer)
        {
            return Err(Error::IssuerMismatch);
        }
        if !claims.for_us && self.rules.audiences != Audiences::Any {
            return Err(Error::AudienceMismatch);
        }
        self.judge_times(&claims.times()?, now)
    }
}

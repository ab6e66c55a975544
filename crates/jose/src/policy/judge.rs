//! What a policy says of one token. Types are right and, for claims, the signature held.

use super::{Audiences, Policy};
use crate::alg::Alg;
use crate::claims::{Claims, Required};
use crate::error::Error;
use crate::header;

impl Policy {
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
        self.judge_times(claims, now)
    }

    fn judge_times(&self, claims: &Claims<'_>, now: i64) -> Result<(), Error> {
        let leeway = self.rules.leeway;
        let exp = claims.exp.ok_or(Error::ClaimMissing("exp".into()))?;
        let is_future = |time: i64| now.saturating_add(leeway) < time;
        if claims.nbf.is_some_and(is_future) {
            return Err(Error::NotYetValid);
        }
        if let Some(iat) = claims.iat {
            let age = now.saturating_sub(iat);
            if is_future(iat) {
                return Err(Error::IssuedInFuture);
            }
            if self
                .rules
                .max_age
                .is_some_and(|max| age > max.saturating_add(leeway))
                || self.rules.max_life.is_some_and(|max| exp - iat > max)
            {
                return Err(Error::TooOld);
            }
        }
        if self.is_expired(exp, now) {
            Err(Error::Expired)
        } else {
            Ok(())
        }
    }
}

//! What a policy says of one token. Types are right and, for claims, the signature held.
//!
//! One function per check, in the order of their calls: [`crate::explain`] calls the same ones.

use super::{ACCESS_TOKEN_TYP, Audiences, ClaimRule, PLAIN_TYP, Policy, Typ};
use crate::alg::Alg;
use crate::claims::{Claims, Required};
use crate::error::Error;
use crate::header;
use crate::json::Raw;

/// The times a token's claims name, unix seconds, as they were written: without leeway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Times {
    /// From when on it is refused.
    pub exp: i64,
    /// Before when it is refused.
    pub nbf: Option<i64>,
    /// When it was issued.
    pub iat: Option<i64>,
}

impl Times {
    /// Those of a token that names its end alone.
    pub fn until(exp: i64) -> Self {
        Self {
            exp,
            nbf: None,
            iat: None,
        }
    }

    /// The same with an `nbf`.
    #[must_use]
    pub fn with_nbf(self, nbf: i64) -> Self {
        Self {
            nbf: Some(nbf),
            ..self
        }
    }

    /// The same with an `iat`.
    #[must_use]
    pub fn with_iat(self, iat: i64) -> Self {
        Self {
            iat: Some(iat),
            ..self
        }
    }
}

impl Policy {
    /// Judges a token's times at `now` (unix seconds), as every verification does at its end. For whoever keeps verified
    /// claims: what was good then may be over by now.
    ///
    /// # Errors
    /// [`Error::NotYetValid`], [`Error::IssuedInFuture`], [`Error::TooOld`], and last [`Error::Expired`].
    pub fn judge_times(&self, times: &Times, now: i64) -> Result<(), Error> {
        self.judge_start(times.nbf, now)?;
        self.judge_issue(times.iat, now)?;
        self.judge_age(times.iat, times.exp, now)?;
        self.judge_end(times.exp, now)
    }

    /// True if the policy is for access tokens, which are shown again and again: its `typ` is `at+jwt`, or `JWT`, as other
    /// issuers write. All else (assertions, one-time tokens) is shown once, or says so little that it may be.
    pub fn is_for_access_tokens(&self) -> bool {
        let is_access = |typ: &String| {
            [ACCESS_TOKEN_TYP, PLAIN_TYP]
                .iter()
                .any(|known| header::same_type(known, typ))
        };
        match &self.rules.typ {
            Typ::Exactly(one) => is_access(one),
            Typ::OneOf(list) => !list.is_empty() && list.iter().all(is_access),
            Typ::OneOfOrAbsent(_) => false,
        }
    }

    pub(crate) fn required_claims(&self) -> &Required {
        &self.required
    }

    /// What the header must say, and which key may have signed.
    pub(crate) fn accept_header(&self, typ: Option<&str>, alg: Alg) -> Result<(), Error> {
        self.accept_typ(typ)?;
        self.accept_alg(alg)
    }

    pub(crate) fn accept_typ(&self, typ: Option<&str>) -> Result<(), Error> {
        if self.rules.typ.accepts(typ) {
            Ok(())
        } else {
            Err(Error::TypMismatch)
        }
    }

    pub(crate) fn accept_alg(&self, alg: Alg) -> Result<(), Error> {
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

    /// True if a token for `audience`, which is not empty, is for us.
    pub(crate) fn names_audience(&self, audience: &str) -> bool {
        match &self.rules.audiences {
            Audiences::Any => true,
            Audiences::OneOf(list) => list.iter().any(|ours| ours == audience),
            Audiences::Only(ours) | Audiences::OnlyString(ours) => ours == audience,
        }
    }

    /// True if a list of so many audiences may name us.
    pub(crate) fn takes_audience_list(&self, len: usize) -> bool {
        match &self.rules.audiences {
            Audiences::Any | Audiences::OneOf(_) => true,
            Audiences::Only(_) => len == 1,
            Audiences::OnlyString(_) => false,
        }
    }

    /// Judges claims whose signature held and whose types are right. Expiry comes last: a token
    /// that is only expired was good in every other way.
    pub(crate) fn judge(&self, claims: &Claims<'_>, now: i64) -> Result<(), Error> {
        claims.has_all(&self.required)?;
        self.judge_issuer(claims.iss.as_deref())?;
        self.judge_audience(claims.for_us)?;
        for rule in &self.rules.claims {
            rule.judge(claims.find(rule.claim()))?;
        }
        self.judge_times(&claims.times()?, now)
    }

    pub(crate) fn judge_issuer(&self, issuer: Option<&str>) -> Result<(), Error> {
        let known = |ours: &String| Some(ours.as_str()) == issuer;
        if self.rules.issuers.iter().any(known) {
            Ok(())
        } else {
            Err(Error::IssuerMismatch)
        }
    }

    pub(crate) fn judge_audience(&self, for_us: bool) -> Result<(), Error> {
        if for_us || self.rules.audiences == Audiences::Any {
            Ok(())
        } else {
            Err(Error::AudienceMismatch)
        }
    }

    pub(crate) fn judge_start(&self, nbf: Option<i64>, now: i64) -> Result<(), Error> {
        if nbf.is_some_and(|nbf| self.is_future(nbf, now)) {
            return Err(Error::NotYetValid);
        }
        Ok(())
    }

    pub(crate) fn judge_issue(&self, iat: Option<i64>, now: i64) -> Result<(), Error> {
        if iat.is_some_and(|iat| self.is_future(iat, now)) {
            return Err(Error::IssuedInFuture);
        }
        Ok(())
    }

    /// Age and life. A token that hides when it was issued has at least the rest of its life.
    pub(crate) fn judge_age(&self, iat: Option<i64>, exp: i64, now: i64) -> Result<(), Error> {
        let leeway = self.rules.leeway;
        let max_life = self.rules.max_life();
        let is_aged = |age: i64| self.rules.max_age.is_some_and(|max| age > max + leeway);
        let too_old = match iat {
            Some(iat) => is_aged(now.saturating_sub(iat)) || exp.saturating_sub(iat) > max_life,
            None => exp.saturating_sub(now) > max_life + leeway,
        };
        if too_old { Err(Error::TooOld) } else { Ok(()) }
    }

    pub(crate) fn judge_end(&self, exp: i64, now: i64) -> Result<(), Error> {
        if self.is_expired(exp, now) {
            Err(Error::Expired)
        } else {
            Ok(())
        }
    }

    fn is_future(&self, time: i64, now: i64) -> bool {
        now.saturating_add(self.rules.leeway) < time
    }
}

impl ClaimRule {
    /// Judges what was found of the claim; required ones are known to be there.
    pub(crate) fn judge(&self, found: Option<Raw<'_>>) -> Result<(), Error> {
        let holds = found.is_none_or(|found| {
            let filled = self.value().filter(|value| !value.is_empty());
            filled.is_some_and(|value| found.string().as_deref() == Some(value))
        });
        if holds {
            Ok(())
        } else {
            Err(Error::ClaimMismatch(self.claim().to_owned().into()))
        }
    }
}

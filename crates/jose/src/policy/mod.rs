//! What a verifier accepts, as one value (RFC 8725 sections 3.8 to 3.12, RFC 9068 section 4).
//!
//! There is one constructor per kind of token, and no switch that turns a check off: `exp`, `iss`
//! and `typ` are always judged, `aud` too unless the policy was made for any audience by name. What
//! a constructor sets are values that anybody can set: a [`Typ`], [`Audiences`], [`ClaimRule`]s,
//! required claims, a maximum life. Each is one more thing that must hold; none weakens another.
//! What is empty (an issuer, an audience, a `typ`, a value, a list of them) equals nothing.
//!
//! Times are unix seconds and passed in. Boundaries, with `leeway` seconds (30 by default, 60 at
//! most):
//!
//! | claim | refused when |
//! | --- | --- |
//! | `exp` | now >= exp + leeway |
//! | `nbf` | now + leeway < nbf |
//! | `iat` | now + leeway < iat, now - iat > maximum age + leeway, or exp - iat > maximum life |
//! | no `iat` | exp - now > maximum life + leeway |

mod judge;
mod kinds;
mod rules;

use serde::{Deserialize, Serialize};

use self::rules::Rules;
use crate::alg::Alg;
use crate::claims::Required;
use crate::error::Error;

pub use self::judge::Times;
pub(crate) use self::kinds::PLAIN_TYP;
pub use self::kinds::{
    ACCESS_TOKEN_TYP, CLIENT_ASSERTION_TYP, MAX_AGE, MAX_ASSERTION_LIFE, MAX_FOREIGN_LIFE,
    MAX_LIFE, MAX_ONE_TIME_LIFE, ONE_TIME_TOKEN_TYP,
};
pub use self::rules::{Audiences, ClaimRule, Typ};

/// The leeway of a new policy, in seconds.
pub const DEFAULT_LEEWAY: i64 = 30;
/// The largest leeway there is, in seconds.
pub const MAX_LEEWAY: i64 = 60;

/// One verifier's rules. Equal policies accept the same tokens.
///
/// Serialisable. A written policy is read strictly: unknown and repeated members, `null`, durations
/// out of their bounds, and issuers, audiences, `typ`s, algorithms and claims that are empty or name
/// nothing are refused. `required` is the whole list beside the claims that every policy demands;
/// without `max_life` it is as [`Policy::new`] has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Rules", into = "Rules")]
pub struct Policy {
    rules: Rules,
    required: Required,
}

impl Policy {
    /// Accepts exactly these audiences; an empty list accepts none.
    #[must_use]
    pub fn with_audiences(
        mut self,
        audiences: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.rules.audiences = Audiences::OneOf(audiences.into_iter().map(Into::into).collect());
        self.renewed()
    }

    /// Sets whom a token must be meant for, by a rule of its own.
    #[must_use]
    pub fn with_audience_rule(mut self, audiences: Audiences) -> Self {
        self.rules.audiences = audiences;
        self.renewed()
    }

    /// Accepts exactly these issuers. Their keys must not share kids: a key is found by kid alone.
    #[must_use]
    pub fn with_issuers(mut self, issuers: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.rules.issuers = issuers.into_iter().map(Into::into).collect();
        self
    }

    /// Accepts only keys of these algorithms; without this call any key of the set may serve.
    #[must_use]
    pub fn with_algorithms(mut self, algorithms: impl IntoIterator<Item = Alg>) -> Self {
        self.rules.algorithms = Some(algorithms.into_iter().collect());
        self
    }

    /// Sets the leeway for clocks that differ, in seconds.
    ///
    /// # Errors
    /// [`Error::LeewayOutOfRange`] below 0 and over [`MAX_LEEWAY`].
    pub fn with_leeway(mut self, seconds: i64) -> Result<Self, Error> {
        self.rules.leeway = seconds;
        self.rules.check().map(|()| self)
    }

    /// Demands another `typ`, compared as RFC 7515 section 4.1.9 says. A text is that one exactly.
    #[must_use]
    pub fn with_typ(mut self, typ: impl Into<Typ>) -> Self {
        self.rules.typ = typ.into();
        self
    }

    /// Demands these claims as well; those that the kind of token must have stay demanded. A claim
    /// that is `null` is missing. ([`Policy::new`] begins with the fewest.)
    #[must_use]
    pub fn with_required(mut self, claims: impl IntoIterator<Item = impl Into<String>>) -> Self {
        for claim in claims.into_iter().map(Into::into) {
            if !self.rules.required.contains(&claim) {
                self.rules.required.push(claim);
            }
        }
        self.renewed()
    }

    /// Adds a rule for one claim: the `nonce` that was asked for, say. All rules must hold.
    ///
    /// ```
    /// use paraph_jose::policy::{ClaimRule, Policy};
    /// let policy = Policy::id_token("https://id.example", "app").with_claim(ClaimRule::equals("nonce", "n-0S6"));
    /// ```
    #[must_use]
    pub fn with_claim(mut self, rule: ClaimRule) -> Self {
        self.rules.claims.push(rule);
        self.renewed()
    }

    /// Refuses tokens issued longer ago than this, in seconds; demands `iat`.
    ///
    /// # Errors
    /// [`Error::PolicyInvalid`] below zero and over [`MAX_AGE`].
    pub fn with_max_age(mut self, seconds: i64) -> Result<Self, Error> {
        self.rules.max_age = Some(seconds);
        self.rules.check()?;
        Ok(self.renewed())
    }

    /// Refuses tokens whose `exp` is further from their `iat` than this, in seconds; of tokens
    /// without `iat`, those whose `exp` is further from now.
    ///
    /// # Errors
    /// [`Error::PolicyInvalid`] below zero and over [`MAX_FOREIGN_LIFE`].
    pub fn with_max_life(mut self, seconds: i64) -> Result<Self, Error> {
        self.rules.max_life = Some(seconds);
        self.rules.check().map(|()| self)
    }

    /// The trusted issuers.
    pub fn issuers(&self) -> &[String] {
        &self.rules.issuers
    }

    /// The audiences.
    pub fn audiences(&self) -> &Audiences {
        &self.rules.audiences
    }

    /// The expected `typ`; the first, where several are accepted.
    pub fn typ(&self) -> &str {
        self.rules.typ.first()
    }

    /// The rule for `typ`.
    pub fn typ_rule(&self) -> &Typ {
        &self.rules.typ
    }

    /// The rules for single claims.
    pub fn claim_rules(&self) -> &[ClaimRule] {
        &self.rules.claims
    }

    /// The algorithms allowed; `None` where any key of the set may serve.
    pub fn algorithms(&self) -> Option<&[Alg]> {
        self.rules.algorithms.as_deref()
    }

    /// The leeway, in seconds.
    pub fn leeway(&self) -> i64 {
        self.rules.leeway
    }

    /// The claims that must be there, those that every policy demands included.
    pub fn required(&self) -> impl Iterator<Item = &str> {
        self.required.names()
    }

    /// The maximum age, in seconds: how long ago a token may have been issued.
    pub fn max_age(&self) -> Option<i64> {
        self.rules.max_age
    }

    /// The maximum life, in seconds.
    pub fn max_life(&self) -> i64 {
        self.rules.max_life()
    }

    /// True once a token that expires at `exp` is refused, the leeway included.
    pub fn is_expired(&self, exp: i64, now: i64) -> bool {
        now >= exp.saturating_add(self.rules.leeway)
    }

    fn renewed(self) -> Self {
        Self {
            required: self.rules.required(),
            rules: self.rules,
        }
    }
}

impl TryFrom<Rules> for Policy {
    type Error = Error;

    fn try_from(rules: Rules) -> Result<Self, Error> {
        rules.check()?;
        rules.check_names()?;
        let max_life = Some(rules.max_life());
        let rules = Rules { max_life, ..rules };
        Ok(Self {
            required: rules.required(),
            rules,
        })
    }
}

impl From<Policy> for Rules {
    fn from(policy: Policy) -> Self {
        policy.rules
    }
}

//! What a verifier accepts, as one value (RFC 8725 sections 3.8 to 3.12, RFC 9068 section 4).
//!
//! There is one constructor per kind of token, and no switch that turns a check off: `exp`, `iss`
//! and `typ` are always required, `aud` too unless the policy was made for any audience by name.
//! Times are unix seconds and passed in. Boundaries, with `leeway` seconds (30 by default, 60 at
//! most):
//!
//! | claim | refused when |
//! | --- | --- |
//! | `exp` | now >= exp + leeway |
//! | `nbf` | now + leeway < nbf |
//! | `iat` | now + leeway < iat, now - iat > maximum age + leeway, or exp - iat > maximum life |

mod judge;

use serde::{Deserialize, Serialize};

use crate::alg::Alg;
use crate::claims::{Claim, Required};
use crate::error::Error;

pub use self::judge::Times;

/// The leeway of a new policy, in seconds.
pub const DEFAULT_LEEWAY: i64 = 30;
/// The largest leeway there is, in seconds.
pub const MAX_LEEWAY: i64 = 60;
/// The longest life of an access token of ours, in seconds: one day.
pub const MAX_LIFE: i64 = 86_400;
/// The longest life of a foreign access token, in seconds: thirty days.
pub const MAX_FOREIGN_LIFE: i64 = 30 * 86_400;

/// The `typ` of an access token (RFC 9068 section 2.1).
pub const ACCESS_TOKEN_TYP: &str = "at+jwt";
/// The `typ` of a token that does not say what it is (RFC 7519 section 5.1).
pub(crate) const PLAIN_TYP: &str = "JWT";

/// The claims RFC 9068 section 2.2 requires of an access token, beyond the ones always required.
const ACCESS_TOKEN: [&str; 4] = ["sub", "client_id", "iat", "jti"];

/// One verifier's rules. Serialisable; equal policies accept the same tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Rules", into = "Rules")]
pub struct Policy {
    rules: Rules,
    required: Required,
}

/// The policy as it is written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    issuers: Vec<String>,
    audiences: Audiences,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    algorithms: Option<Vec<Alg>>,
    typ: String,
    required: Vec<String>,
    leeway: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_age: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_life: Option<i64>,
}

/// Whom a token must be meant for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audiences {
    /// Anybody: only for the issuer's own endpoints that take every access token of theirs.
    Any,
    /// At least one of these, exactly.
    OneOf(Vec<String>),
}

impl Policy {
    /// Access tokens of RFC 9068 (`typ: at+jwt`) from `issuer` for `audience`: `iss aud exp iat sub
    /// client_id jti`.
    pub fn access_token(issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        Self::new(
            issuer,
            Audiences::OneOf(vec![audience.into()]),
            ACCESS_TOKEN_TYP,
            &ACCESS_TOKEN,
            MAX_LIFE,
        )
    }

    /// The same for any audience: what the issuer itself accepts where every access token of its
    /// own is welcome.
    pub fn access_token_any_audience(issuer: impl Into<String>) -> Self {
        Self::new(
            issuer,
            Audiences::Any,
            ACCESS_TOKEN_TYP,
            &ACCESS_TOKEN,
            MAX_LIFE,
        )
    }

    /// Access tokens of issuers that write `typ: JWT`: `iss aud exp sub`. Such tokens do not say
    /// that they are access tokens, so give each kind an audience of its own.
    pub fn foreign_access_token(issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        let audiences = Audiences::OneOf(vec![audience.into()]);
        Self::new(issuer, audiences, PLAIN_TYP, &["sub"], MAX_FOREIGN_LIFE)
    }

    fn new(
        issuer: impl Into<String>,
        audiences: Audiences,
        typ: &str,
        required: &[&str],
        max_life: i64,
    ) -> Self {
        let required: Vec<_> = required.iter().map(|name| (*name).to_owned()).collect();
        let rules = Rules {
            issuers: vec![issuer.into()],
            audiences,
            algorithms: None,
            typ: typ.to_owned(),
            required,
            leeway: DEFAULT_LEEWAY,
            max_age: None,
            max_life: Some(max_life),
        };
        Self {
            required: rules.required(),
            rules,
        }
    }

    /// Accepts exactly these audiences; an empty list accepts none.
    #[must_use]
    pub fn with_audiences(
        mut self,
        audiences: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.rules.audiences = Audiences::OneOf(audiences.into_iter().map(Into::into).collect());
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

    /// Demands another `typ`, compared as RFC 7515 section 4.1.9 says.
    #[must_use]
    pub fn with_typ(mut self, typ: impl Into<String>) -> Self {
        self.rules.typ = typ.into();
        self
    }

    /// Demands exactly these claims beside the ones always required. A claim that is `null` is
    /// missing.
    #[must_use]
    pub fn with_required(mut self, claims: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.rules.required = claims.into_iter().map(Into::into).collect();
        self.renewed()
    }

    /// Refuses tokens issued longer ago than this, in seconds; demands `iat`.
    ///
    /// # Errors
    /// [`Error::PolicyInvalid`] below zero.
    pub fn with_max_age(mut self, seconds: i64) -> Result<Self, Error> {
        self.rules.max_age = Some(seconds);
        self.rules.check()?;
        Ok(self.renewed())
    }

    /// Refuses tokens whose `exp` is further from their `iat` than this, in seconds. Tokens without
    /// `iat` are not concerned, unless it is required.
    ///
    /// # Errors
    /// [`Error::PolicyInvalid`] below zero.
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

    /// The expected `typ`.
    pub fn typ(&self) -> &str {
        &self.rules.typ
    }

    /// The leeway, in seconds.
    pub fn leeway(&self) -> i64 {
        self.rules.leeway
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

impl Rules {
    fn check(&self) -> Result<(), Error> {
        if !(0..=MAX_LEEWAY).contains(&self.leeway) {
            return Err(Error::LeewayOutOfRange);
        }
        if self.max_age.is_some_and(i64::is_negative) || self.max_life.is_some_and(i64::is_negative)
        {
            return Err(Error::PolicyInvalid("negative duration"));
        }
        Ok(())
    }

    /// What must be there, the claims no policy can leave out included.
    fn required(&self) -> Required {
        let mut required = Required::of(self.required.iter().map(String::as_str));
        required.add(Claim::Iss);
        required.add(Claim::Exp);
        if self.audiences != Audiences::Any {
            required.add(Claim::Aud);
        }
        if self.max_age.is_some() {
            required.add(Claim::Iat);
        }
        required
    }
}

impl TryFrom<Rules> for Policy {
    type Error = Error;

    fn try_from(rules: Rules) -> Result<Self, Error> {
        rules.check()?;
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

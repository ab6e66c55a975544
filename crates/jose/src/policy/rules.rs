//! What a policy says, as it is written down: each rule a value of its own.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::MAX_LEEWAY;
use crate::alg::Alg;
use crate::claims::{Claim, Required};
use crate::error::Error;
use crate::header;

/// The policy as it is written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    pub(super) issuers: Vec<String>,
    pub(super) audiences: Audiences,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) algorithms: Option<Vec<Alg>>,
    pub(super) typ: Typ,
    pub(super) required: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) claims: Vec<ClaimRule>,
    pub(super) leeway: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) max_age: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) max_life: Option<i64>,
}

/// Whom a token must be meant for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Audiences {
    /// Anybody: only for the issuer's own endpoints that take every access token of theirs.
    Any,
    /// At least one of these, exactly; the token may name others besides.
    OneOf(Vec<String>),
    /// This one and no other: a string, or a list that holds it alone.
    Only(String),
    /// This one and no other, and not in a list.
    OnlyString(String),
}

/// What the header's `typ` must say (RFC 8725 section 3.11), compared as RFC 7515 section 4.1.9
/// writes it. In JSON a plain text is [`Typ::Exactly`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Typ {
    /// One of these; an empty list accepts nothing.
    OneOf(Vec<String>),
    /// One of these, or no `typ` at all: for kinds of token that never had a `typ` of their own.
    OneOfOrAbsent(Vec<String>),
    /// This one.
    #[serde(untagged)]
    Exactly(String),
}

/// What one claim must be. Values are compared as strings, exactly; a claim of another type equals
/// nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum ClaimRule {
    /// It must be there and have this value.
    Equals {
        /// The claim's name.
        claim: String,
        /// Its value.
        value: String,
    },
    /// If it is there, it must have this value.
    EqualsIfPresent {
        /// The claim's name.
        claim: String,
        /// Its value.
        value: String,
    },
    /// It must not be there: it marks another kind of token.
    Absent {
        /// The claim's name.
        claim: String,
    },
}

impl Rules {
    pub(super) fn check(&self) -> Result<(), Error> {
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
    pub(super) fn required(&self) -> Required {
        let ruled = self.claims.iter().filter_map(ClaimRule::required);
        let mut required = Required::of(self.required.iter().map(String::as_str).chain(ruled));
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

impl Typ {
    /// True if a header with this `typ` is acceptable.
    pub(crate) fn accepts(&self, found: Option<&str>) -> bool {
        let is = |ours: &String| found.is_some_and(|found| header::same_type(found, ours));
        match self {
            Self::Exactly(one) => is(one),
            Self::OneOf(list) => list.iter().any(is),
            Self::OneOfOrAbsent(list) => found.is_none() || list.iter().any(is),
        }
    }

    pub(super) fn first(&self) -> &str {
        match self {
            Self::Exactly(one) => one,
            Self::OneOf(list) | Self::OneOfOrAbsent(list) => list.first().map_or("", |one| one),
        }
    }
}

impl ClaimRule {
    /// `claim` must be there and have this `value`.
    pub fn equals(claim: impl Into<String>, value: impl Into<String>) -> Self {
        let (claim, value) = (claim.into(), value.into());
        Self::Equals { claim, value }
    }

    /// If `claim` is there, it must have this `value`.
    pub fn equals_if_present(claim: impl Into<String>, value: impl Into<String>) -> Self {
        let (claim, value) = (claim.into(), value.into());
        Self::EqualsIfPresent { claim, value }
    }

    /// `claim` must not be there.
    pub fn absent(claim: impl Into<String>) -> Self {
        let claim = claim.into();
        Self::Absent { claim }
    }

    /// The claim's name.
    pub fn claim(&self) -> &str {
        match self {
            Self::Equals { claim, .. }
            | Self::EqualsIfPresent { claim, .. }
            | Self::Absent { claim } => claim,
        }
    }

    /// The value it must have, if it may be there at all.
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::Equals { value, .. } | Self::EqualsIfPresent { value, .. } => Some(value),
            Self::Absent { .. } => None,
        }
    }

    fn required(&self) -> Option<&str> {
        match self {
            Self::Equals { claim, .. } => Some(claim),
            Self::EqualsIfPresent { .. } | Self::Absent { .. } => None,
        }
    }
}

impl From<&str> for Typ {
    fn from(typ: &str) -> Self {
        Self::Exactly(typ.to_owned())
    }
}

impl From<&String> for Typ {
    fn from(typ: &String) -> Self {
        Self::Exactly(typ.clone())
    }
}

impl From<String> for Typ {
    fn from(typ: String) -> Self {
        Self::Exactly(typ)
    }
}

/// As people say it: `at+jwt`, `a or b`, `JWT or none`.
impl fmt::Display for Typ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(one) => f.write_str(one),
            Self::OneOf(list) => f.write_str(&list.join(" or ")),
            Self::OneOfOrAbsent(list) => write!(f, "{} or none", list.join(" or ")),
        }
    }
}

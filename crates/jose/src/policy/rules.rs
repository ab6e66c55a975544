//! What a policy says, as it is written down: each rule a value of its own.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use super::{MAX_AGE, MAX_FOREIGN_LIFE, MAX_LEEWAY, kinds};
use crate::alg::Alg;
use crate::claims::{Claim, Required};
use crate::error::Error;
use crate::header;

/// The policy as it is written down. What may be left out is given as a value or not at all: `null`
/// is neither.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    pub(super) issuers: Vec<String>,
    pub(super) audiences: Audiences,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) algorithms: Option<Vec<Alg>>,
    pub(super) typ: Typ,
    pub(super) required: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) claims: Vec<ClaimRule>,
    pub(super) leeway: i64,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) max_age: Option<i64>,
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) max_life: Option<i64>,
}

/// Whom a token must be meant for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Audiences {
    /// Anybody: only for the issuer's own endpoints that take every access token of theirs.
    Any,
    /// At least one of these, exactly; the token may name others besides. An empty list, or an empty
    /// name, is never named.
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
/// nothing, and nothing equals an empty value: it is what was not filled in.
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
    /// Refuses durations out of their bounds.
    pub(super) fn check(&self) -> Result<(), Error> {
        if !(0..=MAX_LEEWAY).contains(&self.leeway) {
            return Err(Error::LeewayOutOfRange);
        }
        let is_in =
            |bound: i64, value: Option<i64>| value.is_none_or(|it| (0..=bound).contains(&it));
        if !is_in(MAX_AGE, self.max_age) {
            return Err(Error::PolicyInvalid("maximum age out of range"));
        }
        if !is_in(MAX_FOREIGN_LIFE, self.max_life) {
            return Err(Error::PolicyInvalid("maximum life out of range"));
        }
        Ok(())
    }

    /// Refuses what accepts nothing, or names nothing: in code it is a list that is still to be
    /// filled, in a text a mistake.
    pub(super) fn check_names(&self) -> Result<(), Error> {
        let (typs, none_is_a_typ) = self.typ.names();
        let typs_are_named = typs.iter().all(|typ| !header::is_no_type(typ));
        for (holds, what) in [
            (are_named(&self.issuers), "no issuer, or an empty one"),
            (self.audiences.are_named(), "no audience, or an empty one"),
            (
                typs_are_named && (none_is_a_typ || !typs.is_empty()),
                "no `typ`, or an empty one",
            ),
            (
                self.algorithms.as_ref().is_none_or(|list| !list.is_empty()),
                "no algorithm",
            ),
            (
                self.required.is_empty() || are_named(&self.required),
                "an empty name among the required claims",
            ),
            (
                self.claims.iter().all(ClaimRule::is_named),
                "a rule for a claim without a name or value",
            ),
        ] {
            if !holds {
                return Err(Error::PolicyInvalid(what));
            }
        }
        Ok(())
    }

    /// The longest life; what none was given for lives as long as its `typ` may.
    pub(super) fn max_life(&self) -> i64 {
        self.max_life
            .unwrap_or_else(|| kinds::longest_life(&self.typ))
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

/// At least one name, and none of them empty.
fn are_named(names: &[String]) -> bool {
    !names.is_empty() && names.iter().all(|name| !name.is_empty())
}

/// A member that is there has a value.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

impl Audiences {
    fn are_named(&self) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(list) => are_named(list),
            Self::Only(one) | Self::OnlyString(one) => !one.is_empty(),
        }
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

    /// Those it accepts, and whether it accepts none.
    pub(super) fn names(&self) -> (&[String], bool) {
        match self {
            Self::Exactly(one) => (std::slice::from_ref(one), false),
            Self::OneOf(list) => (list, false),
            Self::OneOfOrAbsent(list) => (list, true),
        }
    }

    pub(super) fn first(&self) -> &str {
        self.names().0.first().map_or("", |one| one)
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

    fn is_named(&self) -> bool {
        !self.claim().is_empty() && self.value() != Some("")
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

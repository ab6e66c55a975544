//! One check and its outcome.

use serde::Serialize;

use super::{Expected, Keys};
use crate::error::Error;

/// A check of verification. The order is that of verification; the names are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Name {
    /// The token is not longer than [`crate::MAX_TOKEN`].
    Length,
    /// Three segments of base64url characters (RFC 7515 section 7.1).
    Shape,
    /// The header is canonical base64url, and short enough.
    HeaderBase64,
    /// The header is a strict JSON object.
    HeaderJson,
    /// The header holds `alg`, `typ`, `kid` and `cty` alone, each in its form, and no `crit`.
    HeaderMembers,
    /// There is a key with the token's `kid`.
    KeyFound,
    /// `alg` names an algorithm of signatures.
    AlgKnown,
    /// `alg` is the one algorithm of the key.
    AlgMatchesKey,
    /// The key is strong enough to be accepted.
    KeyStrength,
    /// The header's `typ` is the expected one.
    Typ,
    /// The policy allows the key's algorithm.
    AlgAllowed,
    /// The signature verifies.
    Signature,
    /// The content is plain claims, no other token (`cty`).
    Cty,
    /// The claims are canonical base64url.
    ClaimsBase64,
    /// The claims are a strict JSON object.
    ClaimsJson,
    /// Registered claims have their types.
    ClaimTypes,
    /// The claims that the policy demands are there.
    RequiredClaims,
    /// `iss` is a trusted issuer.
    Issuer,
    /// `aud` names this service.
    Audience,
    /// Claims that must have one value have it.
    ClaimValues,
    /// The time for the token has begun (`nbf`).
    NotBefore,
    /// The token was not issued in the future (`iat`).
    IssuedAt,
    /// The token is not too old, and was not made to live too long.
    Age,
    /// The token has not expired (`exp`).
    Expiry,
}

impl Name {
    /// True for what is read from the payload: proven by the signature alone.
    pub fn is_of_claims(self) -> bool {
        self >= Self::ClaimsBase64
    }
}

/// One check of one token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Check {
    /// Which check.
    #[serde(rename = "check")]
    pub name: Name,
    /// The claim concerned, where a check has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// For checks of claims: whether the signature proves what they say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proven: Option<bool>,
}

/// What came of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// It held.
    Held {
        /// What the token says.
        #[serde(skip_serializing_if = "Option::is_none")]
        found: Option<Value>,
    },
    /// It failed.
    Failed {
        /// The code of the error that verification gives: see [`Error::code`].
        code: &'static str,
        /// One sentence.
        reason: String,
        /// What would have held.
        #[serde(skip_serializing_if = "Option::is_none")]
        expected: Option<Value>,
        /// What was there instead.
        #[serde(skip_serializing_if = "Option::is_none")]
        found: Option<Value>,
    },
    /// It could not be made.
    NotReached {
        /// Why not.
        why: String,
        /// What the token says.
        #[serde(skip_serializing_if = "Option::is_none")]
        found: Option<Value>,
    },
}

/// A value that was expected or found; a stranger's is cut, and its control characters are visible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Value {
    /// Words.
    Text(String),
    /// A time, unix seconds.
    Time(i64),
}

/// What verification says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// It accepts the token.
    Accepted,
    /// It refuses the token.
    Refused {
        /// The code: see [`Error::code`].
        code: &'static str,
        /// One sentence.
        reason: String,
    },
    /// Nothing failed, but not all that verification needs was given: nothing is proven.
    Undecided {
        /// What was not given: `key`, `issuer`, `audience`, `typ`.
        missing: Vec<&'static str>,
    },
}

impl Check {
    pub(super) fn new(name: Name, outcome: Outcome) -> Self {
        Self {
            name,
            claim: None,
            outcome,
            proven: None,
        }
    }
}

impl Outcome {
    pub(super) fn held() -> Self {
        Self::Held { found: None }
    }

    pub(super) fn found(value: Value) -> Self {
        Self::Held { found: Some(value) }
    }

    pub(super) fn failed(error: &Error) -> Self {
        Self::Failed {
            code: error.code(),
            reason: error.to_string(),
            expected: None,
            found: None,
        }
    }

    /// A failure with what was `wanted` and what was `seen` instead.
    pub(super) fn differs(error: &Error, wanted: Option<Value>, seen: Option<Value>) -> Self {
        Self::Failed {
            code: error.code(),
            reason: error.to_string(),
            expected: wanted,
            found: seen,
        }
    }

    pub(super) fn not_reached(why: impl Into<String>) -> Self {
        Self::NotReached {
            why: why.into(),
            found: None,
        }
    }

    /// The same, with what the token says; failures have it already.
    pub(super) fn with_found(mut self, value: Value) -> Self {
        if let Self::Held { found } | Self::NotReached { found, .. } = &mut self {
            *found = Some(value);
        }
        self
    }

    /// Held, or the failure of `result`.
    pub(super) fn of<T>(result: &Result<T, Error>) -> Self {
        match result {
            Ok(_) => Self::held(),
            Err(error) => Self::failed(error),
        }
    }

    /// True if the check failed.
    pub fn is_failed(&self) -> bool {
        matches!(self, Self::Failed { .. })
    }

    /// True if the check held.
    pub fn is_held(&self) -> bool {
        matches!(self, Self::Held { .. })
    }
}

impl Verdict {
    pub(super) fn refused(error: &Error) -> Self {
        Self::Refused {
            code: error.code(),
            reason: error.to_string(),
        }
    }

    /// Where verification cannot be called: the first failure, or what is missing.
    pub(super) fn of_parts(checks: &[Check], keys: &Keys<'_>, expected: &Expected<'_>) -> Self {
        let first = checks.iter().find_map(|check| match &check.outcome {
            Outcome::Failed { code, reason, .. } => Some((*code, reason.clone())),
            _ => None,
        });
        if let Some((code, reason)) = first {
            return Self::Refused { code, reason };
        }
        let no_key = keys.is_none().then_some("key");
        Self::Undecided {
            missing: no_key.into_iter().chain(expected.missing()).collect(),
        }
    }
}

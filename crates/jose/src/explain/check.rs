//! One check and its outcome.

use serde::Serialize;

use super::culprit::KeyName;
use super::name::Name;
use super::value::Value;
use crate::error::Error;

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
    /// The header's member concerned, where one alone is at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<&'static str>,
    /// The key of a set for which the whole set is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<KeyName>,
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
    #[non_exhaustive]
    Held {
        /// What the token says.
        #[serde(skip_serializing_if = "Option::is_none")]
        found: Option<Value>,
    },
    /// It failed.
    #[non_exhaustive]
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
    #[non_exhaustive]
    NotReached {
        /// Why not.
        why: String,
        /// What the token says.
        #[serde(skip_serializing_if = "Option::is_none")]
        found: Option<Value>,
    },
}

impl Check {
    pub(super) fn new(name: Name, outcome: Outcome) -> Self {
        Self {
            name,
            claim: None,
            member: None,
            key: None,
            outcome,
            proven: None,
        }
    }
}

impl Outcome {
    pub(super) fn held() -> Self {
        Self::Held { found: None }
    }

    pub(super) fn found(value: impl Into<Option<Value>>) -> Self {
        Self::Held {
            found: value.into(),
        }
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
    pub(super) fn with_found(mut self, value: Option<Value>) -> Self {
        if let Self::Held { found } | Self::NotReached { found, .. } = &mut self {
            *found = value;
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

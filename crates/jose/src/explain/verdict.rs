//! What verification says.

use serde::Serialize;

use super::check::{Check, Outcome};
use super::expected::Expected;
use super::keys::Keys;
use crate::error::Error;

/// What verification says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// It accepts the token.
    Accepted,
    /// It refuses the token.
    #[non_exhaustive]
    Refused {
        /// The code: see [`Error::code`].
        code: &'static str,
        /// One sentence.
        reason: String,
    },
    /// Nothing failed, but not all that verification needs was given: nothing is proven.
    #[non_exhaustive]
    Undecided {
        /// What was not given: `key`, `issuer`, `audience`, `typ`.
        missing: Vec<&'static str>,
    },
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

//! Why a token is refused, for a person who looks at it: every check of [`jwt::verify`] in its
//! order, each held, failed or not reached, and hints at the usual causes.
//!
//! Verification stops at the first failure; this goes on wherever the input can still be read, so
//! that one sees at once that a token is expired and for another audience. The verdict is not made
//! here: it is what [`jwt::verify`] itself says. What a token claims is shown with `proven: false`
//! unless its signature held by a key that is accepted.
//!
//! ```
//! use paraph_jose::policy::{Audiences, Policy};
//! use paraph_jose::{Alg, KeySet, SigningKey, explain, jwt};
//! # let now = 1_700_000_000;
//! let key = SigningKey::generate(Alg::ES256)?;
//! let claims = serde_json::json!({ "iss": "https://id.example", "aud": "web", "exp": now - 600 });
//! let token = jwt::sign(&key, "report+jwt", &claims)?;
//! let policy = Policy::new("https://id.example", Audiences::Only("api".into()), "report+jwt");
//! let explained = explain::explain(&token, &KeySet::from(key.verifying_key()), &policy, now);
//! let codes: Vec<_> = explained.failures().map(|(_, code)| code).collect();
//! assert_eq!(codes, ["audience_mismatch", "expired"]);
//! # Ok::<(), paraph_jose::Error>(())
//! ```
//!
//! Never shown: keys, secrets, signatures, values of claims that are not registered, what is nested
//! in those that are. What a
//! stranger wrote is cut and its control characters are made visible. Never decide anything by an
//! explanation but what to tell a person.

mod check;
mod claims;
mod culprit;
mod der;
mod expected;
mod header;
mod hint;
mod key;
mod keys;
mod mac;
mod name;
mod near;
mod odd;
mod parties;
mod pasted;
mod show;
mod signs;
mod slips;
mod times;
mod token;
mod value;
mod verdict;

use serde::Serialize;
use serde::de::IgnoredAny;

pub use self::check::{Check, Outcome};
pub use self::culprit::KeyName;
pub use self::expected::Expected;
pub use self::hint::Hint;
pub use self::keys::Keys;
pub use self::name::Name;
pub use self::odd::{OddClaim, odd_claims};
use self::pasted::Pasted;
use self::token::Look;
pub use self::value::{Form, Span, Value};
pub use self::verdict::Verdict;
use crate::jwt;

/// What was checked of one token, and what came of it. Serialises for programs; codes and names are
/// stable, sentences are not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// What verification says.
    pub verdict: Verdict,
    /// The signature held, by a key that is accepted: the claims are those that its owner signed.
    pub proven: bool,
    /// The time of the judgement, unix seconds.
    pub now: i64,
    /// Every check in the order of verification; a check that failed in several ways stands there
    /// once for each.
    pub checks: Vec<Check>,
    /// What the cause may be.
    pub hints: Vec<Hint>,
    /// Where the text is no token and one stands in it (behind `Bearer `, in quotes, in a cookie, ..):
    /// that one explained. The text itself stays refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inside: Option<Box<Self>>,
}

impl Explanation {
    /// True if verification accepts the token.
    pub fn is_accepted(&self) -> bool {
        self.verdict == Verdict::Accepted
    }

    /// The checks that failed, each with its code: those of [`crate::Error::code`].
    pub fn failures(&self) -> impl Iterator<Item = (Name, &'static str)> {
        self.checks.iter().filter_map(|check| match check.outcome {
            Outcome::Failed { code, .. } => Some((check.name, code)),
            _ => None,
        })
    }
}

/// Explains what [`jwt::verify`] says of `token` at `now` (unix seconds).
///
/// `keys` is a [`crate::KeySet`], or [`Keys`] where there is none or it was refused. `policy` is a
/// [`crate::Policy`], or [`Expected`] where not all of one is known. Never fails and takes a time
/// linear in the length of the token.
pub fn explain<'k, 'p>(
    token: &str,
    keys: impl Into<Keys<'k>>,
    policy: impl Into<Expected<'p>>,
    now: i64,
) -> Explanation {
    let (keys, expected) = (keys.into(), policy.into());
    let pasted = Pasted::read(token);
    let inside = pasted.token().map(|inner| {
        let pasted = Pasted::read(inner);
        Box::new(look(inner, &pasted, &keys, &expected, now))
    });
    Explanation {
        inside,
        ..look(token, &pasted, &keys, &expected, now)
    }
}

fn look(
    token: &str,
    pasted: &Pasted<'_>,
    keys: &Keys<'_>,
    expected: &Expected<'_>,
    now: i64,
) -> Explanation {
    let look = Look::at(token, keys, expected, now);
    let verdict = match (&look.trust.set, expected.is_whole()) {
        (Some(set), true) => {
            let policy = expected.policy();
            match jwt::verify::<IgnoredAny>(token, set, policy, now) {
                Ok(_) => Verdict::Accepted,
                Err(error) => Verdict::refused(&error),
            }
        }
        _ => Verdict::of_parts(&look.checks, keys, expected),
    };
    let hints = signs::read(&look, pasted);
    Explanation {
        verdict,
        proven: look.proven,
        now,
        checks: look.checks,
        hints,
        inside: None,
    }
}

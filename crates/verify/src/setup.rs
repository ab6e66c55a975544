//! Why a verifier cannot be built. The service's own mistake, told at its start.

use std::error::Error;
use std::fmt;

/// What the caller of a constructor has to change.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SetupError {
    /// The policy expects tokens of another `typ` than `at+jwt`, which is what an issuer of ours writes.
    NotAccessTokens {
        /// The `typ` it expects.
        typ: String,
    },
    /// The policy trusts none or several issuers; the keys of one place are those of one issuer.
    Issuers(usize),
    /// Two verifiers that are to become one both trust this issuer.
    SameIssuer(String),
    /// A policy for other issuers than those whose keys these are.
    OtherIssuer,
    /// An address that no keys may be fetched from.
    Address {
        /// The setting it comes from: `issuer`, `base_url` or `jwks_uri`.
        setting: &'static str,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A setting that contradicts another, or itself.
    Setting(&'static str),
    /// Called outside of a tokio runtime, which the task that fetches keys needs.
    NoRuntime,
    /// The HTTPS client could not be made, mostly for want of the system's certificates.
    Client(String),
}

impl SetupError {
    /// A stable `snake_case` name, for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAccessTokens { .. } => "policy_typ",
            Self::Issuers(_) => "policy_issuers",
            Self::SameIssuer(_) => "same_issuer",
            Self::OtherIssuer => "other_issuer",
            Self::Address { .. } => "address",
            Self::Setting(_) => "setting",
            Self::NoRuntime => "no_runtime",
            Self::Client(_) => "client",
        }
    }
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAccessTokens { typ } => write!(
                f,
                "the policy expects `typ: {typ}`, an issuer of ours writes `at+jwt`: use `Verifier::foreign` for another issuer"
            ),
            Self::Issuers(count) => write!(
                f,
                "the policy names {count} issuers: make one verifier for each, and join them with `Verifier::also`"
            ),
            Self::SameIssuer(issuer) => {
                write!(f, "the issuer {issuer:?} is trusted already: name it once")
            }
            Self::OtherIssuer => f.write_str(
                "the policy names another issuer, whose keys these are not: make a verifier for it, and join them with \
                 `Verifier::also`",
            ),
            Self::Address { setting, why } => write!(f, "`{setting}` {why}"),
            Self::Setting(why) => f.write_str(why),
            Self::NoRuntime => f.write_str(
                "no tokio runtime here: start the verifier within one, for example in `#[tokio::main] async fn main`",
            ),
            Self::Client(why) => write!(f, "the HTTPS client cannot be made: {why}"),
        }
    }
}

impl Error for SetupError {}

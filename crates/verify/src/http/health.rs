//! How the keys are, for the readiness route of a service. Reads memory alone: no request waits for it.

use std::time::Duration;

use super::error::FetchError;
use crate::Verifier;
use crate::verifier::Trusted;

/// How a verifier is: each of its issuers, in the order they were named.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Health {
    /// One for each issuer; the verifier of one issuer has one.
    pub issuers: Vec<IssuerHealth>,
}

/// How the keys of one issuer are.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IssuerHealth {
    /// The issuer, as it is compared.
    pub issuer: String,
    /// How many keys count; 0 refuses all its tokens with 503.
    pub keys: usize,
    /// How long ago the set was fetched. `None` without a set, and for keys that the service sets by itself.
    pub age: Option<Duration>,
    /// When a set was last fetched, unix milliseconds; by an earlier process if it was found on disk.
    pub fetched_at: Option<i64>,
    /// The last failure, even if all went well since: compare its time with `fetched_at`.
    pub last_failure: Option<FetchFailure>,
    /// How many fetches have ended since the start.
    pub fetches: u64,
    /// How many of them brought nothing.
    pub failures: u64,
}

/// A fetch that brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FetchFailure {
    /// When it ended, unix milliseconds; `None` after a panic, when even the clock is in doubt.
    pub at: Option<i64>,
    /// A stable `snake_case` name: `timeout connect status redirect too_large broken secret_in_set panic`, or the code of a
    /// [`paraph_jose::Error`] for a set that is refused.
    pub code: &'static str,
    /// What happened, for a person. Holds no secret and nothing of what the issuer answered but its status.
    pub text: String,
}

impl Health {
    /// Whether tokens of every issuer can be checked. A service that also works without a partner's issuer asks its own alone,
    /// `health.issuers[0].is_ready()`: else the partner's outage takes it out of service.
    pub fn is_ready(&self) -> bool {
        self.issuers.iter().all(IssuerHealth::is_ready)
    }
}

impl IssuerHealth {
    /// Whether its tokens can be checked: there are keys, and they are not too old.
    pub fn is_ready(&self) -> bool {
        self.keys > 0
    }

    fn of(trusted: &Trusted) -> Self {
        let source = trusted.keys.source_health().unwrap_or_default();
        let known = trusted.keys.current();
        let SourceHealth { age, record } = source;
        Self {
            issuer: trusted.policy.issuers().join(" "),
            keys: known.as_ref().map_or(0, |known| known.set.keys().len()),
            age: age.filter(|_| known.is_some()),
            fetched_at: record.fetched_at,
            last_failure: record.last_failure,
            fetches: record.fetches,
            failures: record.failures,
        }
    }
}

impl Verifier {
    /// How the keys are: what a readiness route answers by, and what a person wants to know when it says no.
    pub fn health(&self) -> Health {
        Health {
            issuers: self.trusted().map(IssuerHealth::of).collect(),
        }
    }
}

/// What a source tells of itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct SourceHealth {
    pub(super) age: Option<Duration>,
    pub(super) record: Record,
}

/// What is counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    pub(super) fetched_at: Option<i64>,
    pub(super) last_failure: Option<FetchFailure>,
    pub(super) fetches: u64,
    pub(super) failures: u64,
    /// The code of the failure that the log knows of; `None` while all is well.
    pub(super) told: Option<&'static str>,
}

impl Record {
    pub(super) fn succeeded(&mut self, at: i64) {
        self.fetches += 1;
        self.fetched_at = Some(at);
    }

    pub(super) fn failed(&mut self, at: Option<i64>, error: &FetchError) {
        self.fetches += 1;
        self.failures += 1;
        self.last_failure = Some(FetchFailure {
            at,
            code: error.code(),
            text: error.to_string(),
        });
    }
}

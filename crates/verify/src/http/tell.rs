//! What the operator hears: metrics at every fetch, log lines when something changes. [`Remote`](super::Remote) lists them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use metrics::{counter, gauge};
use tracing::{error, info, warn};

use super::error::FetchError;
use super::persist::Trouble;

const FETCHES: &str = "paraph_verify_jwks_fetches_total";
const KEYS: &str = "paraph_verify_jwks_keys";
const FETCHED_AT: &str = "paraph_verify_jwks_fetched_at_seconds";

/// Tells of one issuer's keys.
#[derive(Clone)]
pub(super) struct Teller {
    issuer: Arc<str>,
    file_fails: Arc<AtomicBool>,
}

impl Teller {
    pub(super) fn new(issuer: &str) -> Self {
        Self {
            issuer: issuer.into(),
            file_fails: Arc::default(),
        }
    }

    pub(super) fn fetched(
        &self,
        count: usize,
        at: i64,
        is_new: bool,
        failed: Option<&'static str>,
    ) {
        self.count("ok");
        self.gauge(KEYS, count);
        self.gauge(FETCHED_AT, usize::try_from(at / 1_000).unwrap_or_default());
        if is_new || failed.is_some() {
            info!(issuer = %self.issuer, keys = count, is_new, after = failed, "keys fetched");
        }
    }

    pub(super) fn failed(&self, error: &FetchError, is_news: bool) {
        self.count(error.code());
        if is_news {
            warn!(issuer = %self.issuer, code = error.code(), %error, "keys not fetched");
        }
    }

    pub(super) fn dropped(&self) {
        self.gauge(KEYS, 0);
        error!(issuer = %self.issuer, "keys too old: every token is refused until the issuer answers");
    }

    pub(super) fn recalled(&self, count: usize, age: Duration) {
        self.gauge(KEYS, count);
        info!(issuer = %self.issuer, keys = count, age_s = age.as_secs(), "keys found on disk");
    }

    pub(super) fn file_ignored(&self, trouble: &Trouble) {
        warn!(issuer = %self.issuer, error = %trouble, "file of keys ignored");
    }

    pub(super) fn file_stuck(&self) {
        warn!(issuer = %self.issuer, "file of keys not readable in time");
    }

    /// Once per change, not per write.
    pub(super) fn file_written(&self, outcome: Result<(), Trouble>) {
        let failed_before = self.file_fails.swap(outcome.is_err(), Ordering::Relaxed);
        match outcome {
            Err(trouble) if !failed_before => {
                warn!(issuer = %self.issuer, error = %trouble, "keys not kept on disk");
            }
            Ok(()) if failed_before => info!(issuer = %self.issuer, "keys kept on disk again"),
            _ => {}
        }
    }

    fn count(&self, outcome: &'static str) {
        counter!(FETCHES, "issuer" => self.issuer.to_string(), "outcome" => outcome).increment(1);
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "counts and seconds are far below 2^52"
    )]
    fn gauge(&self, name: &'static str, value: usize) {
        gauge!(name, "issuer" => self.issuer.to_string()).set(value as f64);
    }
}

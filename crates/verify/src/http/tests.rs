//! Whole verifiers against an issuer that misbehaves: over sockets where the wire matters (`wire`, `cold`), else with a stub
//! and a paused clock, so that an hour takes no time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use paraph_jose::{Alg, JwkSet, Policy, SigningKey, jwt};
use serde_json::{Value, json};
use tokio::time::{Instant, advance, sleep};

use super::*;
use crate::{Outage, Reject, SetupError, Verifier};

mod ages;
mod alone;
mod cold;
mod crossed;
mod flood;
mod issuer;
mod matrix;
mod proxy;
mod race;
mod rotation;
mod setup;
mod stub;
mod tls;
mod told;
mod unnamed;
mod wire;

use self::stub::{Answer, Stub};

const ISSUER: &str = "https://id.example.org";
const MADE: i64 = 1_700_000_000;
const SECOND: Duration = Duration::from_secs(1);
const NO_KEYS: Reject = Reject::Unavailable(Outage::NoKeys);
const IN_DOUBT: Reject = Reject::Unavailable(Outage::KeyInDoubt);

fn key() -> SigningKey {
    SigningKey::generate(Alg::ES256).unwrap()
}

fn claims(issuer: &str) -> Value {
    json!({
        "iss": issuer, "sub": "usr_a", "aud": "api", "client_id": "app", "iat": MADE, "exp": MADE + 300, "jti": "j1",
        "sid": "ses_a", "scope": "read", "lsn": paraph_ledger::Lsn::FIRST,
    })
}

fn token(key: &SigningKey) -> String {
    jwt::sign(key, "at+jwt", &claims(ISSUER)).unwrap()
}

/// The public set of these keys, as an issuer answers it.
fn set(keys: &[&SigningKey]) -> String {
    let public = keys.iter().map(|key| key.to_jwk().public().unwrap());
    JwkSet::new(public).unwrap().to_json().to_string()
}

/// Settings for tests: the clock stands where tokens are good.
fn remote() -> Remote {
    Verifier::remote_with(Policy::access_token(ISSUER, "api")).clock(|| MADE * 1_000)
}

/// Lets the task do what it can do now; with a paused clock this waits for the threads that read sets, too.
async fn settle() {
    sleep(Duration::from_millis(1)).await;
}

/// What must come about, and soon.
async fn until(is_so: impl Fn() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < SECOND * 10, "still not so");
        sleep(Duration::from_millis(5)).await;
    }
}

/// A verifier, its issuer's key, and what the issuer answers.
struct House {
    key: SigningKey,
    stub: Stub,
    verifier: Verifier,
}

impl House {
    /// With the issuer's good set.
    async fn new() -> Self {
        let house = Self::of(remote(), None);
        settle().await;
        assert!(house.verifier.health().is_ready());
        house
    }

    /// `None` answers with the good set.
    fn of(remote: Remote, answer: Option<Answer>) -> Self {
        let key = key();
        let stub = Stub::new(answer.unwrap_or_else(|| Answer::Bytes(set(&[&key]).into())));
        let verifier = remote.start_with(Box::new(stub.clone())).unwrap();
        Self {
            key,
            stub,
            verifier,
        }
    }

    fn good(&self) -> String {
        token(&self.key)
    }

    fn answers(&self, keys: &[&SigningKey]) {
        self.stub.now(Answer::Bytes(set(keys).into()));
    }

    fn judge(&self, token: &str) -> Result<(), Reject> {
        self.verifier.verify(token).map(drop)
    }
}

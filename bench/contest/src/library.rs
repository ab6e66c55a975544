//! What a library is asked: to do something again and again (a [`Job`]), or to judge one thing (a [`Question`]). Both are
//! texts, so that a library in another process is asked the same.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Outcome;
use crate::slices::Contestant;

/// What comes of a job: nothing if the library has no such algorithm; an error if it has, and yet cannot do the job.
pub type Ready = Outcome<Option<Box<dyn Contestant>>>;

/// One library, as the benchmarks use it.
pub trait Library {
    /// Its name, as `Cargo.lock` has it.
    fn name(&self) -> &'static str;

    /// Parses keys once and gets ready.
    ///
    /// # Errors
    /// If the library has the algorithm and yet cannot do the job.
    fn work(&self, job: &Job) -> Ready;

    /// Does one thing and says what came of it.
    fn answer(&self, question: &Question) -> Answer;
}

/// What is done over and over, with keys that are parsed before.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Job {
    /// Check a JWT: signature, `exp`, `nbf`, `iss`, `aud`; claims into a type.
    Verify {
        /// The algorithm.
        alg: String,
        /// The public or secret key, a JWK.
        jwk: String,
        /// What is checked.
        token: String,
    },
    /// Sign the twelve claims, with `typ` and `kid` in the header.
    Sign(Key),
    /// Encrypt `content` for the key with A256GCM.
    Encrypt {
        /// The key management algorithm.
        alg: String,
        /// The public or secret key, a JWK.
        jwk: String,
        /// What is encrypted.
        content: String,
    },
    /// Decrypt a JWE.
    Decrypt {
        /// The key management algorithm.
        alg: String,
        /// The private or secret key, a JWK.
        jwk: String,
        /// What is decrypted.
        token: String,
    },
}

impl Job {
    /// The algorithm.
    pub fn alg(&self) -> &str {
        match self {
            Self::Verify { alg, .. } | Self::Encrypt { alg, .. } | Self::Decrypt { alg, .. } => alg,
            Self::Sign(key) => &key.alg,
        }
    }
}

/// A private or secret key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Key {
    /// The algorithm.
    pub alg: String,
    /// The key as a JWK.
    pub jwk: String,
    /// The same as PKCS#8 in PEM; nothing for a secret.
    pub pem: Option<String>,
}

/// What is asked once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Question {
    /// Sign `claims`; answered by the token.
    Sign {
        /// With this key.
        key: Key,
        /// A JSON object.
        claims: Value,
    },
    /// Check a token.
    Check(Check),
    /// Encrypt and decrypt again.
    RoundTrip {
        /// The key management algorithm.
        alg: String,
        /// The private or secret key, a JWK.
        jwk: String,
    },
    /// The thumbprint of a JWK (RFC 7638), as a text.
    Thumbprint(String),
    /// Read a JWK Set.
    ReadSet(String),
    /// Read a token's claims without checking it; answered by the name of the call.
    ReadUnverified(String),
}

/// A token and what is asked of it. What is not set stays as the library has it by default.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Check {
    /// The algorithm that the caller names.
    pub alg: String,
    /// The key, a JWK.
    pub jwk: String,
    /// The token.
    pub token: String,
    /// The expected issuer.
    pub issuer: Option<String>,
    /// The expected audience.
    pub audience: Option<String>,
    /// The expected `typ`.
    pub typ: Option<String>,
    /// The time, unix seconds, instead of the system's.
    pub now: Option<i64>,
    /// Tokens issued before are refused.
    pub issued_after: Option<i64>,
    /// Algorithms that the caller allows beside `alg`.
    pub also: Option<String>,
    /// Every check that the library leaves to be switched on is.
    pub all_checks: bool,
    /// The library is told that the token was revoked.
    pub revoked: bool,
    /// The library is shown the token twice, and must know it the second time.
    pub cached: bool,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// It went well.
    Accepted,
    /// The library refused.
    Refused,
    /// The library has no call for this.
    NoSuchCall,
    /// What was asked for.
    Text(String),
}

impl Answer {
    /// Of a call whose result does not matter.
    pub fn of<T, E>(result: Result<T, E>) -> Self {
        result.map_or(Self::Refused, |_| Self::Accepted)
    }
}

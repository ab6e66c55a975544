//! Symmetric keys (RFC 7518 sections 3.2, 4.4 to 4.8, 6.4): secrets of HMAC, of key wrapping and of
//! contents, and passwords. Refused: secrets of HMAC shorter than the hash, others of another length
//! than their algorithm's, published or repetitive ones, and texts that are really somebody's public
//! key (the classic confusion of RFC 8725 section 2.1).

use aws_lc_rs::hmac;

use super::Secret;
use super::lookalike;
use super::material::{Member, member, word};
use crate::error::Error;

/// The shortest secret that a key without a purpose may hold: AES takes 16 bytes, HMAC more.
const MIN_LEN: usize = 16;
/// The longest: far beyond use, short enough to keep loading cheap.
const MAX_LEN: usize = 1024;
/// A random secret of 16 bytes has about 15 different ones; a typed one over this limit passes as
/// well.
const MIN_DISTINCT: usize = 8;

/// Secrets that tutorials and default configurations have published, long enough to pass by length.
const PUBLISHED: [&str; 8] = [
    "a-string-secret-at-least-256-bits-long",
    "a-valid-string-secret-that-is-at-least-384-bits-long",
    "a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
    "404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970",
    "5367566B59703373367639792F423F4528482B4D6251655468576D5A71347437",
    "qwertyuiopasdfghjklzxcvbnm123456",
    "abcdefghijklmnopqrstuvwxyz123456",
    "abcdefghijklmnopqrstuvwxyz0123456789",
];

/// A symmetric secret. What it must be is said by its purpose.
#[derive(Clone, Debug)]
pub(crate) struct Key(Secret);

impl Key {
    /// Why a key's text is refused as a secret; explanations know it by this.
    pub(crate) const TEXT_OF_A_KEY: &str = "a key's text used as a secret";

    pub(crate) fn new(secret: Secret) -> Result<Self, Error> {
        if secret.bytes().len() > MAX_LEN {
            return Err(Error::KeyMalformed("a secret over 1024 bytes"));
        }
        Ok(Self(secret))
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.0
    }

    pub(super) fn hmac(&self, hash: hmac::Algorithm) -> Result<hmac::Key, Error> {
        self.check_for_hash(hash.tag_len())?;
        Ok(hmac::Key::new(hash, self.0.bytes()))
    }

    /// For HMAC with a hash of `len` bytes.
    pub(crate) fn check_for_hash(&self, len: usize) -> Result<(), Error> {
        if self.0.bytes().len() < len {
            return Err(Error::KeyWeak("a secret shorter than the hash"));
        }
        self.check_origin()
    }

    /// For AES, where only the lengths that `fits` names make a key.
    pub(super) fn check_for_cipher(&self, fits: impl Fn(usize) -> bool) -> Result<(), Error> {
        if !fits(self.0.bytes().len()) {
            return Err(Error::KeyMalformed("length of the secret"));
        }
        self.check_origin()
    }

    /// For PBES2: people choose passwords, and what was encrypted with a bad one stays readable.
    pub(super) fn check_for_password(&self) -> Result<(), Error> {
        if self.0.bytes().is_empty() {
            return Err(Error::KeyWeak("an empty password"));
        }
        Ok(())
    }

    /// For a key that does not say what it is for.
    pub(super) fn check_for_any(&self) -> Result<(), Error> {
        if self.0.bytes().len() < MIN_LEN {
            return Err(Error::KeyWeak("a secret under 16 bytes"));
        }
        self.check_origin()
    }

    fn check_origin(&self) -> Result<(), Error> {
        let bytes = self.0.bytes();
        if is_guessable(bytes) {
            return Err(Error::KeyWeak("a published or repetitive secret"));
        }
        if lookalike::spells_a_key(bytes) {
            return Err(Error::KeyWeak(Self::TEXT_OF_A_KEY));
        }
        Ok(())
    }

    pub(super) fn required_members(&self) -> Vec<Member> {
        vec![member("k", self.0.bytes()), word("kty", "oct")]
    }
}

fn is_guessable(bytes: &[u8]) -> bool {
    let mut seen = [false; 256];
    for byte in bytes {
        seen[usize::from(*byte)] = true;
    }
    let distinct = seen.iter().filter(|seen| **seen).count();
    let repeats = |unit: usize| bytes.iter().zip(&bytes[unit..]).all(|(a, b)| a == b);
    let published = |text: &str| text.as_bytes().eq_ignore_ascii_case(bytes.trim_ascii());
    let units = 1..=16.min(bytes.len() / 2);
    distinct < MIN_DISTINCT
        || units.into_iter().any(repeats)
        || PUBLISHED.iter().any(|text| published(text))
}

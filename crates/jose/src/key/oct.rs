//! Symmetric keys (RFC 7518 sections 3.2, 6.4). Refused: secrets shorter than the hash, published
//! or repetitive ones, and texts that are really somebody's public key (the classic confusion of
//! RFC 8725 section 2.1).

use aws_lc_rs::hmac;

use super::Secret;
use super::material::{Member, member, word};
use crate::der;
use crate::error::Error;

/// The shortest secret any algorithm of the table takes.
const MIN_LEN: usize = 32;
/// The longest: far beyond use, short enough to keep loading cheap.
const MAX_LEN: usize = 1024;
/// A random secret of 32 bytes has about 30 different bytes; a typed one over this limit passes as
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

/// A symmetric secret that passed the checks.
#[derive(Clone, Debug)]
pub(crate) struct Key(Secret);

impl Key {
    /// Why a key's text is refused as a secret; explanations know it by this.
    pub(crate) const TEXT_OF_A_KEY: &str = "a key's text used as a secret";

    pub(crate) fn new(secret: Secret) -> Result<Self, Error> {
        let bytes = secret.bytes();
        if bytes.len() < MIN_LEN {
            return Err(Error::KeyWeak("a secret shorter than the hash"));
        }
        if bytes.len() > MAX_LEN {
            return Err(Error::KeyMalformed("a secret over 1024 bytes"));
        }
        if is_guessable(bytes) {
            return Err(Error::KeyWeak("a published or repetitive secret"));
        }
        if looks_like_a_key_text(bytes) {
            return Err(Error::KeyWeak(Self::TEXT_OF_A_KEY));
        }
        Ok(Self(secret))
    }

    pub(super) fn hmac(&self, hash: hmac::Algorithm) -> Result<hmac::Key, Error> {
        if self.0.bytes().len() < hash.tag_len() {
            return Err(Error::KeyWeak("a secret shorter than the hash"));
        }
        Ok(hmac::Key::new(hash, self.0.bytes()))
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
    distinct < MIN_DISTINCT || (1..=16).any(repeats) || PUBLISHED.iter().any(|text| published(text))
}

/// PEM, SSH and JWK texts and DER, whatever blanks stand before them.
fn looks_like_a_key_text(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii();
    let starts = |prefix: &str| text.starts_with(prefix.as_bytes());
    let holds = |part: &str| {
        text.windows(part.len())
            .any(|window| window == part.as_bytes())
    };
    starts("ssh-")
        || starts("ecdsa-sha2-")
        || starts("---- BEGIN")
        || holds("-----BEGIN ")
        || (starts("{") && holds("\"kty\""))
        || der::is_one_sequence(bytes)
}

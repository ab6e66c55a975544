//! Whether a secret made a MAC, asked of secrets that no key object would take. Answers a person's
//! question and nothing else: see [`super::Keys`].

use aws_lc_rs::hmac;
use base64_simd::{Base64, STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use crate::alg::{Alg, Scheme};
use crate::b64;
use crate::error::Error;
use crate::key::{Checker, Secret, hexadecimal};

/// What was signed, and the signature as it stands in the token.
#[derive(Clone, Copy)]
pub(super) struct Signed<'t> {
    pub(super) message: &'t [u8],
    pub(super) signature: &'t str,
}

/// Checks the MAC by `secret`, whatever its length.
pub(super) fn check(secret: &[u8], alg: Alg, signed: Signed<'_>) -> Result<(), Error> {
    let Scheme::Hmac { hash } = alg.scheme() else {
        return Err(Error::AlgMismatch);
    };
    if signed.signature.len() != b64::encoded_len(hash.tag_len()) {
        return Err(Error::BadSignature);
    }
    let mac = b64::decode(signed.signature).ok_or(Error::TokenBase64)?;
    let key = hmac::Key::new(*hash, secret);
    Checker::Hmac(Box::new(key)).check(signed.message, &mac)
}

/// True if the MAC holds by the secret's other reading: the bytes that its text stands for in base64
/// or hexadecimal, or the text that stands for its bytes.
pub(super) fn holds_by_other_reading(secret: &Secret, alg: Alg, signed: Signed<'_>) -> bool {
    let holds = |reading: &Reading| check(reading, alg, signed).is_ok();
    readings(secret.bytes()).any(|reading| holds(&reading))
}

type Reading = Zeroizing<Vec<u8>>;

fn readings(bytes: &[u8]) -> impl Iterator<Item = Reading> {
    static FORMS: [Base64; 4] = [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD];
    let text = bytes.trim_ascii();
    let decoded = FORMS
        .iter()
        .filter_map(move |form| form.decode_to_vec(text).ok());
    let encoded = FORMS
        .iter()
        .map(move |form| form.encode_to_string(bytes).into_bytes());
    let base64 = decoded.chain(encoded).map(Zeroizing::new);
    let spelt = [false, true]
        .into_iter()
        .map(move |upper| spell(bytes, upper));
    base64.chain(hexadecimal(text)).chain(spelt)
}

/// The bytes as hexadecimal text.
fn spell(bytes: &[u8], upper: bool) -> Reading {
    let digits: &[u8; 16] = if upper {
        b"0123456789ABCDEF"
    } else {
        b"0123456789abcdef"
    };
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    Zeroizing::new(halves.map(|half| digits[usize::from(half)]).collect())
}

/// Bits that a secret for `alg` must have.
pub(super) fn needed_bits(alg: Alg) -> usize {
    match alg.scheme() {
        Scheme::Hmac { hash } => hash.tag_len() * 8,
        _ => 0,
    }
}

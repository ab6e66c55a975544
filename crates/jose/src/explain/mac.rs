//! Whether a secret made a MAC, asked of secrets that no key object would take. Answers a person's
//! question and nothing else: see [`super::Keys`].

use aws_lc_rs::hmac;
use base64_simd::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use crate::alg::{Alg, Scheme};
use crate::b64;
use crate::error::Error;
use crate::key::{Checker, Secret};

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

/// True if the MAC holds by the secret's other reading: the bytes that its text stands for in
/// base64, or the text in base64 that stands for its bytes.
pub(super) fn holds_by_other_reading(secret: &Secret, alg: Alg, signed: Signed<'_>) -> bool {
    let forms = [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD];
    let bytes = secret.bytes();
    forms.iter().any(|form| {
        let decoded = form.decode_to_vec(bytes.trim_ascii()).map(Zeroizing::new);
        let encoded = Zeroizing::new(form.encode_to_string(bytes));
        let holds = |reading: &[u8]| check(reading, alg, signed).is_ok();
        decoded.is_ok_and(|bytes| holds(&bytes)) || holds(encoded.as_bytes())
    })
}

/// Bits that a secret for `alg` must have.
pub(super) fn needed_bits(alg: Alg) -> usize {
    match alg.scheme() {
        Scheme::Hmac { hash } => hash.tag_len() * 8,
        _ => 0,
    }
}

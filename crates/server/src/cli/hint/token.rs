//! What a token is that another command is for.

use paraph_jose::Error;
use paraph_jose::jwe::Enc;
use serde_json::Value;

use super::super::failure::Failure;

/// The refusal of a command for signed tokens.
pub(in crate::cli) fn signed_wanted(error: &Error, token: &str) -> Failure {
    let failure = Failure::from(error.clone());
    if *error == Error::TokenNotCompact && parts(token) == 5 {
        return failure.hint("this token is encrypted: `paraph jwe decrypt` opens it");
    }
    if *error == Error::TokenNotCompact && token.starts_with("par_") {
        return failure.hint(
            "this is one of Paraph's secrets, which only its server can check: give an access token",
        );
    }
    failure
}

/// The refusal of a command for encrypted tokens.
pub(in crate::cli) fn encrypted_wanted(error: &Error, token: &str) -> Failure {
    let failure = Failure::from(error.clone());
    match error {
        Error::TokenNotCompact if parts(token) == 3 => failure.hint(
            "this token is signed, not encrypted: `paraph jwt verify` or `paraph jws verify` checks it",
        ),
        Error::KeyUnknown => failure.hint(
            "take the key that it was encrypted for: its first part is base64url of a header, which names the kid",
        ),
        Error::EncNotAllowed => match enc(token) {
            Some(enc) => failure.hint(format!("if you want it accepted, give --enc {enc}")),
            None => failure,
        },
        _ => failure,
    }
}

/// How many parts a compact token has; 0 if it is none for other reasons.
fn parts(token: &str) -> usize {
    if token.contains(|c: char| c.is_whitespace()) {
        return 0;
    }
    token.split('.').take(7).count()
}

/// The content encryption that an unchecked header names, if it is one of ours.
fn enc(token: &str) -> Option<Enc> {
    let (header, _) = token.split_once('.')?;
    let header = base64_simd::URL_SAFE_NO_PAD
        .decode_to_vec(header.as_bytes())
        .ok()?;
    let header: Value = serde_json::from_slice(&header).ok()?;
    header["enc"].as_str()?.parse().ok()
}

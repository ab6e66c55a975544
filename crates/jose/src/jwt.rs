//! JSON Web Tokens (RFC 7519): claims in a compact JWS, judged by a [`Policy`].
//!
//! The order is fixed: signature, then types, then the policy, expiry last. So a token that is
//! expired and badly signed is badly signed, and a caller who sees [`Error::Expired`] knows that
//! all else was right.
//!
//! A token may be encrypted besides (RFC 7519 section 11.2: signed first). [`decrypt_and_verify`] is
//! the only way from such a token to claims, and checks both layers: a decrypted text alone proves
//! nothing about who wrote it.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::alg::Alg;
use crate::b64;
use crate::claims::{self, Claims};
use crate::error::Error;
use crate::header::same_type;
use crate::json::typed::{self, Members};
use crate::json::write;
use crate::jwe::{self, Decrypter, EncryptionKey};
use crate::jws::{self, Signed};
use crate::key::{KeySet, SigningKey};
use crate::policy::{Policy, Times};

/// The `cty` of a token that holds a token (RFC 7519 section 5.2).
const NESTED: &str = "JWT";

/// Claims that were checked, and the key that vouches for them. `K` is how its kid is held: owned, or
/// borrowed from the set.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified<C, K = String> {
    /// The claims, in the caller's type.
    pub claims: C,
    /// The kid of the key that held.
    pub kid: K,
    /// The algorithm of the key that held.
    pub alg: Alg,
    /// The times among the claims.
    pub times: Times,
}

/// Signs `claims` as a JWT of type `typ` (`at+jwt` for access tokens).
///
/// **What is in the claims is not checked.** They must serialise to a JSON object that a verifier
/// reads: no name twice (two flattened structs can write one), no NUL, and the other bounds of
/// [`crate::json`]. Anything else makes a token that is signed and that nobody accepts. To look at
/// them here would cost half of an HMAC; whoever signs what others wrote calls
/// [`crate::json::check`] first.
///
/// # Errors
/// [`Error::ClaimsNotObject`], also if `claims` does not serialise; [`Error::HeaderType`] for a `typ`
/// that holds a NUL; [`Error::TokenTooLong`] if nobody could check the result; [`Error::Crypto`].
pub fn sign<C: Serialize>(key: &SigningKey, typ: &str, claims: &C) -> Result<String, Error> {
    let mut payload = Vec::with_capacity(512);
    write::append(claims, &mut payload).map_err(|_| Error::ClaimsNotObject)?;
    if payload.first() != Some(&b'{') {
        return Err(Error::ClaimsNotObject);
    }
    jws::sign(key, Some(typ), &payload)
}

/// Checks `token` at `now` (unix seconds) and returns its claims. The token stands alone: a line break behind it, as files
/// have, is refused like anything else that is no token.
///
/// # Errors
/// As [`jws::verify`]; [`Error::AlgNotAllowed`], [`Error::NestedContent`]; [`Error::Json`] of the
/// claims, [`Error::ClaimType`], [`Error::ClaimMissing`], [`Error::IssuerMismatch`],
/// [`Error::AudienceMismatch`], [`Error::ClaimMismatch`]; as [`Policy::judge_times`]; and last
/// [`Error::ClaimsShape`] if the claims are acceptable but no `C`.
pub fn verify<C: DeserializeOwned>(
    token: &str,
    keys: &KeySet,
    policy: &Policy,
    now: i64,
) -> Result<Verified<C>, Error> {
    let (mut buffer, mut members) = (Vec::new(), Members::new());
    let (signed, accepted) = accept(token, keys, policy, now, &mut buffer, &mut members)?;
    let (kid, alg) = (signed.key.kid().to_owned(), signed.key.alg());
    shape(&accepted, &members, kid, alg)
}

/// Like [`verify`] for claims that borrow from `buffer`: no allocation once `buffer` has grown to
/// the payload's size. (A JSON string with escapes does not borrow: use `Cow<str>` with
/// `#[serde(borrow)]` where they may come.) The kid borrows from `keys`.
///
/// # Errors
/// As [`verify`].
pub fn verify_borrowed<'b, 'k, C: Deserialize<'b>>(
    token: &str,
    keys: &'k KeySet,
    policy: &Policy,
    now: i64,
    buffer: &'b mut Vec<u8>,
) -> Result<Verified<C, &'k str>, Error> {
    let mut members = Members::new();
    let (signed, accepted) = accept(token, keys, policy, now, buffer, &mut members)?;
    shape(&accepted, &members, signed.key.kid(), signed.key.alg())
}

/// Signs `claims` as [`sign`] does and encrypts the result for `recipient`, with `cty: JWT`.
///
/// # Errors
/// As [`sign`] and [`jwe::encrypt`]; [`Error::TokenTooLong`] if the result has more than [`crate::MAX_TOKEN`] bytes.
pub fn sign_and_encrypt<C: Serialize>(
    key: &SigningKey,
    typ: &str,
    claims: &C,
    recipient: &EncryptionKey,
) -> Result<String, Error> {
    let header = jwe::Header::default().with_cty(NESTED);
    let token = jwe::encrypt(recipient, &header, sign(key, typ, claims)?.as_bytes())?;
    if token.len() > jws::MAX_TOKEN {
        return Err(Error::TokenTooLong);
    }
    Ok(token)
}

/// Decrypts `token`, then checks the token inside as [`verify`] does: its signature by `keys`, its
/// type and claims by `policy`. What the outer header says of claims is ignored.
///
/// # Errors
/// As [`Decrypter::decrypt`]; [`Error::NotNested`] unless `cty` is `JWT`; as [`verify`].
pub fn decrypt_and_verify<C: DeserializeOwned>(
    token: &str,
    decrypter: &Decrypter,
    keys: &KeySet,
    policy: &Policy,
    now: i64,
) -> Result<Verified<C>, Error> {
    let outer = decrypter.decrypt(token)?;
    let is_nested = |cty: &str| same_type(cty, NESTED);
    if !outer.cty.as_deref().is_some_and(is_nested) {
        return Err(Error::NotNested);
    }
    let inner = str::from_utf8(outer.plaintext()).map_err(|_| Error::TokenNotCompact)?;
    verify(inner, keys, policy, now)
}

/// The whole line of checks; what is left is the caller's type.
fn accept<'t, 'k, 'b>(
    token: &'t str,
    keys: &'k KeySet,
    policy: &Policy,
    now: i64,
    buffer: &'b mut Vec<u8>,
    members: &mut Members<'b>,
) -> Result<(Signed<'t, 'k>, Claims<'b>), Error> {
    let signed = jws::authenticate(token, keys, |typ, alg| policy.accept_header(typ, alg))?;
    if signed.has_cty {
        return Err(Error::NestedContent);
    }
    b64::decode_into(signed.payload, buffer)
        .ok_or_else(|| jws::shape_first(token, Error::TokenBase64))?;
    let claims = claims::read(buffer, policy, members)?;
    policy.judge(&claims, now)?;
    Ok((signed, claims))
}

/// Into the caller's type, moved once and last: the claims may be large. The text of an error could quote them, so only
/// its place is kept.
#[inline]
fn shape<'b, C: Deserialize<'b>, K>(
    accepted: &Claims<'b>,
    members: &Members<'b>,
    kid: K,
    alg: Alg,
) -> Result<Verified<C, K>, Error> {
    let times = accepted.times()?;
    match typed::read(accepted.text, members) {
        Ok(claims) => Ok(Verified {
            claims,
            kid,
            alg,
            times,
        }),
        Err(error) => Err(Error::ClaimsShape(error.column())),
    }
}

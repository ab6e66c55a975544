//! Compact JWS (RFC 7515 section 7.1): three base64url segments, one signature.
//!
//! Checking is a straight line: length, header, key, signature; only then is the payload decoded. A
//! header that one of the set's keys would have written itself is recognised by its bytes, all
//! others are read as strict JSON. Refused: tokens over 8 KiB, other shapes than three segments
//! (JWE, JSON serialisations), loose base64url, header members but `alg`, `typ`, `kid`, `cty`, an
//! `alg` other than the key's, a missing `kid` where several keys stand.

use crate::alg::Alg;
use crate::b64;
use crate::error::Error;
use crate::header::{self, Header};
use crate::key::{KeySet, SigningKey, VerifyingKey};

/// The longest token that is made or looked at, in bytes.
///
/// The longest signatures, those of ML-DSA-87, take 6,170 of them and leave room for about 1,400
/// bytes of claims; those of ML-DSA-65 leave 2,700, of ML-DSA-44 3,600.
pub const MAX_TOKEN: usize = 8 * 1024;

/// A payload whose signature held, and what the header said.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// The payload's bytes; nothing about them was checked.
    pub payload: Vec<u8>,
    /// The kid of the key that held.
    pub kid: String,
    /// The algorithm of the key that held.
    pub alg: Alg,
}

/// Signs `payload` into a compact JWS, with `alg`, `typ` and `kid` in its header.
///
/// # Errors
/// [`Error::TokenTooLong`] if nobody could check the result; [`Error::Crypto`].
pub fn sign(key: &SigningKey, typ: Option<&str>, payload: &[u8]) -> Result<String, Error> {
    let mut token = String::with_capacity(512 + b64::encoded_len(payload.len()));
    key.begin(typ, &mut token);
    b64::append(payload, &mut token);
    if token.len() > MAX_TOKEN {
        return Err(Error::TokenTooLong);
    }
    key.signer().sign(&mut token)?;
    if token.len() > MAX_TOKEN {
        Err(Error::TokenTooLong)
    } else {
        Ok(token)
    }
}

/// Checks a compact JWS against `keys` and returns its payload. `typ` names the expected type;
/// `None` takes any.
///
/// # Errors
/// The token variants of [`Error`], [`Error::KeyUnknown`], [`Error::AlgMismatch`],
/// [`Error::TypMismatch`], [`Error::BadSignature`].
pub fn verify(token: &str, keys: &KeySet, typ: Option<&str>) -> Result<Verified, Error> {
    let signed = authenticate(token, keys, |key_typ, _| {
        let fits = |typ| key_typ.is_some_and(|found| header::same_type(found, typ));
        if typ.is_none_or(fits) {
            Ok(())
        } else {
            Err(Error::TypMismatch)
        }
    })?;
    let payload =
        b64::decode(signed.payload).ok_or_else(|| shape_first(token, Error::TokenBase64))?;
    Ok(Verified {
        payload,
        kid: signed.key.kid().to_owned(),
        alg: signed.key.alg(),
    })
}

/// A token whose signature held: the key, and the payload still encoded.
pub(crate) struct Signed<'t, 'k> {
    pub(crate) key: &'k VerifyingKey,
    pub(crate) payload: &'t str,
    pub(crate) has_cty: bool,
}

/// Length, header, key, signature. `accept` judges the header's `typ` and the key's algorithm.
pub(crate) fn authenticate<'t, 'k>(
    token: &'t str,
    keys: &'k KeySet,
    accept: impl Fn(Option<&str>, Alg) -> Result<(), Error>,
) -> Result<Signed<'t, 'k>, Error> {
    if token.len() > MAX_TOKEN {
        return Err(Error::TokenTooLong);
    }
    for key in keys.keys() {
        if let Some((typ, payload_at)) = key.common_header(token) {
            // A signature of another length: the slow path says what is wrong.
            let Some(dot) = key.signature_dot(token).filter(|dot| *dot >= payload_at) else {
                break;
            };
            let (message, signature) = (&token.as_bytes()[..dot], &token[dot + 1..]);
            let judged = accept(Some(typ), key.alg());
            return match judged.and_then(|()| key.check(message, signature)) {
                Ok(()) => Ok(Signed {
                    key,
                    payload: &token[payload_at..dot],
                    has_cty: false,
                }),
                Err(error) => Err(shape_first(token, error)),
            };
        }
    }
    authenticate_foreign(token, keys, accept)
}

/// The one order of refusals, whichever way was taken: a token of another shape is refused for that.
#[cold]
pub(crate) fn shape_first(token: &str, error: Error) -> Error {
    split(token).err().unwrap_or(error)
}

/// The way of a header that none of the keys would have written itself.
fn authenticate_foreign<'t, 'k>(
    token: &'t str,
    keys: &'k KeySet,
    accept: impl Fn(Option<&str>, Alg) -> Result<(), Error>,
) -> Result<Signed<'t, 'k>, Error> {
    let [encoded, payload, signature] = split(token)?;
    let mut buffer = [0; header::MAX_LEN];
    let Header { alg, typ, kid, cty } = header::read(decode_header(encoded, &mut buffer)?)?;
    let key = keys.find(kid.as_deref())?;
    if alg != key.alg().name() {
        return Err(Error::AlgMismatch);
    }
    accept(typ.as_deref(), key.alg())?;
    let signed = &token.as_bytes()[..encoded.len() + 1 + payload.len()];
    key.check(signed, signature)?;
    Ok(Signed {
        key,
        payload,
        has_cty: cty.is_some(),
    })
}

/// The three segments, all of base64url characters; the signature's may be empty, and then never
/// verifies.
pub(crate) fn split(token: &str) -> Result<[&str; 3], Error> {
    if token.len() > MAX_TOKEN {
        return Err(Error::TokenTooLong);
    }
    let clean = |segment: &&str| segment.bytes().all(b64::is_alphabet);
    let mut segments = token.splitn(4, '.');
    let mut next = || segments.next().filter(clean).ok_or(Error::TokenNotCompact);
    let three = [next()?, next()?, next()?];
    if segments.next().is_some() || three[0].is_empty() {
        return Err(Error::TokenNotCompact);
    }
    Ok(three)
}

/// Decodes a header into `buffer`, which holds as much as a header may have.
pub(crate) fn decode_header<'b>(encoded: &str, buffer: &'b mut [u8]) -> Result<&'b [u8], Error> {
    if encoded.len() > b64::encoded_len(buffer.len()) {
        return Err(Error::TokenTooLong);
    }
    b64::decode_slice(encoded, buffer).ok_or(Error::TokenBase64)
}

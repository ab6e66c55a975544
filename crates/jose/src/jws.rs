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
    /// The header's `typ`, as it was written: says of what kind the payload is.
    pub typ: Option<String>,
}

/// Signs `payload` into a compact JWS, with `alg`, `typ` and `kid` in its header.
///
/// # Errors
/// [`Error::TokenTooLong`] and, for a `typ` that holds a NUL, [`Error::HeaderType`] if nobody could
/// check the result; [`Error::Crypto`].
pub fn sign(key: &SigningKey, typ: Option<&str>, payload: &[u8]) -> Result<String, Error> {
    header::check_text("typ", typ)?;
    let mut token = String::with_capacity(512 + b64::encoded_len(payload.len()));
    key.begin(typ, &mut token);
    let encoded_header = token.len() - 1;
    b64::append(payload, &mut token);
    if token.len() > MAX_TOKEN || encoded_header > b64::encoded_len(header::MAX_LEN) {
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
/// `None` takes any, and then it is for the caller to look at [`Verified::typ`].
///
/// # Errors
/// [`Error::TokenTooLong`], [`Error::TokenNotCompact`], [`Error::TokenBase64`], [`Error::Json`] of the
/// header, [`Error::HeaderCritical`], [`Error::HeaderMember`], [`Error::HeaderType`],
/// [`Error::KeyUnknown`], [`Error::KeyIdMissing`], [`Error::AlgMismatch`], [`Error::TypMismatch`],
/// [`Error::BadSignature`].
pub fn verify(token: &str, keys: &KeySet, typ: Option<&str>) -> Result<Verified, Error> {
    let mut said = None;
    let signed = authenticate(token, keys, |found, _| {
        let fits = |typ| found.is_some_and(|found| header::same_type(found, typ));
        if !typ.is_none_or(fits) {
            return Err(Error::TypMismatch);
        }
        said = found.map(str::to_owned);
        Ok(())
    })?;
    let payload =
        b64::decode(signed.payload).ok_or_else(|| shape_first(token, Error::TokenBase64))?;
    Ok(Verified {
        payload,
        kid: signed.key.kid().to_owned(),
        alg: signed.key.alg(),
        typ: said,
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
    mut accept: impl FnMut(Option<&str>, Alg) -> Result<(), Error>,
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
    mut accept: impl FnMut(Option<&str>, Alg) -> Result<(), Error>,
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
    segments(token, MAX_TOKEN)
}

/// The `N` segments of a compact token, JWS or JWE, still encoded. The length is looked at first, and
/// nothing is decoded. Only the header may not be empty.
pub(crate) fn segments<const N: usize>(token: &str, max_len: usize) -> Result<[&str; N], Error> {
    if token.len() > max_len {
        return Err(Error::TokenTooLong);
    }
    let mut rest = token.splitn(N + 1, '.');
    let mut segments = [""; N];
    for segment in &mut segments {
        let clean = |text: &&str| text.bytes().all(b64::is_alphabet);
        *segment = rest.next().filter(clean).ok_or(Error::TokenNotCompact)?;
    }
    if rest.next().is_some() || segments[0].is_empty() {
        return Err(Error::TokenNotCompact);
    }
    Ok(segments)
}

/// Decodes a header into `buffer`, which holds as much as a header may have.
pub(crate) fn decode_header<'b>(encoded: &str, buffer: &'b mut [u8]) -> Result<&'b [u8], Error> {
    if encoded.len() > b64::encoded_len(buffer.len()) {
        return Err(Error::TokenTooLong);
    }
    b64::decode_slice(encoded, buffer).ok_or(Error::TokenBase64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A token of ours with `payload` as it stands, of whatever length.
    fn signed(key: &SigningKey, typ: Option<&str>, payload: &str) -> String {
        let mut token = String::new();
        key.begin(typ, &mut token);
        token.push_str(payload);
        key.signer().sign(&mut token).unwrap();
        token
    }

    #[test]
    fn d02_a_token_over_the_limit_is_refused_even_if_its_header_and_signature_are_ours() {
        let key = SigningKey::generate(Alg::HS256).unwrap();
        let keys = KeySet::from(key.verifying_key());
        for typ in [Some("at+jwt"), None] {
            let room = MAX_TOKEN - signed(&key, typ, "").len();
            let whole = signed(&key, typ, &"A".repeat(room & !3));
            assert!(verify(&whole, &keys, typ).is_ok(), "{typ:?}");
            let long = signed(&key, typ, &"A".repeat((room & !3) + 4));
            assert!(long.len() > MAX_TOKEN);
            assert_eq!(verify(&long, &keys, typ), Err(Error::TokenTooLong));
        }
    }

    #[test]
    fn d02_what_is_signed_is_short_enough_to_be_checked() {
        for alg in [Alg::HS256, Alg::ES512, Alg::MlDsa65] {
            let key = SigningKey::generate(alg).unwrap();
            let keys = KeySet::from(key.verifying_key());
            let room = MAX_TOKEN - sign(&key, None, b"").unwrap().len();
            for len in room * 3 / 4 - 3..room * 3 / 4 + 3 {
                let whole = signed(&key, None, &b64::encode(&vec![7; len]));
                let expected = if whole.len() > MAX_TOKEN {
                    Err(Error::TokenTooLong)
                } else {
                    Ok(())
                };
                assert_eq!(sign(&key, None, &vec![7; len]).map(drop), expected);
                assert_eq!(verify(&whole, &keys, None).map(drop), expected);
            }
        }
    }

    #[test]
    fn d02_no_header_is_written_that_nobody_would_read() {
        let key = SigningKey::generate(Alg::HS256).unwrap();
        let keys = KeySet::from(key.verifying_key());
        let read =
            header::MAX_LEN - (header::encode(key.alg(), Some(""), key.kid()).len() - 1) * 3 / 4;
        for len in read - 2..read + 3 {
            let typ = "t".repeat(len);
            match sign(&key, Some(&typ), b"x") {
                Ok(token) => assert!(verify(&token, &keys, Some(&typ)).is_ok(), "{len}"),
                Err(error) => {
                    assert_eq!(error, Error::TokenTooLong);
                    let token = signed(&key, Some(&typ), "eA");
                    assert_eq!(verify(&token, &keys, Some(&typ)), Err(error), "{len}");
                }
            }
        }
    }

    #[test]
    fn a_typ_is_written_as_it_was_given_and_told_as_it_was_written() {
        let key = SigningKey::generate(Alg::HS256).unwrap();
        let keys = KeySet::from(key.verifying_key());
        let told = |typ| verify(&sign(&key, typ, b"{}").unwrap(), &keys, None).map(|it| it.typ);
        for typ in [
            "at+jwt",
            "AT+JWT",
            "JWT",
            "jwt",
            "application/at+jwt",
            "",
            "\"\u{1}",
        ] {
            let token = sign(&key, Some(typ), b"{}").unwrap();
            let header = crate::dangerous::decode_unverified_header(&token).unwrap();
            assert_eq!(header["typ"], typ);
            assert_eq!(told(Some(typ)), Ok(Some(typ.to_owned())));
        }
        assert_eq!(told(None), Ok(None));
    }

    /// Every character that a header may hold comes back; the one that none may hold is not written.
    #[test]
    fn no_typ_is_written_that_nobody_would_read() {
        let key = SigningKey::generate(Alg::HS256).unwrap();
        let keys = KeySet::from(key.verifying_key());
        for end in ('\0'..='\u{a0}').chain(['\u{2028}', '\u{feff}', '\u{ffff}', '\u{10ffff}']) {
            for typ in [format!("{end}"), format!("a{end}"), format!("{end}a")] {
                let token = sign(&key, Some(&typ), b"{}");
                if end == '\0' {
                    assert_eq!(token, Err(Error::HeaderType("typ")));
                } else {
                    assert_eq!(verify(&token.unwrap(), &keys, None).unwrap().typ, Some(typ));
                }
            }
        }
    }

    #[test]
    fn t14_a_signature_over_the_header_alone_is_no_token() {
        let key = SigningKey::generate(Alg::HS256).unwrap();
        let keys = KeySet::from(key.verifying_key());
        for typ in ["at+jwt", "JWT"] {
            let mut token = String::new();
            key.begin(Some(typ), &mut token);
            token.pop();
            key.signer().sign(&mut token).unwrap();
            assert_eq!(verify(&token, &keys, None), Err(Error::TokenNotCompact));
        }
    }

    #[test]
    fn h10_a_payload_is_of_the_type_that_was_asked_for() {
        let key = SigningKey::generate(Alg::HS256).unwrap();
        let keys = KeySet::from(key.verifying_key());
        let check = |typ, wanted| {
            let token = sign(&key, typ, b"x").unwrap();
            verify(&token, &keys, wanted).map(drop)
        };
        for typ in [Some("at+jwt"), Some("text/plain"), None] {
            assert_eq!(check(typ, None), Ok(()), "{typ:?}");
        }
        for (typ, wanted) in [
            ("at+jwt", "application/AT+JWT"),
            ("application/JWT", "jwt"),
            ("application/a/b", "application/A/b"),
        ] {
            assert_eq!(check(Some(typ), Some(wanted)), Ok(()), "{typ} {wanted}");
        }
        for (typ, wanted) in [
            (None, "JWT"),
            (None, ""),
            (Some("at+jwt"), "JWT"),
            (Some("JWT"), "at+jwt"),
            (Some("JWT"), ""),
            (Some("text/plain"), "plain"),
            (Some("application/a/b"), "a/b"),
        ] {
            assert_eq!(
                check(typ, Some(wanted)),
                Err(Error::TypMismatch),
                "{typ:?} {wanted}"
            );
        }
    }
}

//! The keys a verifier trusts. Refused: an empty set, equal kids, secrets beside public keys.

use std::borrow::Cow;

use super::VerifyingKey;
use crate::error::Error;
use crate::header;
use crate::jwk::{Jwk, JwkSet, refuse_mixture};
use crate::jws;

/// Trusted keys, each found by its kid or by the exact bytes of its headers.
#[derive(Clone, Debug)]
pub struct KeySet {
    keys: Vec<VerifyingKey>,
}

impl KeySet {
    /// Makes a set of `keys`.
    ///
    /// # Errors
    /// [`Error::KeySetEmpty`], [`Error::KeySetDuplicateKid`], [`Error::KeySetMixed`].
    pub fn new(keys: impl IntoIterator<Item = VerifyingKey>) -> Result<Self, Error> {
        let keys: Vec<_> = keys.into_iter().collect();
        if keys.is_empty() {
            return Err(Error::KeySetEmpty);
        }
        refuse_mixture(
            keys.iter()
                .map(|key| (key.kid().to_owned(), key.is_symmetric())),
        )?;
        Ok(Self { keys })
    }

    /// Takes the keys of a JWKS that may check signatures; keys for encryption are left out.
    ///
    /// # Errors
    /// As [`KeySet::new`]; [`Error::KeyNeedsAlg`] for an RSA or oct key that names no algorithm
    /// (see [`JwkSet::assume_alg`]).
    pub fn from_jwks(set: &JwkSet) -> Result<Self, Error> {
        let loaded = set.keys().iter().map(VerifyingKey::from_jwk);
        let fit = loaded.filter(|key| !matches!(key, Err(Error::KeyUse)));
        Self::new(fit.collect::<Result<Vec<_>, _>>()?)
    }

    /// The keys, in their order.
    pub fn keys(&self) -> &[VerifyingKey] {
        &self.keys
    }

    /// Whether `token` names one of these keys by its kid. Nothing is verified, and nothing else of the token is looked at.
    ///
    /// Where it names none, the key that stands alone was tried for want of another ([`Error::BadSignature`],
    /// [`Error::AlgMismatch`]): if the set comes from elsewhere, it may be the token that is newer.
    pub fn is_named_by(&self, token: &str) -> bool {
        let mut buffer = [0; header::MAX_LEN];
        let kid = read_kid(token, &mut buffer).unwrap_or_default();
        kid.is_some_and(|kid| self.keys.iter().any(|key| key.kid() == kid))
    }

    /// The key a header means: by its kid, or the only one there is. A kid only finds a key: one that
    /// nobody named, and that stands alone, is for any token.
    pub(crate) fn find(&self, kid: Option<&str>) -> Result<&VerifyingKey, Error> {
        match (kid, self.keys.as_slice()) {
            (Some(_), [only]) if !only.is_named() => Ok(only),
            (Some(kid), keys) => keys
                .iter()
                .find(|key| key.kid() == kid)
                .ok_or(Error::KeyUnknown),
            (None, [only]) => Ok(only),
            (None, _) => Err(Error::KeyIdMissing),
        }
    }
}

/// The kid of a token's header, by the same limits and the same strict JSON as a check of the token.
fn read_kid<'b>(token: &str, buffer: &'b mut [u8]) -> Result<Option<Cow<'b, str>>, Error> {
    let [encoded, ..] = jws::split(token)?;
    Ok(header::read(jws::decode_header(encoded, buffer)?)?.kid)
}

impl From<VerifyingKey> for KeySet {
    fn from(key: VerifyingKey) -> Self {
        Self { keys: vec![key] }
    }
}

impl TryFrom<&Jwk> for KeySet {
    type Error = Error;

    /// A set of one key.
    fn try_from(jwk: &Jwk) -> Result<Self, Error> {
        VerifyingKey::from_jwk(jwk).map(Self::from)
    }
}

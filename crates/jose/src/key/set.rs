//! The keys a verifier trusts. Refused: an empty set, equal kids, secrets beside public keys.

use super::VerifyingKey;
use crate::error::Error;
use crate::jwk::{Jwk, JwkSet, refuse_mixture};

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

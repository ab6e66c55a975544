//! The keys a verifier trusts. Refused: an empty set, equal kids, secrets beside public keys.

use super::VerifyingKey;
use crate::alg::Alg;
use crate::error::Error;
use crate::header::{self, Header};
use crate::jwk::{Jwk, JwkSet, refuse_mixture};
use crate::jws;
use crate::policy::Policy;

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

    /// Whether a newer version of this set might hold the key of `token`, which this one and `policy` refused: for
    /// whoever fetches sets. Nothing is verified.
    ///
    /// So it is where no key has its kid, and where it names none of them and the one that stands alone was tried for
    /// want of another. Not where its `alg` is one that no published key has, or that `policy` does not take.
    pub fn may_lack_key_of(&self, token: &str, refusal: &Error, policy: &Policy) -> bool {
        let is_alg = match refusal {
            Error::KeyUnknown => return true,
            Error::BadSignature => false,
            Error::AlgMismatch => true,
            _ => return false,
        };
        let mut buffer = [0; header::MAX_LEN];
        let header = read_header(token, &mut buffer).unwrap_or_default();
        !self.has_kid_of(&header) && (!is_alg || may_be_published(&header, policy))
    }

    fn has_kid_of(&self, header: &Header<'_>) -> bool {
        let kid = header.kid.as_deref();
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

/// A token's header, by the same limits and the same strict JSON as a check of the token.
fn read_header<'b>(token: &str, buffer: &'b mut [u8]) -> Result<Header<'b>, Error> {
    let [encoded, ..] = jws::split(token)?;
    header::read(jws::decode_header(encoded, buffer)?)
}

fn may_be_published(header: &Header<'_>, policy: &Policy) -> bool {
    let alg = header.alg.parse::<Alg>();
    alg.is_ok_and(|alg| !alg.is_symmetric() && policy.accept_alg(alg).is_ok())
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

//! The key that encrypts.

use std::sync::Arc;

use super::{Key, Means, load};
use crate::error::Error;
use crate::jwe::alg::{KeyAlg, Scheme};
use crate::jwe::enc::Enc;
use crate::jwe::pbes2::MAX_ITERATIONS;
use crate::jwk::{Jwk, JwkSet, Side};

/// A recipient's public key, a shared secret or a password: parsed once, with exactly one `alg` and
/// one `enc` (A256GCM, or what fits a shared content key). Clones share it. Debug shows no secret.
#[derive(Clone, Debug)]
pub struct EncryptionKey {
    key: Arc<Key>,
    enc: Enc,
    iterations: u32,
}

impl EncryptionKey {
    /// Loads a JWK; of a private one only the public half is taken. `alg` is for a key that names
    /// none, and else compared. A key whose `alg` names an `enc` is a shared content key (`dir`).
    ///
    /// # Errors
    /// [`Error::KeyUse`] for a key that signs or may not encrypt, [`Error::KeyNeedsAlg`],
    /// [`Error::KeyAlgMismatch`]; [`Error::KeyWeak`] for a password that is too short.
    pub fn from_jwk(jwk: &Jwk, alg: Option<KeyAlg>) -> Result<Self, Error> {
        Self::new(Key::load(jwk, alg, Side::Encrypt)?)
    }

    /// Takes the one key of a JWK Set that encrypts: the one named `kid`, else the only one. Keys
    /// for signatures are left out.
    ///
    /// # Errors
    /// As [`EncryptionKey::from_jwk`]; [`Error::KeySetEmpty`], [`Error::KeyUnknown`],
    /// [`Error::KeyIdMissing`] if several keys encrypt and none was named.
    pub fn from_jwks(set: &JwkSet, alg: Option<KeyAlg>, kid: Option<&str>) -> Result<Self, Error> {
        let loaded = set
            .keys()
            .iter()
            .map(|jwk| Key::load(jwk, alg, Side::Encrypt));
        let fit = loaded.filter(|key| !matches!(key, Err(Error::KeyUse)));
        let mut keys = fit.collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            return Err(Error::KeySetEmpty);
        }
        if let Some(kid) = kid {
            keys.retain(|key| key.kid() == Some(kid));
        }
        match (keys.pop(), keys.is_empty()) {
            (Some(key), true) => Self::new(key),
            (None, _) => Err(Error::KeyUnknown),
            (Some(_), false) => Err(Error::KeyIdMissing),
        }
    }

    /// Reads one PEM block, a public key or a private one whose public half is meant.
    ///
    /// # Errors
    /// As [`Jwk::from_pem`] and [`EncryptionKey::from_jwk`].
    pub fn from_pem(pem: &str, alg: KeyAlg) -> Result<Self, Error> {
        Self::from_jwk(&Jwk::from_pem(pem, None)?, Some(alg))
    }

    /// Takes a shared secret of exactly the length that `alg` asks for.
    ///
    /// # Errors
    /// [`Error::KeyMalformed`] for another length, [`Error::KeyWeak`] for a secret that is published,
    /// repetitive or really another key,
    /// [`Error::KeyAlgMismatch`] if `alg` takes no secret.
    pub fn from_secret(secret: &[u8], alg: KeyAlg) -> Result<Self, Error> {
        Self::from_jwk(&load::secret(secret, alg, false)?, None)
    }

    /// Takes a password for PBES2.
    ///
    /// # Errors
    /// [`Error::KeyWeak`] for one shorter than RFC 7518 section 8.8 advises: 16 bytes for A128KW, 24
    /// for A192KW, 32 for A256KW. [`Error::KeyMalformed`] for one over 1024 bytes,
    /// [`Error::KeyAlgMismatch`] if `alg` takes no password.
    pub fn from_password(password: &str, alg: KeyAlg) -> Result<Self, Error> {
        Self::from_jwk(&load::secret(password.as_bytes(), alg, true)?, None)
    }

    /// The same key for another content encryption.
    ///
    /// # Errors
    /// [`Error::KeyAlgMismatch`] if the key is a shared content key for something else.
    pub fn with_enc(self, enc: Enc) -> Result<Self, Error> {
        if !self.key.takes(enc) {
            return Err(Error::KeyAlgMismatch);
        }
        Ok(Self { enc, ..self })
    }

    /// The same key with another number of rounds for its password. The default, and the least, is
    /// what OWASP asks: 600,000 of SHA-256, 210,000 of the longer hashes.
    ///
    /// # Errors
    /// [`Error::PolicyInvalid`] below that or above [`MAX_ITERATIONS`]; [`Error::KeyAlgMismatch`]
    /// for a key that is no password.
    pub fn with_iterations(self, iterations: u32) -> Result<Self, Error> {
        let Scheme::Password {
            iterations: floor, ..
        } = self.key.alg().scheme()
        else {
            return Err(Error::KeyAlgMismatch);
        };
        if !(*floor..=MAX_ITERATIONS).contains(&iterations) {
            return Err(Error::PolicyInvalid("rounds of PBES2"));
        }
        Ok(Self { iterations, ..self })
    }

    /// The one key management algorithm.
    pub fn alg(&self) -> KeyAlg {
        self.key.alg()
    }

    /// The one content encryption.
    pub fn enc(&self) -> Enc {
        self.enc
    }

    /// What tokens will say in `kid`: the name in the JWK, else the thumbprint of a public key.
    pub fn kid(&self) -> Option<&str> {
        self.key.kid()
    }

    fn new(key: Key) -> Result<Self, Error> {
        Self::shared(Arc::new(key))
    }

    pub(super) fn shared(key: Arc<Key>) -> Result<Self, Error> {
        let mut iterations = 0;
        if let (
            Scheme::Password {
                kek,
                iterations: floor,
                ..
            },
            Means::Secret(password),
        ) = (key.alg().scheme(), key.means())
        {
            iterations = *floor;
            if password.bytes().len() < kek.len() {
                return Err(Error::KeyWeak("a password shorter than the key it makes"));
            }
        }
        let enc = if key.takes(Enc::A256Gcm) {
            Some(Enc::A256Gcm)
        } else {
            Enc::all().find(|enc| key.takes(*enc))
        };
        Ok(Self {
            enc: enc.ok_or(Error::KeyAlgMismatch)?,
            key,
            iterations,
        })
    }

    pub(in crate::jwe) fn key(&self) -> &Key {
        &self.key
    }

    pub(in crate::jwe) fn iterations(&self) -> u32 {
        self.iterations
    }
}

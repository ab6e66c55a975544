//! The key that encrypts.

use std::sync::Arc;

use super::jwk::{self, Purpose};
use super::pem;
use super::{Key, Material};
use crate::error::Error;
use crate::jwe::alg::{KeyAlg, Scheme};
use crate::jwe::enc::Enc;
use crate::jwe::pbes2::MAX_ITERATIONS;
use crate::key::Secret;

/// A recipient's public key, a shared secret or a password: parsed once, with exactly one `alg` and
/// one `enc` (A256GCM, or what fits a shared content key). Clones share it. Debug shows no secret.
#[derive(Clone, Debug)]
pub struct EncryptionKey {
    key: Arc<Key>,
    enc: Enc,
    iterations: u32,
}

impl EncryptionKey {
    /// Reads one JWK, strictly. `alg` is for a key that names none, and else compared. A key whose
    /// `alg` names an `enc` is a shared content key (`dir`).
    ///
    /// # Errors
    /// What [`crate::Jwk::parse`] says; [`Error::KeyUse`] for a key that signs or may not encrypt,
    /// [`Error::KeyNeedsAlg`], [`Error::KeyAlgMismatch`].
    pub fn from_jwk(json: impl AsRef<[u8]>, alg: Option<KeyAlg>) -> Result<Self, Error> {
        Self::new(jwk::read(json.as_ref(), alg, Purpose::Encrypt)?)
    }

    /// Takes the one key of a JWK Set that encrypts: the one named `kid`, else the only one. Keys
    /// for signatures, and of kinds that nobody knows, are left out.
    ///
    /// # Errors
    /// As [`EncryptionKey::from_jwk`]; [`Error::KeySetEmpty`], [`Error::KeyUnknown`],
    /// [`Error::KeyIdMissing`] if several keys encrypt and none was named,
    /// [`Error::KeySetDuplicateKid`].
    pub fn from_jwks(
        json: impl AsRef<[u8]>,
        alg: Option<KeyAlg>,
        kid: Option<&str>,
    ) -> Result<Self, Error> {
        super::set::encryption_key(json.as_ref(), alg, kid).and_then(Self::new)
    }

    /// Reads one PEM block, a public key or a private one whose public half is meant.
    ///
    /// # Errors
    /// As [`crate::Jwk::from_pem`]; [`Error::KeyUse`] for a key that signs.
    pub fn from_pem(pem: &str, alg: KeyAlg) -> Result<Self, Error> {
        Self::new(Key::new(alg, pem::read(pem)?, None, None)?)
    }

    /// Takes a shared secret of exactly the length that `alg` asks for.
    ///
    /// # Errors
    /// [`Error::KeyMalformed`] for another length, [`Error::KeyWeak`] for a repetitive secret,
    /// [`Error::KeyAlgMismatch`] if `alg` takes no secret.
    pub fn from_secret(secret: &[u8], alg: KeyAlg) -> Result<Self, Error> {
        if alg.takes_password() {
            return Err(Error::KeyAlgMismatch);
        }
        let secret = Material::Secret(Secret::new(secret.to_vec()));
        Self::new(Key::new(alg, secret, None, None)?)
    }

    /// Takes a password for PBES2.
    ///
    /// # Errors
    /// [`Error::KeyWeak`] for one shorter than RFC 7518 section 8.8 advises: 16 bytes for A128KW, 24
    /// for A192KW, 32 for A256KW. [`Error::KeyAlgMismatch`] if `alg` takes no password.
    pub fn from_password(password: &str, alg: KeyAlg) -> Result<Self, Error> {
        if !alg.takes_password() {
            return Err(Error::KeyAlgMismatch);
        }
        let password = Material::Secret(Secret::new(password.as_bytes().to_vec()));
        Self::new(Key::new(alg, password, None, None)?)
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

    pub(super) fn new(key: Key) -> Result<Self, Error> {
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
            Material::Secret(password),
        ) = (key.alg().scheme(), key.material())
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

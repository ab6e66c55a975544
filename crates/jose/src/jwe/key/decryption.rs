//! The key that decrypts.

use std::sync::Arc;

use super::{EncryptionKey, Key, load};
use crate::error::Error;
use crate::jwe::agree::Curve;
use crate::jwe::alg::{KeyAlg, Scheme};
use crate::jwe::enc::Enc;
use crate::jwk::{Jwk, Side, Usage};
use crate::key::Material;
use crate::purpose::Purpose;

/// A private key, a shared secret or a password: parsed once, with exactly one `alg`. Clones share
/// it. Debug shows no secret.
#[derive(Clone, Debug)]
pub struct DecryptionKey(Arc<Key>);

impl DecryptionKey {
    /// Makes a new key: ECDH-ES on P-256, RSA with 2048 bits, `dir` for A256GCM. A public key's kid
    /// is its thumbprint.
    ///
    /// # Errors
    /// [`Error::KeyAlgMismatch`] for PBES2, whose passwords people choose; [`Error::Crypto`].
    pub fn generate(alg: KeyAlg) -> Result<Self, Error> {
        let material = match alg.scheme() {
            Scheme::Direct => return Self::generate_direct(Enc::A256Gcm),
            Scheme::Wrap(kek) => Material::generate_secret(kek.len()),
            Scheme::GcmWrap(gcm) => Material::generate_secret(gcm.key_len()),
            Scheme::Agree(_) => Curve::P256.generate(),
            Scheme::Oaep(_) => Material::generate_rsa(),
            Scheme::Password { .. } => Err(Error::KeyAlgMismatch),
        }?;
        Self::made(material, alg.into())
    }

    /// Makes a new key for ECDH-ES on `curve`.
    ///
    /// # Errors
    /// [`Error::KeyAlgMismatch`] if `alg` agrees on nothing; [`Error::Crypto`].
    pub fn generate_on(alg: KeyAlg, curve: Curve) -> Result<Self, Error> {
        Self::made(curve.generate()?, alg.into())
    }

    /// Makes a new shared content key (`dir`) for `enc`, and for nothing else.
    ///
    /// # Errors
    /// [`Error::Crypto`].
    pub fn generate_direct(enc: Enc) -> Result<Self, Error> {
        Self::made(Material::generate_secret(enc.key_len())?, enc.into())
    }

    /// Loads a private or symmetric JWK; see [`EncryptionKey::from_jwk`].
    ///
    /// # Errors
    /// As there, and [`Error::KeyNotPrivate`], [`Error::KeyInconsistent`].
    pub fn from_jwk(jwk: &Jwk, alg: Option<KeyAlg>) -> Result<Self, Error> {
        Key::load(jwk, alg, Side::Decrypt).map(|key| Self(Arc::new(key)))
    }

    /// Reads one PEM private key.
    ///
    /// # Errors
    /// As [`Jwk::from_pem`] and [`DecryptionKey::from_jwk`].
    pub fn from_pem(pem: &str, alg: KeyAlg) -> Result<Self, Error> {
        Self::from_jwk(&Jwk::from_pem(pem, None)?, Some(alg))
    }

    /// Takes a shared secret; see [`EncryptionKey::from_secret`].
    ///
    /// # Errors
    /// As there.
    pub fn from_secret(secret: &[u8], alg: KeyAlg) -> Result<Self, Error> {
        Self::from_jwk(&load::secret(secret, alg, false)?, None)
    }

    /// Takes a password for PBES2, of any length from 1 to 1024 bytes: what was encrypted with a
    /// short one stays readable.
    ///
    /// # Errors
    /// [`Error::KeyAlgMismatch`] if `alg` takes no password; [`Error::KeyWeak`] for an empty one,
    /// [`Error::KeyMalformed`] for one over 1024 bytes.
    pub fn from_password(password: &str, alg: KeyAlg) -> Result<Self, Error> {
        Self::from_jwk(&load::secret(password.as_bytes(), alg, true)?, None)
    }

    /// The half that encrypts; a shared secret's holds the same secret.
    ///
    /// # Errors
    /// [`Error::KeyWeak`] for a password that is too short to encrypt with.
    pub fn encryption_key(&self) -> Result<EncryptionKey, Error> {
        EncryptionKey::shared(Arc::clone(&self.0))
    }

    /// The whole key, secrets included, with `alg`, `use` and, if it has one, `kid`.
    pub fn to_jwk(&self) -> Jwk {
        self.0.jwk().clone()
    }

    /// The public half; `None` for a shared secret, which has none.
    pub fn public_jwk(&self) -> Option<Jwk> {
        self.0.jwk().public()
    }

    /// The one key management algorithm.
    pub fn alg(&self) -> KeyAlg {
        self.0.alg()
    }

    /// The name in the JWK, else the thumbprint of the public half.
    pub fn kid(&self) -> Option<&str> {
        self.0.kid()
    }

    fn made(material: Material, purpose: Purpose) -> Result<Self, Error> {
        let jwk = Jwk::new(material, Some(purpose), None, Usage::of(purpose))?;
        Self::from_jwk(&jwk, None)
    }

    pub(in crate::jwe) fn key(&self) -> &Key {
        &self.0
    }
}

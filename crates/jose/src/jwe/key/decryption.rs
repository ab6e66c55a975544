//! The key that decrypts.

use std::sync::Arc;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use zeroize::Zeroizing;

use super::jwk::{self, Purpose};
use super::{EncryptionKey, Key, Material, pem, rsa};
use crate::error::Error;
use crate::jwe::agree::{self, Curve};
use crate::jwe::alg::{KeyAlg, Scheme};
use crate::jwe::enc::Enc;
use crate::jwe::random;
use crate::key::Secret;
use crate::spki;

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
        match alg.scheme() {
            Scheme::Direct => Self::generate_direct(Enc::A256Gcm),
            Scheme::Wrap(kek) => Self::generate_secret(alg, kek.len(), None),
            Scheme::GcmWrap(gcm) => Self::generate_secret(alg, gcm.key_len(), None),
            Scheme::Agree(_) => Self::generate_on(alg, Curve::P256),
            Scheme::Oaep(_) => {
                let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| Error::Crypto)?;
                let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).map_err(|_| Error::Crypto)?;
                let key = rsa::Key::new(spki::private_key(der.as_ref())?)?;
                Self::new(alg, Material::Rsa(Box::new(key)), None)
            }
            Scheme::Password { .. } => Err(Error::KeyAlgMismatch),
        }
    }

    /// Makes a new key for ECDH-ES on `curve`.
    ///
    /// # Errors
    /// [`Error::KeyAlgMismatch`] if `alg` agrees on nothing; [`Error::Crypto`].
    pub fn generate_on(alg: KeyAlg, curve: Curve) -> Result<Self, Error> {
        let key = agree::Key::generate(curve)?;
        Self::new(alg, Material::Agree(Box::new(key)), None)
    }

    /// Makes a new shared content key (`dir`) for `enc`, and for nothing else.
    ///
    /// # Errors
    /// [`Error::Crypto`].
    pub fn generate_direct(enc: Enc) -> Result<Self, Error> {
        Self::generate_secret(KeyAlg::Dir, enc.key_len(), Some(enc))
    }

    /// Reads one private or symmetric JWK; see [`EncryptionKey::from_jwk`].
    ///
    /// # Errors
    /// As there, and [`Error::KeyNotPrivate`].
    pub fn from_jwk(json: impl AsRef<[u8]>, alg: Option<KeyAlg>) -> Result<Self, Error> {
        let key = jwk::read(json.as_ref(), alg, Purpose::Decrypt)?;
        Ok(Self(Arc::new(key)))
    }

    /// Reads one PEM private key.
    ///
    /// # Errors
    /// As [`EncryptionKey::from_pem`], and [`Error::KeyNotPrivate`].
    pub fn from_pem(pem: &str, alg: KeyAlg) -> Result<Self, Error> {
        let material = pem::read(pem)?;
        if !material.is_private() {
            return Err(Error::KeyNotPrivate);
        }
        Self::new(alg, material, None)
    }

    /// Takes a shared secret; see [`EncryptionKey::from_secret`].
    ///
    /// # Errors
    /// As there.
    pub fn from_secret(secret: &[u8], alg: KeyAlg) -> Result<Self, Error> {
        if alg.takes_password() {
            return Err(Error::KeyAlgMismatch);
        }
        Self::new(alg, Material::Secret(Secret::new(secret.to_vec())), None)
    }

    /// Takes a password for PBES2, of any length from 1 to 1024 bytes: what was encrypted with a
    /// short one stays readable.
    ///
    /// # Errors
    /// [`Error::KeyAlgMismatch`] if `alg` takes no password; [`Error::KeyWeak`] for an empty one.
    pub fn from_password(password: &str, alg: KeyAlg) -> Result<Self, Error> {
        if !alg.takes_password() {
            return Err(Error::KeyAlgMismatch);
        }
        let password = Secret::new(password.as_bytes().to_vec());
        Self::new(alg, Material::Secret(password), None)
    }

    /// The half that encrypts; a shared secret's holds the same secret.
    ///
    /// # Errors
    /// [`Error::KeyWeak`] for a password that is too short to encrypt with.
    pub fn encryption_key(&self) -> Result<EncryptionKey, Error> {
        EncryptionKey::shared(Arc::clone(&self.0))
    }

    /// The whole key as a JWK, secrets included; wiped when dropped.
    pub fn to_jwk(&self) -> Zeroizing<String> {
        self.0.to_jwk(true).unwrap_or_default()
    }

    /// The public half as a JWK; `None` for a shared secret, which has none.
    pub fn public_jwk(&self) -> Option<String> {
        self.0.to_jwk(false).map(|text| text.to_string())
    }

    /// The one key management algorithm.
    pub fn alg(&self) -> KeyAlg {
        self.0.alg()
    }

    /// The name in the JWK, else the thumbprint of the public half.
    pub fn kid(&self) -> Option<&str> {
        self.0.kid()
    }

    fn generate_secret(alg: KeyAlg, len: usize, enc: Option<Enc>) -> Result<Self, Error> {
        let secret = Secret::new(random::secret(len)?.to_vec());
        Key::new(alg, Material::Secret(secret), None, enc).map(|key| Self(Arc::new(key)))
    }

    fn new(alg: KeyAlg, material: Material, kid: Option<String>) -> Result<Self, Error> {
        Key::new(alg, material, kid, None).map(|key| Self(Arc::new(key)))
    }

    pub(super) fn loaded(key: Key) -> Self {
        Self(Arc::new(key))
    }

    pub(in crate::jwe) fn key(&self) -> &Key {
        &self.0
    }
}

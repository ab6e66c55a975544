//! JSON Web Keys (RFC 7517, RFC 7518 section 6, RFC 8037, RFC 9964), for signatures and for
//! encryption, strict in and exact out; and the same keys as PEM.
//!
//! [`Jwk::parse`] refuses: JSON that is not strict, members of another key type, values that are
//! not canonical base64url, an `alg` the key cannot have, duplicate `key_ops`, a `kid` that is
//! empty or over 256 bytes, and every key that is too weak to load. Members nobody knows are
//! ignored, as the RFC asks; nothing is ever fetched.

mod read;
mod set;
mod thumbprint;
mod usage;
mod write;

use zeroize::Zeroizing;

use crate::alg::Alg;
use crate::error::Error;
use crate::jwe::DecryptionKey;
use crate::key::{Material, OctKey, Secret, SigningKey};
use crate::pem;
use crate::purpose::Purpose;

pub(crate) use read::Members;
pub use set::JwkSet;
pub(crate) use set::MAX_KEYS;
pub(crate) use set::refuse_mixture;
pub(crate) use usage::{Side, Usage};
pub(crate) use write::quote;

/// A `kid` may have this many bytes.
pub(crate) const MAX_KID: usize = 256;
/// And this many in JSON, with its escapes and quotes, so that every header has room for it.
const MAX_QUOTED_KID: usize = 2 * MAX_KID + 2;
/// One JWK may have this many bytes; an 8192-bit private RSA key takes about 6.5 KiB.
const MAX_LEN: usize = 32 * 1024;

/// One parsed JWK: public, private or symmetric, for signatures or for encryption. Debug never shows
/// its secret.
#[derive(Clone, Debug)]
pub struct Jwk {
    material: Material,
    /// What it names itself.
    purpose: Option<Purpose>,
    kid: Option<String>,
    usage: Usage,
}

impl Jwk {
    /// Reads one JWK, strictly.
    ///
    /// # Errors
    /// [`Error::Json`] or one of the `Key..` variants, naming the rule that was broken.
    pub fn parse(json: impl AsRef<[u8]>) -> Result<Self, Error> {
        read::parse(json.as_ref())
    }

    /// Makes a new private or symmetric key: RSA with 2048 bits, secrets as long as the hash or the
    /// cipher's key, ECDH-ES on P-256. Its kid is its thumbprint; a secret for encryption has none.
    ///
    /// # Errors
    /// [`Error::KeyAlgMismatch`] for PBES2, whose passwords people choose; [`Error::Crypto`].
    pub fn generate(alg: impl Into<Purpose>) -> Result<Self, Error> {
        match alg.into() {
            Purpose::Sign(alg) => SigningKey::generate(alg).map(|key| key.to_jwk()),
            Purpose::Encrypt(alg) => DecryptionKey::generate(alg).map(|key| key.to_jwk()),
            Purpose::Content(enc) => DecryptionKey::generate_direct(enc).map(|key| key.to_jwk()),
        }
    }

    /// Reads one PEM block: PKCS#8, SPKI, PKCS#1 or SEC 1. RSA keys get their algorithm from `alg`;
    /// [`Jwk::with_alg`] gives a key one for encryption.
    ///
    /// # Errors
    /// One of the `Key..` variants; [`Error::KeyAlgMismatch`] if the key cannot have `alg`.
    pub fn from_pem(pem: &str, alg: Option<Alg>) -> Result<Self, Error> {
        let material = pem::parse(pem)?;
        Self::new(material, alg.map(Purpose::Sign), None, Usage::default())
    }

    /// The key as PEM: SPKI if it is public (RFC 5280), PKCS#8 if it is private (RFC 5958), its
    /// secret included; wiped when dropped. `alg`, `kid` and `use` have no place there.
    ///
    /// # Errors
    /// [`Error::KeySymmetric`]: secrets have no PEM. [`Error::KeyInconsistent`] for a seed beside the
    /// public key of another: only the seed would be written.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, Error> {
        pem::encode(&self.material)
    }

    /// Makes a symmetric JWK of raw secret bytes, for one algorithm.
    ///
    /// # Errors
    /// [`Error::KeyWeak`] for a secret that is shorter than the hash, published, repetitive, or
    /// really the text of another key, and for an empty password; [`Error::KeyMalformed`] for one of another
    /// length than a cipher's, or over 1024 bytes; [`Error::KeyAlgMismatch`] if `alg` takes no secret.
    pub fn from_secret(secret: &[u8], alg: impl Into<Purpose>) -> Result<Self, Error> {
        let material = Material::Oct(OctKey::new(Secret::new(secret.to_vec()))?);
        let purpose = alg.into();
        Self::new(material, Some(purpose), None, Usage::of(purpose))
    }

    /// The same key with an algorithm named, for keys that name none: an [`Alg`] for signatures, a
    /// [`crate::jwe::KeyAlg`] for encryption.
    ///
    /// # Errors
    /// [`Error::KeyAlgMismatch`] if it names another already or cannot have this one; of a secret what
    /// [`Jwk::from_secret`] says of its length and origin.
    pub fn with_alg(self, alg: impl Into<Purpose>) -> Result<Self, Error> {
        let purpose = alg.into();
        if self.purpose.is_some_and(|named| named != purpose) {
            return Err(Error::KeyAlgMismatch);
        }
        Self::new(self.material, Some(purpose), self.kid, self.usage)
    }

    /// The same key under another name.
    ///
    /// # Errors
    /// [`Error::KeyMalformed`] if `kid` is empty, over 256 bytes, or of so many control characters that no
    /// header has room for it.
    pub fn with_kid(self, kid: impl Into<String>) -> Result<Self, Error> {
        let kid = kid.into();
        check_kid(&kid)?;
        Ok(Self {
            kid: Some(kid),
            ..self
        })
    }

    /// The same key as it is best handed on: with its `alg`, with the `use` and the `kid` that it has or,
    /// where it has none, those of its purpose and its thumbprint. A secret gets no kid: its thumbprint
    /// would help to guess it.
    ///
    /// # Errors
    /// [`Error::KeyNeedsAlg`] if the key does not say what it is for.
    pub fn complete(self) -> Result<Self, Error> {
        let purpose = self.purpose().ok_or(Error::KeyNeedsAlg)?;
        let mut key = self.named();
        key.purpose = Some(purpose);
        let role = || purpose.role().to_owned();
        key.usage.role.get_or_insert_with(role);
        Ok(key)
    }

    /// The `kid` as written; keys made of this JWK fall back to the thumbprint, secrets to none.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The algorithm for signatures: the one named, or the one the key's type has; `None` for a key
    /// for encryption. Ed25519 keys that name none are pinned to `EdDSA`; [`Jwk::with_alg`] pins them
    /// to `Ed25519` (RFC 9864).
    pub fn alg(&self) -> Option<Alg> {
        match self.purpose() {
            Some(Purpose::Sign(alg)) => Some(alg),
            _ => None,
        }
    }

    /// What the key is for: what it names, or the signature algorithm that its type has, unless `use`
    /// or `key_ops` rule signatures out. `None` where somebody must say it.
    pub fn purpose(&self) -> Option<Purpose> {
        let own = || self.material.own_alg().map(Purpose::Sign);
        let by_type = || own().filter(|_| !self.usage.is_for_encryption());
        self.purpose.or_else(by_type)
    }

    /// True if the key can sign or decrypt: private or symmetric.
    pub fn is_private(&self) -> bool {
        self.material.is_private()
    }

    /// True for `kty: oct`.
    pub fn is_symmetric(&self) -> bool {
        matches!(self.material, Material::Oct(_))
    }

    /// The public half; `None` for a symmetric key, which has none.
    pub fn public(&self) -> Option<Self> {
        let material = self.material.public()?;
        let usage = if self.is_private() {
            self.usage.public()
        } else {
            self.usage.clone()
        };
        Some(Self {
            material,
            purpose: self.purpose,
            kid: self.kid.clone(),
            usage,
        })
    }

    pub(crate) fn new(
        material: Material,
        purpose: Option<Purpose>,
        kid: Option<String>,
        usage: Usage,
    ) -> Result<Self, Error> {
        match purpose {
            Some(purpose) => material.check(purpose)?,
            None => material.check_unnamed(usage.is_for_signatures())?,
        }
        Ok(Self {
            material,
            purpose,
            kid,
            usage,
        })
    }

    /// The algorithm of a key that is to sign or to check.
    pub(crate) fn signature_alg(&self) -> Result<Alg, Error> {
        match self.purpose() {
            Some(Purpose::Sign(alg)) => Ok(alg),
            None if self.material.can_sign() => Err(Error::KeyNeedsAlg),
            _ => Err(Error::KeyUse),
        }
    }

    /// What the JWK itself names, whatever its type would say.
    pub(crate) fn named_purpose(&self) -> Option<Purpose> {
        self.purpose
    }

    pub(crate) fn material(&self) -> &Material {
        &self.material
    }

    pub(crate) fn usage(&self) -> &Usage {
        &self.usage
    }

    /// The same key with its thumbprint as kid, unless it has one or is a secret: a name is for everybody to
    /// see, and whoever sees this one can try out secrets without a token.
    pub(crate) fn named(self) -> Self {
        let own = || (!self.is_symmetric()).then(|| self.thumbprint());
        Self {
            kid: self.kid.clone().or_else(own),
            ..self
        }
    }
}

/// True for a kid that a key may have and a token may name.
pub(crate) fn is_kid(kid: &str) -> bool {
    (1..=MAX_KID).contains(&kid.len())
}

/// Refuses a kid that no header could hold.
fn check_kid(kid: &str) -> Result<(), Error> {
    if !is_kid(kid) || quote(kid).len() > MAX_QUOTED_KID {
        return Err(Error::KeyMalformed("length of the kid"));
    }
    Ok(())
}

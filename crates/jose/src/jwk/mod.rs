//! JSON Web Keys (RFC 7517, RFC 7518 section 6, RFC 8037, RFC 9964), strict in and exact out.
//!
//! [`Jwk::parse`] refuses: JSON that is not strict, members of another key type, values that are
//! not canonical base64url, an `alg` the key cannot have, duplicate `key_ops`, a `kid` that is
//! empty or over 256 bytes, and every key that is too weak to load. Members nobody knows are
//! ignored, as the RFC asks; nothing is ever fetched.

mod read;
mod set;
mod thumbprint;
mod write;

use crate::alg::Alg;
use crate::error::Error;
use crate::key::{Material, OctKey, Secret};
use crate::pem;

pub(crate) use read::Members;
pub use set::JwkSet;
pub(crate) use set::refuse_mixture;
pub(crate) use thumbprint::thumbprint;
pub(crate) use write::quote;

/// A `kid` may have this many bytes.
pub(crate) const MAX_KID: usize = 256;
/// One JWK may have this many bytes; an 8192-bit private RSA key takes about 6.5 KiB.
const MAX_LEN: usize = 32 * 1024;

/// One parsed JWK: public, private or symmetric. Debug never shows its secret.
#[derive(Clone, Debug)]
pub struct Jwk {
    material: Material,
    alg: Option<Alg>,
    kid: Option<String>,
    usage: Usage,
}

/// What a key says it may be used for (RFC 7517 sections 4.2, 4.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    pub(crate) role: Option<String>,
    pub(crate) ops: Option<Vec<String>>,
}

impl Usage {
    /// `use: sig` and nothing else.
    pub(crate) fn signatures() -> Self {
        Self {
            role: Some("sig".to_owned()),
            ops: None,
        }
    }

    /// True if neither `use` nor `key_ops` rules out `op`.
    pub(crate) fn allows(&self, op: &str) -> bool {
        self.role.as_deref().is_none_or(|role| role == "sig")
            && self
                .ops
                .as_ref()
                .is_none_or(|ops| ops.iter().any(|named| named == op))
    }

    /// The same for the public half: who could sign can be checked.
    fn public(&self) -> Self {
        let ops = self.ops.as_ref().map(|ops| {
            let mut ops: Vec<_> = ops.iter().filter_map(|op| public_op(op)).collect();
            ops.dedup();
            ops
        });
        Self {
            role: self.role.clone(),
            ops,
        }
    }
}

fn public_op(op: &str) -> Option<String> {
    match op {
        "sign" | "verify" => Some("verify".to_owned()),
        _ => None,
    }
}

impl Jwk {
    /// Reads one JWK, strictly.
    ///
    /// # Errors
    /// [`Error::Json`] or one of the `Key..` variants, naming the rule that was broken.
    pub fn parse(json: impl AsRef<[u8]>) -> Result<Self, Error> {
        read::parse(json.as_ref())
    }

    /// Reads one PEM block: PKCS#8, SPKI, PKCS#1 or SEC 1. RSA keys get their algorithm from `alg`.
    ///
    /// # Errors
    /// One of the `Key..` variants; [`Error::KeyAlgMismatch`] if the key cannot have `alg`.
    pub fn from_pem(pem: &str, alg: Option<Alg>) -> Result<Self, Error> {
        let material = pem::parse(pem)?;
        Self::new(material, alg, None, Usage::default())
    }

    /// Makes a symmetric JWK of raw secret bytes, for one HMAC algorithm.
    ///
    /// # Errors
    /// [`Error::KeyWeak`] for a secret that is shorter than the hash, published, repetitive, or
    /// really the text of another key; [`Error::KeyAlgMismatch`] if `alg` is not HMAC.
    pub fn from_secret(secret: &[u8], alg: Alg) -> Result<Self, Error> {
        let material = Material::Oct(OctKey::new(Secret::new(secret.to_vec()))?);
        Self::new(material, Some(alg), None, Usage::signatures())
    }

    /// The same key with an algorithm named, for keys that name none.
    ///
    /// # Errors
    /// [`Error::KeyAlgMismatch`] if it names another already or cannot have this one.
    pub fn with_alg(self, alg: Alg) -> Result<Self, Error> {
        if self.alg.is_some_and(|named| named != alg) {
            return Err(Error::KeyAlgMismatch);
        }
        Self::new(self.material, Some(alg), self.kid, self.usage)
    }

    /// The `kid` as written; keys made of this JWK fall back to the thumbprint.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The algorithm: the one named, or the one the key's type has. Ed25519 keys that name none are
    /// pinned to `EdDSA`; [`Jwk::with_alg`] pins them to `Ed25519` (RFC 9864).
    pub fn alg(&self) -> Option<Alg> {
        self.alg.or_else(|| self.material.own_alg())
    }

    /// True where [`Jwk::with_alg`] has a say.
    fn names_no_alg(&self) -> bool {
        self.alg.is_none()
    }

    /// True if the key can sign: private or symmetric.
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
            alg: self.alg,
            kid: self.kid.clone(),
            usage,
        })
    }

    pub(crate) fn new(
        material: Material,
        alg: Option<Alg>,
        kid: Option<String>,
        usage: Usage,
    ) -> Result<Self, Error> {
        if let Some(alg) = alg {
            if !material.fits(alg) {
                return Err(Error::KeyAlgMismatch);
            }
            // Only HMAC has a rule that depends on the algorithm: the secret's length.
            if alg.is_symmetric() {
                material.checker(alg)?;
            }
        }
        Ok(Self {
            material,
            alg,
            kid,
            usage,
        })
    }

    pub(crate) fn material(&self) -> &Material {
        &self.material
    }

    pub(crate) fn usage(&self) -> &Usage {
        &self.usage
    }

    /// The same key with its thumbprint as kid, unless it has one.
    pub(crate) fn named(self) -> Self {
        Self {
            kid: Some(self.kid_or_thumbprint()),
            ..self
        }
    }

    /// The kid every key object has: the one written, else the thumbprint.
    pub(crate) fn kid_or_thumbprint(&self) -> String {
        self.kid.clone().unwrap_or_else(|| self.thumbprint())
    }
}

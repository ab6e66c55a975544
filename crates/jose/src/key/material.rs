//! What a key is made of, by type. Constructors check; whatever exists is acceptable.

use zeroize::Zeroizing;

#[cfg(feature = "ed448")]
use super::ed448;
use super::ops::{Checker, Signer};
use super::{AkpKey, EcKey, OctKey, OkpCurve, OkpKey, RsaKey, ed25519};
use crate::alg::{Alg, Scheme};
use crate::b64;
use crate::error::Error;

/// The parts of a key: public, private or symmetric.
#[derive(Clone, Debug)]
pub(crate) enum Material {
    Oct(OctKey),
    Rsa(RsaKey),
    Ec(EcKey),
    Okp(OkpKey),
    Akp(AkpKey),
}

/// A JWK member with its value, wiped when dropped.
pub(crate) type Member = (&'static str, Zeroizing<String>);

/// A member that holds bytes.
pub(super) fn member(name: &'static str, bytes: &[u8]) -> Member {
    (name, Zeroizing::new(b64::encode(bytes)))
}

/// A member that holds a word.
pub(super) fn word(name: &'static str, value: &str) -> Member {
    (name, Zeroizing::new(value.to_owned()))
}

impl Material {
    /// The signature algorithm of a key that names none, where its type leaves no choice; Ed25519
    /// keys, which have two names, are pinned to `EdDSA`.
    pub(crate) fn own_alg(&self) -> Option<Alg> {
        match self {
            Self::Oct(_) | Self::Rsa(_) => None,
            Self::Ec(key) => Alg::of_curve(key.curve()),
            Self::Okp(key) => Alg::of_scheme(|scheme| signs(key, scheme)),
            Self::Akp(key) => key.alg(),
        }
    }

    /// Makes the checking half for `alg`.
    pub(crate) fn checker(&self, alg: Alg) -> Result<Checker, Error> {
        match (self, alg.scheme()) {
            (Self::Oct(key), Scheme::Hmac { hash }) => {
                key.hmac(*hash).map(Box::new).map(Checker::Hmac)
            }
            (Self::Rsa(key), Scheme::Rsa { check, .. }) => key.checker(check),
            (Self::Ec(key), Scheme::Ecdsa { curve, sign }) if key.curve() == *curve => {
                key.checker(sign)
            }
            (Self::Okp(key), Scheme::Ed25519) if signs(key, alg.scheme()) => ed25519::checker(key),
            #[cfg(feature = "ed448")]
            (Self::Okp(key), Scheme::Ed448) if signs(key, alg.scheme()) => ed448::checker(key),
            (Self::Akp(key), Scheme::MlDsa(set)) if key.is_of(set) => key.checker(),
            _ => Err(Error::KeyAlgMismatch),
        }
    }

    /// Makes the signing half for `alg`; public material has none.
    pub(crate) fn signer(&self, alg: Alg) -> Result<Signer, Error> {
        match (self, alg.scheme()) {
            (Self::Oct(key), Scheme::Hmac { hash }) => {
                key.hmac(*hash).map(Box::new).map(Signer::Hmac)
            }
            (Self::Rsa(key), Scheme::Rsa { sign: encoding, .. }) => Ok(Signer::Rsa {
                pair: key.pair()?,
                encoding,
            }),
            (Self::Ec(key), Scheme::Ecdsa { curve, sign }) if key.curve() == *curve => {
                key.pair(sign).map(Signer::Ecdsa)
            }
            (Self::Okp(key), Scheme::Ed25519) if signs(key, alg.scheme()) => {
                ed25519::pair(key).map(Signer::Ed25519)
            }
            #[cfg(feature = "ed448")]
            (Self::Okp(key), Scheme::Ed448) if signs(key, alg.scheme()) => ed448::signer(key),
            (Self::Akp(key), Scheme::MlDsa(set)) if key.is_of(set) => {
                key.pair().map(Box::new).map(Signer::MlDsa)
            }
            _ => Err(Error::KeyAlgMismatch),
        }
    }

    /// The public half; symmetric material has none.
    pub(crate) fn public(&self) -> Option<Self> {
        match self {
            Self::Oct(_) => None,
            Self::Rsa(key) => Some(Self::Rsa(key.public())),
            Self::Ec(key) => Some(Self::Ec(key.public())),
            Self::Okp(key) => Some(Self::Okp(key.public())),
            Self::Akp(key) => Some(Self::Akp(key.public())),
        }
    }

    /// True if it can sign or decrypt: private or symmetric.
    pub(crate) fn is_private(&self) -> bool {
        match self {
            Self::Oct(_) => true,
            Self::Rsa(key) => key.private().is_some(),
            Self::Ec(key) => key.d().is_some(),
            Self::Okp(key) => key.d().is_some(),
            Self::Akp(key) => key.seed().is_some(),
        }
    }

    /// The members a thumbprint covers, in its order (RFC 7638 section 3.2).
    pub(crate) fn required_members(&self) -> Vec<Member> {
        match self {
            Self::Oct(key) => key.required_members(),
            Self::Rsa(key) => key.required_members(),
            Self::Ec(key) => key.required_members(),
            Self::Okp(key) => key.required_members(),
            Self::Akp(key) => key.required_members(),
        }
    }

    /// The members only a private key has; a symmetric key's one is among the required.
    pub(crate) fn private_members(&self) -> Vec<Member> {
        match self {
            Self::Oct(_) => Vec::new(),
            Self::Rsa(key) => key.private_members(),
            Self::Ec(key) => key.private_members(),
            Self::Okp(key) => key.private_members(),
            Self::Akp(key) => key.private_members(),
        }
    }
}

/// Whether a key of this curve signs by `scheme`; X25519 signs by none.
pub(super) fn signs(key: &OkpKey, scheme: &Scheme) -> bool {
    match key.curve() {
        OkpCurve::Ed25519 => matches!(scheme, Scheme::Ed25519),
        OkpCurve::X25519 => false,
        #[cfg(feature = "ed448")]
        OkpCurve::Ed448 => matches!(scheme, Scheme::Ed448),
    }
}

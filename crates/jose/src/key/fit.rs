//! What a key may be for: its type, its curve and, of a secret, its length decide (RFC 7518 sections
//! 3.1, 4.1, RFC 8037, RFC 9964).

use super::material::signs;
use super::{Material, OkpCurve};
use crate::alg::{Alg, Scheme};
use crate::error::Error;
use crate::jwe::{Curve, Enc, KeyAlg, KeyScheme};
use crate::purpose::Purpose;

impl Material {
    /// Whether a key of this type can be for `purpose` at all.
    pub(crate) fn fits(&self, purpose: Purpose) -> bool {
        match purpose {
            Purpose::Sign(alg) => self.signs(alg),
            Purpose::Encrypt(alg) => self.encrypts(alg),
            Purpose::Content(_) => matches!(self, Self::Oct(_)),
        }
    }

    /// Whether any of the algorithms for encryption takes a key of this type.
    pub(crate) fn can_encrypt(&self) -> bool {
        KeyAlg::all().any(|alg| self.encrypts(alg))
    }

    /// Whether any of the algorithms for signatures takes a key of this type.
    pub(crate) fn can_sign(&self) -> bool {
        Alg::all().any(|alg| self.signs(alg))
    }

    /// Refuses a key that cannot be for `purpose`, and a secret that is too weak for it.
    pub(crate) fn check(&self, purpose: Purpose) -> Result<(), Error> {
        if !self.fits(purpose) {
            return Err(Error::KeyAlgMismatch);
        }
        let Self::Oct(key) = self else { return Ok(()) };
        let one_of = |len: usize| move |found: usize| found == len;
        match purpose {
            Purpose::Sign(alg) => match alg.scheme() {
                Scheme::Hmac { hash } => key.check_for_hash(hash.tag_len()),
                _ => Err(Error::KeyAlgMismatch),
            },
            Purpose::Content(enc) => key.check_for_cipher(one_of(enc.key_len())),
            Purpose::Encrypt(alg) => match alg.scheme() {
                KeyScheme::Direct => {
                    key.check_for_cipher(|len| Enc::all().any(|enc| enc.key_len() == len))
                }
                KeyScheme::Wrap(kek) => key.check_for_cipher(one_of(kek.len())),
                KeyScheme::GcmWrap(gcm) => key.check_for_cipher(one_of(gcm.key_len())),
                KeyScheme::Password { .. } => key.check_for_password(),
                KeyScheme::Agree(_) | KeyScheme::Oaep(_) => Err(Error::KeyAlgMismatch),
            },
        }
    }

    /// The same for a key that names no algorithm; `for_hash` if it is known to be for signatures.
    pub(crate) fn check_unnamed(&self, for_hash: bool) -> Result<(), Error> {
        let shortest = Alg::all().filter_map(|alg| match alg.scheme() {
            Scheme::Hmac { hash } => Some(hash.tag_len()),
            _ => None,
        });
        match self {
            Self::Oct(key) if for_hash => key.check_for_hash(shortest.min().unwrap_or_default()),
            Self::Oct(key) => key.check_for_any(),
            _ => Ok(()),
        }
    }

    fn signs(&self, alg: Alg) -> bool {
        match (self, alg.scheme()) {
            (Self::Oct(_), Scheme::Hmac { .. }) | (Self::Rsa(_), Scheme::Rsa { .. }) => true,
            (Self::Ec(key), Scheme::Ecdsa { curve, .. }) => key.curve() == *curve,
            (Self::Okp(key), scheme) => signs(key, scheme),
            (Self::Akp(key), Scheme::MlDsa(set)) => key.is_of(set),
            _ => false,
        }
    }

    fn encrypts(&self, alg: KeyAlg) -> bool {
        match (self, alg.scheme()) {
            (Self::Oct(_), KeyScheme::Agree(_) | KeyScheme::Oaep(_)) => false,
            (Self::Oct(_), _) | (Self::Rsa(_), KeyScheme::Oaep(_)) => true,
            (Self::Ec(key), KeyScheme::Agree(_)) => key.curve().name.parse::<Curve>().is_ok(),
            (Self::Okp(key), KeyScheme::Agree(_)) => key.curve() == OkpCurve::X25519,
            _ => false,
        }
    }
}

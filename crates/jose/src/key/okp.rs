//! Ed25519 keys (RFC 8037). Refused at load: other lengths than 32 bytes, points of small order
//! (the identity among them) and non-canonical spellings, for which one signature can hold for many
//! messages.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, ParsedPublicKey};

use super::Secret;
use super::material::{Member, member, word};
use super::ops::Checker;
use crate::error::Error;

/// Bytes of a public key, and of a private seed.
pub(crate) const LEN: usize = 32;
const SIGNATURE_LEN: usize = 64;

/// y of two of the four points of order 8, little-endian; the other two share it up to the sign of
/// x.
#[rustfmt::skip]
const ORDER_8: [[u8; LEN]; 2] = [
    [0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
     0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a],
    [0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
     0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05],
];

/// An Ed25519 public key, and its seed if there is one.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    x: [u8; LEN],
    d: Option<Secret>,
}

impl Key {
    pub(crate) fn new(x: &[u8], d: Option<Secret>) -> Result<Self, Error> {
        let x = x
            .try_into()
            .map_err(|_| Error::KeyMalformed("length of the Ed25519 public key"))?;
        if d.as_ref().is_some_and(|d| d.bytes().len() != LEN) {
            return Err(Error::KeyMalformed("length of the Ed25519 private key"));
        }
        if is_dangerous(x) {
            return Err(Error::KeyWeak(
                "Ed25519 point of small order or not canonical",
            ));
        }
        let key = Self { x, d };
        key.checker()?;
        Ok(key)
    }

    /// From the seed alone, as PKCS#8 carries it.
    pub(crate) fn from_seed(seed: Secret) -> Result<Self, Error> {
        if seed.bytes().len() != LEN {
            return Err(Error::KeyMalformed("length of the Ed25519 private key"));
        }
        let pair = Ed25519KeyPair::from_seed_unchecked(seed.bytes())
            .map_err(|_| Error::KeyMalformed("Ed25519 private key"))?;
        Self::new(pair.public_key().as_ref(), Some(seed))
    }

    pub(super) fn checker(&self) -> Result<Checker, Error> {
        let key = ParsedPublicKey::new(&ED25519, self.x)
            .map_err(|_| Error::KeyMalformed("Ed25519 public key"))?;
        Ok(Checker::Public {
            key,
            signature_len: SIGNATURE_LEN,
        })
    }

    pub(super) fn pair(&self) -> Result<Ed25519KeyPair, Error> {
        let d = self.d.as_ref().ok_or(Error::KeyNotPrivate)?;
        Ed25519KeyPair::from_seed_and_public_key(d.bytes(), &self.x)
            .map_err(|_| Error::KeyInconsistent)
    }

    pub(super) fn public(&self) -> Self {
        Self { x: self.x, d: None }
    }

    pub(super) fn is_private(&self) -> bool {
        self.d.is_some()
    }

    pub(super) fn required_members(&self) -> Vec<Member> {
        vec![
            word("crv", "Ed25519"),
            word("kty", "OKP"),
            member("x", &self.x),
        ]
    }

    pub(super) fn private_members(&self) -> Vec<Member> {
        self.d.iter().map(|d| member("d", d.bytes())).collect()
    }
}

/// Small order, or y not below the field's prime 2^255 - 19.
fn is_dangerous(mut x: [u8; LEN]) -> bool {
    x[LEN - 1] &= 0x7f;
    let high = x[1..LEN - 1].iter().all(|byte| *byte == 0xff) && x[LEN - 1] == 0x7f;
    let low = x[1..].iter().all(|byte| *byte == 0);
    // High: p - 1 has order 2, and everything above is not canonical. Low: y = 0 has order 4, y = 1
    // order 1.
    (high && x[0] >= 0xec) || (low && x[0] <= 1) || ORDER_8.contains(&x)
}

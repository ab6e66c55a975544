//! Elliptic-curve keys (RFC 7518 section 6.2), which sign by ECDSA (section 3.4) or agree by ECDH-ES
//! (section 4.6). Refused at load: coordinates of
//! another length than the curve's, points off the curve, compressed points and the identity
//! (neither has a spelling here), scalars of another point or outside of 1 to n - 1.

use aws_lc_rs::signature::{EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair, ParsedPublicKey};

use super::Secret;
use super::material::{Member, member, word};
use super::ops::Checker;
use crate::alg::{Alg, Curve, Scheme};
use crate::error::Error;
use crate::spki;

/// A point on its curve, and its private scalar if there is one.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    curve: &'static Curve,
    /// 0x04, x, y: the uncompressed point of SEC 1.
    point: Vec<u8>,
    d: Option<Secret>,
}

impl Key {
    /// From the coordinates of a JWK.
    pub(crate) fn new(
        curve: &'static Curve,
        x: &[u8],
        y: &[u8],
        d: Option<Secret>,
    ) -> Result<Self, Error> {
        if x.len() != curve.len || y.len() != curve.len {
            return Err(Error::KeyMalformed("length of an EC coordinate"));
        }
        Self::from_point(curve, [&[4], x, y].concat(), d)
    }

    /// From an uncompressed point.
    pub(crate) fn from_point(
        curve: &'static Curve,
        point: Vec<u8>,
        d: Option<Secret>,
    ) -> Result<Self, Error> {
        if point.len() != 1 + 2 * curve.len || point.first() != Some(&4) {
            return Err(Error::KeyMalformed("not an uncompressed EC point"));
        }
        if d.as_ref().is_some_and(|d| d.bytes().len() != curve.len) {
            return Err(Error::KeyMalformed("length of the EC private key"));
        }
        let key = Self { curve, point, d };
        let alg = signing_algorithm(curve)?;
        key.checker(alg)?;
        if key.d.is_some() {
            key.pair(alg)?;
        }
        Ok(key)
    }

    /// From the private scalar alone, as SEC 1 allows: the library computes the point.
    pub(crate) fn from_private(curve: &'static Curve, d: Secret) -> Result<Self, Error> {
        let der = spki::write::sec1(curve, &d);
        let pair = EcdsaKeyPair::from_private_key_der(signing_algorithm(curve)?, &der)
            .map_err(|_| Error::KeyMalformed("EC private key"))?;
        Self::from_point(curve, pair.public_key().as_ref().to_vec(), Some(d))
    }

    pub(crate) fn curve(&self) -> &'static Curve {
        self.curve
    }

    /// 0x04, x, y.
    pub(crate) fn point(&self) -> &[u8] {
        &self.point
    }

    pub(crate) fn d(&self) -> Option<&Secret> {
        self.d.as_ref()
    }

    pub(super) fn checker(&self, alg: &'static EcdsaSigningAlgorithm) -> Result<Checker, Error> {
        let key = ParsedPublicKey::new(&**alg, &self.point)
            .map_err(|_| Error::KeyWeak("EC point off the curve"))?;
        Ok(Checker::Public {
            key,
            signature_len: 2 * self.curve.len,
        })
    }

    pub(super) fn pair(&self, alg: &'static EcdsaSigningAlgorithm) -> Result<EcdsaKeyPair, Error> {
        let d = self.d.as_ref().ok_or(Error::KeyNotPrivate)?;
        EcdsaKeyPair::from_private_key_and_public_key(alg, d.bytes(), &self.point)
            .map_err(|_| Error::KeyInconsistent)
    }

    pub(super) fn public(&self) -> Self {
        Self {
            curve: self.curve,
            point: self.point.clone(),
            d: None,
        }
    }

    pub(super) fn required_members(&self) -> Vec<Member> {
        let (x, y) = self.point[1..].split_at(self.curve.len);
        vec![
            word("crv", self.curve.name),
            word("kty", "EC"),
            member("x", x),
            member("y", y),
        ]
    }

    pub(super) fn private_members(&self) -> Vec<Member> {
        self.d.iter().map(|d| member("d", d.bytes())).collect()
    }
}

/// What the table says of the curve's one algorithm.
pub(super) fn signing_algorithm(curve: &Curve) -> Result<&'static EcdsaSigningAlgorithm, Error> {
    match Alg::of_curve(curve).map(Alg::scheme) {
        Some(Scheme::Ecdsa { sign, .. }) => Ok(sign),
        _ => Err(Error::KeyUnsupported("curve")),
    }
}

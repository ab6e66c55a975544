//! ECDH-ES (RFC 7518 section 4.6, RFC 8037 section 3.2): keys that agree, on four curves.
//!
//! Refused, in a recipient's key and in a token's `epk` alike: coordinates of another length than
//! the curve's, points off the curve, points of another curve, the identity and compressed points
//! (neither has a spelling here), and X25519 points that lead to the all-zero secret.

use std::fmt;

use aws_lc_rs::agreement::{
    self, Algorithm, ECDH_P256, ECDH_P384, ECDH_P521, ParsedPublicKey, PrivateKey,
    UnparsedPublicKey,
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::concat_kdf::{self, Info};
use crate::alg;
use crate::b64;
use crate::error::Error;
use crate::key::{Material, OkpCurve};

/// A curve of ECDH-ES keys, by its registered name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
#[non_exhaustive]
#[expect(missing_docs, reason = "the names say it")]
pub enum Curve {
    P256,
    P384,
    P521,
    X25519,
}

struct Row {
    curve: Curve,
    name: &'static str,
    alg: &'static Algorithm,
}

/// In the order of the enum.
#[rustfmt::skip]
static TABLE: [Row; 4] = [
    Row { curve: Curve::P256, name: "P-256", alg: &ECDH_P256 },
    Row { curve: Curve::P384, name: "P-384", alg: &ECDH_P384 },
    Row { curve: Curve::P521, name: "P-521", alg: &ECDH_P521 },
    Row { curve: Curve::X25519, name: "X25519", alg: &agreement::X25519 },
];

impl Curve {
    /// A new key on this curve.
    pub(super) fn generate(self) -> Result<Material, Error> {
        match self.of_ecdsa() {
            Some(curve) => Material::generate_ec(curve),
            None => Material::generate_okp(OkpCurve::X25519),
        }
    }

    /// Bytes of a coordinate.
    fn len(self) -> usize {
        self.of_ecdsa()
            .map_or(OkpCurve::X25519.len(), |curve| curve.len)
    }

    /// The same curve in the table of those that sign; X25519 is not there.
    fn of_ecdsa(self) -> Option<&'static alg::Curve> {
        alg::Curve::find(|curve| curve.name == self.name())
    }

    /// The `kty` of its keys.
    pub(super) fn kty(self) -> &'static str {
        if self == Self::X25519 { "OKP" } else { "EC" }
    }
}

registered_names!(Curve, curve, "crv", "curve");

/// A point that is on its curve, in the crypto library's spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Point {
    curve: Curve,
    bytes: Vec<u8>,
}

impl Point {
    pub(super) fn new(curve: Curve, x: &[u8], y: Option<&[u8]>) -> Result<Self, Error> {
        let len = curve.len();
        let fits = |coordinate: &[u8]| coordinate.len() == len;
        let bytes = match (curve.kty(), y) {
            ("EC", Some(y)) if fits(x) && fits(y) => [&[4], x, y].concat(),
            ("OKP", None) if fits(x) => x.to_vec(),
            _ => return Err(Error::KeyMalformed("coordinates of the curve")),
        };
        ParsedPublicKey::try_from(&UnparsedPublicKey::new(curve.row().alg, &bytes))
            .map_err(|_| Error::KeyWeak("EC point off the curve"))?;
        Ok(Self { curve, bytes })
    }

    fn of(curve: Curve, key: &PrivateKey) -> Result<Self, Error> {
        let public = key.compute_public_key().map_err(|_| Error::Crypto)?;
        Ok(Self {
            curve,
            bytes: public.as_ref().to_vec(),
        })
    }

    pub(super) fn curve(&self) -> Curve {
        self.curve
    }

    /// The members of a JWK with this point, in the order of a thumbprint.
    pub(super) fn members(&self) -> Vec<(&'static str, String)> {
        let mut members = vec![
            ("crv", self.curve.name().to_owned()),
            ("kty", self.curve.kty().to_owned()),
        ];
        if self.curve == Curve::X25519 {
            members.push(("x", b64::encode(&self.bytes)));
        } else {
            let (x, y) = self.bytes[1..].split_at(self.curve.len());
            members.extend([("x", b64::encode(x)), ("y", b64::encode(y))]);
        }
        members
    }
}

/// A recipient's key.
pub(super) struct Key {
    point: Point,
    private: Option<PrivateKey>,
}

impl Key {
    /// From a key that passed the checks of its type.
    pub(super) fn new(material: &Material) -> Result<Self, Error> {
        let (name, bytes, d) = match material {
            Material::Ec(key) => (key.curve().name, key.point(), key.d()),
            Material::Okp(key) if key.curve() == OkpCurve::X25519 => {
                (Curve::X25519.name(), key.x(), key.d())
            }
            _ => return Err(Error::KeyAlgMismatch),
        };
        let point = Point {
            curve: name.parse().map_err(|_| Error::KeyAlgMismatch)?,
            bytes: bytes.to_vec(),
        };
        let private = d.map(|d| {
            PrivateKey::from_private_key(point.curve.row().alg, d.bytes())
                .map_err(|_| Error::KeyInconsistent)
        });
        Ok(Self {
            private: private.transpose()?,
            point,
        })
    }

    pub(super) fn point(&self) -> &Point {
        &self.point
    }

    /// What an ephemeral key and this one agree on, and the ephemeral point for the header.
    pub(super) fn send(
        &self,
        info: &Info<'_>,
        len: usize,
    ) -> Result<(Zeroizing<Vec<u8>>, Point), Error> {
        let (key, point) = ephemeral(self.point.curve)?;
        let derived = agree(&key, &self.point, |z| concat_kdf::derive(z, info, len));
        Ok((derived.ok_or(Error::Crypto)?, point))
    }

    /// The same on the other side; `None` if the points do not agree.
    pub(super) fn receive(
        &self,
        epk: &Point,
        info: &Info<'_>,
        len: usize,
    ) -> Option<Zeroizing<Vec<u8>>> {
        agree(self.private.as_ref()?, epk, |z| {
            concat_kdf::derive(z, info, len)
        })
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("point", &self.point)
            .finish_non_exhaustive()
    }
}

fn ephemeral(curve: Curve) -> Result<(PrivateKey, Point), Error> {
    let key = PrivateKey::generate(curve.row().alg).map_err(|_| Error::Crypto)?;
    let point = Point::of(curve, &key)?;
    Ok((key, point))
}

/// The agreed secret, handed to `kdf`; `None` for another curve and for the all-zero secret of X25519
/// (RFC 7748 section 6.1; on the other curves it is a point like any other).
fn agree<R>(key: &PrivateKey, peer: &Point, kdf: impl FnOnce(&[u8]) -> R) -> Option<R> {
    let public = UnparsedPublicKey::new(peer.curve.row().alg, &peer.bytes);
    agreement::agree(key, public, (), |z| {
        let some = z.iter().fold(0, |seen, byte| seen | byte);
        if some == 0 && peer.curve == Curve::X25519 {
            Err(())
        } else {
            Ok(kdf(z))
        }
    })
    .ok()
}

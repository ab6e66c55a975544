//! Keys of the curves that JOSE calls OKP (RFC 8037): Ed25519 and Ed448 sign, X25519 agrees. What
//! they share is here, the refusal of another key's private part among it; what a curve refuses is in
//! its own file.

use super::Secret;
#[cfg(feature = "ed448")]
use super::ed448;
use super::material::{Member, member, word};
use super::{ed25519, x25519};
use crate::error::Error;

/// A curve of the type OKP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Curve {
    Ed25519,
    X25519,
    #[cfg(feature = "ed448")]
    Ed448,
}

struct Row {
    curve: Curve,
    /// The `crv` of a JWK.
    name: &'static str,
    /// Bytes of a public key, and of a private one.
    len: usize,
    /// The object identifier, DER contents (RFC 8410 section 3).
    oid: &'static [u8],
    /// Refuses public keys that are dangerous or none.
    check: fn(&[u8]) -> Result<(), Error>,
    /// The public key of a private one.
    expand: fn(&Secret) -> Result<Vec<u8>, Error>,
}

/// In the order of the enum.
#[rustfmt::skip]
static TABLE: &[Row] = &[
    Row { curve: Curve::Ed25519, name: "Ed25519", len: 32, oid: &[0x2b, 0x65, 0x70], check: ed25519::check_public, expand: ed25519::expand },
    Row { curve: Curve::X25519, name: "X25519", len: 32, oid: &[0x2b, 0x65, 0x6e], check: x25519::check_public, expand: x25519::expand },
    #[cfg(feature = "ed448")]
    Row { curve: Curve::Ed448, name: "Ed448", len: 57, oid: &[0x2b, 0x65, 0x71], check: ed448::check_public, expand: ed448::expand_public },
];

impl Curve {
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::find(|row| row.name == name)
    }

    pub(crate) fn of_oid(oid: &[u8]) -> Option<Self> {
        Self::find(|row| row.oid == oid)
    }

    pub(crate) fn oid(self) -> &'static [u8] {
        self.row().oid
    }

    /// Bytes of a public key, and of a private one.
    pub(crate) fn len(self) -> usize {
        self.row().len
    }

    fn find(fits: impl Fn(&Row) -> bool) -> Option<Self> {
        TABLE.iter().find(|row| fits(row)).map(|row| row.curve)
    }

    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }
}

/// A public key, and its private one if there is one.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    curve: Curve,
    x: Vec<u8>,
    d: Option<Secret>,
}

impl Key {
    pub(crate) fn new(curve: Curve, x: &[u8], d: Option<Secret>) -> Result<Self, Error> {
        if x.len() != curve.len() {
            return Err(Error::KeyMalformed("length of the OKP public key"));
        }
        if d.as_ref().is_some_and(|d| d.bytes().len() != curve.len()) {
            return Err(Error::KeyMalformed("length of the OKP private key"));
        }
        (curve.row().check)(x)?;
        if let Some(d) = &d
            && (curve.row().expand)(d)? != x
        {
            return Err(Error::KeyInconsistent);
        }
        Ok(Self {
            curve,
            x: x.to_vec(),
            d,
        })
    }

    /// From the private key alone, as PKCS#8 carries it.
    pub(crate) fn from_private(curve: Curve, d: Secret) -> Result<Self, Error> {
        if d.bytes().len() != curve.len() {
            return Err(Error::KeyMalformed("length of the OKP private key"));
        }
        Self::new(curve, &(curve.row().expand)(&d)?, Some(d))
    }

    pub(crate) fn curve(&self) -> Curve {
        self.curve
    }

    pub(crate) fn x(&self) -> &[u8] {
        &self.x
    }

    pub(crate) fn d(&self) -> Option<&Secret> {
        self.d.as_ref()
    }

    pub(super) fn private(&self) -> Result<&Secret, Error> {
        self.d().ok_or(Error::KeyNotPrivate)
    }

    pub(super) fn public(&self) -> Self {
        Self {
            curve: self.curve,
            x: self.x.clone(),
            d: None,
        }
    }

    pub(super) fn required_members(&self) -> Vec<Member> {
        vec![
            word("crv", self.curve.row().name),
            word("kty", "OKP"),
            member("x", &self.x),
        ]
    }

    pub(super) fn private_members(&self) -> Vec<Member> {
        self.d.iter().map(|d| member("d", d.bytes())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (index, row) in TABLE.iter().enumerate() {
            assert_eq!(row.curve as usize, index);
            assert_eq!(format!("{:?}", row.curve), row.name);
            assert_eq!(Curve::of_oid(row.oid), Some(row.curve));
        }
    }
}

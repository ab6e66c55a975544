//! PEM of keys that encrypt: what [`crate::Jwk::from_pem`] reads for RSA and EC, and X25519 (RFC
//! 8410). A PEM names no algorithm, so the caller does.

use zeroize::Zeroizing;

use super::material::Material;
use super::rsa;
use crate::b64;
use crate::der::{OCTET_STRING, OID, Reader};
use crate::error::Error;
use crate::jwe::agree::{self, Curve, Point};
use crate::key::{self, Secret};
use crate::pem;

const X25519: &[u8] = &[0x2b, 0x65, 0x6e];
/// Tags of what PKCS#8 may carry behind the key: attributes and the public key.
const ATTRIBUTES: u8 = 0xa0;
const PUBLIC_KEY: u8 = 0x81;

/// Reads one PEM block.
pub(super) fn read(text: &str) -> Result<Material, Error> {
    let (label, der) = pem::block(text)?;
    let x25519 = match label {
        "PUBLIC KEY" => x25519_public(&der)?,
        "PRIVATE KEY" => x25519_private(&der)?,
        _ => None,
    };
    if let Some(key) = x25519 {
        return Ok(Material::Agree(Box::new(key)));
    }
    match pem::parse(text)? {
        rsa @ key::Material::Rsa(_) => rsa::Key::new(rsa).map(|key| Material::Rsa(Box::new(key))),
        ec @ key::Material::Ec(_) => agreement(&ec).map(|key| Material::Agree(Box::new(key))),
        // A key for signatures.
        _ => Err(Error::KeyUse),
    }
}

/// The curve, the point and the scalar of an EC key, by way of its members.
fn agreement(key: &key::Material) -> Result<agree::Key, Error> {
    let members = [key.required_members(), key.private_members()].concat();
    let text = |name| {
        let found = members.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    };
    let bytes = |name| text(name).and_then(b64::decode);
    let curve = Curve::named(text("crv").unwrap_or_default())?;
    let point = Point::new(
        curve,
        &bytes("x").unwrap_or_default(),
        bytes("y").as_deref(),
    )?;
    agree::Key::new(point, bytes("d").map(Secret::new))
}

/// `None` if the key is of another kind.
fn x25519_public(der: &[u8]) -> Result<Option<agree::Key>, Error> {
    let mut info = Reader::only_sequence(der)?;
    if !is_x25519(info.sequence()?)? {
        return Ok(None);
    }
    let x = info.bits()?;
    info.end()?;
    let point = Point::new(Curve::X25519, x, None)?;
    agree::Key::new(point, None).map(Some)
}

fn x25519_private(der: &[u8]) -> Result<Option<agree::Key>, Error> {
    let mut info = Reader::only_sequence(der)?;
    let version = info.unsigned()?;
    if !matches!(version, [0 | 1]) || !is_x25519(info.sequence()?)? {
        return Ok(None);
    }
    let mut inner = Reader::new(info.value(OCTET_STRING)?);
    let scalar = Zeroizing::new(inner.value(OCTET_STRING)?.to_vec());
    inner.end()?;
    info.optional(ATTRIBUTES)?;
    let public = info.optional(PUBLIC_KEY)?;
    info.end()?;
    let d = Secret::new(scalar.to_vec());
    match public {
        Some([0, x @ ..]) => agree::Key::new(Point::new(Curve::X25519, x, None)?, Some(d)),
        Some(_) => Err(Error::KeyMalformed("PKCS#8 public key")),
        None => agree::Key::from_private(Curve::X25519, d),
    }
    .map(Some)
}

fn is_x25519(mut id: Reader<'_>) -> Result<bool, Error> {
    let found = id.value(OID)? == X25519;
    if found {
        id.end()?;
    }
    Ok(found)
}

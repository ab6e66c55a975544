//! From DER to a key: also PKCS#1 (RFC 8017 appendix A.1) and SEC 1 (RFC 5915), whose PEM labels say
//! what they hold. Refused: other algorithms and curves, a public key that is not the private one's, explicit curve parameters, multi-prime RSA,
//! an ML-DSA key without its seed, and everything the key's own constructor refuses.

use super::{CONTEXT_0, CONTEXT_1, IMPLICIT_0, IMPLICIT_1, Kind, curve_of};
use crate::alg::{Curve, MlDsa};
use crate::der::{OCTET_STRING, OID, Reader, SEQUENCE, SET};
use crate::error::Error;
use crate::key::{AkpKey, EcKey, Material, OkpCurve, OkpKey, RsaKey, RsaPrivateParts, Secret};

/// A `SubjectPublicKeyInfo`.
pub(crate) fn public_key(der: &[u8]) -> Result<Material, Error> {
    let mut info = Reader::only_sequence(der)?;
    let kind = Kind::read(info.sequence()?)?;
    let bits = info.bits()?;
    info.end()?;
    match kind {
        Kind::Rsa => rsa_public_key(bits),
        Kind::Ec(curve) => EcKey::from_point(curve, bits.to_vec(), None).map(Material::Ec),
        Kind::Okp(curve) => OkpKey::new(curve, bits, None).map(Material::Okp),
        Kind::MlDsa(set) => AkpKey::new(set, bits.to_vec(), None).map(Material::Akp),
    }
}

/// A PKCS#8 `OneAsymmetricKey` (RFC 5958 section 2): version 1, or version 2 if the public key stands beside
/// the private one, whose own it must be.
pub(crate) fn private_key(der: &[u8]) -> Result<Material, Error> {
    let mut info = Reader::only_sequence(der)?;
    let version = info.unsigned()?;
    let kind = Kind::read(info.sequence()?)?;
    let private = info.value(OCTET_STRING)?;
    if let Some(attributes) = info.optional(CONTEXT_0)? {
        check_attributes(attributes)?;
    }
    let public = info.optional(IMPLICIT_1)?;
    info.end()?;
    if version != [u8::from(public.is_some())] {
        return Err(Error::KeyMalformed("PKCS#8 version"));
    }
    let key = match kind {
        Kind::Rsa => rsa_private_key(private),
        Kind::Ec(curve) => ec_private_key_on(private, Some(curve)),
        Kind::Okp(curve) => okp_private_key(curve, private),
        Kind::MlDsa(set) => ml_dsa_private_key(set, private),
    }?;
    match public {
        Some(public) if *public_key_bits(public)? != *super::write::public_bits(&key)? => {
            Err(Error::KeyInconsistent)
        }
        _ => Ok(key),
    }
}

/// Nothing is taken from attributes, which must be some: a type and a SET of values each (RFC 5958 section 2).
fn check_attributes(attributes: &[u8]) -> Result<(), Error> {
    let mut attributes = Reader::new(attributes);
    while !attributes.rest().is_empty() {
        let mut attribute = attributes.sequence()?;
        attribute.value(OID)?;
        attribute.value(SET)?;
        attribute.end()?;
    }
    Ok(())
}

/// A PKCS#1 `RSAPublicKey`.
pub(crate) fn rsa_public_key(der: &[u8]) -> Result<Material, Error> {
    let mut key = Reader::only_sequence(der)?;
    let (n, e) = (key.unsigned()?.to_vec(), key.unsigned()?.to_vec());
    key.end()?;
    RsaKey::new(n, e, None).map(Material::Rsa)
}

/// A PKCS#1 `RSAPrivateKey` with two primes.
pub(crate) fn rsa_private_key(der: &[u8]) -> Result<Material, Error> {
    let mut key = Reader::only_sequence(der)?;
    key.version(0)
        .map_err(|_| Error::KeyUnsupported("multi-prime RSA"))?;
    let (modulus, exponent) = (key.unsigned()?.to_vec(), key.unsigned()?.to_vec());
    let mut next = || key.unsigned().map(|bytes| Secret::new(bytes.to_vec()));
    let private = RsaPrivateParts {
        d: next()?,
        p: next()?,
        q: next()?,
        dp: next()?,
        dq: next()?,
        qi: next()?,
    };
    key.end()?;
    if private.has_no_crt() {
        return Err(Error::KeyWithoutCrt);
    }
    RsaKey::new(modulus, exponent, Some(private)).map(Material::Rsa)
}

/// A SEC 1 `ECPrivateKey`, which names its curve itself.
pub(crate) fn ec_private_key(der: &[u8]) -> Result<Material, Error> {
    ec_private_key_on(der, None)
}

fn ec_private_key_on(der: &[u8], outer: Option<&'static Curve>) -> Result<Material, Error> {
    let mut key = Reader::only_sequence(der)?;
    key.version(1)?;
    let d = Secret::new(key.value(OCTET_STRING)?.to_vec());
    let inner = key.optional(CONTEXT_0)?.map(named_curve).transpose()?;
    let point = key.optional(CONTEXT_1)?.map(only_bits).transpose()?;
    key.end()?;
    let curve = match (outer, inner) {
        (Some(outer), Some(inner)) if outer != inner => return Err(Error::KeyInconsistent),
        (outer, inner) => outer
            .or(inner)
            .ok_or(Error::KeyUnsupported("unnamed curve"))?,
    };
    match point {
        Some(point) => EcKey::from_point(curve, point.to_vec(), Some(d)),
        None => EcKey::from_private(curve, d),
    }
    .map(Material::Ec)
}

/// RFC 8410 section 7.
fn okp_private_key(curve: OkpCurve, der: &[u8]) -> Result<Material, Error> {
    let mut inner = Reader::new(der);
    let d = Secret::new(inner.value(OCTET_STRING)?.to_vec());
    inner.end()?;
    OkpKey::from_private(curve, d).map(Material::Okp)
}

/// RFC 9881 section 6: the seed, or the seed and what it expands to. A JWK holds the seed, so a key
/// that has lost it is of no use.
fn ml_dsa_private_key(set: &'static MlDsa, der: &[u8]) -> Result<Material, Error> {
    let mut choice = Reader::new(der);
    let key = match choice.optional(IMPLICIT_0)? {
        Some(seed) => AkpKey::from_seed(set, Secret::new(seed.to_vec()))?,
        None if der.first() == Some(&SEQUENCE) => {
            let mut both = choice.sequence()?;
            let seed = Secret::new(both.value(OCTET_STRING)?.to_vec());
            let expanded = both.value(OCTET_STRING)?;
            both.end()?;
            AkpKey::from_both(set, seed, expanded)?
        }
        None => return Err(Error::KeyUnsupported("ML-DSA key without its seed")),
    };
    choice.end()?;
    Ok(Material::Akp(key))
}

/// The optional public key of PKCS#8: a bit string whose tag was replaced.
fn public_key_bits(public: &[u8]) -> Result<&[u8], Error> {
    match public {
        [0, public @ ..] => Ok(public),
        _ => Err(Error::KeyMalformed("PKCS#8 public key")),
    }
}

fn only_bits(field: &[u8]) -> Result<&[u8], Error> {
    let mut field = Reader::new(field);
    let bits = field.bits()?;
    field.end()?;
    Ok(bits)
}

fn named_curve(parameters: &[u8]) -> Result<&'static Curve, Error> {
    let mut parameters = Reader::new(parameters);
    let curve = parameters
        .value(OID)
        .map_err(|_| Error::KeyUnsupported("unnamed curve"))?;
    parameters.end()?;
    curve_of(curve)
}

//! Keys inside DER: `SubjectPublicKeyInfo` (RFC 5280 section 4.1.2.7), PKCS#8 (RFC 5958), PKCS#1
//! (RFC 8017 appendix A.1), SEC 1 (RFC 5915), Ed25519 (RFC 8410). Refused: other algorithms and
//! curves, explicit curve parameters, multi-prime RSA, and everything the key's own constructor
//! refuses.

use crate::alg::Curve;
use crate::der::{INTEGER, NULL, OCTET_STRING, OID, Reader, SEQUENCE, write};
use crate::error::Error;
use crate::key::{EcKey, Material, OkpKey, RsaKey, RsaPrivateParts, Secret};

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

/// Tags of the optional fields: attributes and public key of PKCS#8, parameters and public key of
/// SEC 1.
const CONTEXT_0: u8 = 0xa0;
const CONTEXT_1: u8 = 0xa1;
const IMPLICIT_1: u8 = 0x81;

/// What an `AlgorithmIdentifier` says.
enum Kind {
    Rsa,
    Ec(&'static Curve),
    Ed25519,
}

/// A `SubjectPublicKeyInfo`.
pub(crate) fn public_key(der: &[u8]) -> Result<Material, Error> {
    let mut info = Reader::only_sequence(der)?;
    let kind = kind(info.sequence()?)?;
    let bits = info.bits()?;
    info.end()?;
    match kind {
        Kind::Rsa => rsa_public_key(bits),
        Kind::Ec(curve) => EcKey::from_point(curve, bits.to_vec(), None).map(Material::Ec),
        Kind::Ed25519 => OkpKey::new(bits, None).map(Material::Okp),
    }
}

/// A PKCS#8 `PrivateKeyInfo`, version 1 or 2.
pub(crate) fn private_key(der: &[u8]) -> Result<Material, Error> {
    let mut info = Reader::only_sequence(der)?;
    if !matches!(info.unsigned()?, [0 | 1]) {
        return Err(Error::KeyMalformed("PKCS#8 version"));
    }
    let kind = kind(info.sequence()?)?;
    let private = info.value(OCTET_STRING)?;
    info.optional(CONTEXT_0)?;
    let public = info.optional(IMPLICIT_1)?;
    info.end()?;
    match kind {
        Kind::Rsa => rsa_private_key(private),
        Kind::Ec(curve) => ec_private_key_on(private, Some(curve)),
        Kind::Ed25519 => ed25519_private_key(private, public),
    }
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
    let point = key
        .optional(CONTEXT_1)?
        .map(|bits| Reader::new(bits).bits())
        .transpose()?;
    key.end()?;
    let curve = match (outer, inner) {
        (Some(outer), Some(inner)) if outer != inner => return Err(Error::KeyInconsistent),
        (outer, inner) => outer
            .or(inner)
            .ok_or(Error::KeyUnsupported("unnamed curve"))?,
    };
    match point {
        Some(point) => EcKey::from_point(curve, point.to_vec(), Some(d)),
        None => EcKey::from_sec1(curve, &sec1(curve, &d), d),
    }
    .map(Material::Ec)
}

fn ed25519_private_key(der: &[u8], public: Option<&[u8]>) -> Result<Material, Error> {
    let mut inner = Reader::new(der);
    let seed = Secret::new(inner.value(OCTET_STRING)?.to_vec());
    inner.end()?;
    match public {
        Some([0, public @ ..]) => OkpKey::new(public, Some(seed)),
        Some(_) => Err(Error::KeyMalformed("PKCS#8 public key")),
        None => OkpKey::from_seed(seed),
    }
    .map(Material::Okp)
}

fn kind(mut id: Reader<'_>) -> Result<Kind, Error> {
    let oid = id.value(OID)?;
    let kind = match oid {
        RSA if id.value(NULL)?.is_empty() => Kind::Rsa,
        EC => Kind::Ec(curve_of(
            id.value(OID)
                .map_err(|_| Error::KeyUnsupported("unnamed curve"))?,
        )?),
        ED25519 => Kind::Ed25519,
        _ => return Err(Error::KeyUnsupported("key type")),
    };
    id.end()?;
    Ok(kind)
}

fn named_curve(parameters: &[u8]) -> Result<&'static Curve, Error> {
    let mut parameters = Reader::new(parameters);
    let curve = parameters
        .value(OID)
        .map_err(|_| Error::KeyUnsupported("unnamed curve"))?;
    parameters.end()?;
    curve_of(curve)
}

fn curve_of(oid: &[u8]) -> Result<&'static Curve, Error> {
    Curve::find(|curve| curve.oid == oid).ok_or(Error::KeyUnsupported("curve"))
}

/// The smallest `ECPrivateKey`: version, scalar, curve.
fn sec1(curve: &Curve, d: &Secret) -> zeroize::Zeroizing<Vec<u8>> {
    let version = write(INTEGER, &[&[1]]);
    let scalar = zeroize::Zeroizing::new(write(OCTET_STRING, &[d.bytes()]));
    let name = write(CONTEXT_0, &[&write(OID, &[curve.oid])]);
    zeroize::Zeroizing::new(write(SEQUENCE, &[&version, &scalar, &name]))
}

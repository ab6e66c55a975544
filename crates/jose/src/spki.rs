//! Keys inside DER: `SubjectPublicKeyInfo` (RFC 5280 section 4.1.2.7), PKCS#8 (RFC 5958), PKCS#1
//! (RFC 8017 appendix A.1), SEC 1 (RFC 5915), Ed25519 and Ed448 (RFC 8410), ML-DSA (RFC 9881).
//! Refused: other algorithms and curves, explicit curve parameters, multi-prime RSA, an ML-DSA key
//! without its seed, and everything the key's own constructor refuses.

use crate::alg::{Curve, MlDsa};
use crate::der::{INTEGER, NULL, OCTET_STRING, OID, Reader, SEQUENCE, write};
use crate::error::Error;
#[cfg(feature = "ed448")]
use crate::key::Ed448Key;
use crate::key::{AkpKey, EcKey, Material, OkpKey, RsaKey, RsaPrivateParts, Secret};

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
#[cfg(feature = "ed448")]
const ED448: &[u8] = &[0x2b, 0x65, 0x71];

/// Tags of the optional fields: attributes and public key of PKCS#8, parameters and public key of
/// SEC 1.
const CONTEXT_0: u8 = 0xa0;
const CONTEXT_1: u8 = 0xa1;
const IMPLICIT_1: u8 = 0x81;
/// The seed alone, in an ML-DSA private key.
const IMPLICIT_0: u8 = 0x80;

/// What an `AlgorithmIdentifier` says.
enum Kind {
    Rsa,
    Ec(&'static Curve),
    Ed25519,
    #[cfg(feature = "ed448")]
    Ed448,
    MlDsa(&'static MlDsa),
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
        #[cfg(feature = "ed448")]
        Kind::Ed448 => Ed448Key::new(bits, None).map(Material::Ed448),
        Kind::MlDsa(set) => AkpKey::new(set, bits.to_vec(), None).map(Material::Akp),
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
        Kind::Ed25519 => {
            let (seed, public) = edwards_private_key(private, public)?;
            match public {
                Some(public) => OkpKey::new(public, Some(seed)),
                None => OkpKey::from_seed(seed),
            }
            .map(Material::Okp)
        }
        #[cfg(feature = "ed448")]
        Kind::Ed448 => {
            let (seed, public) = edwards_private_key(private, public)?;
            match public {
                Some(public) => Ed448Key::new(public, Some(seed)),
                None => Ed448Key::from_seed(seed),
            }
            .map(Material::Ed448)
        }
        Kind::MlDsa(set) => ml_dsa_private_key(set, private, public),
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

/// RFC 8410 section 7: the seed, and the public key if it stands beside it.
fn edwards_private_key<'a>(
    der: &[u8],
    public: Option<&'a [u8]>,
) -> Result<(Secret, Option<&'a [u8]>), Error> {
    let mut inner = Reader::new(der);
    let seed = Secret::new(inner.value(OCTET_STRING)?.to_vec());
    inner.end()?;
    Ok((seed, public_key_bits(public)?))
}

/// RFC 9881 section 6: the seed, or the seed and what it expands to. A JWK holds the seed, so a key
/// that has lost it is of no use.
fn ml_dsa_private_key(
    set: &'static MlDsa,
    der: &[u8],
    public: Option<&[u8]>,
) -> Result<Material, Error> {
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
    match public_key_bits(public)? {
        Some(public) if public != key.public_bytes() => Err(Error::KeyInconsistent),
        _ => Ok(Material::Akp(key)),
    }
}

/// The optional public key of PKCS#8: a bit string whose tag was replaced.
fn public_key_bits(public: Option<&[u8]>) -> Result<Option<&[u8]>, Error> {
    match public {
        Some([0, public @ ..]) => Ok(Some(public)),
        Some(_) => Err(Error::KeyMalformed("PKCS#8 public key")),
        None => Ok(None),
    }
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
        #[cfg(feature = "ed448")]
        ED448 => Kind::Ed448,
        _ => Kind::MlDsa(MlDsa::find(oid).ok_or(Error::KeyUnsupported("key type"))?),
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

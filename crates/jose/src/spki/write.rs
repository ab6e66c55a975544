//! From a key to DER. Private keys are written as most tools read them: the CRT parts of RSA, the
//! public key beside an EC scalar (RFC 5915), the seed alone of Ed25519, Ed448, X25519 (RFC 8410) and
//! ML-DSA (RFC 9881 section 6). Refused: secrets, for which there is no form.

use std::borrow::Cow;

use zeroize::Zeroizing;

use super::{CONTEXT_0, CONTEXT_1, IMPLICIT_0, Kind};
use crate::alg::Curve;
use crate::der::{BIT_STRING, INTEGER, OCTET_STRING, OID, SEQUENCE, write, write_unsigned};
use crate::error::Error;
use crate::key::{Material, RsaKey, RsaPrivateParts, Secret};

type Der = Zeroizing<Vec<u8>>;

/// A `SubjectPublicKeyInfo`, also of a private key.
pub(crate) fn public_key(key: &Material) -> Result<Der, Error> {
    let kind = match key {
        Material::Rsa(_) => Kind::Rsa,
        Material::Ec(key) => Kind::Ec(key.curve()),
        Material::Okp(key) => Kind::Okp(key.curve()),
        Material::Akp(key) => Kind::MlDsa(key.set()),
        Material::Oct(_) => return Err(Error::KeySymmetric),
    };
    let bits = public_bits(key)?;
    Ok(write(SEQUENCE, &[&kind.write(), &bit_string(&bits)]))
}

/// The public key itself, without the name of its kind.
pub(super) fn public_bits(key: &Material) -> Result<Cow<'_, [u8]>, Error> {
    match key {
        Material::Rsa(key) => Ok(Cow::Owned(rsa_public_key(key).to_vec())),
        Material::Ec(key) => Ok(Cow::Borrowed(key.point())),
        Material::Okp(key) => Ok(Cow::Borrowed(key.x())),
        Material::Akp(key) => Ok(Cow::Borrowed(key.public_bytes())),
        Material::Oct(_) => Err(Error::KeySymmetric),
    }
}

/// A PKCS#8 `PrivateKeyInfo` of version 1.
pub(crate) fn private_key(key: &Material) -> Result<Der, Error> {
    let (kind, private) = match key {
        Material::Rsa(key) => {
            let private = key.private().ok_or(Error::KeyNotPrivate)?;
            (Kind::Rsa, rsa_private_key(key, private))
        }
        Material::Ec(key) => {
            let d = key.d().ok_or(Error::KeyNotPrivate)?;
            let point = write(CONTEXT_1, &[&bit_string(key.point())]);
            (Kind::Ec(key.curve()), ec_private_key(d, &point))
        }
        Material::Okp(key) => {
            let d = key.d().ok_or(Error::KeyNotPrivate)?;
            (Kind::Okp(key.curve()), write(OCTET_STRING, &[d.bytes()]))
        }
        Material::Akp(key) => {
            let seed = key.seed().ok_or(Error::KeyNotPrivate)?;
            (Kind::MlDsa(key.set()), write(IMPLICIT_0, &[seed.bytes()]))
        }
        Material::Oct(_) => return Err(Error::KeySymmetric),
    };
    let private = write(OCTET_STRING, &[&private]);
    Ok(write(SEQUENCE, &[&version(0), &kind.write(), &private]))
}

/// The smallest SEC 1 `ECPrivateKey`: version, scalar, curve.
pub(crate) fn sec1(curve: &Curve, d: &Secret) -> Der {
    let name = write(OID, &[curve.oid]);
    ec_private_key(d, &write(CONTEXT_0, &[&name]))
}

/// A SEC 1 `ECPrivateKey` with one of its optional fields. Inside PKCS#8 that is the point: the curve
/// stands outside.
fn ec_private_key(d: &Secret, field: &[u8]) -> Der {
    let scalar = write(OCTET_STRING, &[d.bytes()]);
    write(SEQUENCE, &[&version(1), &scalar, field])
}

/// A PKCS#1 `RSAPublicKey`.
fn rsa_public_key(key: &RsaKey) -> Der {
    let [n, e] = [key.n(), key.e()].map(write_unsigned);
    write(SEQUENCE, &[&n, &e])
}

/// A PKCS#1 `RSAPrivateKey` of two primes.
fn rsa_private_key(key: &RsaKey, private: &RsaPrivateParts) -> Der {
    let secret = [
        &private.d,
        &private.p,
        &private.q,
        &private.dp,
        &private.dq,
        &private.qi,
    ];
    let public = [key.n(), key.e()];
    let numbers = public.into_iter().chain(secret.map(Secret::bytes));
    let mut contents = vec![version(0)];
    contents.extend(numbers.map(write_unsigned));
    let contents: Vec<&[u8]> = contents.iter().map(|number| number.as_slice()).collect();
    write(SEQUENCE, &contents)
}

fn version(version: u8) -> Der {
    write(INTEGER, &[&[version]])
}

fn bit_string(bits: &[u8]) -> Der {
    write(BIT_STRING, &[&[0], bits])
}

//! JWKs of keys that encrypt (RFC 7517, RFC 7518 section 6, RFC 8037), strict in and exact out.
//! Refused: whatever [`crate::Jwk`] refuses, keys for signatures, and `use` or `key_ops` that rule
//! the purpose out.

use zeroize::Zeroizing;

use super::material::{Key, Material, Member};
use super::rsa;
use crate::alg::Alg;
use crate::b64;
use crate::error::Error;
use crate::jwe::agree::{self, Curve, Point};
use crate::jwe::alg::KeyAlg;
use crate::jwe::enc::Enc;
use crate::jwk::{Members, Usage, quote};
use crate::key::Secret;

/// What the key is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Encrypt,
    Decrypt,
}

/// Reads one JWK; `alg` is for a key that names none, and else compared.
pub(super) fn read(json: &[u8], alg: Option<KeyAlg>, purpose: Purpose) -> Result<Key, Error> {
    let mut members = Members::read(json)?;
    let usage = members.usage()?;
    if usage.role.as_deref().is_some_and(|role| role != "enc") {
        return Err(Error::KeyUse);
    }
    let kid = members.kid()?;
    let (alg, enc) = algorithm(members.take("alg"), alg)?;
    if !allows(&usage, alg, purpose) {
        return Err(Error::KeyUse);
    }
    let material = material(&mut members)?;
    members.end()?;
    if purpose == Purpose::Decrypt && !material.is_private() {
        return Err(Error::KeyNotPrivate);
    }
    Key::new(alg, material, kid, enc)
}

/// A key's `alg` may also name an `enc`: then the key is that content key itself.
fn algorithm(
    named: Option<Zeroizing<String>>,
    wanted: Option<KeyAlg>,
) -> Result<(KeyAlg, Option<Enc>), Error> {
    let Some(named) = named else {
        return Ok((wanted.ok_or(Error::KeyNeedsAlg)?, None));
    };
    if named.parse::<Alg>().is_ok() {
        return Err(Error::KeyUse);
    }
    let (alg, enc) = match named.parse::<Enc>() {
        Ok(enc) => (KeyAlg::Dir, Some(enc)),
        Err(_) => (named.parse::<KeyAlg>().map_err(Error::of_key)?, None),
    };
    if wanted.is_some_and(|wanted| wanted != alg) {
        return Err(Error::KeyAlgMismatch);
    }
    Ok((alg, enc))
}

/// A public key for ECDH names no operation in some libraries: the list is empty then.
fn allows(usage: &Usage, alg: KeyAlg, purpose: Purpose) -> bool {
    let Some(ops) = &usage.ops else { return true };
    let [encrypt, decrypt] = alg.scheme().key_ops();
    let wanted = match purpose {
        Purpose::Encrypt => encrypt,
        Purpose::Decrypt => decrypt,
    };
    let nothing = ops.is_empty() && purpose == Purpose::Encrypt && !alg.is_symmetric();
    nothing || ops.iter().any(|op| wanted.contains(&op.as_str()))
}

fn material(members: &mut Members) -> Result<Material, Error> {
    match members.need("kty")?.as_str() {
        "oct" => Ok(Material::Secret(Secret::new(members.bytes("k")?))),
        "RSA" => rsa::Key::new(members.rsa()?).map(|key| Material::Rsa(Box::new(key))),
        kty @ ("EC" | "OKP") => agreement(kty, members),
        _ => Err(Error::KeyUnsupported("key type")),
    }
}

fn agreement(kty: &str, members: &mut Members) -> Result<Material, Error> {
    let curve = Curve::named(&members.need("crv")?)?;
    if curve.kty() != kty {
        return Err(Error::KeyUnsupported("curve"));
    }
    let x = members.bytes("x")?;
    let y = members.take("y");
    let y = y.map(|y| b64::decode(&y).ok_or(Error::KeyMalformed("base64url of a member")));
    let point = Point::new(curve, &x, y.transpose()?.as_deref())?;
    agree::Key::new(point, members.secret("d")?).map(|key| Material::Agree(Box::new(key)))
}

/// A JSON object of these members.
pub(super) fn write(members: impl Iterator<Item = Member>) -> Zeroizing<String> {
    // Room for an 8192-bit private RSA key, so that no copy is left behind by growing.
    let mut out = Zeroizing::new(String::with_capacity(8 * 1024));
    out.push('{');
    for (name, value) in members {
        if out.len() > 1 {
            out.push(',');
        }
        let value = Zeroizing::new(quote(&value));
        for part in ["\"", name, "\":", &value] {
            out.push_str(part);
        }
    }
    out.push('}');
    out
}

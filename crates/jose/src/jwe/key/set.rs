//! The keys of a JWK Set that encrypt or decrypt. Keys for signatures and of unknown kinds are left
//! out; a malformed key refuses the set, and so do equal kids.

use super::jwk::{self, Purpose};
use super::{DecryptionKey, Key};
use crate::error::{Error, Part};
use crate::json::{self, Fault, Raw};
use crate::jwe::alg::KeyAlg;

/// A set may have this many bytes.
const MAX_LEN: usize = 1024 * 1024;
/// A set may have this many keys.
const MAX_KEYS: usize = 1024;

/// The keys that decrypt, of a set or of a single JWK.
pub(in crate::jwe) fn decryption_keys(
    json: &[u8],
    alg: Option<KeyAlg>,
) -> Result<Vec<DecryptionKey>, Error> {
    let keys = read(json, alg, Purpose::Decrypt)?;
    Ok(keys.into_iter().map(DecryptionKey::loaded).collect())
}

/// The one key that encrypts.
pub(super) fn encryption_key(
    json: &[u8],
    alg: Option<KeyAlg>,
    kid: Option<&str>,
) -> Result<Key, Error> {
    let mut keys = read(json, alg, Purpose::Encrypt)?;
    if keys.is_empty() {
        return Err(Error::KeySetEmpty);
    }
    if let Some(kid) = kid {
        keys.retain(|key| key.kid() == Some(kid));
    }
    match (keys.pop(), keys.is_empty()) {
        (Some(key), true) => Ok(key),
        (None, _) => Err(Error::KeyUnknown),
        (Some(_), false) if kid.is_some() => Err(Error::KeySetDuplicateKid),
        (Some(_), false) => Err(Error::KeyIdMissing),
    }
}

fn read(json: &[u8], alg: Option<KeyAlg>, purpose: Purpose) -> Result<Vec<Key>, Error> {
    if json.len() > MAX_LEN {
        return Err(Error::Json(Part::KeySet, Fault::TooLong));
    }
    let mut found = None;
    json::object(json, |name, value| {
        if name == "keys" {
            found = Some(each(value, alg, purpose)?);
        }
        Ok(())
    })
    .map_err(|refused| refused.in_part(Part::KeySet))?;
    found.ok_or(Error::KeyMalformed("no `keys` in the set"))
}

fn each(keys: Raw<'_>, alg: Option<KeyAlg>, purpose: Purpose) -> Result<Vec<Key>, Error> {
    let keys = keys
        .elements()
        .ok_or(Error::KeyMalformed("`keys` is not a list"))?;
    let mut fit = Vec::new();
    for (index, key) in keys.enumerate() {
        if index >= MAX_KEYS {
            return Err(Error::KeyMalformed("more than 1024 keys in the set"));
        }
        match jwk::read(key.text().as_bytes(), alg, purpose) {
            Ok(key) => fit.push(key),
            Err(Error::KeyUse | Error::KeyUnsupported(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(fit)
}

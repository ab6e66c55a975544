//! JWK Sets (RFC 7517 section 5). Refused: equal kids, secret and public keys in one set, and any
//! key that [`Jwk::parse`] finds malformed or weak. Keys of types, curves or algorithms this crate
//! does not know are left out, as the RFC asks, and counted.

use zeroize::Zeroizing;

use super::Jwk;
use crate::error::{Error, Part};
use crate::json::{self, Fault, Raw};
use crate::purpose::Purpose;

/// A set may have this many bytes.
const MAX_LEN: usize = 1024 * 1024;
/// A set may have this many keys.
pub(crate) const MAX_KEYS: usize = 1024;

/// The keys of one party.
#[derive(Clone, Debug, Default)]
pub struct JwkSet {
    keys: Vec<Jwk>,
    skipped: usize,
}

impl JwkSet {
    /// Makes a set of `keys`.
    ///
    /// # Errors
    /// [`Error::KeySetDuplicateKid`], [`Error::KeySetMixed`].
    pub fn new(keys: impl IntoIterator<Item = Jwk>) -> Result<Self, Error> {
        let set = Self {
            keys: keys.into_iter().collect(),
            skipped: 0,
        };
        refuse_mixture(set.keys.iter().map(|key| {
            (
                key.kid().map_or_else(|| key.thumbprint(), str::to_owned),
                key.is_private(),
            )
        }))?;
        Ok(set)
    }

    /// Reads `{"keys":[..]}`, strictly.
    ///
    /// # Errors
    /// [`Error::Json`]; [`Error::KeyMalformed`] if `keys` is missing, no list, or has over 1024 keys; what
    /// [`Jwk::parse`] says of a key, and what [`JwkSet::new`] says of the set.
    pub fn parse(json: impl AsRef<[u8]>) -> Result<Self, Error> {
        let json = json.as_ref();
        if json.len() > MAX_LEN {
            return Err(Error::Json(Part::KeySet, Fault::TooLong));
        }
        let mut found = None;
        json::object(json, |name, value| {
            if name == "keys" {
                found = Some(read_keys(value)?);
            }
            Ok(())
        })
        .map_err(|refused| refused.in_part(Part::KeySet))?;
        let (keys, skipped) = found.ok_or(Error::KeyMalformed("no `keys` in the set"))?;
        Ok(Self {
            skipped,
            ..Self::new(keys)?
        })
    }

    /// The keys, in their order.
    pub fn keys(&self) -> &[Jwk] {
        &self.keys
    }

    /// How many keys were left out because this crate does not know their kind.
    pub fn skipped(&self) -> usize {
        self.skipped
    }

    /// The same set, where keys that name no algorithm and could have `alg` are taken to have it.
    /// For issuers whose JWKS says only `kty: RSA`.
    ///
    /// # Errors
    /// What [`Jwk::with_alg`] says.
    pub fn assume_alg(self, alg: impl Into<Purpose>) -> Result<Self, Error> {
        let purpose = alg.into();
        let assume = |key: Jwk| {
            let open = key.named_purpose().is_none() && key.usage().may_be_for(purpose);
            if open && key.material().fits(purpose) {
                key.with_alg(purpose)
            } else {
                Ok(key)
            }
        };
        let keys = self
            .keys
            .into_iter()
            .map(assume)
            .collect::<Result<_, _>>()?;
        Ok(Self {
            keys,
            skipped: self.skipped,
        })
    }

    /// The set as JSON, each key public or private as it is.
    ///
    /// Wiped when dropped, for it holds secrets if the keys do.
    pub fn to_json(&self) -> Zeroizing<String> {
        let keys: Vec<_> = self.keys.iter().map(Jwk::to_json).collect();
        let len: usize = keys.iter().map(|key| key.len() + 1).sum();
        let mut out = Zeroizing::new(String::with_capacity(len + 16));
        out.push_str("{\"keys\":[");
        for (index, key) in keys.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            out.push_str(key);
        }
        out.push_str("]}");
        out
    }
}

/// Equal kids and secrets beside public keys are refused wherever keys come together.
pub(crate) fn refuse_mixture(keys: impl Iterator<Item = (String, bool)>) -> Result<(), Error> {
    let (mut kids, secrets): (Vec<_>, Vec<_>) = keys.unzip();
    if secrets.contains(&true) && secrets.contains(&false) {
        return Err(Error::KeySetMixed);
    }
    kids.sort_unstable();
    if kids.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Error::KeySetDuplicateKid);
    }
    Ok(())
}

fn read_keys(array: Raw<'_>) -> Result<(Vec<Jwk>, usize), Error> {
    let (mut keys, mut skipped) = (Vec::new(), 0);
    let elements = array
        .elements()
        .ok_or(Error::KeyMalformed("`keys` is not a list"))?;
    for (index, element) in elements.enumerate() {
        if index >= MAX_KEYS {
            return Err(Error::KeyMalformed("more than 1024 keys in the set"));
        }
        match Jwk::parse(element.text()) {
            Ok(key) => keys.push(key),
            Err(Error::KeyUnsupported(_)) => skipped += 1,
            Err(error) => return Err(error),
        }
    }
    Ok((keys, skipped))
}

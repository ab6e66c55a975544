//! The keys a token is explained by, some of which verification would never take.

use std::borrow::Cow;

use crate::alg::Alg;
use crate::error::Error;
use crate::json::{self, Raw};
use crate::jwk::{Jwk, JwkSet, Members};
use crate::key::{KeySet, Secret};

/// The keys to explain by. Unlike a [`KeySet`] it can be empty, or hold a key that was refused when
/// it was loaded: then the explanation says so, and of a weak secret whether it made the signature.
/// Nothing here leads to a key that verifies.
#[derive(Clone, Debug)]
pub struct Keys<'a>(Source<'a>);

#[derive(Clone, Debug)]
enum Source<'a> {
    None,
    Set(&'a KeySet),
    /// What became of the keys of a text, and the secrets among them.
    Text(Result<JwkSet, Error>, Secrets),
    /// Loaded for the algorithm that is known last.
    Phrase(SecretKey),
}

/// The secrets of a text, those included that are refused.
#[derive(Clone, Debug, Default)]
struct Secrets {
    keys: Vec<SecretKey>,
    /// Of a text with one key that key is meant, whatever its kid.
    alone: bool,
}

/// A secret as it was given.
#[derive(Clone, Debug)]
struct SecretKey {
    bytes: Secret,
    alg: Option<Alg>,
    kid: Option<String>,
}

/// The keys for one token.
pub(super) struct Trust<'a> {
    /// What verification would take.
    pub(super) set: Option<Cow<'a, KeySet>>,
    /// Why it would take none.
    pub(super) refused: Option<Error>,
    /// The bytes of a secret that was given, good or not, and its algorithm.
    pub(super) secret: Option<(&'a Secret, Alg)>,
}

impl Keys<'_> {
    /// No key: the signature is not reached.
    pub fn none() -> Self {
        Self(Source::None)
    }

    /// A key that was refused when it was loaded, for the reason given.
    pub fn refused(error: Error) -> Self {
        Self(Source::Text(Err(error), Secrets::default()))
    }

    /// One JWK or a JWK Set; `alg` is for keys that name none. A single key without a `kid` is for
    /// any token.
    pub fn from_jwk(text: &str, alg: Option<Alg>) -> Self {
        let loaded = if is_set(text) {
            JwkSet::parse(text)
        } else {
            Jwk::parse(text).and_then(|jwk| JwkSet::new([jwk]))
        };
        let secrets = match loaded {
            Ok(_) | Err(Error::KeyWeak(_)) => Secrets::read(text, alg),
            Err(_) => Secrets::default(),
        };
        Self(Source::Text(assumed(loaded, alg), secrets))
    }

    /// One key in PEM; RSA keys need `alg`.
    pub fn from_pem(text: &str, alg: Option<Alg>) -> Self {
        let loaded = Jwk::from_pem(text, alg).and_then(|jwk| JwkSet::new([jwk]));
        Self(Source::Text(assumed(loaded, alg), Secrets::default()))
    }

    /// The bytes of a secret for HMAC. Without `alg` it is for whichever HMAC the token names.
    pub fn from_secret(secret: &[u8], alg: Option<Alg>) -> Self {
        Self(Source::Phrase(SecretKey {
            bytes: Secret::new(secret.to_vec()),
            alg,
            kid: None,
        }))
    }

    pub(super) fn is_none(&self) -> bool {
        matches!(self.0, Source::None)
    }

    /// The keys for a token with this `kid` and `alg` in its header.
    pub(super) fn trust(&self, kid: Option<&str>, alg: Option<Alg>) -> Trust<'_> {
        let (set, secret) = match &self.0 {
            Source::None => (None, None),
            Source::Set(set) => (Some(Ok(Cow::Borrowed(*set))), None),
            Source::Text(loaded, secrets) => {
                let set = loaded.as_ref().map_err(Clone::clone);
                (Some(set.and_then(|set| own(set, kid))), secrets.meant(kid))
            }
            Source::Phrase(key) => (Some(key.load(kid, alg)), Some(key)),
        };
        let (set, refused) = match set {
            None => (None, None),
            Some(Ok(set)) => (Some(set), None),
            Some(Err(error)) => (None, Some(error)),
        };
        Trust {
            set,
            refused,
            secret: secret.map(|key| (&key.bytes, key.alg_for(alg))),
        }
    }
}

impl<'a> From<&'a KeySet> for Keys<'a> {
    fn from(set: &'a KeySet) -> Self {
        Self(Source::Set(set))
    }
}

impl Secrets {
    /// Reads on where a set stops at its first weak key.
    fn read(text: &str, alg: Option<Alg>) -> Self {
        if !is_set(text) {
            return Self {
                keys: SecretKey::read(text, alg).into_iter().collect(),
                alone: true,
            };
        }
        let mut secrets = Self::default();
        // Known to be JSON: nothing ends this walk.
        let _ = json::object(text.as_bytes(), |name, value| {
            if name == "keys" {
                let keys: Vec<_> = value.elements().into_iter().flatten().collect();
                let read = |key: &Raw<'_>| SecretKey::read(key.text(), alg);
                secrets.alone = keys.len() == 1;
                secrets.keys = keys.iter().filter_map(read).collect();
            }
            Ok::<(), Error>(())
        });
        secrets
    }

    fn meant(&self, kid: Option<&str>) -> Option<&SecretKey> {
        if self.alone {
            return self.keys.first();
        }
        let named = |key: &&SecretKey| kid.is_some() && key.kid.as_deref() == kid;
        self.keys.iter().find(named)
    }
}

impl SecretKey {
    /// The secret in a JWK, good or refused; `None` if there is none, if it is for something else, or
    /// if the text is beyond reading.
    fn read(text: &str, alg: Option<Alg>) -> Option<Self> {
        let mut members = Members::read(text.as_bytes()).ok()?;
        if members.take("kty")?.as_str() != "oct" {
            return None;
        }
        let named = match members.take("alg") {
            Some(name) => Some(name.parse::<Alg>().ok()?),
            None => None,
        };
        Some(Self {
            bytes: Secret::new(members.bytes("k").ok()?),
            alg: named.or(alg),
            kid: members.take("kid").map(|kid| kid.to_string()),
        })
    }

    /// Its own algorithm, else the token's; where that is none for secrets, any will do to say what is wrong.
    fn alg_for(&self, alg: Option<Alg>) -> Alg {
        let theirs = alg.filter(|alg| alg.is_symmetric());
        self.alg.or(theirs).unwrap_or(Alg::HS256)
    }

    fn load(&self, kid: Option<&str>, alg: Option<Alg>) -> Result<Cow<'static, KeySet>, Error> {
        let jwk = Jwk::from_secret(self.bytes.bytes(), self.alg_for(alg))?;
        own(&JwkSet::new([jwk])?, kid)
    }
}

/// The keys, where those that name no algorithm have `alg`.
fn assumed(loaded: Result<JwkSet, Error>, alg: Option<Alg>) -> Result<JwkSet, Error> {
    match alg {
        Some(alg) => loaded?.assume_alg(alg),
        None => loaded,
    }
}

/// The set; a single key without a `kid` takes the token's: a kid only finds a key.
fn own(set: &JwkSet, kid: Option<&str>) -> Result<Cow<'static, KeySet>, Error> {
    if let ([key], Some(kid)) = (set.keys(), kid)
        && key.kid().is_none()
    {
        let (material, usage) = (key.material().clone(), key.usage().clone());
        let named = Jwk::new(material, key.purpose(), Some(kid.to_owned()), usage)?;
        return KeySet::try_from(&named).map(Cow::Owned);
    }
    KeySet::from_jwks(set).map(Cow::Owned)
}

fn is_set(text: &str) -> bool {
    let walk = json::object(text.as_bytes(), |name, _| {
        if name == "keys" { Err(()) } else { Ok(()) }
    });
    matches!(walk, Err(json::Refused::Visitor(())))
}

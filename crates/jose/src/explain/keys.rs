//! The keys a token is explained by, some of which verification would never take.

use std::borrow::Cow;

use crate::alg::Alg;
use crate::error::Error;
use crate::json;
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
    Jwks(JwkSet),
    Secret(SecretKey),
    Refused(Error),
}

/// A secret, and what became of it when it was loaded.
#[derive(Clone, Debug)]
struct SecretKey {
    bytes: Secret,
    alg: Option<Alg>,
    /// `None` for a phrase, which is loaded for the algorithm that is known last.
    loaded: Option<Result<Jwk, Error>>,
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
        Self(Source::Refused(error))
    }

    /// One JWK or a JWK Set; `alg` is for keys that name none. A single key without a `kid` is for
    /// any token.
    pub fn from_jwk(text: &str, alg: Option<Alg>) -> Self {
        let loaded = if is_set(text) {
            JwkSet::parse(text)
        } else {
            let jwk = Jwk::parse(text);
            if let Some(key) = SecretKey::read(text, alg, &jwk) {
                return Self(Source::Secret(key));
            }
            jwk.and_then(|jwk| JwkSet::new([jwk]))
        };
        Self::loaded(loaded, alg)
    }

    /// One key in PEM; RSA keys need `alg`.
    pub fn from_pem(text: &str, alg: Option<Alg>) -> Self {
        let loaded = Jwk::from_pem(text, alg).and_then(|jwk| JwkSet::new([jwk]));
        Self::loaded(loaded, alg)
    }

    /// The bytes of a secret for HMAC. Without `alg` it is for whichever HMAC the token names.
    pub fn from_secret(secret: &[u8], alg: Option<Alg>) -> Self {
        Self(Source::Secret(SecretKey {
            bytes: Secret::new(secret.to_vec()),
            alg,
            loaded: None,
        }))
    }

    fn loaded(set: Result<JwkSet, Error>, alg: Option<Alg>) -> Self {
        let assumed = set.and_then(|set| match alg {
            Some(alg) => set.assume_alg(alg),
            None => Ok(set),
        });
        match assumed {
            Ok(set) => Self(Source::Jwks(set)),
            Err(error) => Self(Source::Refused(error)),
        }
    }

    pub(super) fn is_none(&self) -> bool {
        matches!(self.0, Source::None)
    }

    /// The keys for a token with this `alg` in its header.
    pub(super) fn trust(&self, alg: Option<Alg>) -> Trust<'_> {
        let (set, secret) = match &self.0 {
            Source::None => (None, None),
            Source::Set(set) => (Some(Ok(Cow::Borrowed(*set))), None),
            Source::Jwks(set) => (Some(KeySet::from_jwks(set).map(Cow::Owned)), None),
            Source::Refused(error) => (Some(Err(error.clone())), None),
            Source::Secret(key) => (Some(key.load(alg)), Some((&key.bytes, key.alg_for(alg)))),
        };
        let (set, refused) = match set {
            None => (None, None),
            Some(Ok(set)) => (Some(set), None),
            Some(Err(error)) => (None, Some(error)),
        };
        Trust {
            set,
            refused,
            secret,
        }
    }
}

impl<'a> From<&'a KeySet> for Keys<'a> {
    fn from(set: &'a KeySet) -> Self {
        Self(Source::Set(set))
    }
}

impl SecretKey {
    /// The secret in a JWK, good or refused; `None` if there is none, or the text is beyond reading.
    fn read(text: &str, alg: Option<Alg>, jwk: &Result<Jwk, Error>) -> Option<Self> {
        let mut members = Members::read(text.as_bytes()).ok()?;
        if members.take("kty")?.as_str() != "oct" {
            return None;
        }
        let bytes = Secret::new(members.bytes("k").ok()?);
        let named = members.take("alg").and_then(|name| name.parse().ok());
        let alg = named.or(alg);
        let loaded = jwk.clone().and_then(|jwk| match alg {
            Some(alg) => jwk.with_alg(alg),
            None => Ok(jwk),
        });
        Some(Self {
            bytes,
            alg,
            loaded: Some(loaded),
        })
    }

    /// Its own algorithm, else the token's; where that is none for secrets, any will do to say what is wrong.
    fn alg_for(&self, alg: Option<Alg>) -> Alg {
        let theirs = alg.filter(|alg| alg.is_symmetric());
        self.alg.or(theirs).unwrap_or(Alg::HS256)
    }

    fn load(&self, alg: Option<Alg>) -> Result<Cow<'static, KeySet>, Error> {
        let jwk = match &self.loaded {
            Some(loaded) => loaded.clone(),
            None => Jwk::from_secret(self.bytes.bytes(), self.alg_for(alg)),
        };
        KeySet::try_from(&jwk?).map(Cow::Owned)
    }
}

fn is_set(text: &str) -> bool {
    let walk = json::object(text.as_bytes(), |name, _| {
        if name == "keys" { Err(()) } else { Ok(()) }
    });
    matches!(walk, Err(json::Refused::Visitor(())))
}

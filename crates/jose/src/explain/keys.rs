//! The keys a token is explained by, some of which verification would never take.

use std::borrow::Cow;

use super::culprit::{self, KeyName};
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
    Text(Text),
    /// Loaded for the algorithm that is known last.
    Phrase(SecretKey),
}

/// What became of the keys of a text.
#[derive(Clone, Debug)]
struct Text {
    loaded: Result<KeySet, Error>,
    secrets: Secrets,
    /// For which key of a set the set was refused.
    culprit: Option<KeyName>,
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
    /// Where it stands in a set.
    place: Option<usize>,
}

/// The keys for one token.
pub(super) struct Trust<'a> {
    /// What verification would take.
    pub(super) set: Option<Cow<'a, KeySet>>,
    /// Why it would take none.
    pub(super) refused: Option<Error>,
    /// For which key of the set, where one alone is to blame.
    pub(super) culprit: Option<KeyName>,
    /// A secret that was given, good or not.
    pub(super) secret: Option<Given<'a>>,
}

/// A secret, and the algorithm that it is for.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    pub(super) secret: &'a Secret,
    pub(super) alg: Alg,
    /// Where it stands in a set.
    pub(super) place: Option<usize>,
}

impl Keys<'_> {
    /// No key: the signature is not reached.
    pub fn none() -> Self {
        Self(Source::None)
    }

    /// A key that was refused when it was loaded, for the reason given.
    pub fn refused(error: Error) -> Self {
        Self::of_text(Err(error), Secrets::default())
    }

    /// One JWK or a JWK Set; `alg` is for keys that name none. A single key without a `kid` is for
    /// any token.
    pub fn from_jwk(text: &str, alg: Option<Alg>) -> Self {
        let is_set = is_set(text);
        let loaded = if is_set {
            JwkSet::parse(text)
        } else {
            Jwk::parse(text).and_then(|jwk| JwkSet::new([jwk]))
        };
        let loaded = usable(loaded, alg);
        let secrets = match loaded {
            Ok(_) | Err(Error::KeyWeak(_)) => Secrets::read(text, is_set, alg),
            Err(_) => Secrets::default(),
        };
        let refusal = loaded.as_ref().err().filter(|_| is_set);
        let culprit = refusal.and_then(|refusal| culprit::find(text, alg, refusal));
        Self(Source::Text(Text {
            loaded,
            secrets,
            culprit,
        }))
    }

    /// One key in PEM; RSA keys need `alg`.
    pub fn from_pem(text: &str, alg: Option<Alg>) -> Self {
        let loaded = Jwk::from_pem(text, alg).and_then(|jwk| JwkSet::new([jwk]));
        Self::of_text(usable(loaded, alg), Secrets::default())
    }

    /// The bytes of a secret for HMAC. Without `alg` it is for whichever HMAC the token names.
    pub fn from_secret(secret: &[u8], alg: Option<Alg>) -> Self {
        Self(Source::Phrase(SecretKey {
            bytes: Secret::new(secret.to_vec()),
            alg,
            kid: None,
            place: None,
        }))
    }

    fn of_text(loaded: Result<KeySet, Error>, secrets: Secrets) -> Self {
        Self(Source::Text(Text {
            loaded,
            secrets,
            culprit: None,
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
            Source::Text(text) => {
                let loaded = text.loaded.as_ref().map(Cow::Borrowed);
                (Some(loaded.map_err(Clone::clone)), text.secrets.meant(kid))
            }
            Source::Phrase(key) => (Some(key.load(alg)), Some(key)),
        };
        let (set, refused) = match set {
            None => (None, None),
            Some(Ok(set)) => (Some(set), None),
            Some(Err(error)) => (None, Some(error)),
        };
        Trust {
            set,
            refused,
            culprit: self.culprit().cloned(),
            secret: secret.map(|key| Given {
                secret: &key.bytes,
                alg: key.alg_for(alg),
                place: key.place,
            }),
        }
    }

    fn culprit(&self) -> Option<&KeyName> {
        match &self.0 {
            Source::Text(text) => text.culprit.as_ref(),
            _ => None,
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
    fn read(text: &str, is_set: bool, alg: Option<Alg>) -> Self {
        if !is_set {
            return Self {
                keys: SecretKey::read(text, alg).into_iter().collect(),
                alone: true,
            };
        }
        let keys = culprit::elements(text);
        let read = |(place, key): (usize, &Raw<'_>)| {
            let key = SecretKey::read(key.text(), alg)?;
            let place = Some(place);
            Some(SecretKey { place, ..key })
        };
        Self {
            keys: keys.iter().enumerate().filter_map(read).collect(),
            alone: keys.len() == 1,
        }
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
            place: None,
        })
    }

    /// Its own algorithm, else the token's; where that is none for secrets, any will do to say what is wrong.
    fn alg_for(&self, alg: Option<Alg>) -> Alg {
        let theirs = alg.filter(|alg| alg.is_symmetric());
        self.alg.or(theirs).unwrap_or(Alg::HS256)
    }

    fn load(&self, alg: Option<Alg>) -> Result<Cow<'static, KeySet>, Error> {
        let jwk = Jwk::from_secret(self.bytes.bytes(), self.alg_for(alg))?;
        KeySet::try_from(&jwk).map(Cow::Owned)
    }
}

/// The keys that verification takes, where those that name no algorithm have `alg`.
fn usable(loaded: Result<JwkSet, Error>, alg: Option<Alg>) -> Result<KeySet, Error> {
    let set = loaded?;
    KeySet::from_jwks(&match alg {
        Some(alg) => set.assume_alg(alg)?,
        None => set,
    })
}

fn is_set(text: &str) -> bool {
    let walk = json::object(text.as_bytes(), |name, _| {
        if name == "keys" { Err(()) } else { Ok(()) }
    });
    matches!(walk, Err(json::Refused::Visitor(())))
}

//! For which key a whole set is refused.

use std::fmt;

use serde::Serialize;

use super::show;
use crate::alg::Alg;
use crate::error::Error;
use crate::json::{self, Raw};
use crate::jwk::{Jwk, JwkSet, MAX_KEYS, Members};
use crate::key::KeySet;

/// A key of a set. Serialises as its kid, or as its place, which is a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum KeyName {
    /// The `kid` of a public key.
    Kid(String),
    /// The place in the set, the first being 0: of keys without a `kid`, and of secrets, whose `kid`
    /// may be the hash by which a weak one could be guessed.
    Place(usize),
}

/// In words, the first key being number 1.
impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kid(kid) => write!(f, "the key `{kid}` of the set"),
            Self::Place(place) => write!(f, "key number {} of the set", place.saturating_add(1)),
        }
    }
}

/// The first key of the set in `text` that is refused for what the set is refused for.
pub(super) fn find(text: &str, alg: Option<Alg>, refusal: &Error) -> Option<KeyName> {
    let keys = elements(text);
    let place = keys.iter().position(|key| {
        let refused = load(key.text(), alg).err();
        refused.as_ref() == Some(refusal)
    })?;
    Some(name(keys.get(place)?.text(), place))
}

/// The keys of the set as they stand there, as many as a set may have.
pub(super) fn elements(text: &str) -> Vec<Raw<'_>> {
    let mut keys = Vec::new();
    // Where it is no JSON, nothing is found.
    let _ = json::object(text.as_bytes(), |name, value| {
        if name == "keys" {
            keys = value
                .elements()
                .into_iter()
                .flatten()
                .take(MAX_KEYS)
                .collect();
        }
        Ok::<(), Error>(())
    });
    keys
}

fn load(text: &str, alg: Option<Alg>) -> Result<KeySet, Error> {
    let one = JwkSet::new([Jwk::parse(text)?])?;
    KeySet::from_jwks(&match alg {
        Some(alg) => one.assume_alg(alg)?,
        None => one,
    })
}

fn name(text: &str, place: usize) -> KeyName {
    let kid = || {
        let mut members = Members::read(text.as_bytes()).ok()?;
        let is_public = members.take("kty")?.as_str() != "oct";
        members.take("kid").filter(|_| is_public)
    };
    match kid() {
        Some(kid) => KeyName::Kid(show::escaped(&kid)),
        None => KeyName::Place(place),
    }
}

//! Claims with a grammar of their own: `scope` (RFC 6749, section 3.3) and `anc`.
//!
//! Refuses a scope that is a list or has a blank too many, and ancestors that are not `jti` and `client` alone.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

/// How many ancestors a token may name.
pub const MOST_ANCESTORS: usize = 3;

/// The words of a `scope` claim (RFC 6749, section 3.3). A right is a whole word: `readwrite` does not grant `read`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct ScopeSet(String);

/// The tokens that a token was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<Ancestor>")]
pub struct Ancestors(Vec<Ancestor>);

/// One token that a token was made from: what revokes it revokes the descendant.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "BTreeMap<String, String>")]
#[non_exhaustive]
pub struct Ancestor {
    /// Its `jti`.
    pub jti: String,
    /// Its `client_id`.
    pub client: String,
}

impl ScopeSet {
    /// The words, in the order of the claim.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        // Only the empty set gives an empty word: all others were refused.
        self.0.split(' ').filter(|word| !word.is_empty())
    }

    /// The claim as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Ancestors {
    /// From the nearest to the farthest, as the claim lists them.
    pub fn iter(&self) -> impl Iterator<Item = &Ancestor> {
        self.0.iter()
    }
}

impl TryFrom<String> for ScopeSet {
    type Error = &'static str;

    fn try_from(scope: String) -> Result<Self, Self::Error> {
        let is_scope_char = |byte: u8| byte.is_ascii_graphic() && !b"\"\\".contains(&byte);
        let is_word = |word: &str| !word.is_empty() && word.bytes().all(is_scope_char);
        if !scope.is_empty() && !scope.split(' ').all(is_word) {
            return Err("scope is not a list of words with one blank between");
        }
        Ok(Self(scope))
    }
}

impl TryFrom<Vec<Ancestor>> for Ancestors {
    type Error = &'static str;

    fn try_from(ancestors: Vec<Ancestor>) -> Result<Self, Self::Error> {
        if ancestors.len() > MOST_ANCESTORS {
            return Err("anc has more than three members");
        }
        Ok(Self(ancestors))
    }
}

// Through a map: serde's derive would also read an ancestor from a list.
impl TryFrom<BTreeMap<String, String>> for Ancestor {
    type Error = &'static str;

    fn try_from(mut members: BTreeMap<String, String>) -> Result<Self, Self::Error> {
        let mut take = |name| members.remove(name).filter(|id| !id.is_empty());
        let (jti, client) = (take("jti"), take("client"));
        match (jti, client) {
            (Some(jti), Some(client)) if members.is_empty() => Ok(Self { jti, client }),
            _ => Err("a member of anc is not jti and client"),
        }
    }
}

/// An optional claim that is there: `null` does not count as absent.
pub(super) fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// An id: a string that says something.
pub(super) fn filled<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let id = String::deserialize(deserializer)?;
    if id.is_empty() {
        return Err(D::Error::custom("the claim is empty"));
    }
    Ok(id)
}

//! From bytes to keys that count. What the network answers and what a file holds go the same way.
//!
//! Refused: what is not a strict JWK set (RFC 7517 section 5), private and symmetric keys, equal kids, weak keys, a set
//! without any key that can check a signature. Left out: keys of unknown kinds and keys for encryption.

use paraph_jose::{Alg, Jwk, JwkSet, KeySet};

use super::error::FetchError;

/// A set that may count.
pub(super) struct Accepted {
    pub(super) keys: KeySet,
    /// The set as JSON, in an order of its own: equal texts are equal sets.
    pub(super) text: String,
}

/// Reads a set. Keys that name no algorithm are taken to have `assumed`.
pub(super) fn read(bytes: &[u8], assumed: Option<Alg>) -> Result<Accepted, FetchError> {
    let set = JwkSet::parse(bytes)?;
    if set.keys().iter().any(Jwk::is_private) {
        return Err(FetchError::Secret);
    }
    let set = match assumed {
        Some(alg) => set.assume_alg(alg)?,
        None => set,
    };
    Ok(Accepted {
        keys: KeySet::from_jwks(&set)?,
        text: sorted(&set)?,
    })
}

fn sorted(set: &JwkSet) -> Result<String, FetchError> {
    let mut keys = set.keys().to_vec();
    keys.sort_by_cached_key(|key| key.to_json().to_string());
    Ok(JwkSet::new(keys)?.to_json().to_string())
}

#[cfg(test)]
mod tests;

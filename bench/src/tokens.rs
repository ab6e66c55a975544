//! The key and the token of 12 claims of the benchmarks that know one algorithm.

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use paraph_jose::{Alg, SigningKey};

use crate::Outcome;
pub(crate) use crate::claims::{AUDIENCE, ISSUER, Owned, claims};
use crate::peers::{Checker, decoding_key};

/// A new asymmetric key.
pub(crate) fn signing_key(alg: Alg) -> Outcome<SigningKey> {
    Ok(SigningKey::generate(alg)?)
}

/// The key as aws-lc-rs holds it once it is parsed.
pub(crate) fn raw(key: &SigningKey) -> Outcome<Checker> {
    Checker::new(key.alg().name(), &public(key)?)
}

/// The key as the crate `jsonwebtoken` holds it.
pub(crate) fn peer_key(key: &SigningKey) -> Outcome<DecodingKey> {
    decoding_key(&public(key)?)
}

/// What the crate `jsonwebtoken` is told to check: all that our policy does.
pub(crate) fn validation(alg: Alg) -> Outcome<Validation> {
    Ok(crate::peers::validation(alg.name().parse::<Algorithm>()?))
}

fn public(key: &SigningKey) -> Outcome<String> {
    Ok(key.public_jwk().ok_or("no public key")?.to_json())
}

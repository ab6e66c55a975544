//! Its keys for signatures.

use josekit::jwk::Jwk;
use josekit::jws::{
    ES256, ES256K, ES384, ES512, EdDSA, HS256, HS384, HS512, JwsSigner, JwsVerifier, PS256, PS384,
    PS512, RS256, RS384, RS512,
};
use paraph_contest::Outcome;

macro_rules! by_name {
    ($alg:expr, $jwk:expr, $make:ident) => {
        Ok(Some(match $alg {
            "HS256" => Box::new(HS256.$make($jwk)?),
            "HS384" => Box::new(HS384.$make($jwk)?),
            "HS512" => Box::new(HS512.$make($jwk)?),
            "RS256" => Box::new(RS256.$make($jwk)?),
            "RS384" => Box::new(RS384.$make($jwk)?),
            "RS512" => Box::new(RS512.$make($jwk)?),
            "PS256" => Box::new(PS256.$make($jwk)?),
            "PS384" => Box::new(PS384.$make($jwk)?),
            "PS512" => Box::new(PS512.$make($jwk)?),
            "ES256" => Box::new(ES256.$make($jwk)?),
            "ES384" => Box::new(ES384.$make($jwk)?),
            "ES512" => Box::new(ES512.$make($jwk)?),
            "ES256K" => Box::new(ES256K.$make($jwk)?),
            // Ed448, too, but by this name alone: RFC 9864 came later.
            "EdDSA" => Box::new(EdDSA.$make($jwk)?),
            _ => return Ok(None),
        }))
    };
}

/// Nothing for an algorithm that it lacks.
pub(super) fn verifier(alg: &str, jwk: &Jwk) -> Outcome<Option<Box<dyn JwsVerifier>>> {
    by_name!(alg, jwk, verifier_from_jwk)
}

/// The same for signing.
pub(super) fn signer(alg: &str, jwk: &Jwk) -> Outcome<Option<Box<dyn JwsSigner>>> {
    by_name!(alg, jwk, signer_from_jwk)
}

//! Its keys: a type of its own for each algorithm, so here is one list of them.

use std::hint::black_box;

use base64_simd::URL_SAFE_NO_PAD;
use jwt_simple::prelude::*;
use serde::Serialize;
use serde_json::Value;

use super::{Sign, Verify};
use crate::Outcome;

/// Nothing for an algorithm that it lacks.
pub(super) fn verify_with(alg: &str, jwk: &str) -> Outcome<Option<Verify>> {
    macro_rules! by {
        ($key:expr) => {{
            let key = $key;
            let verify = move |token: &str, options| {
                black_box(key.verify_token::<NoCustomClaims>(token, Some(options))).map(drop)
            };
            Box::new(verify)
        }};
    }
    Ok(Some(match alg {
        "HS256" => by!(HS256Key::from_bytes(&secret(jwk)?)),
        "HS384" => by!(HS384Key::from_bytes(&secret(jwk)?)),
        "HS512" => by!(HS512Key::from_bytes(&secret(jwk)?)),
        "RS256" => by!(RS256PublicKey::from_jwk(jwk)?),
        "RS384" => by!(RS384PublicKey::from_jwk(jwk)?),
        "RS512" => by!(RS512PublicKey::from_jwk(jwk)?),
        "PS256" => by!(PS256PublicKey::from_jwk(jwk)?),
        "PS384" => by!(PS384PublicKey::from_jwk(jwk)?),
        "PS512" => by!(PS512PublicKey::from_jwk(jwk)?),
        "ES256" => by!(ES256PublicKey::from_jwk(jwk)?),
        "ES384" => by!(ES384PublicKey::from_jwk(jwk)?),
        "ES256K" => by!(ES256kPublicKey::from_jwk(jwk)?),
        "EdDSA" | "Ed25519" => by!(Ed25519PublicKey::from_jwk(jwk)?),
        "ML-DSA-44" => by!(MLDSA44PublicKey::from_jwk(jwk)?),
        "ML-DSA-65" => by!(MLDSA65PublicKey::from_jwk(jwk)?),
        "ML-DSA-87" => by!(MLDSA87PublicKey::from_jwk(jwk)?),
        _ => return Ok(None),
    }))
}

/// The same for signing, with `typ: at+jwt`.
pub(super) fn sign_with<C: Serialize + 'static>(alg: &str, jwk: &str) -> Outcome<Option<Sign<C>>> {
    macro_rules! by {
        ($key:expr, $sign:ident) => {{
            let key = $key;
            let header = HeaderOptions {
                signature_type: Some("at+jwt".into()),
                ..HeaderOptions::default()
            };
            Box::new(move |claims| key.$sign(claims, &header))
        }};
    }
    let kid = serde_json::from_str::<Value>(jwk)?["kid"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    Ok(Some(match alg {
        "HS256" => by!(
            HS256Key::from_bytes(&secret(jwk)?).with_key_id(&kid),
            authenticate_with_options
        ),
        "HS384" => by!(
            HS384Key::from_bytes(&secret(jwk)?).with_key_id(&kid),
            authenticate_with_options
        ),
        "HS512" => by!(
            HS512Key::from_bytes(&secret(jwk)?).with_key_id(&kid),
            authenticate_with_options
        ),
        "RS256" => by!(RS256KeyPair::from_jwk(jwk)?, sign_with_options),
        "RS384" => by!(RS384KeyPair::from_jwk(jwk)?, sign_with_options),
        "RS512" => by!(RS512KeyPair::from_jwk(jwk)?, sign_with_options),
        "PS256" => by!(PS256KeyPair::from_jwk(jwk)?, sign_with_options),
        "PS384" => by!(PS384KeyPair::from_jwk(jwk)?, sign_with_options),
        "PS512" => by!(PS512KeyPair::from_jwk(jwk)?, sign_with_options),
        "ES256" => by!(ES256KeyPair::from_jwk(jwk)?, sign_with_options),
        "ES384" => by!(ES384KeyPair::from_jwk(jwk)?, sign_with_options),
        "ES256K" => by!(ES256kKeyPair::from_jwk(jwk)?, sign_with_options),
        "EdDSA" | "Ed25519" => by!(Ed25519KeyPair::from_jwk(jwk)?, sign_with_options),
        "ML-DSA-44" => by!(MLDSA44KeyPair::from_jwk(jwk)?, sign_with_options),
        "ML-DSA-65" => by!(MLDSA65KeyPair::from_jwk(jwk)?, sign_with_options),
        "ML-DSA-87" => by!(MLDSA87KeyPair::from_jwk(jwk)?, sign_with_options),
        _ => return Ok(None),
    }))
}

/// The bytes of a JWK of type `oct`, which it does not read itself.
pub(super) fn secret(jwk: &str) -> Outcome<Vec<u8>> {
    let jwk: Value = serde_json::from_str(jwk)?;
    let k = jwk["k"].as_str().ok_or("no secret")?;
    Ok(URL_SAFE_NO_PAD.decode_to_vec(k)?)
}

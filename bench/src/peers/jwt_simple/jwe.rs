//! Its JWE: claims alone, encrypted; five ways for the key, AES GCM for the content.

use std::hint::black_box;

use jwt_simple::Error;
use jwt_simple::prelude::*;
use paraph_contest::library::Answer;
use paraph_contest::slices::Contestant;
use serde_json::Value;

use super::keys::secret;
use crate::Outcome;
use crate::claims::claims;

type Encrypt = Box<dyn Fn(JWTClaims<Value>) -> Result<String, Error>>;
type Decrypt = Box<dyn Fn(&str) -> Result<JWTClaims<Value>, Error>>;

pub(super) fn encrypter(alg: &str, jwk: &str) -> Outcome<Option<Box<dyn Contestant>>> {
    let Some((encrypt, _)) = key(alg, jwk)? else {
        return Ok(None);
    };
    let claims: JWTClaims<Value> = serde_json::from_value(serde_json::to_value(claims(1_800_000_000))?)?;
    Ok(Some(Box::new(move || black_box(encrypt(claims.clone())).is_ok())))
}

pub(super) fn decrypter(alg: &str, jwk: &str, token: String) -> Outcome<Option<Box<dyn Contestant>>> {
    let Some((_, decrypt)) = key(alg, jwk)? else {
        return Ok(None);
    };
    Ok(Some(Box::new(move || black_box(decrypt(&token)).is_ok())))
}

pub(super) fn round_trip(alg: &str, jwk: &str) -> Answer {
    match key(alg, jwk) {
        Ok(Some((encrypt, decrypt))) => {
            let claims = Claims::with_custom_claims(Value::Object([].into_iter().collect()), Duration::from_hours(1));
            Answer::of(encrypt(claims).and_then(|token| decrypt(&token)))
        }
        Ok(None) => Answer::NoSuchCall,
        Err(_) => Answer::Refused,
    }
}

/// Both halves; nothing for an algorithm that it lacks.
fn key(alg: &str, jwk: &str) -> Outcome<Option<(Encrypt, Decrypt)>> {
    macro_rules! by {
        ($encrypt:expr, $decrypt:expr) => {{
            let (encrypt, decrypt) = ($encrypt, $decrypt);
            (
                Box::new(move |claims| encrypt.encrypt(claims)),
                Box::new(move |token: &str| decrypt.decrypt_token(token, None)),
            )
        }};
    }
    macro_rules! pair {
        ($type:ident) => {{
            let key = $type::from_jwk(jwk)?;
            by!(key.encryption_key(), key)
        }};
    }
    let is_x25519 = serde_json::from_str::<Value>(jwk)?["crv"] == "X25519";
    Ok(Some(match alg {
        "A128KW" => by!(A128KWKey::from_bytes(&secret(jwk)?)?, A128KWKey::from_bytes(&secret(jwk)?)?),
        "A256KW" => by!(A256KWKey::from_bytes(&secret(jwk)?)?, A256KWKey::from_bytes(&secret(jwk)?)?),
        "ECDH-ES+A128KW" if is_x25519 => pair!(X25519EcdhEsA128KWDecryptionKey),
        "ECDH-ES+A256KW" if is_x25519 => pair!(X25519EcdhEsA256KWDecryptionKey),
        "ECDH-ES+A128KW" => pair!(EcdhEsA128KWDecryptionKey),
        "ECDH-ES+A256KW" => pair!(EcdhEsA256KWDecryptionKey),
        "RSA-OAEP" => pair!(RsaOaepDecryptionKey),
        _ => return Ok(None),
    }))
}

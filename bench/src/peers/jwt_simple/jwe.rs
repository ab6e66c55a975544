//! Its JWE: claims alone, encrypted; five ways for the key, AES GCM for the content.

use std::hint::black_box;

use jwt_simple::Error;
use jwt_simple::prelude::*;
use paraph_contest::library::{Answer, Ready};
use paraph_contest::linked::Encrypts;
use serde_json::{Map, Value};

use super::JwtSimple;
use super::keys::secret;
use crate::Outcome;

type Encrypt = Box<dyn Fn(JWTClaims<Value>) -> Result<String, Error>>;
type Decrypt = Box<dyn Fn(&str) -> Result<JWTClaims<Value>, Error>>;

impl Encrypts for JwtSimple {
    fn encrypter(&self, alg: &str, jwk: &str, content: &str) -> Ready {
        let Some(encrypt) = encrypt_with(alg, jwk)? else {
            return Ok(None);
        };
        let claims: JWTClaims<Value> = serde_json::from_str(content)?;
        // It takes the claims by value.
        Ok(Some(Box::new(move || {
            black_box(encrypt(claims.clone())).is_ok()
        })))
    }

    fn decrypter(&self, alg: &str, jwk: &str, token: &str) -> Ready {
        let token = token.to_owned();
        let Some(decrypt) = decrypt_with(alg, jwk)? else {
            return Ok(None);
        };
        Ok(Some(Box::new(move || black_box(decrypt(&token)).is_ok())))
    }

    fn round_trip(&self, alg: &str, jwk: &str) -> Answer {
        let keys = || -> Outcome<_> {
            let mut public: Map<String, Value> = serde_json::from_str(jwk)?;
            public.retain(|name, _| !["d", "p", "q", "dp", "dq", "qi"].contains(&name.as_str()));
            let public = serde_json::to_string(&public)?;
            Ok((encrypt_with(alg, &public)?, decrypt_with(alg, jwk)?))
        };
        match keys() {
            Ok((Some(encrypt), Some(decrypt))) => {
                let custom = Value::Object(Map::new());
                let claims = Claims::with_custom_claims(custom, Duration::from_hours(1));
                Answer::of(encrypt(claims).and_then(|token| decrypt(&token)))
            }
            Ok(_) => Answer::NoSuchCall,
            Err(_) => Answer::Refused,
        }
    }
}

/// Nothing for an algorithm that it lacks.
fn encrypt_with(alg: &str, jwk: &str) -> Outcome<Option<Encrypt>> {
    macro_rules! by {
        ($key:expr) => {{
            let key = $key;
            Box::new(move |claims| key.encrypt(claims))
        }};
    }
    Ok(Some(match alg {
        "A128KW" => by!(A128KWKey::from_bytes(&secret(jwk)?)?),
        "A256KW" => by!(A256KWKey::from_bytes(&secret(jwk)?)?),
        "ECDH-ES+A128KW" if is_x25519(jwk)? => by!(X25519EcdhEsA128KWEncryptionKey::from_jwk(jwk)?),
        "ECDH-ES+A256KW" if is_x25519(jwk)? => by!(X25519EcdhEsA256KWEncryptionKey::from_jwk(jwk)?),
        "ECDH-ES+A128KW" => by!(EcdhEsA128KWEncryptionKey::from_jwk(jwk)?),
        "ECDH-ES+A256KW" => by!(EcdhEsA256KWEncryptionKey::from_jwk(jwk)?),
        "RSA-OAEP" => by!(RsaOaepEncryptionKey::from_jwk(jwk)?),
        _ => return Ok(None),
    }))
}

fn decrypt_with(alg: &str, jwk: &str) -> Outcome<Option<Decrypt>> {
    macro_rules! by {
        ($key:expr) => {{
            let key = $key;
            Box::new(move |token: &str| key.decrypt_token(token, None))
        }};
    }
    Ok(Some(match alg {
        "A128KW" => by!(A128KWKey::from_bytes(&secret(jwk)?)?),
        "A256KW" => by!(A256KWKey::from_bytes(&secret(jwk)?)?),
        "ECDH-ES+A128KW" if is_x25519(jwk)? => by!(X25519EcdhEsA128KWDecryptionKey::from_jwk(jwk)?),
        "ECDH-ES+A256KW" if is_x25519(jwk)? => by!(X25519EcdhEsA256KWDecryptionKey::from_jwk(jwk)?),
        "ECDH-ES+A128KW" => by!(EcdhEsA128KWDecryptionKey::from_jwk(jwk)?),
        "ECDH-ES+A256KW" => by!(EcdhEsA256KWDecryptionKey::from_jwk(jwk)?),
        "RSA-OAEP" => by!(RsaOaepDecryptionKey::from_jwk(jwk)?),
        _ => return Ok(None),
    }))
}

fn is_x25519(jwk: &str) -> Outcome<bool> {
    Ok(serde_json::from_str::<Value>(jwk)?["crv"] == "X25519")
}

//! The token of 12 claims that verifications are compared on, its key, and the key in the hands of others.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    RsaPublicKeyComponents,
};
use base64_simd::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use paraph_jose::{Alg, Jwk, SigningKey};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Outcome;

pub(crate) const ISSUER: &str = "https://id.example.org";
pub(crate) const AUDIENCE: &str = "api";
const SECRET: &[u8; 32] = b"thirty-two bytes nobody may know";

/// An access token's claims, as a service would declare them.
#[derive(Serialize, Deserialize)]
pub(crate) struct Owned {
    iss: String,
    sub: String,
    aud: String,
    exp: i64,
    iat: i64,
    nbf: i64,
    jti: String,
    sid: String,
    scope: String,
    roles: Vec<String>,
    email: String,
    client_id: String,
}

/// The key as aws-lc-rs holds it once it is parsed.
pub(crate) enum Raw {
    Secret(Box<hmac::Key>),
    Public(ParsedPublicKey),
}

/// A new key; for HMAC the same each time.
pub(crate) fn signing_key(alg: Alg) -> Outcome<SigningKey> {
    Ok(match alg {
        Alg::HS256 => SigningKey::from_jwk(&Jwk::from_secret(SECRET, alg)?)?,
        _ => SigningKey::generate(alg)?,
    })
}

/// Good for an hour.
pub(crate) fn claims(now: i64) -> Owned {
    Owned {
        iss: ISSUER.into(),
        sub: "usr_mfrggzdfmztwq2lkmfrggzdfmz".into(),
        aud: AUDIENCE.into(),
        exp: now + 3_600,
        iat: now,
        nbf: now,
        jti: "at_mfrggzdfmztwq2lkmfrggzdfmz".into(),
        sid: "ses_nfxgg43foruw63tbnrsxgzlqmf".into(),
        scope: "openid profile email orders:read orders:write admin".into(),
        roles: ["editor", "billing", "support"].map(String::from).into(),
        email: "ada.lovelace@example.org".into(),
        client_id: "app".into(),
    }
}

/// The key from its own JWK: the same key for all contestants.
pub(crate) fn raw(key: &SigningKey) -> Outcome<Raw> {
    let Some(public) = key.public_jwk() else {
        return Ok(Raw::Secret(Box::new(hmac::Key::new(
            hmac::HMAC_SHA256,
            SECRET,
        ))));
    };
    let jwk: Value = serde_json::from_str(&public.to_json())?;
    let member = |name: &str| -> Outcome<Vec<u8>> {
        let text = jwk[name].as_str().ok_or("a JWK lacks a member")?;
        Ok(URL_SAFE_NO_PAD.decode_to_vec(text)?)
    };
    Ok(Raw::Public(match key.alg() {
        Alg::EdDSA => ParsedPublicKey::new(&ED25519, member("x")?)?,
        Alg::ES256 => {
            let point = [vec![4], member("x")?, member("y")?].concat();
            ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)?
        }
        _ => {
            let (n, e) = (member("n")?, member("e")?);
            RsaPublicKeyComponents { n, e }.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)?
        }
    }))
}

/// The key as the crate `jsonwebtoken` holds it.
pub(crate) fn peer_key(key: &SigningKey) -> Outcome<DecodingKey> {
    let Some(public) = key.public_jwk() else {
        return Ok(DecodingKey::from_secret(SECRET));
    };
    Ok(DecodingKey::from_jwk(&serde_json::from_str(
        &public.to_json(),
    )?)?)
}

/// What the crate `jsonwebtoken` is told to check: all that our policy does.
pub(crate) fn validation(alg: Alg) -> Outcome<Validation> {
    let mut validation = Validation::new(alg.name().parse::<Algorithm>()?);
    validation.set_audience(&[AUDIENCE]);
    validation.set_issuer(&[ISSUER]);
    validation.validate_nbf = true;
    Ok(validation)
}

//! The token of 12 claims that verifications are compared on, its key, and the key in the hands of others.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, ED25519, ML_DSA_44,
    ML_DSA_65, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaPublicKeyComponents, VerificationAlgorithm,
};
use base64_simd::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use paraph_jose::{Alg, Jwk, SigningKey};
use serde_json::Value;

use crate::Outcome;
use crate::claims::SECRET;
pub(crate) use crate::claims::{ISSUER, Owned, claims};

pub(crate) const AUDIENCE: &str = "api";

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
    let alg = key.alg();
    let point = || -> Outcome<_> { Ok([vec![4], member("x")?, member("y")?].concat()) };
    let (check, bytes): (&'static dyn VerificationAlgorithm, _) = match alg {
        Alg::ES256 => (&ECDSA_P256_SHA256_FIXED, point()?),
        Alg::ES384 => (&ECDSA_P384_SHA384_FIXED, point()?),
        Alg::ES512 => (&ECDSA_P521_SHA512_FIXED, point()?),
        Alg::EdDSA => (&ED25519, member("x")?),
        Alg::MlDsa44 => (&ML_DSA_44, member("pub")?),
        Alg::MlDsa65 => (&ML_DSA_65, member("pub")?),
        Alg::RS256 | Alg::PS256 => {
            let (n, e) = (member("n")?, member("e")?);
            let key = RsaPublicKeyComponents { n, e };
            let check = if alg == Alg::RS256 {
                &RSA_PKCS1_2048_8192_SHA256
            } else {
                &RSA_PSS_2048_8192_SHA256
            };
            return Ok(Raw::Public(key.to_parsed_public_key(check)?));
        }
        _ => return Err(format!("no raw key of {alg}").into()),
    };
    Ok(Raw::Public(ParsedPublicKey::new(check, bytes)?))
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

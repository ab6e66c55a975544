//! Checking a signature.

use aws_lc_rs::hmac::{self, HMAC_SHA256, HMAC_SHA384, HMAC_SHA512};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256K1_SHA256_FIXED, ECDSA_P384_SHA384_FIXED,
    ECDSA_P521_SHA512_FIXED, ED25519, ML_DSA_44, ML_DSA_65, ML_DSA_87, ParsedPublicKey,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters,
    RsaPublicKeyComponents, VerificationAlgorithm,
};
use base64_simd::URL_SAFE_NO_PAD;
use ed448_goldilocks_plus as ed448;
use paraph_contest::slices::Contestant;
use serde_json::Value;

use crate::Outcome;

/// A key, parsed.
pub(crate) enum Checker {
    Secret(Box<hmac::Key>),
    Public(Box<ParsedPublicKey>),
    Ed448(Box<ed448::VerifyingKey>),
}

pub(super) fn work(alg: &str, jwk: &str, token: &str) -> Outcome<Box<dyn Contestant>> {
    let checker = Checker::new(alg, jwk)?;
    let (message, signature) = token.rsplit_once('.').ok_or("no token")?;
    let message = message.as_bytes().to_vec();
    let signature = URL_SAFE_NO_PAD.decode_to_vec(signature)?;
    Ok(Box::new(move || checker.check(&message, &signature)))
}

impl Checker {
    /// Takes a JWK: the same key for all contestants.
    pub(crate) fn new(alg: &str, jwk: &str) -> Outcome<Self> {
        let jwk: Value = serde_json::from_str(jwk)?;
        if let Some(hash) = hash(alg) {
            let key = hmac::Key::new(hash, &member(&jwk, "k")?);
            return Ok(Self::Secret(Box::new(key)));
        }
        if let Some(check) = rsa(alg) {
            let (n, e) = (member(&jwk, "n")?, member(&jwk, "e")?);
            let key = RsaPublicKeyComponents { n, e };
            return Ok(Self::Public(Box::new(key.to_parsed_public_key(check)?)));
        }
        let (check, bytes): (&'static dyn VerificationAlgorithm, _) = match alg {
            "ES256" => (&ECDSA_P256_SHA256_FIXED, point(&jwk)?),
            "ES384" => (&ECDSA_P384_SHA384_FIXED, point(&jwk)?),
            "ES512" => (&ECDSA_P521_SHA512_FIXED, point(&jwk)?),
            "ES256K" => (&ECDSA_P256K1_SHA256_FIXED, point(&jwk)?),
            "EdDSA" | "Ed25519" => (&ED25519, member(&jwk, "x")?),
            "ML-DSA-44" => (&ML_DSA_44, member(&jwk, "pub")?),
            "ML-DSA-65" => (&ML_DSA_65, member(&jwk, "pub")?),
            "ML-DSA-87" => (&ML_DSA_87, member(&jwk, "pub")?),
            "Ed448" => {
                let x: [u8; 57] = member(&jwk, "x")?.as_slice().try_into()?;
                let key = ed448::VerifyingKey::from_bytes(&x).map_err(|_| "no Ed448 key")?;
                return Ok(Self::Ed448(Box::new(key)));
            }
            _ => return Err(format!("no raw key of {alg}").into()),
        };
        Ok(Self::Public(Box::new(ParsedPublicKey::new(check, bytes)?)))
    }

    pub(crate) fn check(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Secret(key) => hmac::verify(key, message, signature).is_ok(),
            Self::Public(key) => key.verify_sig(message, signature).is_ok(),
            Self::Ed448(key) => ed448::Signature::try_from(signature)
                .is_ok_and(|signature| key.verify_raw(&signature, message).is_ok()),
        }
    }
}

pub(super) fn hash(alg: &str) -> Option<hmac::Algorithm> {
    match alg {
        "HS256" => Some(HMAC_SHA256),
        "HS384" => Some(HMAC_SHA384),
        "HS512" => Some(HMAC_SHA512),
        _ => None,
    }
}

fn rsa(alg: &str) -> Option<&'static RsaParameters> {
    match alg {
        "RS256" => Some(&RSA_PKCS1_2048_8192_SHA256),
        "RS384" => Some(&RSA_PKCS1_2048_8192_SHA384),
        "RS512" => Some(&RSA_PKCS1_2048_8192_SHA512),
        "PS256" => Some(&RSA_PSS_2048_8192_SHA256),
        "PS384" => Some(&RSA_PSS_2048_8192_SHA384),
        "PS512" => Some(&RSA_PSS_2048_8192_SHA512),
        _ => None,
    }
}

/// A member of bytes.
pub(super) fn member(jwk: &Value, name: &str) -> Outcome<Vec<u8>> {
    let text = jwk[name].as_str().ok_or("a JWK lacks a member")?;
    Ok(URL_SAFE_NO_PAD.decode_to_vec(text)?)
}

fn point(jwk: &Value) -> Outcome<Vec<u8>> {
    Ok([vec![4], member(jwk, "x")?, member(jwk, "y")?].concat())
}

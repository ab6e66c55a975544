//! Making a signature, over a message as long as that of the token of twelve claims.

use std::hint::black_box;

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P256K1_SHA256_FIXED_SIGNING,
    ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, Ed25519KeyPair, ML_DSA_44_SIGNING, ML_DSA_65_SIGNING, ML_DSA_87_SIGNING,
    PqdsaKeyPair, PqdsaSigningAlgorithm, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512,
    RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaKeyPair, RsaSignatureEncoding,
};
use ed448_goldilocks_plus as ed448;
use paraph_contest::claims::claims;
use paraph_contest::library::Key;
use paraph_contest::slices::Contestant;
use paraph_jose::{Jwk, SigningKey, jwt};

use super::verify::{hash, member};
use crate::Outcome;
use crate::keys::der;

const NOW: i64 = 1_800_000_000;

/// A key, parsed.
enum Signer {
    Secret(Box<hmac::Key>),
    Rsa(RsaKeyPair, &'static RsaSignatureEncoding),
    Ecdsa(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    Ed448(Box<ed448::SigningKey>),
    MlDsa(PqdsaKeyPair),
}

pub(super) fn work(key: &Key) -> Outcome<Box<dyn Contestant>> {
    let ours = SigningKey::from_jwk(&Jwk::parse(&key.jwk)?)?;
    let token = jwt::sign(&ours, "at+jwt", &claims(NOW))?;
    let (message, _) = token.rsplit_once('.').ok_or("no token")?;
    let message = message.as_bytes().to_vec();
    let signer = Signer::new(key)?;
    Ok(Box::new(move || signer.sign(&message)))
}

impl Signer {
    fn new(key: &Key) -> Outcome<Self> {
        let alg = key.alg.as_str();
        let jwk = serde_json::from_str(&key.jwk)?;
        if let Some(hash) = hash(alg) {
            let key = hmac::Key::new(hash, &member(&jwk, "k")?);
            return Ok(Self::Secret(Box::new(key)));
        }
        if alg == "Ed448" {
            let seed = member(&jwk, "d")?;
            let key = ed448::SigningKey::try_from(seed.as_slice()).map_err(|_| "no Ed448 key")?;
            return Ok(Self::Ed448(Box::new(key)));
        }
        let der = der(key.pem.as_deref().ok_or("no PEM")?)?;
        if let Some(encoding) = rsa(alg) {
            return Ok(Self::Rsa(RsaKeyPair::from_pkcs8(&der)?, encoding));
        }
        if let Some(curve) = ecdsa(alg) {
            return Ok(Self::Ecdsa(EcdsaKeyPair::from_pkcs8(curve, &der)?));
        }
        match ml_dsa(alg) {
            Some(set) => Ok(Self::MlDsa(PqdsaKeyPair::from_pkcs8(set, &der)?)),
            None => Ok(Self::Ed25519(Ed25519KeyPair::from_pkcs8(&der)?)),
        }
    }

    fn sign(&self, message: &[u8]) -> bool {
        match self {
            Self::Secret(key) => !black_box(hmac::sign(key, message)).as_ref().is_empty(),
            Self::Ed25519(pair) => !black_box(pair.sign(message)).as_ref().is_empty(),
            Self::Ed448(key) => !black_box(key.sign_raw(message)).to_bytes().is_empty(),
            Self::Ecdsa(pair) => black_box(pair.sign(&rng(), message)).is_ok(),
            Self::Rsa(pair, encoding) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*encoding, &rng(), message, &mut signature)
                    .is_ok()
            }
            Self::MlDsa(pair) => {
                let mut signature = vec![0; pair.algorithm().signature_len()];
                pair.sign(message, &mut signature).is_ok()
            }
        }
    }
}

fn rsa(alg: &str) -> Option<&'static RsaSignatureEncoding> {
    match alg {
        "RS256" => Some(&RSA_PKCS1_SHA256),
        "RS384" => Some(&RSA_PKCS1_SHA384),
        "RS512" => Some(&RSA_PKCS1_SHA512),
        "PS256" => Some(&RSA_PSS_SHA256),
        "PS384" => Some(&RSA_PSS_SHA384),
        "PS512" => Some(&RSA_PSS_SHA512),
        _ => None,
    }
}

pub(crate) fn ecdsa(alg: &str) -> Option<&'static EcdsaSigningAlgorithm> {
    match alg {
        "ES256" => Some(&ECDSA_P256_SHA256_FIXED_SIGNING),
        "ES384" => Some(&ECDSA_P384_SHA384_FIXED_SIGNING),
        "ES512" => Some(&ECDSA_P521_SHA512_FIXED_SIGNING),
        "ES256K" => Some(&ECDSA_P256K1_SHA256_FIXED_SIGNING),
        _ => None,
    }
}

pub(crate) fn ml_dsa(alg: &str) -> Option<&'static PqdsaSigningAlgorithm> {
    match alg {
        "ML-DSA-44" => Some(&ML_DSA_44_SIGNING),
        "ML-DSA-65" => Some(&ML_DSA_65_SIGNING),
        "ML-DSA-87" => Some(&ML_DSA_87_SIGNING),
        _ => None,
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "signature nonces are the crypto library's own business"
)]
pub(crate) fn rng() -> SystemRandom {
    SystemRandom::new()
}

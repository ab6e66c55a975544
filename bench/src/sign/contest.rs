//! One algorithm's key, and the three who sign with it.

use std::hint::black_box;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, ML_DSA_44_SIGNING,
    ML_DSA_65_SIGNING, PqdsaKeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaKeyPair,
    RsaSignatureEncoding,
};
use base64_simd::STANDARD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use paraph_jose::{Alg, Jwk, SigningKey, jwt};

use crate::Outcome;
use crate::claims::{Owned, SECRET, claims};

const NOW: i64 = 1_800_000_000;

pub(super) struct Contest {
    raw: Raw,
    message: Vec<u8>,
    ours: SigningKey,
    claims: Owned,
    /// Nothing where `jsonwebtoken` lacks the algorithm.
    peer: Option<(Header, EncodingKey)>,
}

/// The key as aws-lc-rs holds it once it is parsed.
enum Raw {
    Secret(Box<hmac::Key>),
    Rsa(RsaKeyPair, &'static RsaSignatureEncoding),
    Ecdsa(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    MlDsa(PqdsaKeyPair),
}

impl Contest {
    pub(super) fn new(alg: Alg) -> Outcome<Self> {
        let (raw, pem) = raw(alg)?;
        let ours = match &pem {
            Some(pem) => SigningKey::from_pem(pem, Some(alg))?,
            None => SigningKey::from_jwk(&Jwk::from_secret(SECRET, alg)?)?,
        };
        let claims = claims(NOW);
        let token = jwt::sign(&ours, "at+jwt", &claims)?;
        let signed = token.rfind('.').unwrap_or_default();
        Ok(Self {
            message: token.as_bytes()[..signed].to_vec(),
            peer: peer(&ours, pem.as_deref())?,
            raw,
            ours,
            claims,
        })
    }

    /// The signature alone.
    pub(super) fn raw(&self) -> bool {
        let message = self.message.as_slice();
        match &self.raw {
            Raw::Secret(key) => !black_box(hmac::sign(key, message)).as_ref().is_empty(),
            Raw::Ed25519(pair) => !black_box(pair.sign(message)).as_ref().is_empty(),
            Raw::Ecdsa(pair) => black_box(pair.sign(&rng(), message)).is_ok(),
            Raw::Rsa(pair, encoding) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*encoding, &rng(), message, &mut signature)
                    .is_ok()
            }
            Raw::MlDsa(pair) => {
                let mut signature = vec![0; pair.algorithm().signature_len()];
                pair.sign(message, &mut signature).is_ok()
            }
        }
    }

    pub(super) fn ours(&self) -> bool {
        black_box(jwt::sign(&self.ours, "at+jwt", &self.claims)).is_ok()
    }

    /// The crate `jsonwebtoken`.
    pub(super) fn peer(&self) -> Option<impl FnMut() -> bool + '_> {
        let (header, key) = self.peer.as_ref()?;
        Some(move || black_box(jsonwebtoken::encode(header, &self.claims, key)).is_ok())
    }
}

/// A new key, and its PKCS#8 in PEM for the others.
fn raw(alg: Alg) -> Outcome<(Raw, Option<String>)> {
    Ok(match alg {
        Alg::HS256 => {
            let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET);
            (Raw::Secret(Box::new(key)), None)
        }
        Alg::RS256 | Alg::PS256 => {
            let pair = RsaKeyPair::generate(KeySize::Rsa2048)?;
            let pem = pem(AsDer::<Pkcs8V1Der<'_>>::as_der(&pair)?.as_ref());
            let encoding = if alg == Alg::RS256 {
                &RSA_PKCS1_SHA256
            } else {
                &RSA_PSS_SHA256
            };
            (Raw::Rsa(pair, encoding), Some(pem))
        }
        Alg::ES256 => {
            let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?;
            let pem = pem(pair.to_pkcs8v1()?.as_ref());
            (Raw::Ecdsa(pair), Some(pem))
        }
        Alg::EdDSA => {
            let pair = Ed25519KeyPair::generate()?;
            let pem = pem(pair.to_pkcs8v1()?.as_ref());
            (Raw::Ed25519(pair), Some(pem))
        }
        Alg::MlDsa44 | Alg::MlDsa65 => {
            let set = if alg == Alg::MlDsa44 {
                &ML_DSA_44_SIGNING
            } else {
                &ML_DSA_65_SIGNING
            };
            let pair = PqdsaKeyPair::generate(set)?;
            let pem = pem(pair.to_pkcs8v1()?.as_ref());
            (Raw::MlDsa(pair), Some(pem))
        }
        _ => return Err(format!("no raw key of {alg}").into()),
    })
}

fn pem(der: &[u8]) -> String {
    let body = STANDARD.encode_to_string(der);
    format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n")
}

fn peer(ours: &SigningKey, pem: Option<&str>) -> Outcome<Option<(Header, EncodingKey)>> {
    let Ok(algorithm) = ours.alg().name().parse::<Algorithm>() else {
        return Ok(None);
    };
    let key = match (ours.alg(), pem) {
        (_, None) => EncodingKey::from_secret(SECRET),
        (Alg::ES256, Some(pem)) => EncodingKey::from_ec_pem(pem.as_bytes())?,
        (Alg::EdDSA, Some(pem)) => EncodingKey::from_ed_pem(pem.as_bytes())?,
        (_, Some(pem)) => EncodingKey::from_rsa_pem(pem.as_bytes())?,
    };
    let mut header = Header::new(algorithm);
    header.typ = Some("at+jwt".into());
    header.kid = Some(ours.kid().into());
    Ok(Some((header, key)))
}

#[expect(
    clippy::disallowed_methods,
    reason = "signature nonces are the crypto library's own business"
)]
fn rng() -> SystemRandom {
    SystemRandom::new()
}

//! One algorithm's key and token, and the four who check it.

use std::hint::black_box;

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, ED25519, ML_DSA_44,
    ML_DSA_65, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaPublicKeyComponents, VerificationAlgorithm,
};
use base64_simd::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use paraph_core::Clock;
use paraph_core::clock::{SystemClock, seconds};
use paraph_jose::{Alg, Jwk, KeySet, Policy, SigningKey, jwt};
use serde_json::Value;

use crate::Outcome;
use crate::claims::{Borrowed, ISSUER, Owned, SECRET, claims};

pub(super) struct Contest {
    token: String,
    now: i64,
    raw: Raw,
    signature: Vec<u8>,
    keys: KeySet,
    policy: Policy,
    /// Nothing where `jsonwebtoken` lacks the algorithm.
    peer: Option<(DecodingKey, Validation)>,
}

/// The key as aws-lc-rs holds it once it is parsed.
enum Raw {
    Secret(Box<hmac::Key>),
    Public(ParsedPublicKey),
}

impl Contest {
    pub(super) fn new(alg: Alg) -> Outcome<Self> {
        let key = match alg {
            Alg::HS256 => SigningKey::from_jwk(&Jwk::from_secret(SECRET, alg)?)?,
            _ => SigningKey::generate(alg)?,
        };
        // The peer reads the system's clock.
        let now = seconds(SystemClock.now());
        let token = jwt::sign(&key, "at+jwt", &claims(now))?;
        let signature = token.rsplit('.').next().unwrap_or_default();
        Ok(Self {
            signature: URL_SAFE_NO_PAD.decode_to_vec(signature)?,
            now,
            raw: raw(&key)?,
            keys: KeySet::new([key.verifying_key()])?,
            policy: Policy::access_token(ISSUER, "api"),
            peer: peer(&key)?,
            token,
        })
    }

    /// The signature alone.
    pub(super) fn raw(&self) -> bool {
        let signed = self.token.rfind('.').unwrap_or_default();
        let message = &self.token.as_bytes()[..signed];
        match &self.raw {
            Raw::Secret(key) => hmac::verify(key, message, &self.signature).is_ok(),
            Raw::Public(key) => key.verify_sig(message, &self.signature).is_ok(),
        }
    }

    pub(super) fn owned(&self) -> bool {
        let verified = jwt::verify::<Owned>(&self.token, &self.keys, &self.policy, self.now);
        black_box(&verified).is_ok()
    }

    pub(super) fn borrowed(&self, buffer: &mut Vec<u8>) -> bool {
        let (keys, policy) = (&self.keys, &self.policy);
        let claims =
            jwt::verify_borrowed::<Borrowed<'_>>(&self.token, keys, policy, self.now, buffer);
        black_box(&claims).is_ok()
    }

    /// The crate `jsonwebtoken`.
    pub(super) fn peer(&self) -> Option<impl FnMut() -> bool + '_> {
        let (key, validation) = self.peer.as_ref()?;
        Some(move || {
            let decoded = jsonwebtoken::decode::<Owned>(&self.token, key, validation);
            black_box(&decoded).is_ok()
        })
    }
}

/// The key from its own JWK: the same key for all contestants.
fn raw(key: &SigningKey) -> Outcome<Raw> {
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

fn peer(key: &SigningKey) -> Outcome<Option<(DecodingKey, Validation)>> {
    let alg = key.alg();
    if alg.name().parse::<Algorithm>().is_err() {
        return Ok(None);
    }
    Ok(Some((peer_key(key)?, validation(alg)?)))
}

fn peer_key(key: &SigningKey) -> Outcome<DecodingKey> {
    let Some(public) = key.public_jwk() else {
        return Ok(DecodingKey::from_secret(SECRET));
    };
    Ok(DecodingKey::from_jwk(&serde_json::from_str(
        &public.to_json(),
    )?)?)
}

fn validation(alg: Alg) -> Outcome<Validation> {
    let mut validation = Validation::new(alg.name().parse::<Algorithm>()?);
    validation.set_audience(&["api"]);
    validation.set_issuer(&[ISSUER]);
    validation.validate_nbf = true;
    Ok(validation)
}

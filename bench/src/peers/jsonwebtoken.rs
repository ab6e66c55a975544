//! The crate `jsonwebtoken`, over aws-lc-rs.

use std::hint::black_box;

use base64_simd::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{Jwk, JwkSet, ThumbprintHash};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, dangerous, decode, encode,
};
use paraph_contest::library::{Answer, Check, Key, Ready};
use paraph_contest::linked::{Encrypts, Linked};
use serde_json::Value;

use crate::Outcome;
use crate::claims::{AUDIENCE, ISSUER, Owned, claims};

/// As its documentation shows it.
pub(crate) struct Jsonwebtoken;

impl Linked for Jsonwebtoken {
    fn name(&self) -> &'static str {
        "jsonwebtoken"
    }

    fn verifier(&self, alg: &str, jwk: &str, token: &str) -> Ready {
        let token = token.to_owned();
        let Ok(alg) = alg.parse::<Algorithm>() else {
            return Ok(None);
        };
        let (key, rules) = (decoding_key(jwk)?, validation(alg));
        Ok(Some(Box::new(move || {
            black_box(decode::<Owned>(&token, &key, &rules)).is_ok()
        })))
    }

    fn signer(&self, key: &Key) -> Ready {
        let Some((header, key)) = encoding_key(key)? else {
            return Ok(None);
        };
        let claims = claims(1_800_000_000);
        Ok(Some(Box::new(move || {
            black_box(encode(&header, &claims, &key)).is_ok()
        })))
    }

    fn sign(&self, key: &Key, claims: &Value) -> Answer {
        match encoding_key(key) {
            Ok(Some((header, key))) => {
                encode(&header, claims, &key).map_or(Answer::Refused, Answer::Text)
            }
            Ok(None) => Answer::NoSuchCall,
            Err(_) => Answer::Refused,
        }
    }

    fn check(&self, check: &Check) -> Answer {
        let Ok(alg) = check.alg.parse::<Algorithm>() else {
            return Answer::NoSuchCall;
        };
        // No field of `Validation` is for these.
        let options = [
            check.typ.is_some(),
            check.now.is_some(),
            check.issued_after.is_some(),
        ];
        if options.contains(&true) || check.revoked || check.cached {
            return Answer::NoSuchCall;
        }
        let Ok(key) = decoding_key(&check.jwk) else {
            return Answer::Refused;
        };
        let mut rules = Validation::new(alg);
        let also = check
            .also
            .iter()
            .filter_map(|alg| alg.parse::<Algorithm>().ok());
        rules.algorithms.extend(also);
        rules.validate_nbf = check.all_checks;
        rules.iss = check
            .issuer
            .iter()
            .map(|issuer| [issuer.clone()].into())
            .next();
        rules.aud = check
            .audience
            .iter()
            .map(|audience| [audience.clone()].into())
            .next();
        Answer::of(decode::<Value>(&check.token, &key, &rules))
    }

    fn thumbprint(&self, jwk: &str) -> Answer {
        let parsed = serde_json::from_str::<Jwk>(jwk).ok();
        let print = parsed.and_then(|jwk| jwk.thumbprint(ThumbprintHash::SHA256).ok());
        print.map_or(Answer::Refused, Answer::Text)
    }

    fn read_set(&self, set: &str) -> Answer {
        Answer::of(serde_json::from_str::<JwkSet>(set))
    }

    fn read_unverified(&self, token: &str) -> Answer {
        match dangerous::insecure_decode::<Value>(token) {
            Ok(_) => Answer::Text("`dangerous::insecure_decode`".into()),
            Err(_) => Answer::Refused,
        }
    }
}

/// It has no JWE.
impl Encrypts for Jsonwebtoken {}

/// What is told to check: all that our policy does.
pub(crate) fn validation(alg: Algorithm) -> Validation {
    let mut validation = Validation::new(alg);
    validation.set_audience(&[AUDIENCE]);
    validation.set_issuer(&[ISSUER]);
    validation.validate_nbf = true;
    validation
}

/// A key of a JWK.
pub(crate) fn decoding_key(jwk: &str) -> Outcome<DecodingKey> {
    Ok(DecodingKey::from_jwk(&serde_json::from_str::<Jwk>(jwk)?)?)
}

/// Nothing for an algorithm that it lacks.
fn encoding_key(key: &Key) -> Outcome<Option<(Header, EncodingKey)>> {
    let Ok(alg) = key.alg.parse::<Algorithm>() else {
        return Ok(None);
    };
    let jwk: Value = serde_json::from_str(&key.jwk)?;
    let parsed = match (&key.pem, jwk["kty"].as_str()) {
        (Some(pem), Some("RSA")) => EncodingKey::from_rsa_pem(pem.as_bytes())?,
        (Some(pem), Some("EC")) => EncodingKey::from_ec_pem(pem.as_bytes())?,
        (Some(pem), _) => EncodingKey::from_ed_pem(pem.as_bytes())?,
        (None, _) => {
            let secret = jwk["k"].as_str().unwrap_or_default();
            EncodingKey::from_secret(&URL_SAFE_NO_PAD.decode_to_vec(secret)?)
        }
    };
    let mut header = Header::new(alg);
    header.typ = Some("at+jwt".into());
    header.kid = jwk["kid"].as_str().map(str::to_owned);
    Ok(Some((header, parsed)))
}

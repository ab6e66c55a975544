//! The crate `jwt-simple`. A key is a type of its own for each algorithm, so here is one list of them.

mod jwe;
mod keys;

use std::hint::black_box;

use jwt_simple::Error;
use jwt_simple::claims::Audiences;
use jwt_simple::prelude::*;
use paraph_contest::library::{Answer, Check, Key, Ready};
use paraph_contest::linked::Linked;
use serde::Serialize;
use serde_json::Value;

use crate::claims::{AUDIENCE, ISSUER, Owned, claims};

/// As its documentation shows it.
pub(crate) struct JwtSimple;

/// Checks a token by the options. The claims beside the registered ones are passed over: reading them costs more.
type Verify = Box<dyn Fn(&str, VerificationOptions) -> Result<(), Error>>;
type Sign<C> = Box<dyn Fn(JWTClaims<C>) -> Result<String, Error>>;

/// The claims that `jwt-simple` does not know.
#[derive(Clone, Serialize)]
struct Extra {
    sid: String,
    scope: String,
    roles: Vec<String>,
    email: String,
    client_id: String,
}

impl Linked for JwtSimple {
    fn name(&self) -> &'static str {
        "jwt-simple"
    }

    fn verifier(&self, alg: &str, jwk: &str, token: &str) -> Ready {
        let token = token.to_owned();
        let Some(verify) = keys::verify_with(alg, jwk)? else {
            return Ok(None);
        };
        let options = VerificationOptions {
            allowed_issuers: Some(HashSet::from_strings(&[ISSUER])),
            allowed_audiences: Some(HashSet::from_strings(&[AUDIENCE])),
            ..VerificationOptions::default()
        };
        // It takes the options by value.
        Ok(Some(Box::new(move || {
            verify(&token, options.clone()).is_ok()
        })))
    }

    fn signer(&self, key: &Key) -> Ready {
        let Some(sign) = keys::sign_with::<Extra>(&key.alg, &key.jwk)? else {
            return Ok(None);
        };
        let Owned {
            iss,
            sub,
            aud,
            exp,
            iat,
            nbf,
            jti,
            sid,
            scope,
            roles,
            email,
            client_id,
        } = claims(1_800_000_000);
        let time = |seconds: i64| Some(Duration::from_secs(seconds.unsigned_abs()));
        let claims = JWTClaims {
            issued_at: time(iat),
            expires_at: time(exp),
            invalid_before: time(nbf),
            issuer: Some(iss),
            subject: Some(sub),
            audiences: Some(Audiences::AsString(aud)),
            jwt_id: Some(jti),
            nonce: None,
            custom: Extra {
                sid,
                scope,
                roles,
                email,
                client_id,
            },
        };
        // It takes the claims by value.
        Ok(Some(Box::new(move || {
            black_box(sign(claims.clone())).is_ok()
        })))
    }

    fn sign(&self, key: &Key, claims: &Value) -> Answer {
        let Ok(claims) = serde_json::from_value::<JWTClaims<Value>>(claims.clone()) else {
            return Answer::Refused;
        };
        match keys::sign_with(&key.alg, &key.jwk) {
            Ok(Some(sign)) => sign(claims).map_or(Answer::Refused, Answer::Text),
            Ok(None) => Answer::NoSuchCall,
            Err(_) => Answer::Refused,
        }
    }

    fn check(&self, check: &Check) -> Answer {
        // No hook for revocations, no cache, and no list of algorithms: the key's type is the algorithm.
        if check.revoked || check.cached || check.also.is_some() {
            return Answer::NoSuchCall;
        }
        let time = |seconds: i64| Duration::from_secs(seconds.unsigned_abs());
        let set = |one: &String| HashSet::from_strings(&[one]);
        let options = VerificationOptions {
            allowed_issuers: check.issuer.as_ref().map(set),
            allowed_audiences: check.audience.as_ref().map(set),
            required_signature_type: check.typ.clone(),
            artificial_time: check.now.map(time),
            reject_before: check.issued_after.map(time),
            ..VerificationOptions::default()
        };
        match keys::verify_with(&check.alg, &check.jwk) {
            Ok(Some(verify)) => Answer::of(verify(&check.token, options)),
            Ok(None) => Answer::NoSuchCall,
            Err(_) => Answer::Refused,
        }
    }

    // Its metadata is the header's: no claims are read without a key. There is no set of keys.
    fn thumbprint(&self, jwk: &str) -> Answer {
        let key = RS256PublicKey::from_jwk(jwk);
        key.map_or(Answer::Refused, |key| Answer::Text(key.jwk_thumbprint()))
    }
}

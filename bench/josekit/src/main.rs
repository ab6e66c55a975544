//! The crate `josekit`, over the system's OpenSSL, in a program of its own.

mod jwe;
mod keys;

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use josekit::jwk::{Jwk, JwkSet};
use josekit::jws::JwsHeader;
use josekit::jwt::{self, JwtPayload, JwtPayloadValidator};
use paraph_contest::claims::{AUDIENCE, ISSUER, claims};
use paraph_contest::library::{Answer, Check, Key, Ready};
use paraph_contest::linked::Linked;
use paraph_contest::{Outcome, worker};
use serde_json::{Map, Value};

/// As its documentation shows it.
struct Josekit;

fn main() -> ExitCode {
    match worker::serve(&Josekit) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("josekit: {error}");
            ExitCode::FAILURE
        }
    }
}

// Of a token without a key it reads the header alone. A `Jwk` has no thumbprint.
impl Linked for Josekit {
    fn name(&self) -> &'static str {
        "josekit"
    }

    fn verifier(&self, alg: &str, jwk: &str, token: &str) -> Ready {
        let token = token.to_owned();
        let Some(verifier) = keys::verifier(alg, &Jwk::from_bytes(jwk)?)? else {
            return Ok(None);
        };
        let mut rules = JwtPayloadValidator::new();
        rules.set_issuer(ISSUER);
        rules.set_audience(AUDIENCE);
        Ok(Some(Box::new(move || {
            let read = jwt::decode_with_verifier(&token, &*verifier);
            black_box(read).is_ok_and(|(claims, _)| rules.validate(&claims).is_ok())
        })))
    }

    fn signer(&self, key: &Key) -> Ready {
        let Some(signer) = keys::signer(&key.alg, &Jwk::from_bytes(&key.jwk)?)? else {
            return Ok(None);
        };
        let (claims, header) = (
            payload(serde_json::to_value(claims(1_800_000_000))?)?,
            header("at+jwt"),
        );
        Ok(Some(Box::new(move || {
            black_box(jwt::encode_with_signer(&claims, &header, &*signer)).is_ok()
        })))
    }

    fn sign(&self, key: &Key, claims: &Value) -> Answer {
        let signer = || keys::signer(&key.alg, &Jwk::from_bytes(&key.jwk)?);
        let (Ok(signer), Ok(claims)) = (signer(), payload(claims.clone())) else {
            return Answer::Refused;
        };
        let Some(signer) = signer else {
            return Answer::NoSuchCall;
        };
        jwt::encode_with_signer(&claims, &header("JWT"), &*signer)
            .map_or(Answer::Refused, Answer::Text)
    }

    fn check(&self, check: &Check) -> Answer {
        // The type is the caller's to read from the header, and a verifier has one algorithm.
        let options = [
            check.typ.is_some(),
            check.also.is_some(),
            check.revoked,
            check.cached,
        ];
        if options.contains(&true) {
            return Answer::NoSuchCall;
        }
        let verifier = || keys::verifier(&check.alg, &Jwk::from_bytes(&check.jwk)?);
        let verifier = match verifier() {
            Ok(Some(verifier)) => verifier,
            Ok(None) => return Answer::NoSuchCall,
            Err(_) => return Answer::Refused,
        };
        let at =
            |seconds: i64| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.unsigned_abs());
        let mut rules = JwtPayloadValidator::new();
        if let Some(issuer) = &check.issuer {
            rules.set_issuer(issuer);
        }
        if let Some(audience) = &check.audience {
            rules.set_audience(audience);
        }
        if let Some(now) = check.now {
            rules.set_base_time(at(now));
        }
        if let Some(time) = check.issued_after {
            rules.set_min_issued_time(at(time));
        }
        let read = jwt::decode_with_verifier(&check.token, &*verifier);
        Answer::of(read.and_then(|(claims, _)| rules.validate(&claims)))
    }

    fn read_set(&self, set: &str) -> Answer {
        Answer::of(JwkSet::from_bytes(set))
    }
}

fn payload(claims: Value) -> Outcome<JwtPayload> {
    let map: Map<String, Value> = serde_json::from_value(claims)?;
    Ok(JwtPayload::from_map(map)?)
}

fn header(typ: &str) -> JwsHeader {
    let mut header = JwsHeader::new();
    header.set_token_type(typ);
    header
}

//! Algorithms and keys.

use base64_simd::URL_SAFE_NO_PAD;
use paraph_contest::library::{Answer, Check, Key, Library, Question};
use paraph_jose::dangerous;
use serde_json::{Value, json};

use super::super::forge::{self, Fixtures, HEADER};
use super::super::search::{largest, word};
use crate::claims::{AUDIENCE, ISSUER};
use crate::peers::Checker;
use crate::{Outcome, keys};

/// A public key of 1024 bits and a token of it, both made once by Python's `cryptography`.
const SHORT_RSA: &str = include_str!("rsa1024.json");

pub(super) fn algorithms(fixtures: &Fixtures, library: &dyn Library) -> Outcome<String> {
    let mut count = 0;
    for key in &fixtures.keys {
        count += u32::from(signs_and_checks(key, fixtures, library)?);
    }
    Ok(format!("{count} of {}", fixtures.keys.len()))
}

fn signs_and_checks(key: &Key, fixtures: &Fixtures, library: &dyn Library) -> Outcome<bool> {
    let claims = serde_json::from_str(&fixtures.claims(json!({})))?;
    let Answer::Text(token) = library.answer(&Question::Sign {
        key: key.clone(),
        claims,
    }) else {
        return Ok(false);
    };
    let (header, _) = dangerous::decode_unverified(&token)?;
    let (message, signature) = token.rsplit_once('.').ok_or("no token")?;
    let signature = URL_SAFE_NO_PAD.decode_to_vec(signature)?;
    let jwk = keys::checking_half(key)?;
    let holds = Checker::new(&key.alg, &jwk)?.check(message.as_bytes(), &signature);
    let mut check = of_key(key, jwk, &token);
    check.typ = None;
    Ok(header["alg"] == key.alg.as_str()
        && holds
        && library.answer(&Question::Check(check)) == Answer::Accepted)
}

pub(super) fn shortest_secret(fixtures: &Fixtures, library: &dyn Library) -> Outcome<String> {
    let bytes: Vec<u8> = (0..64_u8).map(|byte| byte.wrapping_mul(37)).collect();
    let accepts = |len: usize| {
        let mut check = forge::check(&forge::sign_with(
            &bytes[..len],
            HEADER,
            &fixtures.claims(json!({})),
        ));
        check.jwk = forge::secret_jwk(&bytes[..len]);
        library.answer(&Question::Check(check)) == Answer::Accepted
    };
    // From above: how many bytes may be missing of 64.
    let missing = largest(0, 64, |missing| accepts(64 - missing)).ok_or("none is accepted")?;
    Ok(format!("{} bytes", 64 - missing))
}

pub(super) fn pem_as_secret(fixtures: &Fixtures, library: &dyn Library) -> Outcome<String> {
    let jwk: Value = serde_json::from_str(&keys::checking_half(fixtures.key("RS256")?)?)?;
    let body = jwk["n"].as_str().ok_or("no modulus")?;
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n");
    let token = forge::sign_with(pem.as_bytes(), HEADER, &fixtures.claims(json!({})));
    let mut check = forge::check(&token);
    check.jwk = forge::secret_jwk(pem.as_bytes());
    Ok(word(&library.answer(&Question::Check(check))))
}

pub(super) fn short_rsa(_: &Fixtures, library: &dyn Library) -> Outcome<String> {
    let data: Value = serde_json::from_str(SHORT_RSA)?;
    let key = Key {
        alg: "RS256".into(),
        jwk: String::new(),
        pem: None,
    };
    let token = data["token"].as_str().ok_or("no token")?;
    let mut check = of_key(&key, data["jwk"].to_string(), token);
    check.typ = None;
    Ok(word(&library.answer(&Question::Check(check))))
}

pub(super) fn pinned(fixtures: &Fixtures, library: &dyn Library) -> Outcome<String> {
    let key = fixtures.key("RS256")?;
    let jwk = keys::checking_half(key)?;
    let token = keys::sign_rs512(key, &fixtures.claims(json!({})))?;
    let mut check = of_key(key, jwk, &token);
    check.also = Some("RS512".into());
    let listed = library.answer(&Question::Check(check.clone()));
    if listed != Answer::NoSuchCall {
        return Ok(word(&listed));
    }
    check.also = None;
    Ok(word(&library.answer(&Question::Check(check))))
}

pub(super) fn mixed_set(fixtures: &Fixtures, library: &dyn Library) -> Outcome<String> {
    let public: Value = serde_json::from_str(&keys::checking_half(fixtures.key("ES256")?)?)?;
    let secret: Value = serde_json::from_str(&fixtures.key("HS256")?.jwk)?;
    let read = |keys: Value| library.answer(&Question::ReadSet(json!({"keys": keys}).to_string()));
    match read(json!([public])) {
        Answer::Accepted => Ok(word(&read(json!([public, secret])))),
        Answer::NoSuchCall => Ok(word(&Answer::NoSuchCall)),
        _ => Err("not even a public set".into()),
    }
}

fn of_key(key: &Key, jwk: String, token: &str) -> Check {
    Check {
        alg: key.alg.clone(),
        jwk,
        token: token.into(),
        issuer: Some(ISSUER.into()),
        audience: Some(AUDIENCE.into()),
        ..Check::default()
    }
}

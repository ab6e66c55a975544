//! Ours: `paraph-jose`. Claims that borrow from the caller's buffer, or owned ones.

mod layer;

use std::hint::black_box;

use paraph_contest::library::{Answer, Check, Key, Ready};
use paraph_contest::linked::{Encrypts, Linked};
use paraph_core::Clock;
use paraph_core::clock::{SystemClock, seconds};
use paraph_jose::jwe::{self, Decrypter, DecryptionKey, EncryptionKey, KeyAlg};
use paraph_jose::{
    Alg, Error, Jwk, JwkSet, KeySet, Policy, SigningKey, VerifyingKey, dangerous, jwt,
};
use serde_json::Value;

use crate::claims::{AUDIENCE, Borrowed, ISSUER, Owned, claims};

/// By what claims are read into.
pub(crate) enum Ours {
    Borrowed,
    Owned,
}

impl Linked for Ours {
    fn name(&self) -> &'static str {
        "paraph-jose"
    }

    fn verifier(&self, _: &str, jwk: &str, token: &str) -> Ready {
        let keys = KeySet::try_from(&Jwk::parse(jwk)?)?;
        let policy = Policy::access_token(ISSUER, AUDIENCE);
        let (token, now, mut buffer) = (token.to_owned(), now(), Vec::new());
        Ok(Some(match self {
            Self::Borrowed => Box::new(move || {
                let claims =
                    jwt::verify_borrowed::<Borrowed<'_>>(&token, &keys, &policy, now, &mut buffer);
                black_box(&claims).is_ok()
            }),
            Self::Owned => Box::new(move || {
                black_box(jwt::verify::<Owned>(&token, &keys, &policy, now)).is_ok()
            }),
        }))
    }

    fn signer(&self, key: &Key) -> Ready {
        let key = SigningKey::from_jwk(&Jwk::parse(&key.jwk)?)?;
        let claims = claims(1_800_000_000);
        Ok(Some(Box::new(move || {
            black_box(jwt::sign(&key, "at+jwt", &claims)).is_ok()
        })))
    }

    fn sign(&self, key: &Key, claims: &Value) -> Answer {
        let Ok(alg) = key.alg.parse::<Alg>() else {
            return Answer::NoSuchCall;
        };
        let loaded = Jwk::parse(&key.jwk).and_then(|jwk| SigningKey::from_jwk(&jwk.with_alg(alg)?));
        loaded
            .and_then(|key| jwt::sign(&key, "JWT", claims))
            .map_or(Answer::Refused, Answer::Text)
    }

    fn check(&self, question: &Check) -> Answer {
        check(question).unwrap_or(Answer::Refused)
    }

    fn thumbprint(&self, jwk: &str) -> Answer {
        Jwk::parse(jwk).map_or(Answer::Refused, |jwk| Answer::Text(jwk.thumbprint()))
    }

    fn read_set(&self, set: &str) -> Answer {
        Answer::of(JwkSet::parse(set).and_then(|set| KeySet::from_jwks(&set)))
    }

    fn read_unverified(&self, token: &str) -> Answer {
        match dangerous::decode_unverified(token) {
            Ok(_) => Answer::Text("`dangerous::decode_unverified`".into()),
            Err(_) => Answer::Refused,
        }
    }
}

impl Encrypts for Ours {
    fn encrypter(&self, alg: &str, jwk: &str, content: &str) -> Ready {
        let key = EncryptionKey::from_jwk(&Jwk::parse(jwk)?, Some(alg.parse()?))?;
        let (header, content) = (jwe::Header::default(), content.to_owned());
        Ok(Some(Box::new(move || {
            black_box(jwe::encrypt(&key, &header, content.as_bytes())).is_ok()
        })))
    }

    fn decrypter(&self, alg: &str, jwk: &str, token: &str) -> Ready {
        let key = DecryptionKey::from_jwk(&Jwk::parse(jwk)?, Some(alg.parse()?))?;
        let (decrypter, token) = (Decrypter::from(key), token.to_owned());
        Ok(Some(Box::new(move || {
            black_box(decrypter.decrypt(&token)).is_ok()
        })))
    }

    fn round_trip(&self, alg: &str, jwk: &str) -> Answer {
        Answer::of(round_trip(alg, jwk))
    }
}

fn now() -> i64 {
    seconds(SystemClock.now())
}

fn round_trip(alg: &str, jwk: &str) -> Result<(), Error> {
    let alg: KeyAlg = alg.parse()?;
    let key = DecryptionKey::from_jwk(&Jwk::parse(jwk)?, Some(alg))?;
    let token = jwe::encrypt(&key.encryption_key()?, &jwe::Header::default(), b"{}")?;
    Decrypter::from(key).decrypt(&token).map(drop)
}

/// A policy always names issuer, audience and type: what the question leaves out is as the tokens of the questions have it,
/// but for the audience, of which then none is ours.
fn check(check: &Check) -> Result<Answer, Error> {
    let alg: Alg = check.alg.parse()?;
    let keys = KeySet::from(VerifyingKey::from_jwk(
        &Jwk::parse(&check.jwk)?.with_alg(alg)?,
    )?);
    let now = check.now.unwrap_or_else(now);
    let issuer = check.issuer.as_deref().unwrap_or(ISSUER);
    let typ = check.typ.as_deref().unwrap_or("JWT");
    let mut policy = Policy::foreign_access_token(issuer, AUDIENCE)
        .with_audiences(&check.audience)
        .with_required([""; 0])
        .with_typ(typ);
    if check.revoked || check.cached {
        return Ok(layer::answer(check, keys));
    }
    if let Some(also) = &check.also {
        policy = policy.with_algorithms([alg, also.parse()?]);
    }
    if let Some(time) = check.issued_after {
        policy = policy.with_leeway(0)?.with_max_age(now - time)?;
    }
    Ok(Answer::of(jwt::verify::<Value>(
        &check.token,
        &keys,
        &policy,
        now,
    )))
}

//! What a library has beside signatures.

use base64_simd::URL_SAFE_NO_PAD;
use paraph_contest::library::{Answer, Check, Library, Question};
use paraph_jose::jwe::{DecryptionKey, KeyAlg};
use paraph_jose::{Alg, Jwk, SigningKey, jwt};
use paraph_ledger::Lsn;
use serde_json::json;

use super::super::forge::{self, Fixtures, HEADER};
use super::super::search::word;
use crate::Outcome;
use crate::claims::{SECRET, claims};

pub(super) fn encryption(_: &Fixtures, library: &dyn Library) -> Outcome<String> {
    let mut count = 0;
    for alg in KeyAlg::all() {
        let question = Question::RoundTrip {
            alg: alg.name().into(),
            jwk: jwk(alg)?,
        };
        count += u32::from(library.answer(&question) == Answer::Accepted);
    }
    Ok(match count {
        0 => "none".into(),
        some => format!("{some} of {}", KeyAlg::all().count()),
    })
}

/// A new key. `dir` and passwords go without `alg`, of which libraries think differently.
fn jwk(alg: KeyAlg) -> Outcome<String> {
    let secret = |bytes: &[u8]| {
        let k = URL_SAFE_NO_PAD.encode_to_string(bytes);
        json!({"kty": "oct", "k": k}).to_string()
    };
    Ok(match alg {
        KeyAlg::Dir => secret(&SECRET[..32]),
        alg if alg.takes_password() => {
            secret(b"a password that is long enough for each of the three")
        }
        alg => DecryptionKey::generate(alg)?.to_jwk().to_json(),
    })
}

pub(super) fn thumbprint(_: &Fixtures, library: &dyn Library) -> String {
    /// RFC 7638 section 3.1.
    const JWK: &str = r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#;
    const PRINT: &str = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";
    match library.answer(&Question::Thumbprint(JWK.into())) {
        Answer::Text(print) if print == PRINT => "right".into(),
        Answer::Text(_) => "wrong".into(),
        other => word(&other),
    }
}

pub(super) fn revoked(fixtures: &Fixtures, library: &dyn Library) -> Outcome<String> {
    let mut check = of_ours(fixtures)?;
    check.revoked = true;
    layered(
        library.answer(&Question::Check(check)),
        &Answer::Refused,
        "refused",
    )
}

pub(super) fn cached(fixtures: &Fixtures, library: &dyn Library) -> Outcome<String> {
    let mut check = of_ours(fixtures)?;
    check.cached = true;
    layered(
        library.answer(&Question::Check(check)),
        &Answer::Accepted,
        "yes",
    )
}

/// What only the layer above ours has.
fn layered(answer: Answer, expected: &Answer, word: &str) -> Outcome<String> {
    match answer {
        Answer::NoSuchCall => Ok("no such call".into()),
        answer if answer == *expected => Ok(format!("{word}, by `paraph-verify`")),
        answer => Err(format!("{answer:?}").into()),
    }
}

/// An access token of ours: the layer wants its session and its place in the ledger.
fn of_ours(fixtures: &Fixtures) -> Outcome<Check> {
    let key = SigningKey::from_jwk(&Jwk::from_secret(SECRET, Alg::HS256)?)?;
    let mut claims = serde_json::to_value(claims(fixtures.now))?;
    claims["lsn"] = serde_json::to_value(Lsn::FIRST)?;
    Ok(forge::check(&jwt::sign(&key, "at+jwt", &claims)?))
}

pub(super) fn unverified(fixtures: &Fixtures, library: &dyn Library) -> String {
    let token = forge::sign(HEADER, &fixtures.claims(json!({})));
    word(&library.answer(&Question::ReadUnverified(token)))
}

//! Headers, encodings and sizes.

use std::error::Error;

use paraph_contest::library::{Answer, Check, Library, Question};
use paraph_jose::{Jwk, SigningKey, jwt};
use serde_json::{Value, json};

use super::super::forge::{self, Fixtures, HEADER};
use super::super::search::{bytes, largest, word};
use crate::{Outcome, keys};

pub(super) fn unknown_crit(fixtures: &Fixtures, library: &dyn Library) -> String {
    let header = r#"{"alg":"HS256","typ":"JWT","crit":["x"],"x":1}"#;
    word(&with_header(header, fixtures, library))
}

pub(super) fn unencoded(fixtures: &Fixtures, library: &dyn Library) -> String {
    let named = r#"{"alg":"HS256","typ":"JWT","b64":false,"crit":["b64"]}"#;
    let unnamed = r#"{"alg":"HS256","typ":"JWT","b64":false}"#;
    let [named, unnamed] = [named, unnamed].map(|header| with_header(header, fixtures, library));
    match (&named, &unnamed) {
        (Answer::Refused, Answer::Accepted) => "accepted without `crit`".into(),
        _ => word(&named),
    }
}

pub(super) fn member_twice(fixtures: &Fixtures, library: &dyn Library) -> String {
    let header = r#"{"alg":"none","alg":"HS256","typ":"JWT"}"#;
    word(&with_header(header, fixtures, library))
}

pub(super) fn loose_base64(fixtures: &Fixtures, library: &dyn Library) -> Outcome<String> {
    // 32 bytes in 43 characters: the last one's two lowest bits stand for nothing.
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut token = forge::sign(HEADER, &fixtures.claims(json!({})));
    let last = token.pop().ok_or("no token")?;
    let place = ALPHABET.find(last).ok_or("no base64")?;
    token.push_str(&ALPHABET[place + 1..place + 2]);
    Ok(word(
        &library.answer(&Question::Check(forge::check(&token))),
    ))
}

pub(super) fn high_s(fixtures: &Fixtures, library: &dyn Library) -> Outcome<String> {
    let key = fixtures.key("ES256K")?;
    let signing = SigningKey::from_jwk(&Jwk::parse(&key.jwk)?)?;
    let claims: Value = serde_json::from_str(&fixtures.claims(json!({})))?;
    let of_half = |high: bool| -> Outcome<String> {
        loop {
            let token = jwt::sign(&signing, "JWT", &claims)?;
            if keys::is_high(&token)? == high {
                return Ok(token);
            }
        }
    };
    let answer = |token: String| {
        let jwk = keys::checking_half(key)?;
        let check = Check {
            alg: key.alg.clone(),
            jwk,
            ..forge::check(&token)
        };
        Ok::<_, Box<dyn Error + Send + Sync>>(library.answer(&Question::Check(check)))
    };
    match answer(of_half(false)?)? {
        Answer::Accepted => Ok(word(&answer(of_half(true)?)?)),
        Answer::NoSuchCall => Ok("no ES256K".into()),
        other => Err(format!("{other:?} of the lower half").into()),
    }
}

pub(super) fn none(fixtures: &Fixtures, library: &dyn Library) -> Outcome<String> {
    let signed = forge::sign(r#"{"alg":"none","typ":"JWT"}"#, &fixtures.claims(json!({})));
    let (message, _) = signed.rsplit_once('.').ok_or("no token")?;
    let unsigned = format!("{message}.");
    Ok(word(
        &library.answer(&Question::Check(forge::check(&unsigned))),
    ))
}

pub(super) fn longest(fixtures: &Fixtures, library: &dyn Library) -> Outcome<String> {
    const MOST: usize = 3 * 1024 * 1024;
    let token = |pad: usize| forge::sign(HEADER, &fixtures.claims(json!({"pad": "a".repeat(pad)})));
    let accepts = |pad| {
        let question = Question::Check(forge::check(&token(pad)));
        library.answer(&question) == Answer::Accepted
    };
    match largest(0, MOST, accepts) {
        Some(MOST) => Ok("no limit to 4 MiB".into()),
        Some(pad) => Ok(bytes(token(pad).len())),
        None => Err("not even a short one".into()),
    }
}

pub(super) fn other_type(fixtures: &Fixtures, library: &dyn Library) -> String {
    let answer = |typ: &str, asked: Option<&str>| {
        let header = format!(r#"{{"alg":"HS256","typ":"{typ}"}}"#);
        let mut check = forge::check(&forge::sign(&header, &fixtures.claims(json!({}))));
        check.typ = asked.map(str::to_owned);
        library.answer(&Question::Check(check))
    };
    if answer("secevent+jwt", None) == Answer::Refused {
        return "refused".into();
    }
    match [
        answer("at+jwt", Some("at+jwt")),
        answer("secevent+jwt", Some("at+jwt")),
    ] {
        [Answer::Accepted, Answer::Refused] => "refused when asked".into(),
        [_, answer] => word(&answer),
    }
}

fn with_header(header: &str, fixtures: &Fixtures, library: &dyn Library) -> Answer {
    let token = forge::sign(header, &fixtures.claims(json!({})));
    library.answer(&Question::Check(forge::check(&token)))
}

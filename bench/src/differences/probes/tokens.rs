//! Headers, encodings and sizes.

use paraph_contest::library::{Answer, Library, Question};
use serde_json::json;

use super::super::forge::{self, Fixtures, HEADER};
use super::super::search::{bytes, largest, word};
use crate::Outcome;

pub(super) fn unknown_crit(fixtures: &Fixtures, library: &dyn Library) -> Outcome<String> {
    let header = r#"{"alg":"HS256","typ":"JWT","crit":["x"],"x":1}"#;
    Ok(word(&with_header(header, fixtures, library)))
}

pub(super) fn unencoded(fixtures: &Fixtures, library: &dyn Library) -> Outcome<String> {
    let named = r#"{"alg":"HS256","typ":"JWT","b64":false,"crit":["b64"]}"#;
    let unnamed = r#"{"alg":"HS256","typ":"JWT","b64":false}"#;
    let [named, unnamed] = [named, unnamed].map(|header| with_header(header, fixtures, library));
    Ok(match (&named, &unnamed) {
        (Answer::Refused, Answer::Accepted) => "accepted without `crit`".into(),
        _ => word(&named),
    })
}

pub(super) fn member_twice(fixtures: &Fixtures, library: &dyn Library) -> Outcome<String> {
    let header = r#"{"alg":"none","alg":"HS256","typ":"JWT"}"#;
    Ok(word(&with_header(header, fixtures, library)))
}

pub(super) fn loose_base64(fixtures: &Fixtures, library: &dyn Library) -> Outcome<String> {
    // 32 bytes in 43 characters: the last one's two lowest bits stand for nothing.
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut token = forge::sign(HEADER, &fixtures.claims(json!({})));
    let last = token.pop().ok_or("no token")?;
    let place = ALPHABET.find(last).ok_or("no base64")?;
    token.push_str(&ALPHABET[place + 1..place + 2]);
    Ok(word(&library.answer(&Question::Check(forge::check(&token)))))
}

pub(super) fn none(fixtures: &Fixtures, library: &dyn Library) -> Outcome<String> {
    let signed = forge::sign(r#"{"alg":"none","typ":"JWT"}"#, &fixtures.claims(json!({})));
    let (message, _) = signed.rsplit_once('.').ok_or("no token")?;
    let unsigned = format!("{message}.");
    Ok(word(&library.answer(&Question::Check(forge::check(&unsigned)))))
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

pub(super) fn other_type(fixtures: &Fixtures, library: &dyn Library) -> Outcome<String> {
    let answer = |typ: &str, asked: Option<&str>| {
        let header = format!(r#"{{"alg":"HS256","typ":"{typ}"}}"#);
        let mut check = forge::check(&forge::sign(&header, &fixtures.claims(json!({}))));
        check.typ = asked.map(str::to_owned);
        library.answer(&Question::Check(check))
    };
    if answer("secevent+jwt", None) == Answer::Refused {
        return Ok("refused".into());
    }
    match [answer("at+jwt", Some("at+jwt")), answer("secevent+jwt", Some("at+jwt"))] {
        [Answer::Accepted, Answer::Refused] => Ok("refused when asked".into()),
        [_, answer] => Ok(word(&answer)),
    }
}

fn with_header(header: &str, fixtures: &Fixtures, library: &dyn Library) -> Answer {
    let token = forge::sign(header, &fixtures.claims(json!({})));
    library.answer(&Question::Check(forge::check(&token)))
}

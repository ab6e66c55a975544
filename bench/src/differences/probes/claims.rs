//! Claims and clocks.

use paraph_contest::library::{Answer, Check, Library, Question};
use serde_json::{Value, json};

use super::super::forge::{self, Fixtures, HEADER};
use super::super::search::{duration, largest, word};
use crate::Outcome;

pub(super) fn claim_twice(fixtures: &Fixtures, library: &dyn Library) -> String {
    let answer = |twice: &str| {
        let claims = fixtures.claims(json!({"sub": null}));
        let claims = claims.replacen('{', &format!("{{{twice},"), 1);
        library.answer(&Question::Check(forge::check(&forge::sign(
            HEADER, &claims,
        ))))
    };
    let registered = answer(r#""sub":"usr_1","sub":"usr_2""#);
    let other = answer(r#""role":"user","role":"admin""#);
    match (&registered, &other) {
        (Answer::Refused, Answer::Accepted) => "`role` accepted".into(),
        (Answer::Accepted, Answer::Refused) => "`sub` accepted".into(),
        _ => word(&registered),
    }
}

pub(super) fn deepest(fixtures: &Fixtures, library: &dyn Library) -> Outcome<String> {
    const MOST: usize = 5_000;
    let accepts = |depth: usize| {
        let deep = format!("{{\"deep\":{}{},", "[".repeat(depth), "]".repeat(depth));
        let claims = fixtures.claims(json!({})).replacen('{', &deep, 1);
        let question = Question::Check(forge::check(&forge::sign(HEADER, &claims)));
        library.answer(&question) == Answer::Accepted
    };
    match largest(1, MOST, accepts) {
        Some(MOST) => Ok("no limit to 5,000".into()),
        // The claims themselves are the first level.
        Some(depth) => Ok(format!("{} levels", depth + 1)),
        None => Err("not even a list".into()),
    }
}

pub(super) fn without_expiry(fixtures: &Fixtures, library: &dyn Library) -> String {
    word(&with(json!({"exp": null}), fixtures, library))
}

pub(super) fn expiry_as_text(fixtures: &Fixtures, library: &dyn Library) -> String {
    word(&with(json!({"exp": "4102444800"}), fixtures, library))
}

pub(super) fn not_yet(fixtures: &Fixtures, library: &dyn Library) -> String {
    let soon = json!({"nbf": fixtures.now + 7_200, "exp": fixtures.now + 9_000});
    word(&with(soon, fixtures, library))
}

pub(super) fn not_before_as_text(fixtures: &Fixtures, library: &dyn Library) -> String {
    let mut check = check(json!({"nbf": "tomorrow"}), fixtures);
    check.all_checks = true;
    word(&library.answer(&Question::Check(check)))
}

pub(super) fn audience_unasked(fixtures: &Fixtures, library: &dyn Library) -> String {
    let mut check = check(json!({"aud": "another"}), fixtures);
    check.audience = None;
    word(&library.answer(&Question::Check(check)))
}

pub(super) fn tolerance(fixtures: &Fixtures, library: &dyn Library) -> String {
    const MOST: usize = 7_200;
    let accepts = |ago: usize| {
        let ago = i64::try_from(ago).unwrap_or(i64::MAX);
        let (iat, exp) = (fixtures.now - 7_300, fixtures.now + 2 - ago);
        with(json!({"iat": iat, "exp": exp}), fixtures, library) == Answer::Accepted
    };
    largest(0, MOST, accepts).map_or("none".into(), duration)
}

pub(super) fn clock(fixtures: &Fixtures, library: &dyn Library) -> String {
    const THEN: i64 = 1_000_000_000;
    let mut check = check(json!({"iat": THEN - 100, "exp": THEN + 100}), fixtures);
    check.now = Some(THEN);
    match library.answer(&Question::Check(check)) {
        Answer::Accepted => "yes".into(),
        other => word(&other),
    }
}

pub(super) fn issued_before(fixtures: &Fixtures, library: &dyn Library) -> String {
    let answer = |ago: i64| {
        let mut check = check(json!({"iat": fixtures.now - 600}), fixtures);
        check.issued_after = Some(fixtures.now - ago);
        library.answer(&Question::Check(check))
    };
    match [answer(900), answer(300)] {
        [Answer::Accepted, Answer::Refused] => "yes".into(),
        [_, other] => word(&other),
    }
}

fn with(more: Value, fixtures: &Fixtures, library: &dyn Library) -> Answer {
    library.answer(&Question::Check(check(more, fixtures)))
}

fn check(more: Value, fixtures: &Fixtures) -> Check {
    forge::check(&forge::sign(HEADER, &fixtures.claims(more)))
}

//! The times: begun, issued, age, expired. Each by the function that verification calls.

use super::check::Outcome;
use super::claims::Facts;
use super::name::Name;
use super::token::List;
use super::value::{Span, Value};
use crate::error::Error;
use crate::policy::Policy;

/// Judges the four, or says of each why not.
pub(super) fn look(facts: &Facts, policy: &Policy, now: i64, list: &mut List) {
    const ALL: [Name; 4] = [Name::NotBefore, Name::IssuedAt, Name::Age, Name::Expiry];
    if let Some(why) = facts.unread {
        list.skip(&ALL, why);
        return;
    }
    let start = one(facts, "nbf", facts.nbf, || {
        policy.judge_start(facts.nbf, now)
    });
    let issue = one(facts, "iat", facts.iat, || {
        policy.judge_issue(facts.iat, now)
    });
    let end = match facts.exp {
        Some(exp) => one(facts, "exp", facts.exp, || policy.judge_end(exp, now)),
        None => missing(facts),
    };
    list.add(Name::NotBefore, start);
    list.add(Name::IssuedAt, issue);
    list.add(Name::Age, age(facts, policy, now));
    list.add(Name::Expiry, end);
}

fn one(
    facts: &Facts,
    claim: &'static str,
    time: Option<i64>,
    judge: impl FnOnce() -> Result<(), Error>,
) -> Outcome {
    if facts.odd.contains(&claim) {
        return Outcome::not_reached(format!("`{claim}` has the wrong type"));
    }
    let found = time.map(Value::Time);
    match (judge(), found) {
        (Err(error), found) => Outcome::differs(&error, None, found),
        (Ok(()), Some(found)) => Outcome::found(found),
        (Ok(()), None) => Outcome::held(),
    }
}

fn missing(facts: &Facts) -> Outcome {
    Outcome::not_reached(if facts.odd.contains(&"exp") {
        "`exp` has the wrong type"
    } else {
        "`exp` is missing"
    })
}

fn age(facts: &Facts, policy: &Policy, now: i64) -> Outcome {
    if facts.odd.contains(&"iat") {
        return Outcome::not_reached("`iat` has the wrong type");
    }
    let Some(exp) = facts.exp else {
        return missing(facts);
    };
    match policy.judge_age(facts.iat, exp, now) {
        Ok(()) => Outcome::held(),
        Err(error) => {
            let wanted = Span {
                age: policy.max_age(),
                life: policy.max_life(),
            };
            let found = Span {
                age: facts.iat.map(|iat| now.saturating_sub(iat)),
                life: exp.saturating_sub(facts.iat.unwrap_or(now)),
            };
            Outcome::differs(
                &error,
                Some(Value::Limits(wanted)),
                Some(Value::Span(found)),
            )
        }
    }
}

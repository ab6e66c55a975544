//! What `jwt sign` warns of: a token that is signed as it was asked for, and that is dangerous or of no use.

use paraph_jose::explain::{Hint, OddClaim, odd_claims};
use paraph_jose::policy::{ACCESS_TOKEN_TYP, MAX_LIFE};
use paraph_jose::{Error, Policy};
use serde_json::Value;

use super::when;

/// A line each; `claims` is the JSON that is signed as a `typ`, `now` in unix seconds.
pub(super) fn warnings(claims: &str, typ: &str, now: i64) -> Result<Vec<String>, Error> {
    let odd = odd_claims(claims.as_bytes())?;
    let claims: Value = serde_json::from_str(claims).unwrap_or_default();
    let expiry = match claims.get("exp") {
        None => Some(NO_EXP.to_owned()),
        Some(_) => expires(&claims, &odd, now),
    };
    let audience = claims.get("aud").is_none().then(|| NO_AUD.to_owned());
    let odd = odd.iter().map(misformed);
    let all = expiry.into_iter().chain(odd).chain(audience);
    Ok(all.chain(lacking(&claims, typ)).collect())
}

const NO_EXP: &str = "no `exp`: the token never expires, so a stolen one is good for ever, and most verifiers refuse it; \
                      add it with --life 5m";
const NO_AUD: &str = "no `aud`: every service that trusts the key takes the token, also one that it was not meant for \
                      (RFC 8725 section 3.9); name its audience in the claims";

/// What an access token must have besides `exp` and `aud`, of which more is said.
fn lacking(claims: &Value, typ: &str) -> Option<String> {
    let policy = Policy::access_token("", "");
    let lacks = |name: &&str| !["exp", "aud"].contains(name) && claims.get(*name).is_none();
    let names: Vec<_> = policy.required().filter(lacks).collect();
    let is_access_token = typ.eq_ignore_ascii_case(ACCESS_TOKEN_TYP);
    (is_access_token && !names.is_empty()).then(|| {
        format!(
            "an access token (typ {ACCESS_TOKEN_TYP}) needs `{}`, and `jwt verify` refuses it without (RFC 9068 section \
             2.2): add it, or give --typ JWT here and there for a token of another kind",
            names.join("`, `")
        )
    })
}

/// What is to say of a good `exp`.
fn expires(claims: &Value, odd: &[OddClaim], now: i64) -> Option<String> {
    let time = |name: &str| {
        let is_good = odd.iter().all(|odd| odd.name != name);
        claims.get(name).filter(|_| is_good)?.as_i64()
    };
    let exp = time("exp")?;
    if exp <= now {
        let said = when::at(exp, now);
        return Some(format!(
            "`exp` is past ({said}): nobody accepts the token; it counts seconds since 1970"
        ));
    }
    let from = time("iat").unwrap_or(now);
    (exp.saturating_sub(from) > MAX_LIFE).then(|| {
        format!(
            "the token lives for {}: whoever steals a bearer token has it so long, and `jwt verify` refuses an access \
             token over a day; RFC 6750 section 5.3 advises an hour or less: --life 1h",
            when::span(exp.abs_diff(from))
        )
    })
}

fn misformed(claim: &OddClaim) -> String {
    let OddClaim {
        name, form, hints, ..
    } = claim;
    let what = format!("`{name}` must be {form}, and `jwt verify` refuses the token as it is");
    let all: Vec<_> = [what]
        .into_iter()
        .chain(hints.iter().map(Hint::to_string))
        .collect();
    all.join("; ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_warning_has_its_cause() {
        let now = 1_800_000_000;
        for (claims, told) in [
            (json!({"aud": "a"}), &["no `exp`"][..]),
            (json!({"exp": now + 60}), &["no `aud`"]),
            (json!({"aud": "a", "exp": now + MAX_LIFE}), &[]),
            (
                json!({"aud": "a", "exp": now + MAX_LIFE + 1}),
                &["lives for 1 day:"],
            ),
            (
                json!({"aud": "a", "exp": now + 60, "iat": now - 40 * MAX_LIFE}),
                &["lives for 40 days"],
            ),
            (
                json!({"aud": "a", "exp": now}),
                &["2027-01-15T08:00:00Z, now"],
            ),
            (
                json!({"iat": now * 1000, "nbf": null}),
                &[
                    "no `exp`",
                    "in milliseconds",
                    "`null` is a value",
                    "no `aud`",
                ],
            ),
        ] {
            let found = warnings(&claims.to_string(), "JWT", now).unwrap();
            assert_eq!(found.len(), told.len(), "{claims}: {found:?}");
            for (warning, told) in found.iter().zip(told) {
                assert!(warning.contains(told), "{claims}: {warning}");
            }
        }
    }

    /// A claim as JSON has it, and how its warning begins and ends; nothing is said of the others.
    #[rustfmt::skip]
    const TYPES: [(&str, &str, &str); 19] = [
        ("exp", "1700000000000000", "in microseconds: JWTs use seconds"),
        ("exp", "1700000000000", "in milliseconds: JWTs use seconds"),
        ("exp", "\"1800000060\"", "leave out the quotes around it"),
        ("exp", "\"2027-01-15\"", "whole seconds since 1970"),
        ("exp", "4102444800.5", "in digits alone"),
        ("exp", "17e8", "in digits alone"),
        ("exp", "1.7e21", "in digits alone"),
        ("exp", "253402300800", "refuses the token as it is"),
        ("exp", "-5", "refuses the token as it is"),
        ("exp", "null", "what is not there is left out"),
        ("nbf", "1e9", "in digits alone"),
        ("iat", "1800000000.0", "in digits alone"),
        ("auth_time", "\"1\"", "leave out the quotes around it"),
        ("aud", "[]", "refuses the token as it is"),
        ("aud", "\"\"", "refuses the token as it is"),
        ("aud", "7", "put quotes around it"),
        ("aud", "[\"a\",7]", "refuses the token as it is"),
        ("sub", "7", "put quotes around it"),
        ("scope", "[\"a\"]", "with blanks between them"),
    ];

    #[test]
    fn c01_a_claim_that_verification_refuses_is_warned_of_once_with_its_cause() {
        for (name, value, end) in TYPES {
            let others = [("aud", "\"a\""), ("exp", "1800000060")];
            let others = others.iter().filter(|(other, _)| *other != name);
            let mut members: Vec<_> = others
                .map(|(name, it)| format!("\"{name}\":{it}"))
                .collect();
            members.push(format!("\"{name}\":{value}"));
            let claims = format!("{{{}}}", members.join(","));
            let found = warnings(&claims, "JWT", 1_800_000_000).unwrap();
            let [warning] = &found[..] else {
                panic!("{claims}: {found:?}")
            };
            assert!(
                warning.starts_with(&format!("`{name}` must be a ")),
                "{warning}"
            );
            assert!(warning.ends_with(end), "{claims}: {warning}");
        }
        // The year 8307 is far, and no other unit.
        let far = warnings(r#"{"aud":"a","exp":200000000000}"#, "JWT", 1_800_000_000).unwrap();
        assert!(far.len() == 1 && far[0].contains("lives for"), "{far:?}");
    }

    #[test]
    fn an_access_token_is_warned_of_what_it_lacks_and_another_token_is_not() {
        let claims = r#"{"aud":"a","exp":1800000060,"iss":"i","sub":"s"}"#;
        for (typ, lacks) in [
            ("at+jwt", true),
            ("AT+JWT", true),
            ("JWT", false),
            ("x", false),
        ] {
            let found = warnings(claims, typ, 1_800_000_000).unwrap();
            assert_eq!(found.len(), usize::from(lacks), "{typ}: {found:?}");
            assert!(
                found
                    .iter()
                    .all(|it| it.contains("needs `iat`, `jti`, `client_id`")),
                "{found:?}"
            );
        }
    }
}

//! What `jwt sign` warns of: a token that is signed as it was asked for, and that is dangerous or of no use.

use serde_json::Value;

use super::when;

/// The longest life of a bearer token without a warning, in seconds: what `jwt verify` takes of an access token.
const LONG: i64 = 86_400;
/// Later than any time in seconds (the year 5138), earlier than any of our days in milliseconds (1973).
const MILLISECONDS: f64 = 1e11;

/// A line each; `now` in unix seconds.
pub(super) fn warnings(claims: &Value, now: i64) -> Vec<String> {
    let expiry = match claims.get("exp") {
        None => Some(NO_EXP.to_owned()),
        Some(exp) => expires(exp, claims, now),
    };
    let others = ["iat", "nbf"]
        .iter()
        .filter_map(|name| no_time(name, claims.get(name)?));
    let audience = claims.get("aud").is_none().then(|| NO_AUD.to_owned());
    expiry.into_iter().chain(others).chain(audience).collect()
}

const NO_EXP: &str = "no `exp`: the token never expires, so a stolen one is good for ever, and most verifiers refuse it; \
                      add it with --life 5m";
const NO_AUD: &str = "no `aud`: every service that trusts the key takes the token, also one that it was not meant for \
                      (RFC 8725 section 3.9); name its audience in the claims";

fn expires(exp: &Value, claims: &Value, now: i64) -> Option<String> {
    if let Some(warning) = no_time("exp", exp) {
        return Some(warning);
    }
    let exp = whole(exp)?;
    if exp <= now {
        let said = when::at(exp, now);
        return Some(format!(
            "`exp` is past ({said}): nobody accepts the token; it counts seconds since 1970"
        ));
    }
    let from = claims.get("iat").and_then(whole).unwrap_or(now);
    (exp.saturating_sub(from) > LONG).then(|| {
        format!(
            "the token lives for {}: whoever steals a bearer token has it so long, and `jwt verify` refuses an access \
             token over a day; RFC 6750 section 5.3 advises an hour or less: --life 1h",
            when::span(exp.abs_diff(from))
        )
    })
}

/// A time that verifiers cannot read, or that is no time of these centuries.
fn no_time(name: &str, value: &Value) -> Option<String> {
    let Some(time) = value.as_f64() else {
        return Some(format!(
            "`{name}` is not a number: verifiers refuse it; write seconds since 1970, without quotes"
        ));
    };
    (time >= MILLISECONDS).then(|| {
        format!(
            "`{name}` looks like milliseconds: it counts seconds (RFC 7519 section 2), and verifiers refuse a year that \
             far; divide it by 1000"
        )
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "below 1e11; a part of a second does not matter here"
)]
fn whole(time: &Value) -> Option<i64> {
    time.as_f64().map(|time| time as i64)
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
            (json!({"aud": "a", "exp": now + LONG}), &[]),
            (
                json!({"aud": "a", "exp": now + LONG + 1}),
                &["lives for 1 day:"],
            ),
            (
                json!({"aud": "a", "exp": now + 60, "iat": now - 40 * LONG}),
                &["lives for 40 days"],
            ),
            (
                json!({"aud": "a", "exp": now}),
                &["2027-01-15T08:00:00Z, now"],
            ),
            (
                json!({"aud": "a", "exp": (now + 60) * 1000}),
                &["`exp` looks like milliseconds"],
            ),
            (json!({"aud": "a", "exp": "1"}), &["`exp` is not a number"]),
            (
                json!({"iat": now * 1000, "nbf": null}),
                &["no `exp`", "`iat` looks like", "`nbf` is not", "no `aud`"],
            ),
        ] {
            let found = warnings(&claims, now);
            assert_eq!(found.len(), told.len(), "{claims}: {found:?}");
            for (warning, told) in found.iter().zip(told) {
                assert!(warning.contains(told), "{claims}: {warning}");
            }
        }
    }
}

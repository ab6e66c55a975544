//! Issuer, audience, and claims that must have one value.

use super::check::Outcome;
use super::claims::Seen;
use super::expected::Expected;
use super::name::Name;
use super::show;
use super::token::List;
use super::value::Value;
use crate::claims::{Claim, Claims};
use crate::policy::{Audiences, ClaimRule, Policy};

/// Claims whose values are shown where a rule fails: registered names, whose values one must see to mend it.
const SHOWN: [&str; 6] = ["iss", "aud", "azp", "client_id", "sub", "nonce"];

pub(super) fn issuer(claims: &Claims<'_>, seen: &Seen<'_>, expected: &Expected<'_>) -> Outcome {
    let found = claims.iss.as_deref();
    if seen.is_odd(Claim::Iss) {
        return Outcome::not_reached("`iss` has the wrong type");
    }
    let shown = found.map(show::text);
    if !expected.knows_issuer() {
        return Outcome::not_reached("no issuer was given").with_found(shown);
    }
    if found.is_none() {
        return Outcome::not_reached("`iss` is missing");
    }
    let policy = expected.policy();
    match policy.judge_issuer(found) {
        Ok(()) => Outcome::found(shown),
        Err(error) => {
            let trusted = show::list(policy.issuers().iter().map(String::as_str));
            Outcome::differs(&error, Some(trusted), shown)
        }
    }
}

pub(super) fn audience(claims: &Claims<'_>, seen: &Seen<'_>, expected: &Expected<'_>) -> Outcome {
    if seen.is_odd(Claim::Aud) {
        return Outcome::not_reached("`aud` has the wrong type");
    }
    let shown = seen.aud.map(show::claim);
    if !expected.knows_audience() {
        return Outcome::not_reached("no audience was given").with_found(shown);
    }
    let audiences = expected.policy().audiences();
    if seen.aud.is_none() && *audiences != Audiences::Any {
        return Outcome::not_reached("`aud` is missing");
    }
    match expected.policy().judge_audience(claims.for_us) {
        Ok(()) => Outcome::found(shown),
        Err(error) => Outcome::differs(&error, Some(show::audiences(audiences)), shown),
    }
}

pub(super) fn values(claims: &Claims<'_>, policy: &Policy, list: &mut List) {
    let before = policy.claim_rules().iter().map(|rule| value(claims, rule));
    let mut all_held = true;
    for (rule, outcome) in policy.claim_rules().iter().zip(before) {
        if !outcome.is_held() {
            all_held = false;
            list.add_claim(Name::ClaimValues, rule.claim(), outcome);
        }
    }
    if all_held {
        list.add(Name::ClaimValues, Outcome::held());
    }
}

fn value(claims: &Claims<'_>, rule: &ClaimRule) -> Outcome {
    let found = claims.find(rule.claim());
    if let (ClaimRule::Equals { .. }, None) = (rule, found) {
        return Outcome::not_reached("the claim is missing");
    }
    match rule.judge(found) {
        Ok(()) => Outcome::held(),
        Err(error) => {
            let wanted = rule.value().map_or(Value::Nothing, show::text);
            let found = found.filter(|_| SHOWN.contains(&rule.claim()));
            Outcome::differs(&error, Some(wanted), found.map(show::claim))
        }
    }
}

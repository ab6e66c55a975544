//! Claims, judged by the words of RFC 7519 and of the policy's page, with everything allocated.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::rules::{Audiences, Rule, Rules, are_filled};
use super::string;

/// The last second of the year 9999.
const LAST: i64 = 253_402_300_799;

type Claims<'a> = BTreeMap<String, &'a RawValue>;

impl Rules {
    /// Whether a payload with these members is to be accepted at `now`; without any it is not strict.
    pub(in super::super) fn accept(&self, claims: Option<&Claims<'_>>, now: i64) -> bool {
        claims.is_some_and(|claims| self.judge(claims, now) == Some(true))
    }

    /// `None` if a claim has the wrong type or is not there.
    fn judge(&self, claims: &Claims<'_>, now: i64) -> Option<bool> {
        let exp = time(claims, "exp")?;
        let (nbf, iat) = (time(claims, "nbf")?, time(claims, "iat")?);
        time(claims, "auth_time")?;
        for name in ["iss", "sub", "jti", "client_id", "scope", "sid"] {
            filled(claims, name)?;
        }
        let for_us = self.audiences.accept(&Named::read(claims)?);
        let there = |name: &String| claims.get(name).is_some_and(|value| value.get() != "null");
        let all = self.required.iter().all(there);
        let issuer = filled(claims, "iss")??;
        let held = self.claims.iter().all(|rule| rule.holds(claims));
        let ours = all && for_us && self.issuers.contains(&issuer) && held;
        Some(ours && self.is_in_time(exp?.into(), nbf, iat, now.into()))
    }

    /// In numbers that cannot overflow.
    fn is_in_time(&self, exp: i128, nbf: Option<i64>, iat: Option<i64>, now: i128) -> bool {
        let leeway = i128::from(self.leeway);
        let max_life = i128::from(self.max_life);
        let max_age = self.max_age.map(i128::from);
        let begun = |time: Option<i64>| time.is_none_or(|time| i128::from(time) <= now + leeway);
        let young = match iat.map(i128::from) {
            Some(iat) => {
                max_age.is_none_or(|max| now - iat <= max + leeway) && exp - iat <= max_life
            }
            None => max_age.is_none() && exp - now <= max_life + leeway,
        };
        now < exp + leeway && begun(nbf) && begun(iat) && young
    }
}

impl Rule {
    fn holds(&self, claims: &Claims<'_>) -> bool {
        let is = |name: &String, value: &String| {
            let found = claims.get(name)?;
            Some(string(found).as_ref() == Some(value))
        };
        match self {
            Self::Equals(name, value) => is(name, value) == Some(true),
            Self::EqualsIfPresent(name, value) => is(name, value) != Some(false),
            Self::Absent(name) => !claims.contains_key(name),
        }
    }
}

/// What a token says of its audience.
struct Named {
    audiences: Vec<String>,
    in_a_list: bool,
}

impl Named {
    /// `None` for a wrong type.
    fn read(claims: &Claims<'_>) -> Option<Self> {
        let named = |audiences, in_a_list| Self {
            audiences,
            in_a_list,
        };
        let Some(value) = claims.get("aud") else {
            return Some(named(Vec::new(), false));
        };
        let one = string(value).map(|one| named(vec![one], false));
        let list = || Some(named(serde_json::from_str(value.get()).ok()?, true));
        one.or_else(list)
            .filter(|named| are_filled(&named.audiences))
    }
}

impl Audiences {
    fn accept(&self, named: &Named) -> bool {
        let is_alone = |ours: &String| named.audiences == [ours.as_str()];
        match self {
            Self::Any => true,
            Self::OneOf(list) => list.iter().any(|ours| named.audiences.contains(ours)),
            Self::Only(ours) => is_alone(ours),
            Self::OnlyString(ours) => is_alone(ours) && !named.in_a_list,
        }
    }
}

/// Outer `None`: a wrong type. Inner: not there.
#[expect(clippy::option_option, reason = "two questions, two answers")]
fn time(claims: &Claims<'_>, name: &str) -> Option<Option<i64>> {
    let Some(value) = claims.get(name) else {
        return Some(None);
    };
    let digits = value.get().bytes().all(|byte| byte.is_ascii_digit());
    let time = value.get().parse().ok().filter(|time| *time <= LAST);
    (digits && time.is_some()).then_some(time)
}

#[expect(clippy::option_option, reason = "two questions, two answers")]
fn filled(claims: &Claims<'_>, name: &str) -> Option<Option<String>> {
    let Some(value) = claims.get(name) else {
        return Some(None);
    };
    Some(Some(string(value).filter(|text| !text.is_empty())?))
}

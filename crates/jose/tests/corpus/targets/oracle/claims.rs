//! Claims, judged by the words of RFC 7519 and of the policy's page, with everything allocated.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::{members, string};

/// The last second of the year 9999.
const LAST: i64 = 253_402_300_799;

/// A policy, spelled out.
pub(in super::super) struct Judge {
    pub(in super::super) issuer: &'static str,
    /// `None` for any.
    pub(in super::super) audience: Option<&'static str>,
    pub(in super::super) required: &'static [&'static str],
    pub(in super::super) leeway: i64,
    pub(in super::super) max_age: Option<i64>,
    pub(in super::super) max_life: Option<i64>,
}

/// Whether the payload is to be accepted at `now`.
pub(in super::super) fn acceptable(payload: &[u8], judge: &Judge, now: i64) -> bool {
    members(payload).is_some_and(|claims| judge.accepts(&claims, now) == Some(true))
}

impl Judge {
    /// `None` if a claim has the wrong type.
    fn accepts(&self, claims: &BTreeMap<String, &RawValue>, now: i64) -> Option<bool> {
        let exp = time(claims, "exp")?;
        let (nbf, iat) = (time(claims, "nbf")?, time(claims, "iat")?);
        time(claims, "auth_time")?;
        for name in ["iss", "sub", "jti", "client_id", "scope", "sid"] {
            filled(claims, name)?;
        }
        let audiences = audiences(claims)?;
        let there = |name: &str| claims.get(name).is_some_and(|value| value.get() != "null");
        let all = self.required.iter().all(|name| there(name));
        let for_us = self
            .audience
            .is_none_or(|ours| audiences.iter().any(|one| one == ours));
        let ours = filled(claims, "iss")?.as_deref() == Some(self.issuer);
        Some(all && for_us && ours && self.is_in_time(exp?, nbf, iat, now))
    }

    fn is_in_time(&self, exp: i64, nbf: Option<i64>, iat: Option<i64>, now: i64) -> bool {
        let past = |time: Option<i64>| time.is_none_or(|time| time <= now + self.leeway);
        let young = self
            .max_age
            .is_none_or(|max| iat.is_some_and(|iat| now - iat <= max + self.leeway));
        let short = self
            .max_life
            .is_none_or(|max| iat.is_none_or(|iat| exp - iat <= max));
        now < exp + self.leeway && past(nbf) && past(iat) && young && short
    }
}

/// Outer `None`: a wrong type. Inner: not there.
#[expect(clippy::option_option, reason = "two questions, two answers")]
fn time(claims: &BTreeMap<String, &RawValue>, name: &str) -> Option<Option<i64>> {
    let Some(value) = claims.get(name) else {
        return Some(None);
    };
    let digits = value.get().strip_prefix('-').unwrap_or(value.get());
    let whole = digits.bytes().all(|byte| byte.is_ascii_digit());
    let time = value
        .get()
        .parse()
        .ok()
        .filter(|time| (0..=LAST).contains(time));
    (whole && time.is_some()).then_some(time)
}

#[expect(clippy::option_option, reason = "two questions, two answers")]
fn filled(claims: &BTreeMap<String, &RawValue>, name: &str) -> Option<Option<String>> {
    let Some(value) = claims.get(name) else {
        return Some(None);
    };
    Some(Some(string(value).filter(|text| !text.is_empty())?))
}

fn audiences(claims: &BTreeMap<String, &RawValue>) -> Option<Vec<String>> {
    let Some(value) = claims.get("aud") else {
        return Some(Vec::new());
    };
    if let Some(one) = string(value) {
        return Some(vec![one]);
    }
    let list: Vec<String> = serde_json::from_str(value.get()).ok()?;
    (!list.is_empty()).then_some(list)
}

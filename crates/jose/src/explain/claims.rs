//! What the payload claims, read on behind claims of wrong types.

use std::borrow::Cow;

use super::check::Outcome;
use super::expected::Expected;
use super::hint::Hint;
use super::name::Name;
use super::token::{List, Why};
use super::value::{Form, Value};
use super::{parties, show, slips};
use crate::b64;
use crate::claims::{self, Claim, Claims};
use crate::error::Error;
use crate::json::Raw;

/// What was learnt of the claims.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Why nothing of them can be read.
    pub(super) unread: Option<Why>,
    pub(super) iss: Option<String>,
    pub(super) exp: Option<i64>,
    pub(super) nbf: Option<i64>,
    pub(super) iat: Option<i64>,
    /// Known claims of a wrong type.
    pub(super) odd: Vec<&'static str>,
    /// How those came about.
    pub(super) slips: Vec<Hint>,
    /// Whom the token is for.
    pub(super) aud: Vec<String>,
    /// Claims that only an ID token has, or an audience that is the client.
    pub(super) like_id_token: bool,
}

/// Claims that only ID tokens have (OIDC Core 1.0 sections 2, 3.3.2.11).
const OF_ID_TOKENS: [&str; 3] = ["nonce", "at_hash", "c_hash"];

/// Values that two checks need, as they stand in the token.
#[derive(Default)]
pub(super) struct Seen<'a> {
    pub(super) aud: Option<Raw<'a>>,
    azp: Option<Raw<'a>>,
    client: Option<Raw<'a>>,
    odd: Vec<(Claim, Error, Raw<'a>)>,
    of_id_tokens: bool,
}

/// Decodes and judges the second segment.
pub(super) fn look(segment: Result<&str, Why>, expected: &Expected<'_>, list: &mut List) -> Facts {
    const REST: [Name; 6] = [
        Name::ClaimsJson,
        Name::ClaimTypes,
        Name::RequiredClaims,
        Name::Issuer,
        Name::Audience,
        Name::ClaimValues,
    ];
    let decoded = segment.map(|segment| b64::decode(segment).ok_or(Error::TokenBase64));
    let payload = match decoded {
        Ok(Ok(payload)) => payload,
        Ok(Err(error)) => {
            list.add(Name::ClaimsBase64, Outcome::failed(&error));
            return unread("the claims are not decoded", &REST, list);
        }
        Err(why) => {
            list.skip(&[Name::ClaimsBase64], why);
            return unread(why, &REST, list);
        }
    };
    list.add(Name::ClaimsBase64, Outcome::held());
    let mut seen = Seen::default();
    let policy = expected.policy();
    let read = claims::read_on(&payload, policy, |name, value, outcome| {
        seen.add(name, value, outcome);
    });
    list.add(Name::ClaimsJson, Outcome::of(&read));
    let Ok(claims) = read else {
        return unread("the claims are not JSON as they must be", &REST[1..], list);
    };
    types(&seen, list);
    required(&claims, expected, list);
    list.add(Name::Issuer, parties::issuer(&claims, &seen, expected));
    list.add(Name::Audience, parties::audience(&claims, &seen, expected));
    parties::values(&claims, policy, list);
    facts(&claims, &seen)
}

fn unread(why: Why, rest: &[Name], list: &mut List) -> Facts {
    list.skip(rest, why);
    Facts {
        unread: Some(why),
        ..Facts::default()
    }
}

impl<'a> Seen<'a> {
    fn add(&mut self, name: &str, value: Raw<'a>, outcome: Result<(), Error>) {
        match name {
            "aud" => self.aud = Some(value),
            "azp" => self.azp = Some(value),
            "client_id" => self.client = Some(value),
            name => self.of_id_tokens |= OF_ID_TOKENS.contains(&name),
        }
        if let (Err(error), Some(claim)) = (outcome, Claim::find(name)) {
            self.odd.push((claim, error, value));
        }
    }

    pub(super) fn is_odd(&self, claim: Claim) -> bool {
        self.odd.iter().any(|(odd, ..)| *odd == claim)
    }
}

fn facts(claims: &Claims<'_>, seen: &Seen<'_>) -> Facts {
    let odd = seen.odd.iter();
    let slips = odd.flat_map(|(claim, _, value)| slips::of(claim.name(), form(*claim), *value));
    let aud = seen.aud.and_then(Raw::string);
    let is_client = |other: Option<Raw<'_>>| {
        let other = other.and_then(Raw::string);
        aud.is_some() && other == aud
    };
    Facts {
        unread: None,
        iss: claims.iss.as_deref().map(str::to_owned),
        exp: claims.exp,
        nbf: claims.nbf,
        iat: claims.iat,
        odd: seen.odd.iter().map(|(claim, ..)| claim.name()).collect(),
        slips: slips.collect(),
        aud: names(seen.aud),
        like_id_token: seen.of_id_tokens || is_client(seen.azp) || is_client(seen.client),
    }
}

/// The names in `aud`, if it has its type.
fn names(aud: Option<Raw<'_>>) -> Vec<String> {
    let mut names = Vec::new();
    if let Some(aud) = aud {
        names.extend(aud.string().map(Cow::into_owned));
        aud.each_string(|name| names.push(name.into_owned()));
    }
    names
}

fn types(seen: &Seen<'_>, list: &mut List) {
    if seen.odd.is_empty() {
        list.add(Name::ClaimTypes, Outcome::held());
    }
    for (claim, error, value) in &seen.odd {
        let (wanted, found) = (Value::Form(form(*claim)), show::mistyped(*value));
        let outcome = Outcome::differs(error, Some(wanted), Some(found));
        list.add_claim(Name::ClaimTypes, claim.name(), outcome);
    }
}

/// The form that a claim must have.
pub(super) fn form(claim: Claim) -> Form {
    match claim {
        Claim::Exp | Claim::Nbf | Claim::Iat | Claim::AuthTime => Form::UnixSeconds,
        Claim::Aud => Form::StringOrList,
        _ => Form::FilledString,
    }
}

fn required(claims: &Claims<'_>, expected: &Expected<'_>, list: &mut List) {
    let is_asked = |name: &Cow<'_, str>| match name.as_ref() {
        "iss" => expected.knows_issuer(),
        "aud" => expected.knows_audience(),
        _ => true,
    };
    let missing = claims.missing(expected.policy().required_claims());
    let mut any = false;
    for name in missing.filter(is_asked) {
        any = true;
        let outcome = Outcome::failed(&Error::ClaimMissing(name.clone()));
        list.add_claim(Name::RequiredClaims, &name, outcome);
    }
    if any {
        return;
    }
    let outcome = if expected.knows_typ() {
        Outcome::held()
    } else {
        Outcome::not_reached("what is required goes by the `typ`, and none was asked for")
    };
    list.add(Name::RequiredClaims, outcome);
}

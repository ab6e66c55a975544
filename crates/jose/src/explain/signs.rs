//! Reads the signs of the usual causes. Each hint stands beside a check that failed, never alone.

use super::hint::Hint;
use super::key::public_kids;
use super::name::Name;
use super::token::Look;
use super::{mac, show};
use crate::error::Error;
use crate::key::OctKey;

/// So many seconds ahead, or after the end, two clocks may be to blame.
const SKEW: i64 = 120;
/// Kids that are named.
const MOST: usize = 8;

/// The hints, in the order of the checks.
pub(super) fn read(look: &Look<'_>) -> Vec<Hint> {
    let rooms = [form, keys, signature, claims, times];
    rooms.iter().flat_map(|room| room(look)).collect()
}

type Signs = Vec<Hint>;

fn when(holds: bool, hint: Hint) -> Option<Hint> {
    holds.then_some(hint)
}

/// What was pasted instead of, or around, a token.
fn form(look: &Look<'_>) -> Signs {
    if !look.has_failed(Name::Shape) && !look.has_failed(Name::Length) {
        return Signs::new();
    }
    let token = look.token.trim();
    let starts = |prefix: &str| {
        let start = token.get(..prefix.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    for (prefix, hint) in [
        ("par_r_", Hint::RefreshToken),
        ("par_k_", Hint::ApiKey),
        ("par_s_", Hint::SessionSecret),
        ("par_o_", Hint::OneTimeSecret),
    ] {
        if token.starts_with(prefix) {
            return vec![hint];
        }
    }
    let bearer = starts("bearer ");
    let bare = if bearer { token[7..].trim() } else { token };
    let quote = |end: Option<char>| end.is_some_and(|end| matches!(end, '"' | '\'' | '`'));
    let quoted = quote(bare.chars().next()) || quote(bare.chars().next_back());
    let blank = bare.len() < look.token.len() && !bearer || bare.contains(char::is_whitespace);
    let dots = bare.bytes().filter(|byte| *byte == b'.').count();
    let loose = dots == 2 && bare.contains(['=', '+', '/']);
    [
        when(bearer, Hint::BearerPrefix),
        when(quoted, Hint::Quotes),
        when(blank, Hint::Whitespace),
        when(dots == 4, Hint::Encrypted),
        when(loose, Hint::LooseBase64),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn keys(look: &Look<'_>) -> Signs {
    let alg = look.header.alg.text().unwrap_or_default();
    let none = alg.eq_ignore_ascii_case("none");
    let confused = look
        .header
        .alg()
        .is_some_and(|alg| is_confused(look, alg.is_symmetric()));
    let key_text = look.trust.refused == Some(Error::KeyWeak(OctKey::TEXT_OF_A_KEY));
    let weak = look.trust.secret.is_some() && look.has_failed(Name::KeyStrength) && !key_text;
    let lost = look.code(Name::KeyFound);
    let mut signs: Signs = [
        when(none, Hint::AlgNone),
        when(confused, Hint::KeyConfusion),
        when(key_text, Hint::PublicKeyAsSecret),
        when(weak, Hint::WeakSecret),
        when(lost == Some("key_id_missing"), Hint::KeyIdMissing),
    ]
    .into_iter()
    .flatten()
    .collect();
    if lost == Some("key_unknown") {
        let kids = look.trust.set.as_deref().and_then(public_kids);
        let kids = kids.into_iter().flatten().take(MOST);
        signs.push(Hint::KeyRotated(kids.map(show::escaped).collect()));
    }
    signs
}

/// Every key given is of the other family than the token's algorithm.
fn is_confused(look: &Look<'_>, symmetric: bool) -> bool {
    match (&look.trust.set, &look.trust.secret) {
        (Some(set), _) => set.keys().iter().all(|key| key.is_symmetric() != symmetric),
        (None, Some(_)) => !symmetric,
        (None, None) => false,
    }
}

fn signature(look: &Look<'_>) -> Signs {
    let other = match (look.trust.secret, look.signed) {
        (Some((secret, alg)), Some(signed)) if look.has_failed(Name::Signature) => {
            mac::holds_by_other_reading(secret, alg, signed)
        }
        _ => false,
    };
    when(other, Hint::SecretEncoding).into_iter().collect()
}

fn claims(look: &Look<'_>) -> Signs {
    let facts = &look.facts;
    let typ = look.has_failed(Name::Typ);
    let audience = look.has_failed(Name::Audience);
    let for_access = look.expected.policy().is_for_access_tokens();
    let id_token = for_access && (typ || audience) && facts.like_id_token;
    let plain = look
        .header
        .typ
        .text()
        .is_none_or(|typ| typ.eq_ignore_ascii_case("JWT"));
    let issuer = look.has_failed(Name::Issuer) && is_issuer_misspelt(look);
    [
        when(id_token, Hint::IdToken),
        when(typ && plain && !id_token, Hint::PlainTyp),
        when(audience && !id_token, Hint::OtherAudience),
        when(issuer, Hint::IssuerSpelling),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn is_issuer_misspelt(look: &Look<'_>) -> bool {
    let Some(found) = &look.facts.iss else {
        return false;
    };
    let issuers = look.expected.policy().issuers();
    issuers
        .iter()
        .any(|ours| plain_issuer(ours) == plain_issuer(found))
}

/// The issuer without what people mistake.
fn plain_issuer(issuer: &str) -> String {
    let lower = issuer.trim().to_lowercase();
    let bare = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"));
    bare.unwrap_or(&lower).trim_end_matches('/').to_owned()
}

fn times(look: &Look<'_>) -> Signs {
    let Look { facts, now, .. } = look;
    let ahead = |name, time: Option<i64>| {
        let by = time.map(|time| time.saturating_sub(*now));
        look.has_failed(name) && by.is_some_and(|by| by <= SKEW)
    };
    let over = facts.exp.map(|exp| now.saturating_sub(exp));
    let just_over = look.has_failed(Name::Expiry) && over.is_some_and(|over| over <= SKEW);
    let skew = ahead(Name::NotBefore, facts.nbf) || ahead(Name::IssuedAt, facts.iat) || just_over;
    [
        when(facts.in_milliseconds, Hint::Milliseconds),
        when(skew, Hint::ClockSkew),
    ]
    .into_iter()
    .flatten()
    .collect()
}

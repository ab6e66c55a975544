//! Reads the signs of the usual causes. Each hint stands beside a check that failed, never alone.

use super::hint::Hint;
use super::key::public_kids;
use super::name::Name;
use super::near::is_near;
use super::pasted::{Pasted, begins_as_token};
use super::token::Look;
use super::{der, mac, show};
use crate::error::Error;
use crate::jwe::MAX_LEN;
use crate::jws;
use crate::key::OctKey;
use crate::policy::Audiences;

/// So many seconds ahead, or after the end, two clocks may be to blame.
const SKEW: i64 = 120;
/// Ten years: no token lives longer, and none is older than 1980.
const LONGEST_LIFE: i64 = 10 * 365 * 86_400;
/// Kids that are named.
const MOST: usize = 8;

/// The hints, in the order of the checks. Where a token stands inside, what is in it is told of that one.
pub(super) fn read(look: &Look<'_>, pasted: &Pasted<'_>) -> Signs {
    if pasted.token().is_some() {
        return pasted.around().to_vec();
    }
    let rooms = [members, keys, signature, claims, slips, times];
    let rest = rooms.iter().flat_map(|room| room(look));
    let mut hints = Signs::new();
    for hint in form(look, pasted).into_iter().chain(rest) {
        if !hints.contains(&hint) {
            hints.push(hint);
        }
    }
    hints
}

type Signs = Vec<Hint>;

fn when(holds: bool, hint: Hint) -> Option<Hint> {
    holds.then_some(hint)
}

fn all<const N: usize>(signs: [Option<Hint>; N]) -> Signs {
    signs.into_iter().flatten().collect()
}

/// What was pasted instead of, or around, a token.
fn form(look: &Look<'_>, pasted: &Pasted<'_>) -> Signs {
    if !look.has_failed(Name::Shape) && !look.has_failed(Name::Length) {
        return Signs::new();
    }
    let mut signs = pasted.around().to_vec();
    signs.extend(instead(pasted.bare()));
    signs
}

/// What is no JWT, and what looks like one.
fn instead(bare: &str) -> Signs {
    for (prefix, hint) in [
        ("par_r_", Hint::RefreshToken),
        ("par_k_", Hint::ApiKey),
        ("par_s_", Hint::SessionSecret),
        ("par_o_", Hint::OneTimeSecret),
    ] {
        if bare.starts_with(prefix) {
            return vec![hint];
        }
    }
    let dots = bare.bytes().filter(|byte| *byte == b'.').count();
    let loose = dots == 2 && bare.contains(['=', '+', '/']);
    let cut_off = dots == 1 && begins_as_token(bare);
    all([
        when(jws::segments::<5>(bare, MAX_LEN).is_ok(), Hint::Encrypted),
        when(cut_off, Hint::CutOff),
        when(loose, Hint::LooseBase64),
    ])
}

fn members(look: &Look<'_>) -> Signs {
    look.header.slips.clone()
}

fn slips(look: &Look<'_>) -> Signs {
    look.facts.slips.clone()
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
    let mut signs = all([
        when(none, Hint::AlgNone),
        when(confused, Hint::KeyConfusion),
        when(key_text, Hint::PublicKeyAsSecret),
        when(weak, Hint::WeakSecret),
        when(lost == Some("key_id_missing"), Hint::KeyIdMissing),
    ]);
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
    let Some(signed) = look.signed.filter(|_| look.has_failed(Name::Signature)) else {
        return Signs::new();
    };
    let secret = look.trust.secret.as_ref();
    let other =
        secret.is_some_and(|given| mac::holds_by_other_reading(given.secret, given.alg, signed));
    let alg = look.header.alg();
    let in_der = alg.is_some_and(|alg| der::is_signature(signed.signature, alg));
    all([
        when(signed.signature.is_empty(), Hint::CutOff),
        when(other, Hint::SecretEncoding),
        when(in_der, Hint::DerSignature),
    ])
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
    let misspelt = is_audience_misspelt(look);
    let issuer = look.has_failed(Name::Issuer) && is_issuer_misspelt(look);
    all([
        when(id_token, Hint::IdToken),
        when(typ && plain && !id_token, Hint::PlainTyp),
        when(audience && misspelt, Hint::AudienceSpelling),
        when(audience && !misspelt && !id_token, Hint::OtherAudience),
        when(issuer, Hint::IssuerSpelling),
    ])
}

fn is_issuer_misspelt(look: &Look<'_>) -> bool {
    let mut issuers = look.expected.policy().issuers().iter();
    let found = look.facts.iss.as_deref();
    found.is_some_and(|found| issuers.any(|ours| is_near(ours, found)))
}

fn is_audience_misspelt(look: &Look<'_>) -> bool {
    let ours = match look.expected.policy().audiences() {
        Audiences::Any => &[],
        Audiences::OneOf(list) => list.as_slice(),
        Audiences::Only(one) | Audiences::OnlyString(one) => std::slice::from_ref(one),
    };
    let is_ours = |found: &String| ours.iter().any(|ours| is_near(ours, found));
    look.facts.aud.iter().any(is_ours)
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
    all([
        when(is_lifetime(look), Hint::Lifetime),
        when(skew, Hint::ClockSkew),
    ])
}

/// A few years at most after 1970, and before the token was made: how long, not until when.
fn is_lifetime(look: &Look<'_>) -> bool {
    let is_life = |exp: i64| exp < LONGEST_LIFE && look.facts.iat.is_none_or(|iat| iat > exp);
    look.has_failed(Name::Expiry) && look.facts.exp.is_some_and(is_life)
}

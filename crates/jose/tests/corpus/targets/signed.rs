//! What stands behind a signature, signed here: base64url, headers, claims, and both ways that a
//! token can go through the checks.

use std::fmt::Debug;
use std::sync::LazyLock;

use aws_lc_rs::hmac;
use paraph_jose::policy::{Audiences, MAX_FOREIGN_LIFE};
use paraph_jose::{Error, Jwk, KeySet, MAX_TOKEN, Policy, UnverifiedIssuer, jws, jwt};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::data::{self, NOW};
use super::oracle::{self, decode, encode};
use super::promises::{CLAIMS, KEY, NAMES, TOKEN, frugal, refused};
use super::variants::variants;

pub(super) const SECRET: &[u8] = b"only these tests sign with this one: 0123456789";
pub(super) const KID: &str = "fuzz";
/// A header may have this many bytes.
pub(super) const MAX_HEADER: usize = 1024;

pub(super) static KEYS: LazyLock<KeySet> = LazyLock::new(|| {
    let k = encode(SECRET);
    let jwk = format!("{{\"kty\":\"oct\",\"alg\":\"HS256\",\"kid\":\"{KID}\",\"k\":\"{k}\"}}");
    KeySet::try_from(&Jwk::parse(jwk).unwrap()).unwrap()
});

/// Takes all that has an issuer and is not over.
static LENIENT: LazyLock<Policy> = LazyLock::new(|| {
    let policy = Policy::new("i", Audiences::Any, "at+jwt");
    policy.with_max_life(MAX_FOREIGN_LIFE).unwrap()
});

/// Signs what stands before the last dot.
fn sign(input: &str) -> String {
    sign_by(SECRET, input)
}

/// The same by any secret, however weak.
pub(super) fn sign_by(secret: &[u8], input: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let tag = hmac::sign(&key, input.as_bytes());
    format!("{input}.{}", encode(tag.as_ref()))
}

/// A header of ours, spelled as a key of ours spells it.
pub(super) fn header_of(typ: Option<&str>) -> String {
    let typ = typ.map(|typ| format!("\"typ\":{},", Value::from(typ)));
    let typ = typ.unwrap_or_default();
    format!("{{\"alg\":\"HS256\",{typ}\"kid\":\"{KID}\"}}")
}

/// A token of ours with this `typ` and payload.
pub(super) fn token(typ: Option<&str>, payload: &[u8]) -> String {
    let header = encode(header_of(typ).as_bytes());
    sign(&format!("{header}.{}", encode(payload)))
}

fn access_token(payload: &[u8]) -> String {
    token(Some("at+jwt"), payload)
}

/// The claims of a payload of ours, whatever else they are.
pub(super) fn claims<C: DeserializeOwned>(payload: &[u8]) -> Result<C, Error> {
    jwt::verify(&access_token(payload), &KEYS, &LENIENT, NOW).map(|verified| verified.claims)
}

/// The same for claims that borrow.
pub(super) fn borrowed<'b, C: Deserialize<'b>>(
    payload: &[u8],
    buffer: &'b mut Vec<u8>,
) -> Result<C, Error> {
    let token = access_token(payload);
    let verified = jwt::verify_borrowed(&token, &KEYS, &LENIENT, NOW, buffer)?;
    assert_eq!(verified.kid, KID);
    Ok(verified.claims)
}

/// The outcome of a token of ours, whose payload is given besides, by a policy.
pub(super) fn judged(token: &str, payload: &[u8], policy: &Policy, now: i64) -> Result<(), Error> {
    let floor = 2 * payload.len() + 4096;
    let seen = frugal(token.as_bytes(), 256, floor, || {
        jwt::verify::<Value>(token, &KEYS, policy, now)
    });
    let verified =
        seen.inspect_err(|error| refused(error, &[CLAIMS, &["token_too_long", "typ_mismatch"]]))?;
    assert_eq!(
        verified.claims,
        serde_json::from_slice::<Value>(payload).unwrap()
    );
    Ok(())
}

/// An object with the least that [`LENIENT`] wants, as text; `None` if there is no object.
pub(super) fn with_the_least(text: &str) -> Option<String> {
    let rest = text.trim_ascii_start().strip_prefix('{')?;
    let comma = if rest.trim_ascii_start().starts_with('}') {
        ""
    } else {
        ","
    };
    Some(format!("{{\"iss\":\"i\",\"exp\":1800000300{comma}{rest}"))
}

/// Base64url has one spelling, wherever it stands.
pub(super) fn base64url(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let expected = decode(text);
    if let Some(bytes) = &expected {
        assert_eq!(encode(bytes), text, "the oracle knows one spelling");
    }
    as_payload(text, expected.as_deref());
    as_header(text, expected.as_deref());
    as_member(text, expected.as_deref());
}

fn as_payload(text: &str, expected: Option<&[u8]>) {
    for header in [header_of(Some("at+jwt")), header_of(Some("other"))] {
        let token = sign(&format!("{}.{text}", encode(header.as_bytes())));
        let outcome = jws::verify(&token, &KEYS, None);
        if token.len() > MAX_TOKEN {
            assert_eq!(outcome, Err(Error::TokenTooLong));
            continue;
        }
        let payload =
            outcome.inspect_err(|error| refused(error, &[&["token_base64", "token_not_compact"]]));
        assert_eq!(payload.ok().map(|found| found.payload).as_deref(), expected);
        let issuer = UnverifiedIssuer::read(&token).is_ok();
        assert!(expected.is_some() || !issuer, "an issuer out of nothing");
    }
}

fn as_header(text: &str, expected: Option<&[u8]>) {
    let clean = text.bytes().all(is_letter);
    let code = match jws::verify(&format!("{text}.e30.AA"), &KEYS, None) {
        Ok(_) => panic!("accepted without a signature"),
        Err(error) => error.code(),
    };
    if !clean || text.is_empty() {
        let long = text.len() + 7 > MAX_TOKEN;
        assert!(
            code == "token_not_compact" || (long && code == "token_too_long"),
            "{code}"
        );
    } else if text.len() <= (MAX_HEADER * 4).div_ceil(3) {
        assert_eq!(code == "token_base64", expected.is_none(), "{code}");
    } else {
        assert_eq!(code, "token_too_long");
    }
}

fn as_member(text: &str, expected: Option<&[u8]>) {
    if text.contains(['"', '\\']) || text.chars().any(char::is_control) {
        return;
    }
    match Jwk::parse(format!(
        "{{\"kty\":\"oct\",\"alg\":\"HS256\",\"k\":\"{text}\"}}"
    )) {
        Ok(key) => {
            assert!(expected.is_some_and(|bytes| bytes.len() >= 32));
            assert!(key.to_json().contains(&format!("\"k\":\"{text}\"")));
        }
        Err(error) => refused(&error, &[KEY]),
    }
}

/// A signed header is taken if, and only if, it is strict and says what it may.
pub(super) fn header(data: &[u8]) {
    let token = sign(&format!("{}.{}", encode(data), encode(b"{}")));
    let outcome = frugal(data, 16, 2048 + NAMES, || jws::verify(&token, &KEYS, None));
    let good = data.len() <= MAX_HEADER && is_good(data) == Some(true);
    match outcome {
        Ok(found) => {
            assert!(good, "a header that breaks a rule");
            assert_eq!(
                (found.payload.as_slice(), found.kid.as_str()),
                (&b"{}"[..], KID)
            );
            let typ = oracle::members(data).and_then(|members| oracle::string(members.get("typ")?));
            assert_eq!(found.typ, typ);
        }
        Err(error) => {
            refused(&error, &[TOKEN]);
            assert!(!good, "{error:?} for a good header");
            assert_ne!(error, Error::BadSignature, "it was signed");
        }
    }
}

/// Headers of the vectors; a good one with each member that somebody has thought of.
pub(super) fn headers() -> Vec<Vec<u8>> {
    let good = [
        ("alg", "\"HS256\""),
        ("typ", "\"at+jwt\""),
        ("kid", "\"fuzz\""),
    ];
    let names = [
        "alg", "typ", "kid", "cty", "crit", "b64", "jwk", "jku", "x5c", "x5u", "zip", "x",
    ];
    [data::headers(), variants(&good, &names)].concat()
}

fn is_good(json: &[u8]) -> Option<bool> {
    let members = oracle::members(json)?;
    let text = |name: &str| members.get(name).map(|value| oracle::string(value));
    let known = members
        .keys()
        .all(|name| ["alg", "typ", "kid", "cty"].contains(&name.as_str()));
    let strings = members
        .values()
        .all(|value| oracle::string(value).is_some());
    let alg = text("alg")??;
    let kid = text("kid").is_none_or(|kid| kid.as_deref() == Some(KID));
    Some(known && strings && alg == "HS256" && kid)
}

/// A header of ours is known by its bytes; the same header spelled otherwise is read as JSON. Both
/// ways must end alike, whatever was done to the token.
pub(super) fn paths(data: &[u8]) {
    let Some((how, payload)) = data.split_first() else {
        return;
    };
    let typ = if how & 1 == 0 { "at+jwt" } else { "JWT" };
    let spell = |header: String| changed(&encode(header.as_bytes()), how >> 1, payload);
    let header = || header_of(Some(typ));
    let tokens = [header(), header() + " "].map(spell);
    for wanted in [None, Some("at+jwt"), Some("application/JWT"), Some("x")] {
        alike(&tokens, |token| jws::verify(token, &KEYS, wanted));
    }
    let policy = LENIENT.clone().with_typ(typ);
    alike(&tokens, |token| {
        jwt::verify::<Value>(token, &KEYS, &policy, NOW)
    });
}

fn alike<T: Debug + PartialEq>(tokens: &[String; 2], verify: impl Fn(&str) -> Result<T, Error>) {
    let [fast, slow] = tokens.each_ref().map(|token| verify(token));
    let dots = tokens[0].bytes().filter(|byte| *byte == b'.').count();
    if dots == 2
        && tokens[0]
            .bytes()
            .all(|byte| byte == b'.' || is_letter(byte))
    {
        assert_eq!(fast, slow);
    } else {
        // A byte that has no place in a token is seen before the signature or after it.
        assert!(fast.is_err() && slow.is_err(), "{fast:?}, {slow:?}");
    }
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// A signed token, or one to which something was done afterwards.
fn changed(header: &str, how: u8, payload: &[u8]) -> String {
    let text = String::from_utf8_lossy(payload);
    let payload = if how & 8 == 0 {
        encode(payload)
    } else {
        text.into_owned()
    };
    let mut token = sign(&format!("{header}.{payload}"));
    match how & 7 {
        0 | 1 => {}
        2 => token.push('A'),
        3 => drop(token.pop()),
        4 => token.push('='),
        5 => token.insert(header.len() + 1, 'A'),
        6 => token.insert(header.len(), '.'),
        _ => {
            let at = token.rfind('.').unwrap() + 1;
            let letter = if token[at..].starts_with('A') {
                "B"
            } else {
                "A"
            };
            token.replace_range(at..=at, letter);
        }
    }
    token
}

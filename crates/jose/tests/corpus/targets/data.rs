//! The vectors of the other tests, as material: keys to check with, and inputs to begin with.

use std::collections::HashSet;
use std::sync::LazyLock;

use base64_simd::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;

/// Where the vectors' clock stands.
pub(super) const NOW: i64 = 1_800_000_000;

/// Hostile tokens, keys and sets.
pub(super) static HOSTILE: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../data/hostile.json")).unwrap());
/// Hostile encrypted tokens and their keys.
pub(super) static ENCRYPTED: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../data/jwe_hostile.json")).unwrap());
static RFC: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../data/rfc.json")).unwrap());

/// Header and payload of every token that the hostile vectors' own keys have signed.
pub(super) static SIGNED: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let texts = list(&HOSTILE, "tokens").filter_map(|case| case["token"].as_str());
    let inputs = texts.filter_map(|token| Some(token.rsplit_once('.')?.0));
    inputs.collect()
});

/// The cases of a list.
pub(super) fn list(data: &'static Value, name: &str) -> impl Iterator<Item = &'static Value> {
    data[name].as_array().unwrap().iter()
}

fn bytes(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

/// Signed tokens, good and hostile.
pub(super) fn tokens() -> Vec<Vec<u8>> {
    let hostile = list(&HOSTILE, "tokens").chain(list(&RFC, "refusals"));
    let texts = hostile.chain(list(&RFC, "signatures"));
    texts
        .filter_map(|case| case["token"].as_str())
        .map(bytes)
        .collect()
}

fn segment(at: usize) -> impl Iterator<Item = Vec<u8>> {
    let all = list(&HOSTILE, "tokens").chain(list(&ENCRYPTED, "tokens"));
    let texts = all.filter_map(|case| case["token"].as_str());
    texts.filter_map(move |token| {
        let segment = token.split('.').nth(at)?;
        URL_SAFE_NO_PAD.decode_to_vec(segment).ok()
    })
}

/// Headers of signed and of encrypted tokens.
pub(super) fn headers() -> Vec<Vec<u8>> {
    segment(0).collect()
}

/// Payloads of signed tokens.
pub(super) fn payloads() -> Vec<Vec<u8>> {
    let object = |text: &Vec<u8>| text.starts_with(b"{");
    segment(1).filter(object).collect()
}

/// JSON of every kind, and what is not quite JSON.
pub(super) fn texts() -> Vec<Vec<u8>> {
    // Names that `serde_json` keeps for itself, and what only looks like one.
    let names = [
        "$serde_json::private::RawValue",
        "\\u0024serde_json::private::Number",
        "$serde_json::private:",
        "serde_json::private::RawValue",
    ];
    let reserved = names.map(|name| format!("{{\"a\":{{\"{name}\":\"{{}}\"}}}}").into_bytes());
    [headers(), payloads(), sets(), reserved.to_vec()].concat()
}

/// Keys as JWK, for signatures and for encryption.
pub(super) fn keys() -> Vec<Vec<u8>> {
    let cases = list(&HOSTILE, "keys").chain(list(&RFC, "keys"));
    let cases = cases.chain(list(&ENCRYPTED, "keys"));
    let recipients = ENCRYPTED["recipients"].as_object().unwrap().values();
    let recipients = recipients.map(|jwk| bytes(&jwk.to_string()));
    let texts = cases.filter_map(|case| match (&case["text"], &case["jwk"]) {
        (Value::String(text), _) => Some(bytes(text)),
        (_, Value::Null) => None,
        (_, jwk) => Some(bytes(&jwk.to_string())),
    });
    texts.chain(recipients).collect()
}

/// Sets of keys.
pub(super) fn sets() -> Vec<Vec<u8>> {
    let given = list(&HOSTILE, "sets").chain(list(&ENCRYPTED, "sets"));
    let given = given.map(|case| case["keys"].clone());
    let small = keys().into_iter().filter(|key| key.len() < 800);
    let alone = small.filter_map(|key| serde_json::from_slice::<Value>(&key).ok());
    let sets = given.chain(alone.map(|key| Value::Array(vec![key])));
    sets.map(|keys| bytes(&serde_json::json!({ "keys": keys }).to_string()))
        .collect()
}

fn pem_texts() -> impl Iterator<Item = &'static str> {
    let all = list(&HOSTILE, "keys").chain(list(&RFC, "pem"));
    all.filter_map(|case| case["pem"].as_str())
}

/// Keys as PEM.
pub(super) fn pems() -> Vec<Vec<u8>> {
    pem_texts().map(bytes).collect()
}

/// The labels of PEM, in the order of a DER seed's first byte.
pub(super) const LABELS: [&str; 5] = [
    "PUBLIC KEY",
    "PRIVATE KEY",
    "RSA PUBLIC KEY",
    "RSA PRIVATE KEY",
    "EC PRIVATE KEY",
];

/// The bytes inside the PEM blocks, with the label's number in front; and the same with the first
/// length spelled one byte longer.
pub(super) fn ders() -> Vec<Vec<u8>> {
    let parts = pem_texts().filter_map(|text| {
        let (label, rest) = text
            .trim()
            .strip_prefix("-----BEGIN ")?
            .split_once("-----")?;
        let label = LABELS.iter().position(|known| *known == label)?;
        let body: String = rest.split_once("-----END")?.0.split_whitespace().collect();
        let der = STANDARD.decode_to_vec(body).ok()?;
        Some([&[u8::try_from(label).ok()?], der.as_slice()].concat())
    });
    let strict: Vec<_> = parts.collect();
    let loose: Vec<_> = strict.iter().filter_map(|seed| loosened(seed)).collect();
    [strict, loose].concat()
}

fn loosened(seed: &[u8]) -> Option<Vec<u8>> {
    let (head, rest) = seed.split_at_checked(2)?;
    let (len, rest) = rest.split_first()?;
    let longer = match len {
        0x81 | 0x82 => vec![len + 1, 0],
        short => vec![0x81, *short],
    };
    Some([head, &longer, rest].concat())
}

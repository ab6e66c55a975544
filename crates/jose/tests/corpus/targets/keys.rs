//! Keys as JWK, as sets, as PEM and as the DER inside: what is read is one key, written one way.

use aws_lc_rs::digest::{SHA256, digest};
use base64_simd::STANDARD;
use paraph_jose::jwe::DecryptionKey;
use paraph_jose::{Alg, Error, Jwk, JwkSet, KeySet, SigningKey, VerifyingKey, jws};
use serde_json::Value;

use super::data::{self, LABELS};
use super::oracle::{self, encode};
use super::promises::{KEY, SET, UNFIT, frugal, refused, written};
use super::variants::{Member, variants};

/// The members that only who may sign has.
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "k", "priv"];

/// Any bytes as a JWK.
pub(super) fn jwk(data: &[u8]) {
    match frugal(data, 16, 64 * 1024, || Jwk::parse(data)) {
        Ok(key) => {
            assert!(oracle::is_strict(data));
            let given: Value = serde_json::from_slice(data).unwrap();
            let written: Value = serde_json::from_str(&key.to_json()).unwrap();
            for (name, value) in written.as_object().unwrap() {
                // The algorithm is written down where only the key's type named it.
                let added = name == "alg" && given.get("alg").is_none();
                assert!(
                    added || given.get(name) == Some(value),
                    "{name} was changed"
                );
            }
            is_sound(&key);
        }
        Err(error) => refused(&error, &[KEY]),
    }
}

/// Published in RFC 8037 appendix A.1.
const ED25519: [Member; 4] = [
    ("kty", "\"OKP\""),
    ("crv", "\"Ed25519\""),
    ("x", "\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\""),
    ("d", "\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\""),
];

/// The vectors' keys; a good one with each member at every kind of value.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let names = [
        "kty", "crv", "x", "d", "alg", "kid", "use", "key_ops", "k", "y", "n", "oth", "ext",
    ];
    [data::keys(), variants(&ED25519, &names)].concat()
}

/// Any bytes as a set.
pub(super) fn set(data: &[u8]) {
    let set = match frugal(data, 16, 64 * 1024, || JwkSet::parse(data)) {
        Ok(set) => set,
        Err(error) => return refused(&error, &[KEY, SET]),
    };
    assert!(oracle::is_strict(data));
    let given: Value = serde_json::from_slice(data).unwrap();
    let listed = given["keys"].as_array().unwrap().len();
    assert_eq!(set.keys().len() + set.skipped(), listed);
    let again = JwkSet::parse(set.to_json()).unwrap();
    assert_eq!(again.to_json(), set.to_json());
    let private = set.keys().iter().filter(|key| key.is_private()).count();
    assert!(private == 0 || private == set.keys().len(), "mixed");
    let _ = KeySet::from_jwks(&set).inspect_err(|error| refused(error, &[KEY, SET]));
    for alg in [Alg::RS256, Alg::HS512, Alg::Ed25519] {
        let assumed = set.clone().assume_alg(alg);
        let _ = assumed.inspect_err(|error| refused(error, &[KEY]));
    }
}

/// Any text as PEM.
pub(super) fn pem(data: &[u8]) {
    if let Ok(text) = str::from_utf8(data) {
        each_alg(text);
    }
}

/// Any bytes inside a PEM block, whose label the first byte chooses.
pub(super) fn der(data: &[u8]) {
    if let Some((label, der)) = data.split_first() {
        let label = LABELS[usize::from(*label) % LABELS.len()];
        let body = STANDARD.encode_to_string(der);
        let text = format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n");
        let loaded = each_alg(&text);
        assert!(!loaded || oracle::is_canonical(der), "loose DER");
    }
}

/// Reads the text without an algorithm and with some; whether it is a key.
fn each_alg(text: &str) -> bool {
    let unnamed = frugal(text.as_bytes(), 32, 64 * 1024, || Jwk::from_pem(text, None));
    let loaded = unnamed.is_ok();
    match unnamed {
        Ok(key) => is_sound(&key),
        Err(error) => refused(&error, &[KEY]),
    }
    for alg in [Alg::PS256, Alg::ES256, Alg::EdDSA, Alg::HS256] {
        match Jwk::from_pem(text, Some(alg)) {
            Ok(key) => assert!(loaded && !key.is_symmetric() && key.alg() == Some(alg)),
            Err(error) => refused(&error, &[KEY]),
        }
    }
    loaded
}

/// A key survives its text, keeps its name, hides its secret, and checks what it signs.
fn is_sound(key: &Jwk) {
    let text = key.to_json();
    let again = Jwk::parse(&text).unwrap();
    assert_eq!(again.to_json(), text);
    assert_eq!((again.kid(), again.purpose()), (key.kid(), key.purpose()));
    assert_eq!(again.is_private(), key.is_private());
    let members: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(key.thumbprint(), thumbprint(&members));
    assert_eq!(key.is_symmetric(), members["kty"] == "oct");
    if let Some(public) = key.public() {
        let shown: Value = serde_json::from_str(&public.to_json()).unwrap();
        assert!(PRIVATE.iter().all(|name| shown.get(name).is_none()));
        assert_eq!(public.thumbprint(), key.thumbprint());
        assert!(!public.is_private());
    }
    survives_pem(key, &members);
    signs(key);
}

/// The same key comes back from its PEM, less what has no place there. Secrets have none.
fn survives_pem(key: &Jwk, members: &Value) {
    let pem = match key.to_pem() {
        Ok(pem) => pem,
        Err(error) => return assert_eq!((error, key.is_symmetric()), (Error::KeySymmetric, true)),
    };
    let back = Jwk::from_pem(&pem, None).unwrap();
    assert_eq!(
        own(&serde_json::from_str(&back.to_json()).unwrap()),
        own(members)
    );
    assert_eq!(back.to_pem().unwrap(), pem);
    if let Some(purpose) = key.purpose() {
        let named = back.with_alg(purpose).unwrap();
        assert_eq!(named.purpose(), Some(purpose));
    }
}

/// The members that PEM has room for.
fn own(members: &Value) -> Value {
    let mut own = members.clone();
    let lost = ["alg", "kid", "use", "key_ops"];
    let all = own.as_object_mut().unwrap();
    all.retain(|name, _| !lost.contains(&name.as_str()));
    own
}

/// RFC 7638: the required members in the order of their names, without blanks.
fn thumbprint(members: &Value) -> String {
    let required: &[&str] = match members["kty"].as_str().unwrap() {
        "EC" => &["crv", "kty", "x", "y"],
        "RSA" => &["e", "kty", "n"],
        "oct" => &["k", "kty"],
        "OKP" => &["crv", "kty", "x"],
        _ => &["alg", "kty", "pub"],
    };
    let member = |name: &&str| format!("\"{name}\":{}", members[name]);
    let text: Vec<_> = required.iter().map(member).collect();
    encode(digest(&SHA256, format!("{{{}}}", text.join(",")).as_bytes()).as_ref())
}

fn signs(key: &Jwk) {
    let checking = VerifyingKey::from_jwk(key).inspect_err(|error| refused(error, &[UNFIT]));
    let signing = SigningKey::from_jwk(key).inspect_err(|error| refused(error, &[UNFIT]));
    if let (Ok(checking), Ok(signing)) = (checking, signing) {
        assert_eq!(
            (checking.kid(), checking.alg()),
            (signing.kid(), signing.alg())
        );
        let both = DecryptionKey::from_jwk(&signing.to_jwk(), None);
        assert!(both.is_err(), "it decrypts as well");
        let make = || jws::sign(&signing, Some("JWT"), b"payload");
        let Some(token) = written(Some(signing.kid()), make) else {
            return;
        };
        let found = jws::verify(&token, &KeySet::from(checking), Some("JWT")).unwrap();
        assert_eq!(found.payload, b"payload");
    }
}

//! Secrets stay secret, errors stay distinct, and no public key becomes a secret.

use std::collections::BTreeSet;
use std::path::Path;

use paraph_jose::{
    Alg, Error, Fault, Jwk, JwkSet, KeySet, Part, SigningKey, VerifyingKey, dangerous, jws,
};
use serde_json::{Value, json};

const SECRET: &[u8] = b"correct horse battery staple, said the sphinx of black quartz: judge";

#[test]
fn no_debug_shows_a_secret() {
    for alg in Alg::all() {
        let key = SigningKey::generate(alg).unwrap();
        let json: Value = serde_json::from_str(&key.to_jwk().to_json()).unwrap();
        let set = KeySet::from(key.verifying_key());
        let shown = format!(
            "{key:?} {:?} {set:?} {:?}",
            key.to_jwk(),
            JwkSet::new([key.to_jwk()])
        );
        for member in ["d", "p", "q", "dp", "dq", "qi", "k", "priv"] {
            let Some(text) = json[member].as_str() else {
                continue;
            };
            let bytes = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(text).unwrap();
            let (numbers, hex) = (
                format!("{:?}", &bytes[..8]),
                format!("{:02x?}", &bytes[..8]),
            );
            for form in [
                text,
                numbers.trim_matches(['[', ']']),
                hex.trim_matches(['[', ']']),
            ] {
                assert!(!shown.contains(form), "{alg} {member}");
            }
        }
    }
}

#[test]
fn a_secret_phrase_makes_a_key_of_its_algorithm_alone() {
    let jwk = Jwk::from_secret(SECRET, Alg::HS256).unwrap();
    assert_eq!(
        (jwk.alg(), jwk.is_symmetric(), jwk.is_private()),
        (Some(Alg::HS256), true, true)
    );
    assert!(jwk.public().is_none());
    let key = SigningKey::from_jwk(&jwk).unwrap();
    assert_eq!((jwk.kid(), key.kid()), (None, ""));
    assert!(key.public_jwk().is_none());
    assert_eq!(
        Jwk::from_secret(SECRET, Alg::ES256).unwrap_err(),
        Error::KeyAlgMismatch
    );
    assert_eq!(jwk.with_alg(Alg::HS512).unwrap_err(), Error::KeyAlgMismatch);
}

#[test]
fn t02_pem_never_becomes_an_hmac_key() {
    let pem = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
    for alg in Alg::all().filter(|alg| alg.is_symmetric()) {
        assert_eq!(
            VerifyingKey::from_pem(pem, Some(alg)).unwrap_err(),
            Error::KeyAlgMismatch
        );
        assert_eq!(
            SigningKey::from_pem(pem, Some(alg)).unwrap_err(),
            Error::KeyAlgMismatch
        );
    }
    assert_eq!(
        SigningKey::from_pem(pem, None).unwrap_err(),
        Error::KeyNotPrivate
    );
    assert_eq!(VerifyingKey::from_pem(pem, None).unwrap().alg(), Alg::EdDSA);
}

/// Every source file of the library, without its tests.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            let text = std::fs::read_to_string(&path).expect("a text");
            let code = text
                .split("#[cfg(test)]\nmod tests {")
                .next()
                .unwrap_or_default()
                .to_owned();
            found.push((path.display().to_string().replace('\\', "/"), code));
        }
    }
}

/// Tags and secrets are compared by the crypto library, in constant time. (What that takes is not measured
/// here: on a machine that others share, no threshold would tell a leak from noise.)
#[test]
fn t21_the_library_compares_macs_tags_and_secrets() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &mut found);
    let comparers = |call: &str| -> Vec<&str> {
        let with = found.iter().filter(|(_, code)| code.contains(call));
        let mut names: Vec<_> = with
            .map(|(name, _)| name.rsplit("src/").next().unwrap_or_default())
            .collect();
        names.sort_unstable();
        names
    };
    assert_eq!(comparers("hmac::verify("), ["key/ops.rs"]);
    assert_eq!(
        comparers("constant_time"),
        ["jwe/cbc_hmac.rs", "key/akp.rs"]
    );
    // Whoever makes a tag could compare it.
    assert_eq!(comparers("hmac::sign("), ["key/ops.rs"]);
    assert_eq!(comparers("hmac::Context"), ["jwe/cbc_hmac.rs"]);
    // Elsewhere two of these may be compared in length alone; `*tag` and `&tag` are those of DER.
    let secret = [
        "tag",
        "mac",
        "signature",
        "secret",
        "password",
        "seed",
        "cek",
    ];
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    for (name, code) in found.iter().filter(|(name, _)| !name.ends_with("/der.rs")) {
        let lines = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        for line in lines.filter(|line| line.contains("==") || line.contains("!=")) {
            let mut words = line.split(|c| !is_word(c));
            let named = words.any(|word| secret.contains(&word));
            let harmless = ["len()", "*tag == INTEGER", "*byte != 0", "count == 3"];
            assert!(
                !named || harmless.iter().any(|form| line.contains(form)),
                "{name}: {line}"
            );
        }
    }
}

#[test]
fn t21_a_wrong_mac_is_refused_wherever_it_differs() {
    let key = SigningKey::from_jwk(&Jwk::from_secret(SECRET, Alg::HS512).unwrap()).unwrap();
    let keys = KeySet::from(key.verifying_key());
    let token = jws::sign(&key, None, b"x").unwrap();
    let dot = token.rfind('.').unwrap();
    let mac = base64_simd::URL_SAFE_NO_PAD
        .decode_to_vec(&token[dot + 1..])
        .unwrap();
    for at in 0..mac.len() {
        let mut wrong = mac.clone();
        wrong[at] ^= 1;
        let wrong = base64_simd::URL_SAFE_NO_PAD.encode_to_string(wrong);
        assert_eq!(
            jws::verify(&format!("{}.{wrong}", &token[..dot]), &keys, None),
            Err(Error::BadSignature)
        );
    }
}

#[test]
fn decoding_without_checking_reads_any_header_and_stays_strict() {
    let encode = |value: &Value| base64_simd::URL_SAFE_NO_PAD.encode_to_string(value.to_string());
    let (header, claims) = (
        json!({ "alg": "none", "crit": ["x"], "jwk": {} }),
        json!({ "sub": "a", "exp": "soon" }),
    );
    let token = format!("{}.{}.", encode(&header), encode(&claims));
    assert_eq!(dangerous::decode_unverified(&token), Ok((header, claims)));
    let twice = base64_simd::URL_SAFE_NO_PAD.encode_to_string("{\"a\":1,\"a\":2}");
    let refused = dangerous::decode_unverified(&format!("{twice}.e30."));
    assert_eq!(refused, Err(Error::Json(Part::Header, Fault::Duplicate)));
    // Of a payload that is no JSON the header can be had.
    let key = SigningKey::generate(Alg::HS256).unwrap();
    let text = jws::sign(&key, None, b"hello").unwrap();
    let refused = dangerous::decode_unverified(&text);
    assert_eq!(refused, Err(Error::Json(Part::Claims, Fault::Syntax)));
    let header = dangerous::decode_unverified_header(&text).unwrap();
    assert_eq!(header, json!({ "alg": "HS256", "kid": key.kid() }));
    let refused = dangerous::decode_unverified_header(&format!("{twice}.e30."));
    assert_eq!(refused, Err(Error::Json(Part::Header, Fault::Duplicate)));
    assert_eq!(
        dangerous::decode_unverified("e30.e30"),
        Err(Error::TokenNotCompact)
    );
}

#[test]
fn an_rsa_set_without_alg_loads_once_an_algorithm_is_named() {
    let mut jwk: Value = serde_json::from_str(
        &SigningKey::generate(Alg::RS256)
            .unwrap()
            .public_jwk()
            .unwrap()
            .to_json(),
    )
    .unwrap();
    jwk.as_object_mut().unwrap().remove("alg");
    let set = JwkSet::parse(json!({ "keys": [jwk, { "kty": "new" }] }).to_string()).unwrap();
    assert_eq!((set.keys().len(), set.skipped()), (1, 1));
    assert_eq!(KeySet::from_jwks(&set).unwrap_err(), Error::KeyNeedsAlg);
    let keys = KeySet::from_jwks(&set.assume_alg(Alg::RS256).unwrap()).unwrap();
    assert_eq!(keys.keys()[0].alg(), Alg::RS256);
}

#[test]
fn k01_a_public_jwk_holds_public_members_alone() {
    let public = BTreeSet::from(["alg", "crv", "e", "kid", "kty", "n", "pub", "use", "x", "y"]);
    for alg in Alg::all() {
        let key = SigningKey::generate(alg).unwrap();
        let Some(jwk) = key.public_jwk() else {
            assert!(alg.is_symmetric(), "{alg}");
            continue;
        };
        let json: Value = serde_json::from_str(&jwk.to_json()).unwrap();
        for member in json.as_object().unwrap().keys() {
            assert!(public.contains(member.as_str()), "{alg}: {member}");
        }
    }
}

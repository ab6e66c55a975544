//! Secrets stay secret, errors stay distinct, and no public key becomes a secret.

use std::collections::BTreeSet;

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
    assert_eq!(key.kid(), jwk.thumbprint());
    assert!(key.public_jwk().is_none());
    assert_eq!(
        Jwk::from_secret(SECRET, Alg::ES256).unwrap_err(),
        Error::KeyAlgMismatch
    );
    assert_eq!(jwk.with_alg(Alg::HS512).unwrap_err(), Error::KeyAlgMismatch);
}

#[test]
fn t02_no_text_of_a_key_becomes_a_secret() {
    let key = SigningKey::generate(Alg::ES256)
        .unwrap()
        .public_jwk()
        .unwrap()
        .to_json();
    let texts = [
        key.clone(),
        format!("\n {key}"),
        "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----".into(),
        "\u{feff}-----BEGIN RSA PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE".into(),
        "  ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGt2cXk1ZG1hbmRhbGF5".into(),
        "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTY".into(),
        "---- BEGIN SSH2 PUBLIC KEY ----\nAAAAC3NzaC1lZDI1NTE5AAAA".into(),
    ];
    for text in texts {
        assert!(
            matches!(
                Jwk::from_secret(text.as_bytes(), Alg::HS256),
                Err(Error::KeyWeak(_))
            ),
            "{text}"
        );
    }
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

/// Signatures are compared in one place, by the library, in constant time.
#[test]
fn t21_the_library_compares_the_mac() {
    let source = include_str!("../src/key/ops.rs");
    assert_eq!(source.matches("hmac::verify(").count(), 1);
    let checker = source.split("impl Checker").nth(1).unwrap();
    assert!(!checker.contains("hmac::sign") && !checker.contains("=="));
    for others in [
        include_str!("../src/jws.rs"),
        include_str!("../src/key/verifying.rs"),
    ] {
        assert!(!others.contains("signature ==") && !others.contains("== signature"));
        assert!(!others.contains("hmac::"));
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

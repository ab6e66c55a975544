//! Hostile encrypted tokens and keys made by another implementation (`data/jwe_hostile.py`), with
//! their expected outcomes: one test for each row of the security catalogue.

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

mod rows;

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use paraph_jose::jwe::{Decrypter, DecryptionKey, Enc, EncryptionKey, KeyAlg};
use paraph_jose::{Error, Jwk, JwkSet, KeySet, Policy, VerifyingKey, jws, jwt};
use rows::{Rows, rows};
use serde_json::{Value, json};

static ROWS: LazyLock<Rows<4>> = LazyLock::new(|| {
    let kinds: [(_, rows::Run); 4] = [
        ("tokens", decrypt),
        ("keys", load),
        ("sets", load_set),
        ("nested", verify),
    ];
    Rows::new(include_str!("data/jwe_hostile.json"), kinds)
});

rows! {
    good_tokens_decrypt "control"
    pem_is_read_strictly "pem"
    t04_keys_for_signatures_never_decrypt "T04"
    t07_bad_points_are_refused_at_load "T07"
    t10_dangerous_rsa_keys_are_refused_at_load "T10"
    t11_weak_secrets_are_refused_at_load "T11"
    t12_loose_base64_is_refused "T12"
    t13_json_forms_are_refused_before_decoding "T13"
    t14_other_shapes_are_refused "T14"
    t15_duplicate_members_are_refused "T15"
    t16_header_members_have_their_types "T16"
    t17_crit_and_unknown_members_are_refused "T17"
    t20_changed_tokens_give_one_error "T20"
    t22_both_layers_are_checked "T22"
    h01_jwk_in_the_header_is_refused "H01"
    h02_urls_in_the_header_are_refused "H02"
    h03_certificates_in_the_header_are_refused "H03"
    h08_odd_kids_are_refused "H08"
    h09_secret_and_public_keys_do_not_mix "H09"
    d02_long_tokens_are_refused "D02"
    d05_the_rounds_of_a_password_are_bounded "D05"
    d06_compressed_tokens_are_refused "D06"
}

fn key(jwk: &Value) -> DecryptionKey {
    DecryptionKey::from_jwk(&Jwk::parse(jwk.to_string()).unwrap(), None).unwrap()
}

fn decrypt(data: &Value, case: &Value) -> Result<(), Error> {
    let jwk = &data["recipients"][case["key"].as_str().unwrap()];
    let mut decrypter = Decrypter::from(key(jwk));
    decrypter = match case["encs"].as_array() {
        None => decrypter.with_encs(Enc::all()).unwrap(),
        Some(encs) if encs.is_empty() => decrypter,
        Some(encs) => {
            let encs = encs
                .iter()
                .map(|enc| enc.as_str().unwrap().parse().unwrap());
            decrypter.with_encs(encs).unwrap()
        }
    };
    let token = case["token"].as_str().unwrap();
    let (found, took) = timed(|| decrypter.decrypt(token));
    if case["row"] == "D05" {
        assert!(took.as_millis() < 50, "{}", case["name"]);
    }
    assert_eq!(found?.plaintext(), b"hello");
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a test that measures")]
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = work();
    (done, start.elapsed())
}

fn load(_: &Value, case: &Value) -> Result<(), Error> {
    let alg: Option<KeyAlg> = case["alg"].as_str().map(|alg| alg.parse().unwrap());
    if let Some(pem) = case["pem"].as_str() {
        return load_pem(case, pem, alg.unwrap());
    }
    let jwk = Jwk::parse(case["jwk"].to_string())?;
    if case["purpose"] == "encrypt" {
        EncryptionKey::from_jwk(&jwk, alg).map(drop)
    } else {
        DecryptionKey::from_jwk(&jwk, alg).map(drop)
    }
}

fn load_pem(case: &Value, pem: &str, alg: KeyAlg) -> Result<(), Error> {
    if case["purpose"] == "encrypt" {
        return EncryptionKey::from_pem(pem, alg).map(drop);
    }
    let decrypter = Decrypter::from(DecryptionKey::from_pem(pem, alg)?);
    let found = decrypter.decrypt(case["token"].as_str().unwrap_or_default())?;
    assert_eq!(found.plaintext(), b"hello");
    Ok(())
}

/// What both halves of the library make of one set: the keys that check, then those that decrypt.
fn load_set(_: &Value, case: &Value) -> Result<(), Error> {
    let set = JwkSet::parse(json!({ "keys": case["keys"] }).to_string())?;
    let kids = |name: &str| {
        let kids = case[name].as_array().unwrap().iter();
        kids.map(|kid| kid.as_str().unwrap()).collect::<Vec<_>>()
    };
    let checking = KeySet::from_jwks(&set)?;
    let checking: Vec<_> = checking.keys().iter().map(VerifyingKey::kid).collect();
    assert_eq!(checking, kids("checking"), "{}", case["name"]);
    for kid in kids("encrypting") {
        let key = EncryptionKey::from_jwks(&set, None, Some(kid))?;
        assert_eq!(key.kid(), Some(kid), "{}", case["name"]);
    }
    for kid in checking {
        let key = EncryptionKey::from_jwks(&set, None, Some(kid));
        assert_eq!(key.unwrap_err(), Error::KeyUnknown, "{}", case["name"]);
    }
    Ok(())
}

fn verify(data: &Value, case: &Value) -> Result<(), Error> {
    let token = case["token"].as_str().unwrap();
    let decrypter = Decrypter::from(key(&data["recipients"]["ECDH-ES P-256"]));
    let keys = KeySet::try_from(&Jwk::parse(data["signer"].to_string()).unwrap()).unwrap();
    let policy = Policy::access_token("https://id.example", "api");
    let now = data["now"].as_i64().unwrap();
    // What is encrypted to us is never taken for signed.
    if token.split('.').count() == 5 {
        let plain = jwt::verify::<Value>(token, &keys, &policy, now);
        assert_eq!(
            plain.unwrap_err(),
            Error::TokenNotCompact,
            "{}",
            case["name"]
        );
        assert_eq!(
            jws::verify(token, &keys, None).unwrap_err(),
            Error::TokenNotCompact
        );
    }
    let verified = jwt::decrypt_and_verify::<Value>(token, &decrypter, &keys, &policy, now)?;
    assert_eq!(verified.claims["sub"], "usr_1");
    assert_eq!(verified.kid, "signer");
    Ok(())
}

/// The keys of the other file, as if they were to encrypt.
#[test]
fn t07_t10_what_is_bad_for_signatures_is_bad_for_encryption() {
    let data: Value = serde_json::from_str(include_str!("data/hostile.json")).unwrap();
    let rows = ["T07", "T10"];
    let keys = data["keys"].as_array().unwrap().iter();
    let mut run = [0; 2];
    for case in keys.filter(|case| rows.contains(&case["row"].as_str().unwrap())) {
        let mut jwk = case["jwk"].clone();
        let (is_rsa, wanted) = (jwk["kty"] == "RSA", case["expect"].as_str().unwrap());
        // secp256k1 signs alone.
        if jwk.is_null() || (wanted == "ok" && jwk["crv"] == "secp256k1") {
            continue;
        }
        for alg in
            KeyAlg::all().filter(|alg| alg.name().starts_with(if is_rsa { "RSA" } else { "ECDH" }))
        {
            jwk["alg"] = alg.name().into();
            let read = Jwk::parse(jwk.to_string());
            let loaded = read.and_then(|jwk| match case["private"].as_bool() {
                Some(true) => DecryptionKey::from_jwk(&jwk, None).map(drop),
                _ => EncryptionKey::from_jwk(&jwk, None).map(drop),
            });
            let code = loaded.map_or_else(|error| error.code(), |()| "ok");
            assert_eq!(code, wanted, "{alg}: {}", case["name"]);
            run[usize::from(is_rsa)] += 1;
        }
    }
    println!("{run:?} keys of EC and RSA");
    assert!(run[0] > 200 && run[1] > 50);
}

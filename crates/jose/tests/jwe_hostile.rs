//! Hostile encrypted tokens and keys made by another implementation (`data/jwe_hostile.py`), with
//! their expected outcomes: one runner, one test for each row of the security catalogue.

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use paraph_jose::jwe::{Decrypter, DecryptionKey, Enc, EncryptionKey, KeyAlg};
use paraph_jose::{Error, Jwk, KeySet, Policy, jws, jwt};
use serde_json::Value;

static DATA: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("data/jwe_hostile.json")).expect("the vectors are JSON")
});

macro_rules! rows {
    ($($test:ident $row:literal)*) => {
        $(#[test] fn $test() { run($row); })*

        #[test]
        fn every_row_of_the_file_has_its_test() {
            for (_, case) in cases() {
                let row = case["row"].as_str().unwrap();
                assert!([$($row),*].contains(&row), "no test runs the row {row}");
            }
        }
    };
}

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
    d02_long_tokens_are_refused "D02"
    d05_the_rounds_of_a_password_are_bounded "D05"
    d06_compressed_tokens_are_refused "D06"
}

fn cases() -> impl Iterator<Item = (&'static str, &'static Value)> {
    ["tokens", "keys", "nested"].into_iter().flat_map(|kind| {
        let list = DATA[kind].as_array().unwrap();
        list.iter().map(move |case| (kind, case))
    })
}

fn run(row: &str) {
    let mut seen = 0;
    for (kind, case) in cases().filter(|(_, case)| case["row"] == row) {
        let outcome = match kind {
            "tokens" => decrypt(case),
            "keys" => load(case),
            _ => verify(case),
        };
        let code = outcome.as_ref().map_or_else(Error::code, |()| "ok");
        assert_eq!(
            code,
            case["expect"].as_str().unwrap(),
            "{row} {}",
            case["name"]
        );
        seen += 1;
    }
    println!("{row}: {seen} cases");
    assert!(seen > 0, "no case for {row}");
}

fn decrypt(case: &Value) -> Result<(), Error> {
    let jwk = &DATA["recipients"][case["key"].as_str().unwrap()];
    let mut decrypter = Decrypter::from(DecryptionKey::from_jwk(jwk.to_string(), None).unwrap());
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

fn load(case: &Value) -> Result<(), Error> {
    let alg: Option<KeyAlg> = case["alg"].as_str().map(|alg| alg.parse().unwrap());
    if let Some(pem) = case["pem"].as_str() {
        return load_pem(case, pem, alg.unwrap());
    }
    let jwk = case["jwk"].to_string();
    if case["purpose"] == "encrypt" {
        EncryptionKey::from_jwk(jwk, alg).map(drop)
    } else {
        DecryptionKey::from_jwk(jwk, alg).map(drop)
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

fn verify(case: &Value) -> Result<(), Error> {
    let token = case["token"].as_str().unwrap();
    let jwk = DATA["recipients"]["ECDH-ES P-256"].to_string();
    let decrypter = Decrypter::from(DecryptionKey::from_jwk(jwk, None).unwrap());
    let keys = KeySet::try_from(&Jwk::parse(DATA["signer"].to_string()).unwrap()).unwrap();
    let policy = Policy::access_token("https://id.example", "api");
    let now = DATA["now"].as_i64().unwrap();
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

//! Hostile tokens and keys made by another implementation (`data/hostile.py`), with their expected
//! outcomes: one test for each row of the security catalogue.

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

mod rows;

use std::sync::LazyLock;

use aws_lc_rs::signature;
use paraph_jose::{Alg, Error, Jwk, JwkSet, KeySet, Policy, SigningKey, VerifyingKey, jwt};
use rows::{Rows, rows};
use serde_json::Value;

static ROWS: LazyLock<Rows<3>> = LazyLock::new(|| {
    let kinds: [(_, rows::Run); 3] = [
        ("tokens", check_token),
        ("keys", load_key),
        ("sets", load_set),
    ];
    Rows::new(include_str!("data/hostile.json"), kinds)
});

rows! {
    good_tokens_pass "control"
    pem_is_read_strictly "pem"
    t01_alg_none_is_refused "T01"
    t02_a_public_key_is_no_secret "T02"
    t03_the_alg_must_be_the_keys_own "T03"
    t04_use_and_key_ops_are_honoured "T04"
    t05_missing_cut_and_extended_signatures_are_refused "T05"
    t06_degenerate_ecdsa_signatures_are_refused "T06"
    t07_bad_ec_points_are_refused_at_load "T07"
    t08_pkcs1_padding_variants_are_refused "T08"
    t09_pss_parameters_are_fixed "T09"
    t10_d07_dangerous_rsa_keys_are_refused_at_load "T10"
    t11_weak_secrets_are_refused_at_load "T11"
    t12_loose_base64_is_refused "T12"
    t13_json_forms_are_refused_before_decoding "T13"
    t14_other_shapes_are_refused "T14"
    t15_duplicate_members_are_refused "T15"
    t16_odd_texts_are_refused "T16"
    t17_crit_is_refused "T17"
    t18_unprotected_headers_are_not_offered "T18"
    t19_ed25519_oddities_are_refused "T19"
    t24_a_malleated_twin_verifies "T24"
    h01_jwk_in_the_header_is_refused "H01"
    h02_urls_in_the_header_are_refused "H02"
    h03_certificates_in_the_header_are_refused "H03"
    h04_a_kid_is_never_a_path "H04"
    h05_a_kid_is_only_compared "H05"
    h07_kid_missing_with_several_keys_is_refused "H07"
    h08_odd_kids_are_refused "H08"
    h09_secret_and_public_keys_do_not_mix "H09"
    h10_only_the_expected_typ_passes "H10"
    h11_nested_content_is_refused "H11"
    c01_exp_is_a_plain_time "C01"
    c02_nbf_is_a_plain_time "C02"
    c03_iat_is_a_plain_time "C03"
    c04_the_boundary_of_exp_is_exact "C04"
    c05_iss_is_one_exact_string "C05"
    c06_aud_must_name_us_exactly "C06"
    c08_identifying_claims_are_strings "C08"
    c09_scope_is_one_string "C09"
    c10_nothing_is_read_before_the_signature_holds "C10"
    c11_expired_and_badly_signed_is_badly_signed "C11"
    d02_long_tokens_are_refused "D02"
    d03_depth_is_bounded "D03"
    d04_members_and_digits_are_bounded "D04"
}

fn check_token(data: &Value, case: &Value) -> Result<(), Error> {
    let names = case["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| &data["jwks"][name.as_str().unwrap()]);
    let loaded = names.map(|jwk| VerifyingKey::from_jwk(&Jwk::parse(jwk.to_string())?));
    let keys = KeySet::new(loaded.collect::<Result<Vec<_>, _>>()?)?;
    let policy = match case["policy"].as_str() {
        Some("foreign") => Policy::foreign_access_token("https://id.example", "api"),
        Some("any_audience") => Policy::access_token_any_audience("https://id.example"),
        _ => Policy::access_token("https://id.example", "api"),
    };
    let mut token = case["token"].as_str().unwrap().to_owned();
    if let Some(len) = case["pad"].as_u64() {
        token.extend(std::iter::repeat_n(
            'A',
            usize::try_from(len).unwrap() - token.len(),
        ));
    }
    let now = data["now"].as_i64().unwrap();
    let verified = jwt::verify::<Value>(&token, &keys, &policy, now)?;
    assert_eq!(verified.claims["sub"], "usr_1");
    Ok(())
}

fn load_key(_: &Value, case: &Value) -> Result<(), Error> {
    if let Some(forged) = case["forged"].as_str() {
        assert!(holds(&case["jwk"], forged), "{}", case["name"]);
    }
    let jwk = match (&case["pem"], &case["text"]) {
        (Value::String(pem), _) => Jwk::from_pem(pem, alg(case))?,
        (_, Value::String(text)) => Jwk::parse(text)?,
        _ => Jwk::parse(case["jwk"].to_string())?,
    };
    // Whoever only reads a key (a client's registration) must not keep a bad one either.
    let refused_at_reading = [
        "key_weak",
        "key_malformed",
        "key_inconsistent",
        "key_without_crt",
    ];
    let expected = case["expect"].as_str().unwrap();
    assert!(
        !refused_at_reading.contains(&expected),
        "{} was read",
        case["name"]
    );
    // Two of the forms are those that we write, to the byte.
    let name = case["name"].as_str().unwrap();
    if [": PRIVATE KEY", ": PUBLIC KEY"]
        .iter()
        .any(|form| name.ends_with(form))
    {
        assert_eq!(jwk.to_pem()?.as_str(), case["pem"], "{name}");
    }
    if let Some(thumbprint) = case["thumbprint"].as_str() {
        assert_eq!(jwk.thumbprint(), thumbprint, "{}", case["name"]);
    }
    if case["private"] == true {
        return SigningKey::from_jwk(&jwk).map(drop);
    }
    VerifyingKey::from_jwk(&jwk).map(drop)
}

/// Whether the bare algorithm takes a token that nobody has signed: then the key alone is to blame.
fn holds(jwk: &Value, token: &str) -> bool {
    let bytes = |text: &str| base64_simd::URL_SAFE_NO_PAD.decode_to_vec(text).unwrap();
    let algorithm = match jwk["alg"].as_str().unwrap() {
        "ML-DSA-44" => &signature::ML_DSA_44,
        "ML-DSA-65" => &signature::ML_DSA_65,
        _ => &signature::ML_DSA_87,
    };
    let key = signature::UnparsedPublicKey::new(algorithm, bytes(jwk["pub"].as_str().unwrap()));
    let (message, signature) = token.rsplit_once('.').unwrap();
    key.verify(message.as_bytes(), &bytes(signature)).is_ok()
}

fn alg(case: &Value) -> Option<Alg> {
    // The name of an algorithm that this build lacks: the key itself must be refused.
    let name = case["alg"].as_str().filter(|_| !rows::lacks_its_key(case));
    name.map(|name| name.parse().unwrap())
}

fn load_set(_: &Value, case: &Value) -> Result<(), Error> {
    let text = serde_json::json!({ "keys": case["keys"] }).to_string();
    KeySet::from_jwks(&JwkSet::parse(text)?).map(drop)
}

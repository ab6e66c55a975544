//! The verdict, and how far a person can see behind the first failure.

use paraph_jose::explain::{Expected, Keys, Name, Outcome, Verdict, explain};
use paraph_jose::policy::ClaimRule;
use paraph_jose::{Jwk, KeySet, Policy, SigningKey, VerifyingKey, jws};
use serde_json::{Value, json};

use super::{ISSUER, KEYS, NOW, agree, claims, codes, first_key, outcome, policy, token};

#[test]
fn every_hostile_token_is_refused_by_the_check_that_verification_names() {
    let data: Value = serde_json::from_str(include_str!("../data/hostile.json")).unwrap();
    let (mut seen, mut accepted) = (0, 0);
    for case in data["tokens"].as_array().unwrap() {
        if !case["needs"].is_null() && !cfg!(feature = "ed448") {
            continue;
        }
        let names = case["keys"].as_array().unwrap().iter();
        let jwks = names.map(|name| Jwk::parse(data["jwks"][name.as_str().unwrap()].to_string()));
        let loaded = jwks
            .map(|jwk| VerifyingKey::from_jwk(&jwk?))
            .collect::<Result<Vec<_>, _>>();
        let keys = loaded.and_then(KeySet::new).unwrap();
        let policy = match case["policy"].as_str() {
            Some("foreign") => Policy::foreign_access_token(ISSUER, "api"),
            Some("any_audience") => Policy::access_token_any_audience(ISSUER),
            _ => policy(),
        };
        let mut token = case["token"].as_str().unwrap().to_owned();
        if let Some(len) = case["pad"].as_u64() {
            token.push_str(&"A".repeat(usize::try_from(len).unwrap() - token.len()));
        }
        accepted += usize::from(agree(&token, &keys, &policy, NOW).is_accepted());
        seen += 1;
    }
    assert!(
        seen >= 600 && accepted >= 20,
        "{seen} tokens, {accepted} accepted"
    );
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let wrong = json!({ "exp": NOW - 500, "iat": NOW - 800, "aud": "web", "iss": "https://other.example", "jti": null, "sub": null });
    let explained = agree(&token(Some("JWT"), &wrong), &first_key(), &policy(), NOW);
    assert_eq!(
        codes(&explained),
        [
            "typ_mismatch",
            "claim_missing",
            "claim_missing",
            "issuer_mismatch",
            "audience_mismatch",
            "expired"
        ]
    );
    assert!(explained.proven);
    let missing: Vec<_> = explained
        .checks
        .iter()
        .filter_map(|check| check.claim.as_deref())
        .collect();
    assert_eq!(missing, ["sub", "jti"]);
}

#[test]
fn c10_what_no_signature_vouches_for_is_not_proven() {
    let good = token(Some("at+jwt"), &json!({}));
    let (head, _) = good.rsplit_once('.').unwrap();
    let forged = format!("{head}.{}", "A".repeat(86));
    for (token, keys) in [(&forged, Keys::from(&first_key())), (&good, Keys::none())] {
        let explained = explain(token, keys, policy(), NOW);
        assert!(!explained.proven && !explained.is_accepted());
        let of_claims = explained
            .checks
            .iter()
            .filter(|check| check.name.is_of_claims());
        assert!(
            of_claims
                .map(|check| check.proven)
                .all(|proven| proven == Some(false))
        );
    }
    assert!(explain(&good, &first_key(), policy(), NOW).proven);
}

#[test]
fn c01_a_claim_of_the_wrong_type_hides_nothing_behind_it() {
    let odd = json!({ "exp": "soon", "nbf": NOW + 400, "aud": ["web"], "sid": 7 });
    let explained = agree(&token(Some("at+jwt"), &odd), &first_key(), &policy(), NOW);
    assert_eq!(
        codes(&explained),
        [
            "claim_type",
            "claim_type",
            "audience_mismatch",
            "not_yet_valid"
        ]
    );
    assert!(matches!(
        outcome(&explained, Name::Expiry),
        Outcome::NotReached { .. }
    ));
}

#[test]
fn rules_for_claims_are_checks_of_their_own() {
    let policy = policy()
        .with_claim(ClaimRule::equals("nonce", "n"))
        .with_claim(ClaimRule::absent("events"));
    for (changes, expected) in [
        (json!({ "nonce": "n" }), vec![]),
        (json!({ "nonce": "m" }), vec!["claim_mismatch"]),
        (json!({}), vec!["claim_missing"]),
        (
            json!({ "events": {} }),
            vec!["claim_missing", "claim_mismatch"],
        ),
    ] {
        let explained = agree(&token(Some("at+jwt"), &changes), &first_key(), &policy, NOW);
        assert_eq!(codes(&explained), expected, "{changes}");
    }
}

#[test]
fn without_everything_nothing_is_accepted_and_the_rest_is_still_told() {
    let good = token(Some("at+jwt"), &json!({}));
    let keys = first_key();
    let policy = policy();
    let whole = || Expected::from(&policy);
    for (keys, expected, missing) in [
        (Keys::none(), whole(), vec!["key"]),
        (Keys::from(&keys), whole().without_issuer(), vec!["issuer"]),
        (
            Keys::from(&keys),
            whole().without_audience(),
            vec!["audience"],
        ),
        (Keys::from(&keys), whole().without_typ(), vec!["typ"]),
        (
            Keys::none(),
            whole().without_issuer().without_audience().without_typ(),
            vec!["key", "issuer", "audience", "typ"],
        ),
    ] {
        let explained = explain(&good, keys.clone(), expected.clone(), NOW);
        let Verdict::Undecided { missing: said, .. } = &explained.verdict else {
            panic!("{explained:#?}");
        };
        assert_eq!(*said, missing);
        let late = explain(&good, keys, expected, NOW + 400);
        assert!(
            matches!(
                late.verdict,
                Verdict::Refused {
                    code: "expired",
                    ..
                }
            ),
            "{missing:?}"
        );
    }
}

#[test]
fn what_was_not_asked_for_is_not_missing() {
    let bare = token(Some("at+jwt"), &json!({ "iss": null, "aud": null }));
    let (keys, policy) = (first_key(), policy());
    let whole = Expected::from(&policy);
    let codes = |expected| codes(&explain(&bare, &keys, expected, NOW)).len();
    assert_eq!(codes(whole.clone()), 2);
    assert_eq!(codes(whole.clone().without_issuer()), 1);
    assert_eq!(codes(whole.clone().without_audience()), 1);
    assert_eq!(codes(whole.without_issuer().without_audience()), 0);
}

#[test]
fn h08_a_kid_that_cannot_be_finds_no_key() {
    let good = token(Some("at+jwt"), &json!({}));
    let (_, rest) = good.split_once('.').unwrap();
    for kid in [json!(""), json!(7), json!("k".repeat(257))] {
        let head = json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": kid }).to_string();
        let head = base64_simd::URL_SAFE_NO_PAD.encode_to_string(head);
        let explained = agree(&format!("{head}.{rest}"), &first_key(), &policy(), NOW);
        assert_eq!(codes(&explained), ["header_type"]);
        assert!(matches!(
            outcome(&explained, Name::KeyFound),
            Outcome::NotReached { .. }
        ));
    }
}

/// Even where the other algorithm's signature would hold: `Ed25519` is `EdDSA` by another name.
#[test]
fn t03_no_signature_is_checked_by_another_algorithm_than_the_keys_own() {
    let jwk = KEYS[0].to_jwk().to_json().replace("EdDSA", "Ed25519");
    let twin = SigningKey::from_jwk(&Jwk::parse(jwk).unwrap()).unwrap();
    let payload = claims(&json!({})).to_string();
    let token = jws::sign(&twin, Some("at+jwt"), payload.as_bytes()).unwrap();
    let theirs = KeySet::from(twin.verifying_key());
    assert!(agree(&token, &theirs, &policy(), NOW).is_accepted());
    let explained = agree(&token, &first_key(), &policy(), NOW);
    assert_eq!(codes(&explained), ["alg_mismatch"]);
    let signature = outcome(&explained, Name::Signature);
    assert!(matches!(signature, Outcome::NotReached { .. }) && !explained.proven);
}

#[test]
fn d02_of_a_long_token_nothing_is_read() {
    for token in [
        ".".repeat(1 << 20),
        "A".repeat(1 << 20),
        format!("{}A", "A".repeat(8 << 10)),
    ] {
        let explained = agree(&token, &first_key(), &policy(), NOW);
        assert_eq!(codes(&explained), ["token_too_long"]);
        let rest = explained.checks[1..].iter();
        assert!(
            rest.map(|check| &check.outcome)
                .all(|outcome| !outcome.is_held())
        );
    }
}

//! Policies as text: what is read is written again, and no text switches a check off.

use paraph_jose::{Alg, Error, Policy};

use super::data::NOW;
use super::promises::frugal;
use super::variants::variants;
use super::{oracle, signed};

/// Reads a policy and holds it to its promises.
pub(super) fn read(data: &[u8]) {
    let Ok(policy) = frugal(data, 64, 2048, || serde_json::from_slice::<Policy>(data)) else {
        return;
    };
    assert!((0..=60).contains(&policy.leeway()));
    let text = serde_json::to_string(&policy).unwrap();
    let again: Policy = serde_json::from_str(&text).unwrap();
    assert_eq!(again, policy);
    assert_eq!(serde_json::to_string(&again).unwrap(), text);
    assert!(policy.is_expired(0, 60) && !policy.is_expired(NOW, NOW - 1));
    for claims in ["{}", "{\"iss\":\"i\"}", "{\"exp\":4000000000}"] {
        let refusal = signed::judged(claims.as_bytes(), &again, NOW).unwrap_err();
        // Nothing but the claims was wrong, unless the header was.
        let early = matches!(refusal, Error::TypMismatch | Error::AlgNotAllowed);
        assert!(early || refusal.code() == "claim_missing", "{refusal:?}");
    }
    trusted(&policy);
}

/// Only a listed issuer's token is good, and never one that is over.
fn trusted(policy: &Policy) {
    let good = r#"{"iss":"https://id.example","aud":"api","sub":"u","client_id":"a","jti":"t","iat":1799999990,"exp":1800000290}"#;
    if signed::judged(good.as_bytes(), policy, NOW).is_ok() {
        assert!(
            policy
                .issuers()
                .iter()
                .any(|one| one == "https://id.example")
        );
        assert!(oracle::is_strict(good.as_bytes()));
        let over = signed::judged(good.as_bytes(), policy, 1_800_000_290 + policy.leeway());
        assert!(over.is_err());
    }
}

/// Policies of every kind, and texts that are none.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let access = Policy::access_token("https://id.example", "api");
    let policies = [
        access.clone().with_algorithms(Alg::all()),
        access
            .clone()
            .with_audiences(["a", "b"])
            .with_max_age(7)
            .unwrap(),
        access
            .with_required(["nonce", "sub"])
            .with_leeway(60)
            .unwrap(),
        Policy::access_token_any_audience("https://id.example"),
        Policy::foreign_access_token("https://id.example", "api").with_typ("x"),
    ];
    let texts = policies
        .iter()
        .map(|policy| serde_json::to_vec(policy).unwrap());
    let written = [
        ("issuers", "[\"https://id.example\"]"),
        ("audiences", "\"any\""),
        ("typ", "\"at+jwt\""),
        ("required", "[\"sub\"]"),
        ("leeway", "30"),
    ];
    let names = [
        "issuers",
        "audiences",
        "algorithms",
        "typ",
        "required",
        "leeway",
        "max_age",
        "max_life",
        "x",
    ];
    texts.chain(variants(&written, &names)).collect()
}

//! The RFCs' own examples, as data with one runner for each kind.

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

use std::sync::LazyLock;

use paraph_jose::{Alg, Jwk, KeySet, SigningKey, VerifyingKey, jws};
use serde_json::Value;

static DATA: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("data/rfc.json")).expect("the vectors are JSON")
});

fn each(kind: &str, run: impl Fn(&Value, &str)) {
    for vector in DATA[kind].as_array().unwrap() {
        run(vector, vector["rfc"].as_str().unwrap());
    }
}

fn jwk(vector: &Value) -> Jwk {
    Jwk::parse(vector["jwk"].to_string()).unwrap()
}

#[test]
fn published_signatures_verify() {
    each("signatures", |vector, rfc| {
        let alg: Alg = vector["alg"].as_str().unwrap().parse().unwrap();
        let key = VerifyingKey::from_jwk(&jwk(vector).with_alg(alg).unwrap()).unwrap();
        let token = vector["token"].as_str().unwrap();
        let verified = jws::verify(token, &KeySet::from(key), None).expect(rfc);
        assert_eq!(
            verified.payload,
            vector["payload"].as_str().unwrap().as_bytes(),
            "{rfc}"
        );
    });
}

#[test]
fn published_private_keys_sign_for_their_public_halves() {
    each("signatures", |vector, rfc| {
        let alg = vector["alg"].as_str().unwrap().parse().unwrap();
        let jwk = jwk(vector).with_alg(alg).unwrap();
        if jwk.is_private() {
            let token = jws::sign(&SigningKey::from_jwk(&jwk).expect(rfc), None, b"x").unwrap();
            assert!(
                jws::verify(&token, &KeySet::try_from(&jwk).unwrap(), None).is_ok(),
                "{rfc}"
            );
        }
    });
}

#[test]
fn k08_published_thumbprints_are_ours() {
    each("thumbprints", |vector, rfc| {
        let jwk = jwk(vector);
        assert_eq!(
            jwk.thumbprint(),
            vector["thumbprint"].as_str().unwrap(),
            "{rfc}"
        );
        assert_eq!(jwk.kid(), vector["jwk"]["kid"].as_str(), "{rfc}");
    });
}

#[test]
fn published_pem_reads() {
    each("pem", |vector, rfc| {
        let jwk = Jwk::from_pem(vector["pem"].as_str().unwrap(), None).expect(rfc);
        let json: Value = serde_json::from_str(&jwk.to_json()).unwrap();
        assert_eq!(json["x"], vector["x"], "{rfc}");
        assert_eq!(json["alg"], "EdDSA", "{rfc}");
    });
}

//! The RFCs' own examples, as data with their expected outcomes and one runner for each kind: RFC
//! 7515, 7517, 7519, 7520, 7638, 7797, 8037, 8410, 9881, 9964. (RFC 8812 and 9864 print none.)

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

use std::sync::LazyLock;

use paraph_jose::{Alg, Error, Jwk, KeySet, SigningKey, VerifyingKey, jws};
use serde_json::Value;

static DATA: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("data/rfc.json")).expect("the vectors are JSON")
});

fn each(kind: &str, run: impl Fn(&Value, &str)) {
    let vectors = DATA[kind].as_array().unwrap();
    for vector in vectors {
        run(vector, vector["rfc"].as_str().unwrap());
    }
    println!("{} {kind} run", vectors.len());
}

/// One of the codes that the vector names, or `ok`.
fn expect<T>(vector: &Value, outcome: &Result<T, Error>, rfc: &str) {
    let code = outcome.as_ref().map_or_else(Error::code, |_| "ok");
    let wanted = vector["expect"].as_str().unwrap();
    assert!(
        wanted.split('|').any(|one| one == code),
        "{rfc}: {code}, not {wanted}"
    );
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
        let alg: Alg = vector["alg"].as_str().unwrap().parse().unwrap();
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
fn t14_t17_t18_published_tokens_of_other_kinds_are_refused() {
    each("refusals", |vector, rfc| {
        let alg: Alg = vector["alg"].as_str().unwrap().parse().unwrap();
        let keys = KeySet::try_from(&jwk(vector).with_alg(alg).unwrap()).unwrap();
        let token = vector["token"].as_str().unwrap();
        expect(vector, &jws::verify(token, &keys, None), rfc);
    });
}

#[test]
fn published_keys_load_or_are_refused_for_their_reason() {
    each("keys", |vector, rfc| {
        let read = Jwk::parse(vector["jwk"].to_string());
        let private = vector["private"] == true;
        let loaded = read.and_then(|jwk| {
            if private {
                SigningKey::from_jwk(&jwk).map(drop)
            } else {
                VerifyingKey::from_jwk(&jwk).map(drop)
            }
        });
        expect(vector, &loaded, rfc);
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
fn published_pem_reads_and_is_what_we_write() {
    each("pem", |vector, rfc| {
        let pem = vector["pem"].as_str().unwrap();
        let jwk = Jwk::from_pem(pem, None).expect(rfc);
        // Of a private key there are several forms, and we write the shortest.
        if vector["written"] != false {
            assert_eq!(jwk.to_pem().expect(rfc).trim_end(), pem.trim_end(), "{rfc}");
        }
        let json: Value = serde_json::from_str(&jwk.to_json()).unwrap();
        for (name, value) in vector["jwk"].as_object().unwrap() {
            assert_eq!(json[name], *value, "{rfc}: {name}");
        }
    });
}

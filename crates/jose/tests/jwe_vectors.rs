//! The RFCs' own encrypted examples, as data with one runner: what decrypts, and what is refused.

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

use paraph_jose::jwe::{Decrypter, DecryptionKey, Enc, KeyAlg};
use paraph_jose::{Alg, Error, Jwk, KeySet, VerifyingKey, jws};
use serde_json::Value;

fn vectors() -> Vec<Value> {
    let data: Value = serde_json::from_str(include_str!("data/jwe_rfc.json")).unwrap();
    data["tokens"].as_array().unwrap().clone()
}

fn decrypter(vector: &Value) -> Decrypter {
    let alg: KeyAlg = vector["alg"].as_str().unwrap().parse().unwrap();
    let key = match vector["password"].as_str() {
        Some(password) => DecryptionKey::from_password(password, alg),
        None => DecryptionKey::from_jwk(&Jwk::parse(vector["jwk"].to_string()).unwrap(), Some(alg)),
    };
    let decrypter = Decrypter::from(key.unwrap());
    decrypter.with_encs(Enc::all()).unwrap()
}

#[test]
fn d06_t13_t20_published_tokens_decrypt_or_are_refused() {
    let (mut decrypted, mut refused) = (0, 0);
    for vector in vectors() {
        let rfc = &vector["rfc"];
        let outcome = decrypter(&vector).decrypt(vector["token"].as_str().unwrap());
        match &outcome {
            Ok(found) => {
                let plaintext = vector["plaintext"].as_str().unwrap();
                assert_eq!(found.plaintext(), plaintext.as_bytes(), "{rfc}");
                assert_eq!(found.cty.as_deref(), vector["cty"].as_str(), "{rfc}");
                decrypted += 1;
            }
            Err(_) => refused += 1,
        }
        let code = outcome.as_ref().map_or_else(Error::code, |_| "ok");
        assert_eq!(code, vector["expect"].as_str().unwrap(), "{rfc}");
    }
    println!("{decrypted} published tokens decrypted, {refused} refused");
    assert_eq!((decrypted, refused), (11, 8));
}

#[test]
fn t22_the_published_nested_token_holds_a_signed_one() {
    let vectors = vectors();
    let nested = vectors.iter().find(|it| it["rfc"] == "RFC 7520 6").unwrap();
    let token = nested["token"].as_str().unwrap();
    let inner = decrypter(nested).decrypt(token).unwrap();
    let n = "kNrPIBDXMU6fcyv5i-QHQAQ-K8gsC3HJb7FYhYaw8hXbNJa-t8q0lDKwLZgQXYV-ffWxXJv5GGrlZE4GU52lfMEegTDzYTrRQ3tepgKFjMGg6Iy6fkl1ZNsx2gEonsnlShfzA9GJwRTmtKPbk1s-hwx1IU5AT-AIelNqBgcF2vE5W25_SGGBoaROVdUYxqETDggM1z5cKV4ZjDZ8-lh4oVB07bkac6LQdHpJUUySH_Er20DXx30Kyi97PciXKTS-QKXnmm8ivyRCmux22ZoPUind2BKC5OiG4MwALhaL2Z2k8CsRdfy-7dg7z41Rp6D0ZeEvtaUp4bX4aKraL4rTfw";
    let jwk = Jwk::parse(format!("{{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"{n}\"}}"));
    let key = VerifyingKey::from_jwk(&jwk.unwrap().with_alg(Alg::PS256).unwrap()).unwrap();
    let inner = str::from_utf8(inner.plaintext()).unwrap();
    let verified = jws::verify(inner, &KeySet::from(key), Some("JWT")).unwrap();
    assert_eq!(
        verified.payload,
        br#"{"iss":"hobbiton.example","exp":1300819380,"http://example.com/is_root":true}"#
    );
}

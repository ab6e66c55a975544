//! The verify path with borrowed claims allocates nothing once its buffer is warm.

use allocation_counter::measure;
use paraph_jose::policy::Times;
use paraph_jose::{Alg, KeySet, Policy, SigningKey, jwt};
use serde::Deserialize;

const NOW: i64 = 1_800_000_000;

#[derive(Deserialize)]
struct Borrowed<'a> {
    sub: &'a str,
    scope: &'a str,
    exp: i64,
}

fn claims() -> serde_json::Value {
    serde_json::json!({
        "iss": "https://id.example", "sub": "usr_1", "aud": "api", "client_id": "app", "jti": "t1",
        "iat": NOW, "nbf": NOW, "exp": NOW + 300, "scope": "read write", "sid": "ses_1",
        "roles": ["a", "b", "c"], "email": "ada@example.org",
    })
}

#[test]
fn a_borrowed_verify_allocates_nothing() {
    let policy = Policy::access_token("https://id.example", "api");
    let signing: Vec<_> = Alg::all()
        .map(|alg| SigningKey::generate(alg).expect("a key"))
        .collect();
    let (secret, public): (Vec<_>, Vec<_>) =
        signing.iter().partition(|key| key.alg().is_symmetric());
    for group in [secret, public] {
        let keys = KeySet::new(group.iter().map(|key| key.verifying_key())).unwrap();
        for key in group {
            // `at+jwt` goes the fast way, its long spelling the way of foreign headers.
            for typ in ["at+jwt", "application/at+jwt"] {
                let token = jwt::sign(key, typ, &claims()).unwrap();
                let mut buffer = Vec::with_capacity(1024);
                let counted = measure(|| {
                    let verified: jwt::Verified<Borrowed<'_>, _> =
                        jwt::verify_borrowed(&token, &keys, &policy, NOW, &mut buffer).unwrap();
                    let claims = verified.claims;
                    assert_eq!((verified.kid, verified.alg), (key.kid(), key.alg()));
                    assert_eq!(
                        verified.times,
                        Times::until(NOW + 300).with_nbf(NOW).with_iat(NOW)
                    );
                    assert_eq!(
                        (claims.sub, claims.scope, claims.exp),
                        ("usr_1", "read write", NOW + 300)
                    );
                });
                assert_eq!(counted.count_total, 0, "{} {typ}", key.alg());
            }
        }
    }
}

#[test]
fn d02_a_long_token_is_refused_before_anything_is_allocated() {
    let keys = KeySet::from(SigningKey::generate(Alg::HS256).unwrap().verifying_key());
    let policy = Policy::access_token("https://id.example", "api");
    let token = "a".repeat(8 * 1024 + 1);
    let counted = measure(|| {
        let mut buffer = Vec::new();
        let refused =
            jwt::verify_borrowed::<Borrowed<'_>>(&token, &keys, &policy, NOW, &mut buffer);
        assert!(refused.is_err());
    });
    assert_eq!(counted.count_total, 0);
}

#[test]
fn d01_a_mebibyte_of_dots_is_refused_before_anything_is_allocated() {
    let keys = KeySet::from(SigningKey::generate(Alg::HS256).unwrap().verifying_key());
    let policy = Policy::access_token("https://id.example", "api");
    for len in [1, 8 * 1024, 1024 * 1024] {
        let dots = ".".repeat(len);
        let counted = measure(|| {
            assert!(jwt::verify::<serde_json::Value>(&dots, &keys, &policy, NOW).is_err());
        });
        assert_eq!(counted.count_total, 0);
    }
}

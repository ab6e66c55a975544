//! Every algorithm of the table: what we sign, we check; what was changed, we refuse.

use std::sync::LazyLock;

use paraph_jose::{Alg, Error, Jwk, JwkSet, KeySet, SigningKey, VerifyingKey, jws};
use proptest::prelude::*;

/// One key per algorithm, made once.
static KEYS: LazyLock<Vec<SigningKey>> = LazyLock::new(|| {
    Alg::all()
        .map(|alg| SigningKey::generate(alg).expect("the library makes keys"))
        .collect()
});

fn set(key: &SigningKey) -> KeySet {
    KeySet::from(key.verifying_key())
}

#[test]
fn each_algorithm_signs_and_checks() {
    for key in KEYS.iter() {
        for typ in [None, Some("at+jwt"), Some("JWT"), Some("odd \"type\"")] {
            let token = jws::sign(key, typ, b"any bytes \xff\x00").unwrap();
            let verified = jws::verify(&token, &set(key), typ).unwrap();
            assert_eq!(verified.payload, b"any bytes \xff\x00");
            assert_eq!(
                (verified.kid.as_str(), verified.alg),
                (key.kid(), key.alg())
            );
        }
    }
}

#[test]
fn a_key_survives_its_jwk() {
    for key in KEYS.iter() {
        let jwk = Jwk::parse(key.to_jwk().to_json()).unwrap();
        let again = SigningKey::from_jwk(&jwk).unwrap();
        assert_eq!((again.kid(), again.alg()), (key.kid(), key.alg()));
        let token = jws::sign(&again, None, b"x").unwrap();
        assert!(jws::verify(&token, &set(key), None).is_ok());
    }
}

#[test]
fn the_public_half_holds_no_secret_and_checks() {
    for key in KEYS.iter() {
        let Some(public) = key.public_jwk() else {
            assert!(key.alg().is_symmetric());
            continue;
        };
        let json: serde_json::Value = serde_json::from_str(&public.to_json()).unwrap();
        for secret in ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"] {
            assert!(json.get(secret).is_none(), "k01: {secret} in {}", key.alg());
        }
        let checking = VerifyingKey::from_jwk(&Jwk::parse(public.to_json()).unwrap()).unwrap();
        assert_eq!(
            SigningKey::from_jwk(&public).unwrap_err(),
            Error::KeyNotPrivate
        );
        let token = jws::sign(key, None, b"x").unwrap();
        assert!(jws::verify(&token, &KeySet::from(checking), None).is_ok());
    }
}

#[test]
fn a_jwks_survives_its_text() {
    let public = KEYS.iter().filter_map(SigningKey::public_jwk);
    let set = JwkSet::new(public).unwrap();
    let again = JwkSet::parse(set.to_json()).unwrap();
    assert_eq!(again.to_json(), set.to_json());
    let keys = KeySet::from_jwks(&again).unwrap();
    for key in KEYS.iter().filter(|key| !key.alg().is_symmetric()) {
        let token = jws::sign(key, Some("at+jwt"), b"x").unwrap();
        assert_eq!(
            jws::verify(&token, &keys, Some("at+jwt")).unwrap().kid,
            key.kid()
        );
    }
}

#[test]
fn no_key_accepts_the_token_of_another() {
    for signer in KEYS.iter() {
        let token = jws::sign(signer, None, b"x").unwrap();
        for other in KEYS.iter().filter(|other| other.kid() != signer.kid()) {
            assert_eq!(
                jws::verify(&token, &set(other), None),
                Err(Error::KeyUnknown)
            );
        }
    }
}

proptest! {
    #[test]
    fn any_payload_comes_back(payload in proptest::collection::vec(any::<u8>(), 0..600), which in any::<prop::sample::Index>()) {
        let key = which.get(&KEYS);
        let token = jws::sign(key, Some("at+jwt"), &payload).unwrap();
        prop_assert_eq!(jws::verify(&token, &set(key), None).unwrap().payload, payload);
    }

    #[test]
    fn any_changed_byte_is_refused(at in any::<prop::sample::Index>(), to in 0x20u8..0x7f, which in any::<prop::sample::Index>()) {
        let key = which.get(&KEYS);
        let token = jws::sign(key, Some("at+jwt"), b"{\"sub\":\"usr_1\"}").unwrap();
        let mut bytes = token.clone().into_bytes();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != to);
        bytes[at] = to;
        let changed = String::from_utf8(bytes).unwrap();
        prop_assert!(jws::verify(&changed, &set(key), None).is_err());
    }

    #[test]
    fn any_cut_or_extension_is_refused(at in any::<prop::sample::Index>(), tail in "[A-Za-z0-9_=.-]{1,6}", which in any::<prop::sample::Index>()) {
        let key = which.get(&KEYS);
        let token = jws::sign(key, Some("JWT"), b"payload").unwrap();
        let cut = &token[..at.index(token.len())];
        prop_assert!(jws::verify(cut, &set(key), None).is_err());
        prop_assert!(jws::verify(&(token + &tail), &set(key), None).is_err());
    }
}

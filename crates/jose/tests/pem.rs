//! PEM: every kind of key goes out and comes back as the same key, in one form of it.

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

use std::sync::LazyLock;

use paraph_jose::jwe::{Curve, DecryptionKey, Enc, KeyAlg};
use paraph_jose::{Alg, Error, Jwk, KeySet, Purpose, SigningKey, jws};
use proptest::prelude::*;

/// A new key of each purpose that has a public half.
static MAKERS: LazyLock<Vec<(String, Maker)>> = LazyLock::new(|| {
    let purposes = Alg::all().map(Purpose::from);
    let purposes = purposes.chain(KeyAlg::all().map(Purpose::from));
    let by_purpose = purposes
        .filter(|purpose| !purpose.is_symmetric())
        .map(|purpose| (purpose.to_string(), Maker::Purpose(purpose)));
    let curves = Curve::all().map(|curve| (format!("{curve:?}"), Maker::Curve(curve)));
    by_purpose.chain(curves).collect()
});

enum Maker {
    Purpose(Purpose),
    Curve(Curve),
}

impl Maker {
    fn make(&self) -> Jwk {
        // RSA keys take long to make, and one serves all.
        static RSA: LazyLock<Jwk> = LazyLock::new(|| Jwk::generate(Alg::RS256).unwrap());
        match self {
            Self::Purpose(purpose) if purpose.name().starts_with(['R', 'P']) => {
                let pem = RSA.to_pem().unwrap();
                let bare = Jwk::from_pem(&pem, None).unwrap();
                bare.with_alg(*purpose).unwrap()
            }
            Self::Purpose(purpose) => Jwk::generate(*purpose).unwrap(),
            Self::Curve(curve) => {
                let key = DecryptionKey::generate_on(KeyAlg::EcdhEsA256Kw, *curve);
                key.unwrap().to_jwk()
            }
        }
    }
}

/// The members that are the key's own: a PEM has no room for the others.
fn own(jwk: &Jwk) -> serde_json::Value {
    let mut members: serde_json::Value = serde_json::from_str(&jwk.to_json()).unwrap();
    let all = members.as_object_mut().unwrap();
    all.retain(|name, _| !["kid", "use", "key_ops"].contains(&name.as_str()));
    members
}

fn again(pem: &str, purpose: Purpose) -> Jwk {
    Jwk::from_pem(pem, None).unwrap().with_alg(purpose).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_key_survives_its_pem(which in any::<prop::sample::Index>()) {
        let (name, maker) = which.get(&MAKERS);
        let key = maker.make();
        let purpose = key.purpose().unwrap();
        for half in [key.public().unwrap(), key] {
            let pem = half.to_pem().unwrap();
            let back = again(&pem, purpose);
            prop_assert_eq!(own(&back), own(&half), "{}", name);
            prop_assert_eq!(back.is_private(), half.is_private());
            prop_assert_eq!(back.thumbprint(), half.thumbprint());
            prop_assert_eq!(&back.to_pem().unwrap(), &pem, "{}: one form", name);
        }
    }
}

#[test]
fn every_kind_has_one_form() {
    for (name, maker) in MAKERS.iter() {
        let key = maker.make();
        for (half, label) in [(key.public().unwrap(), "PUBLIC KEY"), (key, "PRIVATE KEY")] {
            let pem = half.to_pem().unwrap();
            let lines: Vec<_> = pem.strip_suffix('\n').unwrap().split('\n').collect();
            let [first, body @ .., last, end] = lines.as_slice() else {
                panic!("{name}: {} lines", lines.len())
            };
            assert_eq!(*first, format!("-----BEGIN {label}-----"), "{name}");
            assert_eq!(*end, format!("-----END {label}-----"), "{name}");
            assert!(body.iter().all(|line| line.len() == 64), "{name}");
            assert!((1..=64).contains(&last.len()), "{name}");
        }
    }
    assert_eq!(MAKERS.len(), Alg::all().count() - 3 + 6 + 4);
}

#[test]
fn a_secret_has_no_pem() {
    let secrets = Alg::all().map(Purpose::from);
    let secrets = secrets.chain(KeyAlg::all().map(Purpose::from));
    let secrets = secrets.chain(Enc::all().map(Purpose::from));
    for purpose in secrets.filter(|purpose| purpose.is_symmetric()) {
        let Ok(key) = Jwk::generate(purpose) else {
            assert!(purpose.name().starts_with("PBES2"), "{purpose}");
            continue;
        };
        assert_eq!(key.to_pem().unwrap_err(), Error::KeySymmetric, "{purpose}");
    }
}

#[test]
fn k01_the_pem_of_a_public_half_holds_no_secret() {
    for (name, maker) in MAKERS.iter() {
        let key = maker.make();
        let [public, private] = [key.public().unwrap(), key].map(|half| half.to_pem().unwrap());
        assert!(private.contains("PRIVATE"), "{name}");
        assert!(!public.contains("PRIVATE"), "{name}");
        assert!(
            !Jwk::from_pem(&public, None).unwrap().is_private(),
            "{name}"
        );
    }
}

#[test]
fn a_key_by_its_pem_signs_for_its_jwk() {
    for alg in Alg::all().filter(|alg| !alg.is_symmetric()) {
        let key = SigningKey::generate(alg).unwrap();
        let pem = key.to_jwk().to_pem().unwrap();
        let again = SigningKey::from_pem(&pem, Some(alg)).unwrap();
        assert_eq!(again.kid(), key.kid(), "{alg}");
        let token = jws::sign(&again, None, b"x").unwrap();
        let keys = KeySet::from(key.verifying_key());
        assert!(jws::verify(&token, &keys, None).is_ok(), "{alg}");
    }
}

#[test]
fn t19_halves_of_two_keys_do_not_become_one_of_them() {
    for alg in [Alg::EdDSA, Alg::MlDsa44] {
        let [ours, theirs] = [(); 2].map(|()| SigningKey::generate(alg).unwrap().to_jwk());
        let [mut mixed, other]: [serde_json::Value; 2] =
            [ours, theirs].map(|jwk| serde_json::from_str(&jwk.to_json()).unwrap());
        for private in ["d", "priv"]
            .iter()
            .filter(|name| other[**name].is_string())
        {
            mixed[*private] = other[*private].clone();
        }
        let read = Jwk::parse(mixed.to_string());
        assert_eq!(read.unwrap_err(), Error::KeyInconsistent, "{alg}");
    }
}

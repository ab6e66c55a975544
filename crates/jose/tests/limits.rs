//! Bounds that no vector reaches: what is at one is taken, what is one beyond is refused.

use paraph_jose::jwe::{self, Decrypter, DecryptionKey, EncryptionKey, Header, KeyAlg};
use paraph_jose::policy::MAX_FOREIGN_LIFE;
use paraph_jose::{
    Alg, Error, Fault, Jwk, JwkSet, KeySet, MAX_TOKEN, Part, Policy, SigningKey, VerifyingKey, jwt,
};
use serde_json::{Value, json};

const NOW: i64 = 1_800_000_000;
const ISSUER: &str = "https://id.example";

fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": "api", "sub": "usr_1", "client_id": "app", "jti": "t1",
        "iat": NOW, "exp": NOW + 300,
    })
}

fn with(name: &str, value: impl Into<Value>) -> Value {
    let mut claims = claims();
    claims[name] = value.into();
    claims
}

fn verify(key: &SigningKey, policy: &Policy, claims: &Value) -> Result<(), Error> {
    let token = jwt::sign(key, policy.typ(), claims)?;
    let keys = KeySet::from(key.verifying_key());
    jwt::verify::<Value>(&token, &keys, policy, NOW).map(drop)
}

fn key() -> SigningKey {
    SigningKey::generate(Alg::HS256).expect("a key")
}

fn oct(bytes: usize) -> String {
    let secret: Vec<_> = (0..=250_u8).cycle().take(bytes).collect();
    let k = base64_simd::URL_SAFE_NO_PAD.encode_to_string(secret);
    format!("{{\"kty\":\"oct\",\"k\":\"{k}\"}}")
}

/// A JWK that signs, with a member nobody knows that makes it `len` bytes long.
fn padded(len: usize) -> String {
    let jwk = key().to_jwk().to_json().to_string();
    let around = jwk.len() + ",\"fill\":\"\"".len();
    jwk.replace(
        '}',
        &format!(",\"fill\":\"{}\"}}", "x".repeat(len - around)),
    )
}

#[test]
fn c01_every_time_is_a_plain_number() {
    let (key, policy) = (key(), Policy::access_token(ISSUER, "api"));
    for name in ["exp", "nbf", "iat", "auth_time"] {
        for value in [
            json!("1800000000"),
            json!(1.5),
            json!(-1),
            json!(253_402_300_800_i64),
            json!(true),
            json!(null),
            json!([NOW]),
            json!({ "at": NOW }),
        ] {
            let refused = verify(&key, &policy, &with(name, value.clone()));
            assert_eq!(refused, Err(Error::ClaimType(name)), "{name} {value}");
        }
    }
    for time in [0, NOW, 253_402_300_799] {
        assert_eq!(verify(&key, &policy, &with("auth_time", time)), Ok(()));
    }
}

#[test]
fn c03_a_foreign_token_lives_thirty_days_at_most() {
    let (key, policy) = (key(), Policy::foreign_access_token(ISSUER, "api"));
    let life = |seconds| verify(&key, &policy, &with("exp", NOW + seconds));
    assert_eq!(life(MAX_FOREIGN_LIFE), Ok(()));
    assert_eq!(life(MAX_FOREIGN_LIFE + 1), Err(Error::TooOld));
}

#[test]
fn d02_a_token_around_a_token_is_short_enough_as_well() {
    let (key, policy) = (key(), Policy::access_token(ISSUER, "api"));
    let keys = KeySet::from(key.verifying_key());
    let ours = DecryptionKey::generate(KeyAlg::EcdhEs).expect("a key");
    let recipient = ours.encryption_key().expect("a key");
    let decrypter = Decrypter::from(ours);
    let (mut made, mut refused) = (0, 0);
    for len in (4_000..5_000).step_by(20) {
        let claims = with("x", "x".repeat(len));
        assert!(jwt::sign(&key, "at+jwt", &claims).is_ok(), "the inner fits");
        match jwt::sign_and_encrypt(&key, "at+jwt", &claims, &recipient) {
            Ok(token) => {
                assert!(token.len() <= MAX_TOKEN);
                let read =
                    jwt::decrypt_and_verify::<Value>(&token, &decrypter, &keys, &policy, NOW);
                assert!(read.is_ok(), "{len}");
                made += 1;
            }
            Err(error) => {
                assert_eq!(error, Error::TokenTooLong);
                refused += 1;
            }
        }
    }
    assert!(made > 5 && refused > 5);
}

#[test]
fn t11_a_secret_has_16_to_1024_bytes_before_its_algorithm_is_known() {
    for (bytes, good) in [(15, false), (16, true), (1024, true), (1025, false)] {
        assert_eq!(Jwk::parse(oct(bytes)).is_ok(), good, "{bytes}");
    }
}

#[test]
fn d04_texts_of_keys_are_bounded() {
    assert!(Jwk::parse(padded(32 * 1024)).is_ok());
    let long = Jwk::parse(padded(32 * 1024 + 1)).unwrap_err();
    assert_eq!(long, Error::Json(Part::Key, Fault::TooLong));

    let set = |len: usize| {
        let text = format!("{{\"keys\":[{}]}}", *key().to_jwk().to_json());
        let fill = " ".repeat(len - text.len());
        JwkSet::parse(text + &fill)
    };
    assert!(set(1024 * 1024).is_ok());
    let long = set(1024 * 1024 + 1).unwrap_err();
    assert_eq!(long, Error::Json(Part::KeySet, Fault::TooLong));

    let count = |keys: usize| {
        let keys = vec!["{\"kty\":\"new\"}"; keys].join(",");
        JwkSet::parse(format!("{{\"keys\":[{keys}]}}")).map(|set| set.skipped())
    };
    assert_eq!(count(1024), Ok(1024));
    assert_eq!(count(1025).unwrap_err().code(), "key_malformed");
    let pem = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
    let spaced = |len: usize| Jwk::from_pem(&format!("{pem}{}", " ".repeat(len - pem.len())), None);
    assert!(spaced(16 * 1024).is_ok());
    assert_eq!(spaced(16 * 1024 + 1).unwrap_err().code(), "key_malformed");
}

fn decrypter(text: &str) -> Result<(), Error> {
    Decrypter::from_jwks(&JwkSet::parse(text)?, None).map(drop)
}

#[test]
fn d04_texts_of_keys_that_decrypt_are_bounded() {
    let secret = |kid: usize| {
        let key = DecryptionKey::generate(KeyAlg::A256Kw).expect("a key");
        let named = format!("\"kid\":\"{kid}\",\"use\"");
        key.to_jwk().to_json().replace("\"use\"", &named)
    };
    let set = |len: usize| {
        let text = format!("{{\"keys\":[{}]}}", secret(1));
        let fill = " ".repeat(len - text.len());
        decrypter(&(text + &fill))
    };
    assert_eq!(set(1024 * 1024), Ok(()));
    let long = Err(Error::Json(Part::KeySet, Fault::TooLong));
    assert_eq!(set(1024 * 1024 + 1), long);
    let count = |keys: usize| {
        let strangers = vec!["{\"kty\":\"new\",\"alg\":\"new\"}"; keys - 1].join(",");
        let text = format!("{{\"keys\":[{},{strangers}]}}", secret(1));
        decrypter(&text)
    };
    assert_eq!(count(1024), Ok(()));
    assert_eq!(count(1025).unwrap_err().code(), "key_malformed");
}

#[test]
fn h08_equal_kids_are_found_wherever_they_stand() {
    let named = |kid: &str| {
        let jwk = key().to_jwk();
        let kid_of = |name| format!("\"kid\":\"{name}\"");
        Jwk::parse(
            jwk.to_json()
                .replace(&kid_of(jwk.kid().unwrap_or_default()), &kid_of(kid)),
        )
        .expect("a key")
    };
    for kids in [["a", "a", "b"], ["a", "b", "a"], ["b", "a", "a"]] {
        let twice = Error::KeySetDuplicateKid;
        assert_eq!(JwkSet::new(kids.map(named)).unwrap_err(), twice);
        let keys = kids.map(|kid| VerifyingKey::from_jwk(&named(kid)).expect("a key"));
        assert_eq!(KeySet::new(keys).unwrap_err(), twice);
        let decrypt = kids.map(|kid| {
            let key = DecryptionKey::generate(KeyAlg::A256Kw).expect("a key");
            let text = key
                .to_jwk()
                .to_json()
                .replace("\"use\"", &format!("\"kid\":\"{kid}\",\"use\""));
            DecryptionKey::from_jwk(&Jwk::parse(text).expect("a key"), None).expect("a key")
        });
        assert_eq!(Decrypter::new(decrypt).unwrap_err(), twice);
    }
    assert!(JwkSet::new(["a", "b", "c"].map(named)).is_ok());
}

#[test]
fn h09_secret_keys_never_stand_beside_public_ones() {
    for alg in Alg::all() {
        let key = SigningKey::generate(alg).expect("a key");
        assert_eq!(key.verifying_key().is_symmetric(), alg.is_symmetric());
        for other in [Alg::HS256, Alg::EdDSA] {
            let beside = SigningKey::generate(other).expect("a key");
            let set = KeySet::new([key.verifying_key(), beside.verifying_key()]);
            let expected = if alg.is_symmetric() == other.is_symmetric() {
                Ok(2)
            } else {
                Err(Error::KeySetMixed)
            };
            assert_eq!(set.map(|set| set.keys().len()), expected, "{alg} {other}");
        }
    }
}

#[test]
fn t04_what_may_be_signed_with_a_key_may_be_checked_with_its_public_half() {
    for (ops, public) in [
        (json!(["sign"]), json!(["verify"])),
        (json!(["sign", "verify"]), json!(["verify"])),
        (json!(["verify", "sign"]), json!(["verify"])),
    ] {
        let key = SigningKey::generate(Alg::EdDSA).expect("a key");
        let mut jwk: Value = serde_json::from_str(&key.to_jwk().to_json()).expect("JSON");
        jwk["key_ops"] = ops;
        let jwk = Jwk::parse(jwk.to_string()).expect("a key");
        assert!(SigningKey::from_jwk(&jwk).is_ok());
        assert!(VerifyingKey::from_jwk(&jwk).is_ok());
        let half = jwk.public().expect("a public half").to_json().to_string();
        let half: Value = serde_json::from_str(&half).expect("JSON");
        assert_eq!(half["key_ops"], public);
    }
}

#[test]
fn t07_the_coordinates_of_a_point_are_split_in_one_way() {
    let spell = |bytes: &[u8]| base64_simd::URL_SAFE_NO_PAD.encode_to_string(bytes);
    for alg in [Alg::ES256, Alg::ES384, Alg::ES512, Alg::ES256K] {
        let key = SigningKey::generate(alg).expect("a key");
        let jwk = key
            .public_jwk()
            .expect("a public half")
            .to_json()
            .to_string();
        let mut jwk: Value = serde_json::from_str(&jwk).expect("JSON");
        let bytes = |name: &str| {
            let text = jwk[name].as_str().unwrap_or_default();
            base64_simd::URL_SAFE_NO_PAD
                .decode_to_vec(text)
                .expect("bytes")
        };
        let (len, point) = (bytes("x").len(), [bytes("x"), bytes("y")].concat());
        for (at, good) in [(len - 1, false), (len, true), (len + 1, false)] {
            jwk["x"] = json!(spell(&point[..at]));
            jwk["y"] = json!(spell(&point[at..]));
            assert_eq!(Jwk::parse(jwk.to_string()).is_ok(), good, "{alg} {at}");
        }
    }
}

#[test]
fn h07_a_missing_kid_with_several_keys_that_decrypt_is_refused() {
    let keys =
        [KeyAlg::A128Kw, KeyAlg::A256Kw].map(|alg| DecryptionKey::generate(alg).expect("a key"));
    let sender = keys[0].encryption_key().expect("a key");
    assert_eq!(sender.kid(), None, "a secret has no name of its own");
    let token = jwe::encrypt(&sender, &Header::default(), b"x").expect("a token");
    let both = Decrypter::new(keys).expect("two keys");
    assert_eq!(both.decrypt(&token).unwrap_err(), Error::KeyIdMissing);
}

#[test]
fn d02_no_recipient_reads_more_than_four_mebibytes() {
    let key = DecryptionKey::generate(KeyAlg::A256Kw).expect("a key");
    let sender = key.encryption_key().expect("a key");
    let decrypter = Decrypter::from(key).with_max_len(usize::MAX);
    let of = |len: usize| jwe::encrypt(&sender, &Header::default(), &vec![7; len]);
    let around = of(0).expect("a token").len();
    let room = (jwe::MAX_LEN - around) * 3 / 4;
    let token = of(room).expect("a token");
    assert!(jwe::MAX_LEN - token.len() < 4);
    assert!(decrypter.decrypt(&token).is_ok());
    for long in [room + 3, jwe::MAX_LEN, jwe::MAX_LEN + 1] {
        assert_eq!(of(long), Err(Error::TokenTooLong), "{long}");
    }
    assert_eq!(
        decrypter.decrypt(&(token + "AAAA")).unwrap_err(),
        Error::TokenTooLong
    );
}

#[test]
fn d05_a_password_has_1_to_1024_bytes() {
    let alg = KeyAlg::Pbes2Hs256A128Kw;
    for (len, good) in [(0, false), (1, true), (1024, true), (1025, false)] {
        let password = "p".repeat(len);
        assert_eq!(
            DecryptionKey::from_password(&password, alg).is_ok(),
            good,
            "{len}"
        );
    }
    // To encrypt with, as many bytes as the key that is made of it.
    for (alg, least) in KeyAlg::all()
        .filter(|alg| alg.takes_password())
        .zip([16, 24, 32])
    {
        let with = |len| EncryptionKey::from_password(&"p".repeat(len), alg).map(drop);
        assert_eq!(with(least - 1).unwrap_err().code(), "key_weak", "{alg}");
        assert_eq!(with(least), Ok(()), "{alg}");
        let read = DecryptionKey::from_password(&"p".repeat(least - 1), alg).expect("a key");
        assert_eq!(
            read.encryption_key().unwrap_err().code(),
            "key_weak",
            "{alg}"
        );
    }
    for alg in KeyAlg::all().filter(|alg| !alg.takes_password()) {
        let refused = DecryptionKey::from_password("a password of many bytes, 32 or so", alg);
        assert_eq!(refused.unwrap_err(), Error::KeyAlgMismatch, "{alg}");
    }
}

fn crosses<T: Send + Sync + Clone + std::fmt::Debug + 'static>() {}
fn is_an_error<T: std::error::Error>() {}

/// Services share keys and policies between their threads and keep errors.
#[test]
fn keys_policies_and_errors_cross_threads() {
    crosses::<SigningKey>();
    crosses::<VerifyingKey>();
    crosses::<KeySet>();
    crosses::<Jwk>();
    crosses::<JwkSet>();
    crosses::<Policy>();
    crosses::<EncryptionKey>();
    crosses::<DecryptionKey>();
    crosses::<Decrypter>();
    crosses::<Error>();
    is_an_error::<Error>();
}

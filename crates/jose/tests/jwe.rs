//! Encryption: every algorithm with every content encryption, and what a changed token gives.

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};

use paraph_jose::jwe::{self, Curve, Decrypter, DecryptionKey, Enc, EncryptionKey, Header, KeyAlg};
use paraph_jose::{Error, Jwk, JwkSet};
use proptest::prelude::*;

const PASSWORD: &str = "correct horse battery staple, and more";

/// A key of each kind that can encrypt with `enc`.
fn keys(alg: KeyAlg, enc: Enc) -> Vec<DecryptionKey> {
    if alg.takes_password() {
        vec![DecryptionKey::from_password(PASSWORD, alg).unwrap()]
    } else if alg == KeyAlg::Dir {
        vec![DecryptionKey::generate_direct(enc).unwrap()]
    } else if alg.name().starts_with("ECDH") {
        Curve::all()
            .map(|curve| DecryptionKey::generate_on(alg, curve).unwrap())
            .collect()
    } else {
        // RSA keys take long to make.
        static KEPT: LazyLock<Mutex<HashMap<KeyAlg, DecryptionKey>>> =
            LazyLock::new(Mutex::default);
        let mut kept = KEPT.lock().unwrap();
        let key = kept
            .entry(alg)
            .or_insert_with(|| DecryptionKey::generate(alg).unwrap());
        vec![key.clone()]
    }
}

fn decrypter(key: &DecryptionKey) -> Decrypter {
    Decrypter::from(key.clone()).with_encs(Enc::all()).unwrap()
}

fn encrypter(key: &DecryptionKey, enc: Enc) -> EncryptionKey {
    key.encryption_key().unwrap().with_enc(enc).unwrap()
}

#[test]
fn every_algorithm_and_encryption_goes_round() {
    let mut seen = 0;
    for (alg, enc) in KeyAlg::all().flat_map(|alg| Enc::all().map(move |enc| (alg, enc))) {
        for key in keys(alg, enc) {
            let header = Header::default().with_typ("secret").with_cty("text/plain");
            let token = jwe::encrypt(&encrypter(&key, enc), &header, b"hello").unwrap();
            let decrypted = decrypter(&key).decrypt(&token).unwrap();
            assert_eq!(decrypted.plaintext(), b"hello", "{alg} {enc}");
            let shown = format!("{decrypted:?}");
            assert!(shown.contains("Secret(..)") && !shown.contains("hello"));
            assert!(!shown.contains("104, 101"), "{shown}");
            assert_eq!((decrypted.alg, decrypted.enc), (alg, enc));
            assert_eq!(decrypted.typ.as_deref(), Some("secret"));
            assert_eq!(decrypted.cty.as_deref(), Some("text/plain"));
            assert_eq!(decrypted.kid.as_deref(), key.kid());
            seen += 1;
        }
    }
    println!("{seen} combinations of key, alg and enc");
    assert_eq!(seen, (16 + 4 * 3) * 6);
}

#[test]
fn keys_go_by_way_of_their_jwk() {
    let enc = Enc::A128CbcHs256;
    for key in KeyAlg::all().flat_map(|alg| keys(alg, enc)) {
        let alg = key.alg();
        let token = jwe::encrypt(&encrypter(&key, enc), &Header::default(), b"hello").unwrap();
        let again = DecryptionKey::from_jwk(&key.to_jwk(), None).unwrap();
        assert_eq!(again.kid(), key.kid(), "{alg}");
        assert!(decrypter(&again).decrypt(&token).is_ok(), "{alg}");
        let Some(public) = key.public_jwk() else {
            assert!(alg.is_symmetric(), "{alg}");
            continue;
        };
        assert_eq!(
            DecryptionKey::from_jwk(&public, None).unwrap_err(),
            Error::KeyNotPrivate
        );
        let theirs = EncryptionKey::from_jwk(&public, None).unwrap();
        assert_eq!(theirs.enc(), Enc::A256Gcm);
        let token = jwe::encrypt(&theirs, &Header::default(), b"hello").unwrap();
        assert!(Decrypter::from(key).decrypt(&token).is_ok(), "{alg}");
    }
}

#[test]
fn d05_what_we_write_for_a_password_is_what_owasp_asks() {
    let key = EncryptionKey::from_password(PASSWORD, KeyAlg::Pbes2Hs256A128Kw).unwrap();
    let token = jwe::encrypt(&key, &Header::default(), b"").unwrap();
    let header = parts(&token).remove(0);
    let header: serde_json::Value = serde_json::from_slice(&header).unwrap();
    assert_eq!(header["p2c"], 600_000);
    for (rounds, good) in [
        (0, false),
        (599_999, false),
        (600_000, true),
        (jwe::MAX_ITERATIONS, true),
        (jwe::MAX_ITERATIONS + 1, false),
    ] {
        let set = key.clone().with_iterations(rounds);
        assert_eq!(set.is_ok(), good, "{rounds}");
    }
    let short = EncryptionKey::from_password("hunter2", KeyAlg::Pbes2Hs256A128Kw);
    assert_eq!(short.unwrap_err().code(), "key_weak");
}

#[test]
fn d02_long_tokens_are_taken_only_where_that_was_said() {
    let key = DecryptionKey::generate(KeyAlg::A256Kw).unwrap();
    let long = vec![7; 1024 * 1024];
    let token = jwe::encrypt(&key.encryption_key().unwrap(), &Header::default(), &long).unwrap();
    let decrypter = Decrypter::from(key);
    assert_eq!(decrypter.decrypt(&token).unwrap_err(), Error::TokenTooLong);
    let decrypter = decrypter.with_max_len(2 * 1024 * 1024);
    assert_eq!(decrypter.decrypt(&token).unwrap().plaintext(), long);
    let short = decrypter.with_max_len(100);
    assert_eq!(short.decrypt(&token).unwrap_err(), Error::TokenTooLong);
}

#[test]
fn t03_a_shared_content_key_is_of_one_encryption() {
    for enc in Enc::all() {
        let key = DecryptionKey::generate_direct(enc).unwrap();
        let sender = key.encryption_key().unwrap();
        assert_eq!(sender.enc(), enc);
        for other in Enc::all().filter(|other| *other != enc) {
            let refused = sender.clone().with_enc(other).unwrap_err();
            assert_eq!(refused, Error::KeyAlgMismatch, "{enc} {other}");
            // The same bytes under the name of another encryption of that length.
            let text = key.to_jwk().to_json().replace(enc.name(), other.name());
            let named = Jwk::parse(text).and_then(|jwk| DecryptionKey::from_jwk(&jwk, None));
            let Ok(named) = named else {
                assert_ne!(enc.key_len(), other.key_len(), "{enc} {other}");
                continue;
            };
            let sender = named.encryption_key().unwrap();
            let token = jwe::encrypt(&sender, &Header::default(), b"x").unwrap();
            assert!(decrypter(&named).decrypt(&token).is_ok(), "{other}");
            let refused = decrypter(&key).decrypt(&token).unwrap_err();
            assert_eq!(refused, Error::EncNotAllowed, "{enc} {other}");
        }
    }
}

#[test]
fn a_recipient_accepts_gcm_alone_or_what_was_named() {
    let key = DecryptionKey::generate(KeyAlg::A128Kw).unwrap();
    let usual = Decrypter::from(key.clone());
    let none = usual.clone().with_encs([]).unwrap_err();
    assert_eq!(none.code(), "policy_invalid");
    for enc in Enc::all() {
        let token = jwe::encrypt(&encrypter(&key, enc), &Header::default(), b"x").unwrap();
        let expected = if enc.name().ends_with("GCM") {
            Ok(())
        } else {
            Err(Error::EncNotAllowed)
        };
        assert_eq!(usual.decrypt(&token).map(drop), expected, "{enc}");
        for named in Enc::all() {
            let one = usual.clone().with_encs([named]).unwrap();
            assert_eq!(one.decrypt(&token).is_ok(), named == enc, "{enc} {named}");
        }
    }
}

#[test]
fn a_kid_chooses_the_key() {
    let keys = [KeyAlg::EcdhEs, KeyAlg::RsaOaep].map(|alg| keys(alg, Enc::A256Gcm).remove(0));
    let both = Decrypter::new(keys.clone()).unwrap();
    for key in &keys {
        let sender = key.encryption_key().unwrap();
        let token = jwe::encrypt(&sender, &Header::default(), b"x").unwrap();
        assert_eq!(both.decrypt(&token).unwrap().alg, key.alg());
    }
    let twice = Decrypter::new([keys[0].clone(), keys[0].clone()]);
    assert_eq!(twice.unwrap_err(), Error::KeySetDuplicateKid);
    assert_eq!(Decrypter::new([]).unwrap_err(), Error::KeySetEmpty);
}

/// The segments, decoded; the header stays as it is.
fn parts(token: &str) -> Vec<Vec<u8>> {
    let segments = token.split('.');
    segments
        .map(|segment| base64_simd::URL_SAFE_NO_PAD.decode_to_vec(segment).unwrap())
        .collect()
}

fn join(parts: &[Vec<u8>]) -> String {
    let segments = parts
        .iter()
        .map(|part| base64_simd::URL_SAFE_NO_PAD.encode_to_string(part));
    segments.collect::<Vec<_>>().join(".")
}

const FLIPPED: [(KeyAlg, Enc); 7] = [
    (KeyAlg::Dir, Enc::A128Gcm),
    (KeyAlg::A192Kw, Enc::A192CbcHs384),
    (KeyAlg::A256GcmKw, Enc::A256Gcm),
    (KeyAlg::EcdhEs, Enc::A128CbcHs256),
    (KeyAlg::EcdhEsA256Kw, Enc::A192Gcm),
    (KeyAlg::RsaOaep, Enc::A256CbcHs512),
    (KeyAlg::RsaOaep256, Enc::A128Gcm),
];

#[test]
fn t20_any_flipped_bit_gives_the_one_error() {
    let mut flipped = 0;
    for (alg, enc) in FLIPPED {
        let key = keys(alg, enc).pop().unwrap();
        let decrypter = decrypter(&key);
        let token = jwe::encrypt(&encrypter(&key, enc), &Header::default(), b"hello").unwrap();
        let good = parts(&token);
        // RSA is slow, and all bits of its ciphertext are alike.
        let step = if alg.name().starts_with("RSA") { 41 } else { 1 };
        for segment in 0..good.len() {
            for bit in (0..good[segment].len() * 8).step_by(step) {
                let mut bad = good.clone();
                bad[segment][bit / 8] ^= 1 << (bit % 8);
                let error = decrypter.decrypt(&join(&bad)).unwrap_err();
                // A header can be malformed in its own ways before a key is in play.
                if segment > 0 {
                    assert_eq!(
                        error,
                        Error::DecryptionFailed,
                        "{alg} {enc} {segment} {bit}"
                    );
                }
                flipped += 1;
            }
        }
    }
    println!("{flipped} flipped bits");
}

#[test]
fn t20_failures_are_one_error_and_take_one_time() {
    for (alg, enc) in FLIPPED {
        let key = keys(alg, enc).pop().unwrap();
        let decrypter = decrypter(&key);
        let text = [7; 512];
        let token = jwe::encrypt(&encrypter(&key, enc), &Header::default(), &text).unwrap();
        let good = parts(&token);
        let spoilt = |segment: usize| {
            let mut bad = good.clone();
            if let Some(byte) = bad[segment].last_mut() {
                *byte ^= 1;
            }
            join(&bad)
        };
        let mut times = Vec::new();
        for (what, segment) in [("the key", 1), ("the ciphertext", 3), ("the tag", 4)] {
            let bad = spoilt(segment);
            if bad == token {
                continue;
            }
            let error = decrypter.decrypt(&bad).unwrap_err();
            assert_eq!(error, Error::DecryptionFailed, "{alg} {what}");
            times.push((what, fastest(|| drop(decrypter.decrypt(&bad)))));
        }
        println!("{alg} {enc}, spoilt: {times:?}");
        // Far apart is what an oracle would be: a machine with other work blurs the rest.
        let all = || times.iter().map(|(_, time)| *time);
        let (least, most) = (all().min().unwrap(), all().max().unwrap());
        assert!(most < least * 2, "{alg} {enc}: {times:?}");
    }
}

#[expect(clippy::disallowed_methods, reason = "a test that measures")]
fn fastest(work: impl Fn()) -> Duration {
    let times = (0..51).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed()
    });
    times.min().unwrap()
}

static KEYS: LazyLock<Vec<Decrypter>> = LazyLock::new(|| {
    let all = KeyAlg::all().filter(|alg| !alg.takes_password());
    let all = all.flat_map(|alg| keys(alg, Enc::A256Gcm));
    all.map(|key| decrypter(&key)).collect()
});

fn feed(text: &str) {
    for decrypter in &*KEYS {
        assert!(decrypter.decrypt(text).is_err());
    }
    if let Ok(jwk) = Jwk::parse(text) {
        let _ = DecryptionKey::from_jwk(&jwk, Some(KeyAlg::A256Kw));
    }
    if let Ok(set) = JwkSet::parse(text) {
        let _ = Decrypter::from_jwks(&set, Some(KeyAlg::EcdhEs));
        let _ = EncryptionKey::from_jwks(&set, None, None);
    }
    let _ = EncryptionKey::from_pem(text, KeyAlg::RsaOaep);
}

proptest! {
    #[test]
    fn any_text(text in any::<String>()) {
        feed(&text);
    }

    #[test]
    fn texts_that_look_like_tokens(text in "[A-Za-z0-9_-]{1,40}(\\.[A-Za-z0-9_-]{0,40}){4}") {
        feed(&text);
    }

    #[test]
    fn headers_of_any_kind(
        alg in prop::sample::select(KeyAlg::all().map(KeyAlg::name).collect::<Vec<_>>()),
        enc in prop::sample::select(Enc::all().map(Enc::name).collect::<Vec<_>>()),
        more in "(,\"(epk|apu|apv|iv|tag|p2s|p2c|kid|typ|cty|sub)\":(\"[A-Za-z0-9_-]{0,9}\"|\\{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"A\"\\}|1|null)){0,4}",
        rest in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..48), 4),
    ) {
        let mut segments = vec![format!("{{\"alg\":\"{alg}\",\"enc\":\"{enc}\"{more}}}").into_bytes()];
        segments.extend(rest);
        feed(&join(&segments));
    }

    #[test]
    fn any_text_goes_round(text in prop::collection::vec(any::<u8>(), 0..3000)) {
        let enc = Enc::all().nth(text.len() % 6).unwrap();
        let key = DecryptionKey::generate_direct(enc).unwrap();
        let token = jwe::encrypt(&key.encryption_key().unwrap(), &Header::default(), &text).unwrap();
        let found = decrypter(&key).decrypt(&token).unwrap();
        prop_assert_eq!(found.plaintext(), text);
    }
}

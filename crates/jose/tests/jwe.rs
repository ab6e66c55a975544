//! Encryption: every algorithm with every content encryption, and what a changed token gives.

#![expect(
    clippy::unwrap_used,
    reason = "a broken vector or helper must fail the test"
)]

use paraph_jose::Error;
use paraph_jose::jwe::{self, Curve, Decrypter, DecryptionKey, Enc, EncryptionKey, Header, KeyAlg};
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
        vec![DecryptionKey::generate(alg).unwrap()]
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
            let header = Header {
                typ: Some("secret"),
                cty: Some("text/plain"),
            };
            let token = jwe::encrypt(&encrypter(&key, enc), &header, b"hello").unwrap();
            let decrypted = decrypter(&key).decrypt(&token).unwrap();
            assert_eq!(decrypted.plaintext(), b"hello", "{alg} {enc}");
            assert_eq!((decrypted.alg, decrypted.enc), (alg, enc));
            assert_eq!(decrypted.typ.as_deref(), Some("secret"));
            assert_eq!(decrypted.cty.as_deref(), Some("text/plain"));
            assert_eq!(decrypted.kid.as_deref(), key.kid());
            // By way of its JWK, too.
            let again = DecryptionKey::from_jwk(key.to_jwk().as_str(), None).unwrap();
            assert!(decrypter(&again).decrypt(&token).is_ok(), "{alg} {enc}");
            seen += 1;
        }
    }
    println!("{seen} combinations of key, alg and enc");
    assert_eq!(seen, (16 + 4 * 3) * 6);
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

#[test]
fn t20_any_flipped_bit_gives_the_one_error() {
    let mut flipped = 0;
    for (alg, enc) in [
        (KeyAlg::Dir, Enc::A128Gcm),
        (KeyAlg::A192Kw, Enc::A192CbcHs384),
        (KeyAlg::A256GcmKw, Enc::A256Gcm),
        (KeyAlg::EcdhEs, Enc::A128CbcHs256),
        (KeyAlg::EcdhEsA256Kw, Enc::A192Gcm),
    ] {
        let key = keys(alg, enc).pop().unwrap();
        let decrypter = decrypter(&key);
        let token = jwe::encrypt(&encrypter(&key, enc), &Header::default(), b"hello").unwrap();
        let good = parts(&token);
        for segment in 0..good.len() {
            for bit in 0..good[segment].len() * 8 {
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

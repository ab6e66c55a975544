//! Decrypting takes memory in proportion to the token, and nothing for what is refused by its shape.

use allocation_counter::measure;
use paraph_jose::Error;
use paraph_jose::jwe::{self, Decrypter, DecryptionKey, Enc, Header, KeyAlg};

fn decrypter(enc: Enc) -> (Decrypter, DecryptionKey) {
    let key = DecryptionKey::generate_direct(enc).expect("a key");
    let decrypter = Decrypter::from(key.clone()).with_encs([enc]);
    (decrypter.expect("an enc"), key)
}

#[test]
fn d01_d02_refused_by_shape_before_anything_is_allocated() {
    let (decrypter, _) = decrypter(Enc::A256Gcm);
    let shapes = [
        "a".repeat(8 * 1024 + 1),
        ".".repeat(1024 * 1024),
        ".".repeat(8 * 1024),
    ];
    for token in shapes {
        let counted = measure(|| assert!(decrypter.decrypt(&token).is_err()));
        assert_eq!(counted.count_total, 0, "{}", token.len());
    }
}

#[test]
fn d02_memory_is_a_small_multiple_of_the_token() {
    for enc in Enc::all() {
        let (decrypter, key) = decrypter(enc);
        let decrypter = decrypter.with_max_len(jwe::MAX_LEN);
        let plain = vec![7; 1024 * 1024];
        let sender = key.encryption_key().expect("a key");
        let token = jwe::encrypt(&sender, &Header::default(), &plain).expect("a token");
        let counted = measure(|| {
            let found = decrypter.decrypt(&token).expect("it decrypts");
            assert_eq!(found.plaintext().len(), plain.len());
        });
        assert!(counted.bytes_max < token.len() as u64, "{enc}: {counted:?}");
    }
}

#[test]
fn d02_a_long_header_is_refused_before_it_is_decoded() {
    let (decrypter, _) = decrypter(Enc::A256Gcm);
    let token = format!("{}.a.a.a.a", "A".repeat(4_000));
    let counted = measure(|| assert!(decrypter.decrypt(&token).is_err()));
    assert_eq!(counted.count_total, 0);
}

/// A content key that cannot be recovered is replaced, so that the tag is what fails (RFC 7516 section
/// 11.5): the same work, which shows in memory where a clock would be too coarse.
#[test]
fn t20_a_spoilt_key_costs_what_a_spoilt_tag_costs() {
    for alg in [
        KeyAlg::A128Kw,
        KeyAlg::A192Kw,
        KeyAlg::A256GcmKw,
        KeyAlg::EcdhEsA256Kw,
        KeyAlg::RsaOaep,
        KeyAlg::RsaOaep256,
    ] {
        let key = DecryptionKey::generate(alg).expect("a key");
        let sender = key.encryption_key().expect("a key");
        let decrypter = Decrypter::from(key).with_encs(Enc::all());
        let decrypter = decrypter.expect("encs");
        for enc in Enc::all() {
            let sender = sender.clone().with_enc(enc).expect("an enc");
            let token = jwe::encrypt(&sender, &Header::default(), &[7; 512]).expect("a token");
            let cost = |segment: usize| {
                let mut parts: Vec<_> = token.split('.').map(str::to_owned).collect();
                let other = if parts[segment].starts_with('A') {
                    "B"
                } else {
                    "A"
                };
                parts[segment].replace_range(..1, other);
                let spoilt = parts.join(".");
                let counted = measure(|| {
                    let refused = decrypter.decrypt(&spoilt).map(drop);
                    assert_eq!(refused, Err(Error::DecryptionFailed));
                });
                (counted.count_total, counted.bytes_total)
            };
            let (spoilt_key, spoilt_tag) = (cost(1), cost(4));
            assert_eq!(spoilt_key, spoilt_tag, "{alg} {enc}");
        }
    }
}

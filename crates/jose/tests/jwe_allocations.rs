//! Decrypting takes memory in proportion to the token, and nothing for what is refused by its shape.

use allocation_counter::measure;
use paraph_jose::jwe::{self, Decrypter, DecryptionKey, Enc, Header};

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

use paraph_jose::{Error, SigningKey};

use super::*;

fn public(alg: Alg) -> String {
    let key = SigningKey::generate(alg).unwrap();
    key.public_jwk().unwrap().to_json().to_string()
}

fn list(keys: &[&str]) -> String {
    format!(r#"{{"keys":[{}]}}"#, keys.join(","))
}

fn refused(text: &str) -> FetchError {
    read(text.as_bytes(), None).map(|_| ()).unwrap_err()
}

#[test]
fn t04_keys_of_other_kinds_and_for_encryption_are_left_out() {
    let good = public(Alg::ES256);
    let sealing = public(Alg::ES256).replace(r#""use":"sig""#, r#""use":"enc""#);
    let strange = r#"{"kty":"XMSS","x":"AA"}"#;
    let accepted = read(list(&[strange, &good, &sealing]).as_bytes(), None);
    assert_eq!(accepted.ok().unwrap().keys.keys().len(), 1);
    for text in [list(&[strange]), list(&[&sealing]), list(&[])] {
        assert_eq!(
            refused(&text),
            FetchError::Set(Error::KeySetEmpty),
            "{text}"
        );
    }
}

#[test]
fn h09_a_set_with_a_secret_is_refused_even_if_all_are() {
    let good = public(Alg::EdDSA);
    let secret = SigningKey::generate(Alg::ES256).unwrap().to_jwk().to_json();
    let shared = SigningKey::generate(Alg::HS256).unwrap().to_jwk().to_json();
    for text in [
        list(&[&secret]),
        list(&[&shared]),
        list(&[&secret, &shared]),
    ] {
        assert_eq!(refused(&text), FetchError::Secret);
    }
    for text in [list(&[&good, &secret]), list(&[&shared, &good])] {
        assert_eq!(refused(&text), FetchError::Set(Error::KeySetMixed));
    }
}

#[test]
fn h08_equal_kids_are_refused() {
    let good = public(Alg::ES256);
    let error = FetchError::Set(Error::KeySetDuplicateKid);
    assert_eq!(refused(&list(&[&good, &good])), error);
}

#[test]
fn keys_without_alg_need_one_assumed() {
    let bare = public(Alg::RS256).replace(r#""alg":"RS256","#, "");
    assert!(!bare.contains("RS256"), "{bare}");
    let text = list(&[&bare]);
    assert_eq!(refused(&text), FetchError::Set(Error::KeyNeedsAlg));
    let accepted = read(text.as_bytes(), Some(Alg::PS256)).ok().unwrap();
    assert_eq!(accepted.keys.keys()[0].alg(), Alg::PS256);
}

#[test]
fn equal_sets_have_equal_texts() {
    let (a, b) = (public(Alg::ES256), public(Alg::EdDSA));
    let text = |keys: &[&str]| read(list(keys).as_bytes(), None).ok().unwrap().text;
    assert_eq!(text(&[&a, &b]), text(&[&b, &a]));
    assert_eq!(text(&[&a.replace(',', " , ")]), text(&[&a]));
    assert_ne!(text(&[&a]), text(&[&a, &b]));
    // What is kept can be read again, into the same.
    let kept = text(&[&a, &b]);
    assert_eq!(read(kept.as_bytes(), None).ok().unwrap().text, kept);
}

use std::collections::BTreeSet;

use super::*;

/// A list of every variant, each with an example. The compiler refuses a variant that is not in it.
macro_rules! every {
    ($($variant:pat => $example:expr,)*) => {
        fn every() -> Vec<Error> {
            fn is_listed(error: &Error) -> bool {
                match error {
                    $($variant => true,)*
                }
            }
            let every = vec![$($example),*];
            assert!(every.iter().all(is_listed));
            $(assert!(matches!($example, $variant));)*
            every
        }
    };
}

every! {
    Error::TokenTooLong => Error::TokenTooLong,
    Error::TokenNotCompact => Error::TokenNotCompact,
    Error::TokenBase64 => Error::TokenBase64,
    Error::Json(Part::Header, _) => Error::Json(Part::Header, Fault::Syntax),
    Error::Json(Part::Claims, _) => Error::Json(Part::Claims, Fault::Syntax),
    Error::Json(Part::Key, _) => Error::Json(Part::Key, Fault::Syntax),
    Error::Json(Part::KeySet, _) => Error::Json(Part::KeySet, Fault::Syntax),
    Error::HeaderCritical => Error::HeaderCritical,
    Error::HeaderMember => Error::HeaderMember,
    Error::HeaderCompressed => Error::HeaderCompressed,
    Error::HeaderIterations => Error::HeaderIterations,
    Error::HeaderType(_) => Error::HeaderType("detail"),
    Error::ClaimType(_) => Error::ClaimType("detail"),
    Error::AlgMismatch => Error::AlgMismatch,
    Error::AlgNotAllowed => Error::AlgNotAllowed,
    Error::KeyUnknown => Error::KeyUnknown,
    Error::KeyIdMissing => Error::KeyIdMissing,
    Error::BadSignature => Error::BadSignature,
    Error::EncNotAllowed => Error::EncNotAllowed,
    Error::DecryptionFailed => Error::DecryptionFailed,
    Error::NotNested => Error::NotNested,
    Error::TypMismatch => Error::TypMismatch,
    Error::NestedContent => Error::NestedContent,
    Error::ClaimMissing(_) => Error::ClaimMissing("detail".into()),
    Error::ClaimMismatch(_) => Error::ClaimMismatch("detail".into()),
    Error::IssuerMismatch => Error::IssuerMismatch,
    Error::AudienceMismatch => Error::AudienceMismatch,
    Error::Expired => Error::Expired,
    Error::NotYetValid => Error::NotYetValid,
    Error::IssuedInFuture => Error::IssuedInFuture,
    Error::TooOld => Error::TooOld,
    Error::ClaimsShape(_) => Error::ClaimsShape(4711),
    Error::KeyMalformed(_) => Error::KeyMalformed("detail"),
    Error::KeyUnsupported(_) => Error::KeyUnsupported("detail"),
    Error::KeyWeak(_) => Error::KeyWeak("detail"),
    Error::KeyInconsistent => Error::KeyInconsistent,
    Error::KeyWithoutCrt => Error::KeyWithoutCrt,
    Error::KeyNeedsAlg => Error::KeyNeedsAlg,
    Error::KeyAlgMismatch => Error::KeyAlgMismatch,
    Error::KeyUse => Error::KeyUse,
    Error::KeyNotPrivate => Error::KeyNotPrivate,
    Error::KeySymmetric => Error::KeySymmetric,
    Error::KeySetEmpty => Error::KeySetEmpty,
    Error::KeySetDuplicateKid => Error::KeySetDuplicateKid,
    Error::KeySetMixed => Error::KeySetMixed,
    Error::AlgUnknown(_) => Error::AlgUnknown("detail"),
    Error::LeewayOutOfRange => Error::LeewayOutOfRange,
    Error::PolicyInvalid(_) => Error::PolicyInvalid("detail"),
    Error::ClaimsNotObject => Error::ClaimsNotObject,
    Error::Crypto => Error::Crypto,
}

#[test]
fn every_variant_has_a_code_and_a_sentence_of_its_own() {
    let every = every();
    let codes: BTreeSet<_> = every.iter().map(Error::code).collect();
    let sentences: BTreeSet<_> = every.iter().map(Error::to_string).collect();
    assert_eq!((codes.len(), sentences.len()), (every.len(), every.len()));
    let listed: Vec<_> = every.iter().map(Error::code).collect();
    assert_eq!(listed, Error::CODES);
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    assert!(codes.iter().all(|code| code.bytes().all(is_word)));
    assert!(
        sentences
            .iter()
            .all(|line| !line.contains('\n') && line.len() > 8)
    );
    assert_eq!(every.iter().filter(|error| error.is_expired()).count(), 1);
}

/// A variant that carries a word says it: whoever reads the sentence needs no Debug.
#[test]
fn a_sentence_holds_its_detail() {
    let mut details = 0;
    for error in every() {
        let debug = format!("{error:?}");
        for (detail, said) in [
            ("\"detail\"", "detail"),
            ("4711", "4711"),
            ("Syntax", "syntax error"),
        ] {
            if debug.contains(detail) {
                assert!(error.to_string().contains(said), "{error}");
                details += 1;
            }
        }
    }
    assert_eq!(details, 14);
}

/// What is wrong in a key is told as the key's fault, and its set goes on without it.
#[test]
fn an_unknown_name_is_its_own_error_and_in_a_key_the_keys() {
    use crate::jwe::{Enc, KeyAlg};
    use crate::{Alg, Jwk, JwkSet};
    for error in [
        "foo".parse::<Alg>().unwrap_err(),
        "foo".parse::<KeyAlg>().unwrap_err(),
        "foo".parse::<Enc>().unwrap_err(),
    ] {
        assert_eq!(error.code(), "alg_unknown");
        assert!(error.to_string().ends_with("of this name is known"));
        assert!(!error.to_string().contains("key"), "{error}");
    }
    let jwk = r#"{"kty":"RSA","alg":"RS1","n":"AQAB","e":"AQAB"}"#;
    assert_eq!(Jwk::parse(jwk).unwrap_err().code(), "key_unsupported");
    let set = JwkSet::parse(format!(r#"{{"keys":[{jwk}]}}"#)).unwrap();
    assert_eq!((set.keys().len(), set.skipped()), (0, 1));
}

//! What may be read of a token before anybody checked it.

use paraph_jose::{UnverifiedIssuer, dangerous};

use super::oracle::{decode, is_strict, members, string};
use super::promises::{NAMES, frugal, refused};
use super::variants::variants;
use super::{data, oracle};

const CODES: &[&str] = &[
    "token_too_long",
    "token_not_compact",
    "token_base64",
    "header_json",
    "claims_json",
    "claim_missing",
    "claim_type",
];

/// Both readers see what an independent reader sees.
pub(super) fn read(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let segments: Vec<_> = text.split('.').map(decode).collect();
    // The issuer's reader leaves the header alone.
    let payload = match segments.as_slice() {
        [_, Some(payload), _] => Some(payload.as_slice()),
        _ => None,
    };
    let expected = payload.and_then(|payload| string(members(payload)?.get("iss")?));
    match frugal(data, 8, 1024 + NAMES, || UnverifiedIssuer::read(text)) {
        Ok(issuer) => {
            let expected = expected.expect("an issuer that is not there");
            assert!(issuer.is(&expected) && !issuer.is(&format!("{expected} ")));
        }
        Err(error) => refused(&error, &[CODES]),
    }
    match frugal(data, 256, 1024 + NAMES, || {
        dangerous::decode_unverified(text)
    }) {
        Ok((header, claims)) => {
            for (value, at) in [(header, 0), (claims, 1)] {
                let json = segments[at].as_deref().unwrap();
                assert!(is_strict(json));
                assert_eq!(
                    value,
                    serde_json::from_slice::<serde_json::Value>(json).unwrap()
                );
            }
        }
        Err(error) => refused(&error, &[CODES]),
    }
}

/// The vectors' tokens; an issuer of every kind.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let payloads = variants(&[("iss", "\"a\"")], &["iss", "aud"]);
    let token = |payload: &Vec<u8>| format!("e30.{}.AA", oracle::encode(payload)).into_bytes();
    let issuers = payloads.iter().map(token);
    data::tokens().into_iter().chain(issuers).collect()
}

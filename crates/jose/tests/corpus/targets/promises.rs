//! The promises every parser keeps: a refusal has a documented code, and memory is bounded by the
//! input.

use allocation_counter::measure;
use paraph_jose::Error;

/// What a signed token may be refused with, before and after its signature.
pub(super) const TOKEN: &[&str] = &[
    "token_too_long",
    "token_not_compact",
    "token_base64",
    "header_json",
    "header_critical",
    "header_member",
    "header_type",
    "alg_mismatch",
    "key_unknown",
    "key_id_missing",
    "bad_signature",
    "typ_mismatch",
];
/// What its claims may be refused with.
pub(super) const CLAIMS: &[&str] = &[
    "token_base64",
    "nested_content",
    "alg_not_allowed",
    "claims_json",
    "claim_type",
    "claim_missing",
    "claim_mismatch",
    "issuer_mismatch",
    "audience_mismatch",
    "expired",
    "not_yet_valid",
    "issued_in_future",
    "too_old",
    "claims_shape",
];
/// What an encrypted token may be refused with.
pub(super) const ENCRYPTED: &[&str] = &[
    "token_too_long",
    "token_not_compact",
    "token_base64",
    "header_json",
    "header_critical",
    "header_member",
    "header_type",
    "header_zip",
    "header_p2c",
    "alg_mismatch",
    "key_unknown",
    "key_id_missing",
    "enc_not_allowed",
    "decryption_failed",
];
/// What a key may be refused with.
pub(super) const KEY: &[&str] = &[
    "key_json",
    "key_malformed",
    "key_unsupported",
    "key_weak",
    "key_inconsistent",
    "key_without_crt",
    "key_needs_alg",
    "key_alg_mismatch",
    "key_use",
    "key_not_private",
];
/// What a key that was read may be refused with: it is whole, and may be for something else.
pub(super) const UNFIT: &[&str] = &[
    "key_needs_alg",
    "key_alg_mismatch",
    "key_use",
    "key_not_private",
];
/// What a set of keys may be refused with, beside what its keys are.
pub(super) const SET: &[&str] = &[
    "key_set_json",
    "key_set_empty",
    "key_set_duplicate_kid",
    "key_set_mixed",
    "key_unknown",
    "key_id_missing",
];

/// The token that `make` makes; `None` if it refuses because a key's name, escaped, fills the header.
#[track_caller]
pub(super) fn written(
    kid: Option<&str>,
    make: impl FnOnce() -> Result<String, Error>,
) -> Option<String> {
    make()
        .inspect_err(|error| {
            let name = serde_json::Value::from(kid).to_string();
            assert_eq!((error, name.len() > 700), (&Error::TokenTooLong, true));
        })
        .ok()
}

/// The error must be one of these, and say something.
#[track_caller]
pub(super) fn refused(error: &Error, codes: &[&[&str]]) {
    let code = error.code();
    assert!(
        codes.iter().any(|codes| codes.contains(&code)),
        "refused as {code}"
    );
    assert!(!error.to_string().is_empty());
}

/// What names with escapes may take in the objects that are open at a time: sixteen, with a node of a tree each.
pub(super) const NAMES: usize = 16 * 320;

/// What `work` returns, if it took no more memory at a time than `factor` times the input beside
/// `floor` bytes.
#[track_caller]
pub(super) fn frugal<T>(input: &[u8], factor: usize, floor: usize, work: impl FnOnce() -> T) -> T {
    let mut done = None;
    let counted = measure(|| done = Some(work()));
    let limit = u64::try_from(input.len() * factor + floor).unwrap();
    assert!(
        counted.bytes_max <= limit,
        "{} bytes of memory for {} of input",
        counted.bytes_max,
        input.len()
    );
    done.unwrap()
}

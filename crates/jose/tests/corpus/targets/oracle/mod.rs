//! The same rules once more, written for being obviously right.

mod base64;
mod claims;
mod der;
mod json;
mod rules;

pub(super) use base64::{decode, encode};
pub(super) use der::is_canonical;
pub(super) use json::{is_strict, judge};
pub(super) use rules::{Audiences, MEMBERS, Rule, Rules};

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// The members of an object, as they are written; `None` if it is not strict.
pub(super) fn members(json: &[u8]) -> Option<BTreeMap<String, &RawValue>> {
    is_strict(json).then(|| serde_json::from_slice(json).unwrap())
}

/// A string's text; `None` for any other value.
pub(super) fn string(value: &RawValue) -> Option<String> {
    serde_json::from_str(value.get()).ok()
}

//! Reading tokens that nobody has checked: for `decode` and `explain`, where a person looks at a
//! token. Never decide anything by what comes from here.

use serde_json::Value;

use crate::b64;
use crate::error::{Error, Part};
use crate::header;
use crate::json;
use crate::jws;

/// The header and the claims of `token`, without any check of who wrote them. Shape, size and JSON
/// are as strict as everywhere; header members may be any.
///
/// # Errors
/// The malformed-token variants of [`Error`].
pub fn decode_unverified(token: &str) -> Result<(Value, Value), Error> {
    let [header, payload, _] = jws::split(token)?;
    let header = read_header(header)?;
    let payload = b64::decode(payload).ok_or(Error::TokenBase64)?;
    Ok((header, value(&payload, Part::Claims)?))
}

/// The header of `token` alone, whatever its payload is: for a tool that looks for a key. Whether it
/// is the right one, a check says.
///
/// # Errors
/// The malformed-token variants of [`Error`].
pub fn decode_unverified_header(token: &str) -> Result<Value, Error> {
    let [header, ..] = jws::split(token)?;
    read_header(header)
}

fn read_header(encoded: &str) -> Result<Value, Error> {
    let mut buffer = [0; header::MAX_LEN];
    value(jws::decode_header(encoded, &mut buffer)?, Part::Header)
}

fn value(bytes: &[u8], part: Part) -> Result<Value, Error> {
    let text = json::check(bytes).map_err(|fault| Error::Json(part, fault))?;
    serde_json::from_str(text).map_err(|_| Error::Json(part, json::Fault::Number))
}

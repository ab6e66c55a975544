//! Our opaque tokens: a prefix, then base64url of a format byte, a body and a checksum.
//!
//! The prefix and the checksum let a secret scanner find a leaked token without asking us, and let the parser refuse a
//! mistyped one before anything is looked up. The checksum (CRC-32, big-endian, over the prefix and all bytes before it)
//! protects nothing: what makes a token genuine is inside its body.

mod refresh;

use std::fmt;

use zeroize::Zeroizing;

pub use self::refresh::{RefreshKey, RefreshToken, UncheckedRefresh};
use crate::b64;

/// What every refresh token starts with. NEVER CHANGE: scanners, clients and stored tokens know it.
pub const REFRESH_PREFIX: &str = "par_r_";

/// The format of the bodies defined here. NEVER CHANGE: a new layout takes a new number.
const FORMAT: u8 = 1;
const CHECKSUM: usize = 4;

/// Why a string is no token of the expected kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// It does not start with the prefix of this kind.
    Prefix,
    /// It is not the one strict base64url spelling of a body of the right length.
    Encoding,
    /// Its checksum is wrong: mistyped, cut, or made by somebody else.
    Checksum,
    /// Its format byte is none we know.
    Format,
}

/// `prefix` + base64url(format ‖ payload ‖ checksum).
fn frame(prefix: &str, payload: &[u8]) -> Zeroizing<String> {
    let mut body = Zeroizing::new(Vec::with_capacity(1 + payload.len() + CHECKSUM));
    body.push(FORMAT);
    body.extend_from_slice(payload);
    let checksum = checksum(prefix, &body);
    body.extend_from_slice(&checksum);
    let encoded = Zeroizing::new(b64::encode(&body));
    let mut text = Zeroizing::new(String::with_capacity(prefix.len() + encoded.len()));
    text.push_str(prefix);
    text.push_str(&encoded);
    text
}

/// The payload of exactly `N` bytes that [`frame`] put into `text`.
fn unframe<const N: usize>(prefix: &str, text: &str) -> Result<Zeroizing<[u8; N]>, TokenError> {
    let encoded = text.strip_prefix(prefix).ok_or(TokenError::Prefix)?;
    // The length is compared first, so that a megabyte of letters is refused before it is decoded.
    if encoded.len() != ((1 + N + CHECKSUM) * 4).div_ceil(3) {
        return Err(TokenError::Encoding);
    }
    let bytes = b64::decode(encoded).ok_or(TokenError::Encoding)?;
    let (body, sum) = bytes
        .split_last_chunk::<CHECKSUM>()
        .ok_or(TokenError::Encoding)?;
    if *sum != checksum(prefix, body) {
        return Err(TokenError::Checksum);
    }
    let (format, payload) = body.split_first().ok_or(TokenError::Encoding)?;
    if *format != FORMAT {
        return Err(TokenError::Format);
    }
    let payload = payload.try_into().map_err(|_| TokenError::Encoding)?;
    Ok(Zeroizing::new(payload))
}

fn checksum(prefix: &str, body: &[u8]) -> [u8; CHECKSUM] {
    let mut crc = crc32fast::Hasher::new();
    crc.update(prefix.as_bytes());
    crc.update(body);
    crc.finalize().to_be_bytes()
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Prefix => "not a token of this kind",
            Self::Encoding => "not a whole token",
            Self::Checksum => "the token's checksum is wrong",
            Self::Format => "a token of an unknown format",
        })
    }
}

impl std::error::Error for TokenError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_later_format_is_told_from_a_damaged_token() {
        let mut body = vec![2, 7, 7];
        body.extend(checksum("par_x_", &[2, 7, 7]));
        let text = format!("par_x_{}", b64::encode(&body));
        assert_eq!(unframe::<2>("par_x_", &text), Err(TokenError::Format));
    }

    proptest! {
        #[test]
        fn reads_back_at_any_length(a: [u8; 5], b: [u8; 6], c: [u8; 7]) {
            prop_assert_eq!(*unframe::<5>("par_x_", &frame("par_x_", &a)).unwrap(), a);
            prop_assert_eq!(*unframe::<6>("par_x_", &frame("par_x_", &b)).unwrap(), b);
            prop_assert_eq!(*unframe::<7>("par_x_", &frame("par_x_", &c)).unwrap(), c);
        }

        #[test]
        fn one_kind_never_passes_for_another(payload: [u8; 8]) {
            let text = frame("par_x_", &payload).replace("par_x_", "par_y_");
            prop_assert_eq!(unframe::<8>("par_y_", &text), Err(TokenError::Checksum));
            prop_assert_eq!(unframe::<8>("par_x_", &text), Err(TokenError::Prefix));
        }
    }
}

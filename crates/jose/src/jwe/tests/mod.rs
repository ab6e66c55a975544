//! Tests of what has no public name: the RFCs' figures inside a token, and the Wycheproof sets.

mod figures;
mod wycheproof;

use crate::b64;

/// Bytes of hexadecimal digits, blanks between them.
fn hex(digits: &str) -> Vec<u8> {
    let digits: Vec<u8> = digits.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

fn base64url(text: &str) -> Vec<u8> {
    b64::decode(text).unwrap()
}

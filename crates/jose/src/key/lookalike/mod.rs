//! Secrets that are really the text or the bytes of somebody's key (the classic confusion of RFC 8725 section 2.1): then a verifier that
//! was handed a public key in the place of a secret would take what everybody can sign.
//!
//! Looked for, behind blanks, NULs and byte order marks and in UTF-16: PEM, SSH and XML, JWKs anywhere in a JSON text, DER with blanks
//! behind it, uncompressed points; and all of these in base64 or in hexadecimal.
//!
//! A random secret must pass, so each rule has more than 64 bits to it. That leaves out what has no form: the 32 bytes of an Ed25519 key,
//! the bare modulus of RSA, and compressed points (of 33 random bytes, one in 170 is one).

mod binary;
mod text;

use base64_simd::forgiving_decode_to_vec;
use zeroize::Zeroizing;

/// How often a text may be wrapped in base64 or hexadecimal.
const LAYERS: usize = 2;
const BLANKS: [u8; 7] = *b" \t\r\n\x0b\x0c\0";
const MARKS: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];

/// True if `secret` spells a key of any kind.
pub(super) fn spells_a_key(secret: &[u8]) -> bool {
    spells(secret, LAYERS)
}

fn spells(bytes: &[u8], layers: usize) -> bool {
    if binary::is_a_key(bytes) {
        return true;
    }
    // Without NULs, UTF-16 reads as what it spells, where that is ASCII.
    let mut text = Zeroizing::new(Vec::with_capacity(bytes.len()));
    text.extend(bytes.iter().filter(|byte| **byte != 0));
    let text = without_margin(&text);
    text::is_a_key(text)
        || (layers > 0
            && unwrapped(text)
                .iter()
                .any(|inner| spells(inner, layers - 1)))
}

/// Without blanks, NULs and marks in front of it.
fn without_margin(mut bytes: &[u8]) -> &[u8] {
    loop {
        let mark = MARKS.iter().find_map(|mark| bytes.strip_prefix(*mark));
        match (mark, bytes) {
            (Some(rest), _) => bytes = rest,
            (None, [first, rest @ ..]) if BLANKS.contains(first) => bytes = rest,
            _ => return bytes,
        }
    }
}

fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| BLANKS.contains(byte))
}

/// What the text says if it is base64 of either alphabet, padded or not, or hexadecimal.
fn unwrapped(text: &[u8]) -> Vec<Zeroizing<Vec<u8>>> {
    let mut compact = Zeroizing::new(Vec::with_capacity(text.len()));
    let kept = text
        .iter()
        .filter(|byte| !BLANKS.contains(byte) && !b"\"',;:=".contains(byte));
    compact.extend(kept.map(|byte| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => *other,
    }));
    let base64 = forgiving_decode_to_vec(&compact).ok().map(Zeroizing::new);
    base64.into_iter().chain(hexadecimal(&compact)).collect()
}

/// What a text in hexadecimal says, `0x` before it or not.
pub(crate) fn hexadecimal(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let marks: [&[u8]; 2] = [b"0x", b"0X"];
    let text = marks
        .iter()
        .find_map(|mark| text.strip_prefix(*mark))
        .unwrap_or(text);
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() / 2));
    for pair in text.chunks(2) {
        let [high, low] = pair else { return None };
        bytes.push(digit(*high)? << 4 | digit(*low)?);
    }
    Some(bytes)
}

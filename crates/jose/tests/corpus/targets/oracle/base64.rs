//! Base64url, bit by bit (RFC 4648 section 5).

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The bytes that `text` is the one spelling of.
pub(in super::super) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bits = Vec::with_capacity(text.len() * 6);
    for byte in text.bytes() {
        let value = ALPHABET.iter().position(|known| *known == byte)?;
        bits.extend((0..6).rev().map(|bit| value >> bit & 1 == 1));
    }
    let (bytes, rest) = bits.as_chunks::<8>();
    if rest.len() >= 6 || rest.contains(&true) {
        return None;
    }
    let value = |bits: &[bool; 8]| bits.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit));
    Some(bytes.iter().map(value).collect())
}

/// The one spelling of `bytes`.
pub(in super::super) fn encode(bytes: &[u8]) -> String {
    let bit = |byte: &u8, bit: u8| byte >> bit & 1;
    let bits: Vec<u8> = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |at| bit(byte, at)))
        .collect();
    let letter = |six: &[u8]| {
        let value = six
            .iter()
            .fold(0, |value, bit| value << 1 | usize::from(*bit));
        char::from(ALPHABET[value << (6 - six.len())])
    };
    bits.chunks(6).map(letter).collect()
}

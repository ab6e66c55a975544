//! Base64url as JOSE writes it: no padding, no blanks, no unused bits (RFC 7515 section 2, RFC 4648
//! section 5).
//!
//! Decoding refuses everything but the one canonical spelling, so that two different texts never
//! mean the same bytes.

use base64_simd::{AsOut, URL_SAFE_NO_PAD};

/// Encodes `bytes` as a new string.
pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode_to_string(bytes)
}

/// Encodes `bytes` at the end of `out`.
pub(crate) fn append(bytes: &[u8], out: &mut String) {
    URL_SAFE_NO_PAD.encode_append(bytes, out);
}

/// Decodes `text` into a new vector; `None` unless it is canonical.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode_to_vec(text).ok()
}

/// Decodes `text` into `out`, replacing what it held and keeping its capacity.
pub(crate) fn decode_into(text: &str, out: &mut Vec<u8>) -> Option<()> {
    out.clear();
    URL_SAFE_NO_PAD.decode_append(text, out).ok()
}

/// Decodes `text` to the front of `out`, without allocating; `None` if it does not fit or is not
/// canonical.
pub(crate) fn decode_slice<'a>(text: &str, out: &'a mut [u8]) -> Option<&'a [u8]> {
    if URL_SAFE_NO_PAD.decoded_length(text.as_bytes()).ok()? > out.len() {
        return None;
    }
    URL_SAFE_NO_PAD
        .decode(text.as_bytes(), out.as_out())
        .ok()
        .map(|bytes| &*bytes)
}

/// The number of characters that `bytes` bytes take.
pub(crate) const fn encoded_len(bytes: usize) -> usize {
    (bytes * 4).div_ceil(3)
}

/// True for the 64 characters of the alphabet.
pub(crate) fn is_alphabet(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t12_only_the_canonical_spelling_decodes() {
        assert_eq!(decode("_-8").as_deref(), Some(&[0xff, 0xef][..]));
        let loose = [
            "_-8=", "_-9", "_-+", "_/8", " _-8", "_-8\n", "_ -8", "_", "_-8_-", "\u{fc}-8", "_-8?",
            "_-8\0",
        ];
        for text in loose {
            assert_eq!(decode(text), None, "{text:?}");
            assert_eq!(decode_into(text, &mut Vec::new()), None, "{text:?}");
            assert_eq!(decode_slice(text, &mut [0; 64]), None, "{text:?}");
        }
    }

    #[test]
    fn lengths_agree_with_the_encoder() {
        for n in 0..100 {
            assert_eq!(encode(&vec![7; n]).len(), encoded_len(n));
        }
    }

    #[test]
    fn a_short_buffer_is_refused() {
        assert_eq!(decode_slice("AAAA", &mut [0; 2]), None);
        assert_eq!(decode_slice("AAAA", &mut [0; 3]), Some(&[0, 0, 0][..]));
    }
}

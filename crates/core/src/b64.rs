//! base64url without padding, one spelling for each value (RFC 4648, sections 3.5 and 5).

use base64_simd::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

/// Base64url without padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode_to_string(bytes)
}

/// The bytes of a strict spelling: no padding, no foreign character, spare bits zero.
pub(crate) fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    URL_SAFE_NO_PAD.decode_to_vec(text).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn has_one_spelling() {
        assert_eq!(decode("_-8").as_deref(), Some(&vec![0xff, 0xef]));
        for other in ["_-9", "_-8=", "/+8", "_-8\n", " _-8", "_", "_-8\0"] {
            assert_eq!(decode(other), None, "{other:?}");
        }
    }

    proptest! {
        #[test]
        fn reads_back(bytes: Vec<u8>) {
            let decoded = decode(&encode(&bytes));
            prop_assert_eq!(decoded.as_deref(), Some(&bytes));
        }

        #[test]
        fn what_decodes_encodes_to_itself(text in "[A-Za-z0-9_=+/-]{0,12}") {
            if let Some(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }
    }
}

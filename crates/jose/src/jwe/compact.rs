//! The compact form (RFC 7516 section 7.1): five base64url segments.

use zeroize::Zeroizing;

use crate::b64;
use crate::error::Error;
use crate::jws;

/// The segments, still encoded.
pub(super) struct Parts<'t> {
    pub(super) header: &'t str,
    key: &'t str,
    iv: &'t str,
    ciphertext: &'t str,
    tag: &'t str,
}

/// What they hold, but for the header.
pub(super) struct Decoded {
    pub(super) key: Vec<u8>,
    pub(super) iv: Vec<u8>,
    /// Decrypted in place.
    pub(super) content: Zeroizing<Vec<u8>>,
    pub(super) tag: Vec<u8>,
}

/// Takes a token apart.
pub(super) fn split(token: &str, max_len: usize) -> Result<Parts<'_>, Error> {
    let [header, key, iv, ciphertext, tag] = jws::segments(token, max_len)?;
    Ok(Parts {
        header,
        key,
        iv,
        ciphertext,
        tag,
    })
}

impl Parts<'_> {
    pub(super) fn decode(&self) -> Result<Decoded, Error> {
        let decode = |text| b64::decode(text).ok_or(Error::TokenBase64);
        Ok(Decoded {
            key: decode(self.key)?,
            iv: decode(self.iv)?,
            content: decode(self.ciphertext).map(Zeroizing::new)?,
            tag: decode(self.tag)?,
        })
    }
}

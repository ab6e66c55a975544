//! The compact form (RFC 7516 section 7.1): five base64url segments.

use zeroize::Zeroizing;

use crate::b64;
use crate::error::Error;

/// The segments, still encoded.
pub(super) struct Parts<'t> {
    pub(super) header: &'t str,
    key: &'t str,
    iv: &'t str,
    ciphertext: &'t str,
    tag: &'t str,
}

/// The encrypted key, the IV, the ciphertext and the tag.
pub(super) type Decoded = (Vec<u8>, Vec<u8>, Zeroizing<Vec<u8>>, Vec<u8>);

/// Takes a token apart. The length is looked at first, and nothing is decoded.
pub(super) fn split(token: &str, max_len: usize) -> Result<Parts<'_>, Error> {
    if token.len() > max_len {
        return Err(Error::TokenTooLong);
    }
    let clean = |segment: &&str| segment.bytes().all(b64::is_alphabet);
    let mut segments = token.splitn(6, '.');
    let mut next = || segments.next().filter(clean).ok_or(Error::TokenNotCompact);
    let parts = Parts {
        header: next()?,
        key: next()?,
        iv: next()?,
        ciphertext: next()?,
        tag: next()?,
    };
    if segments.next().is_some() || parts.header.is_empty() {
        return Err(Error::TokenNotCompact);
    }
    Ok(parts)
}

impl Parts<'_> {
    pub(super) fn decode(&self) -> Result<Decoded, Error> {
        let decode = |text| b64::decode(text).ok_or(Error::TokenBase64);
        Ok((
            decode(self.key)?,
            decode(self.iv)?,
            decode(self.ciphertext).map(Zeroizing::new)?,
            decode(self.tag)?,
        ))
    }
}

//! Encrypting and decrypting the content (RFC 7516 sections 5.1 steps 14 and 15, 5.2 steps 15 and
//! 16), in place.

use aws_lc_rs::aead::{Aad, LessSafeKey, Nonce, UnboundKey};
use zeroize::Zeroizing;

use super::cbc_hmac;
use super::enc::{Content, Enc};
use crate::error::Error;

/// Encrypts `buffer` in place under `iv` and returns the tag.
pub(super) fn seal(
    enc: Enc,
    cek: &[u8],
    iv: &[u8],
    aad: &[u8],
    buffer: &mut Zeroizing<Vec<u8>>,
) -> Result<Vec<u8>, Error> {
    match enc.content() {
        Content::Gcm(alg) => {
            let key = UnboundKey::new(alg, cek).map_err(|_| Error::Crypto)?;
            let nonce = Nonce::try_assume_unique_for_key(iv).map_err(|_| Error::Crypto)?;
            LessSafeKey::new(key)
                .seal_in_place_separate_tag(nonce, Aad::from(aad), buffer)
                .map(|tag| tag.as_ref().to_vec())
                .map_err(|_| Error::Crypto)
        }
        Content::CbcHmac { cipher, hash } => {
            cbc_hmac::Key::new(cipher, *hash, cek).seal(iv, aad, buffer)
        }
    }
}

/// Decrypts `buffer` in place and cuts it to the plaintext; `None` if anything is not as it was
/// sealed.
pub(super) fn open(
    enc: Enc,
    cek: &[u8],
    iv: &[u8],
    aad: &[u8],
    tag: &[u8],
    buffer: &mut Vec<u8>,
) -> Option<()> {
    // Not left to the library: a shorter tag would be a cheaper forgery.
    if iv.len() != enc.iv_len() || tag.len() != enc.tag_len() {
        return None;
    }
    let len = match enc.content() {
        Content::Gcm(alg) => {
            let key = LessSafeKey::new(UnboundKey::new(alg, cek).ok()?);
            let nonce = Nonce::try_assume_unique_for_key(iv).ok()?;
            key.open_in_place_separate_tag(nonce, Aad::from(aad), tag, buffer)
                .ok()?
                .len()
        }
        Content::CbcHmac { cipher, hash } => {
            cbc_hmac::Key::new(cipher, *hash, cek).open(iv, aad, tag, buffer)?
        }
    };
    buffer.truncate(len);
    Some(())
}

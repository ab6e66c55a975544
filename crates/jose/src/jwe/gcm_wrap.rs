//! AES GCM over the content key (RFC 7518 section 4.7): a random IV of 12 bytes and the tag of 16,
//! both in the header. One key may wrap 2^32 times at most, as every GCM key with random IVs.

use aws_lc_rs::aead::{Aad, Algorithm, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use super::random;
use crate::error::Error;

/// A wrapped content key and what its header must say.
pub(super) struct Wrapped {
    pub(super) key: Vec<u8>,
    pub(super) iv: [u8; NONCE_LEN],
    pub(super) tag: Vec<u8>,
}

pub(super) fn wrap(alg: &'static Algorithm, kek: &[u8], cek: &[u8]) -> Result<Wrapped, Error> {
    let kek = LessSafeKey::new(UnboundKey::new(alg, kek).map_err(|_| Error::Crypto)?);
    let iv = random::public()?;
    let mut key = cek.to_vec();
    let tag = kek
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key(iv), Aad::empty(), &mut key)
        .map_err(|_| Error::Crypto)?;
    Ok(Wrapped {
        key,
        iv,
        tag: tag.as_ref().to_vec(),
    })
}

/// `None` if anything was changed, or `iv` or `tag` has another length.
pub(super) fn unwrap(
    alg: &'static Algorithm,
    kek: &[u8],
    wrapped: &[u8],
    iv: &[u8],
    tag: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let kek = LessSafeKey::new(UnboundKey::new(alg, kek).ok()?);
    let nonce = Nonce::try_assume_unique_for_key(iv).ok()?;
    if tag.len() != alg.tag_len() {
        return None;
    }
    let mut cek = Zeroizing::new(wrapped.to_vec());
    kek.open_in_place_separate_tag(nonce, Aad::empty(), tag, &mut cek)
        .ok()?;
    Some(cek)
}

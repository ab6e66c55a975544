//! AES CBC with HMAC (RFC 7518 section 5.2): the first half of the key authenticates, the second
//! encrypts. The tag is compared in constant time before a block is decrypted, so padding says
//! nothing to whoever has no key.

use aws_lc_rs::cipher::{
    Algorithm, DecryptionContext, EncryptionContext, PaddedBlockDecryptingKey,
    PaddedBlockEncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;
use zeroize::Zeroizing;

use crate::error::Error;

/// The two halves of a content key.
pub(super) struct Key<'k> {
    cipher: &'static Algorithm,
    hash: hmac::Algorithm,
    mac: &'k [u8],
    enc: &'k [u8],
}

impl<'k> Key<'k> {
    pub(super) fn new(cipher: &'static Algorithm, hash: hmac::Algorithm, cek: &'k [u8]) -> Self {
        let (mac, enc) = cek.split_at(cek.len() / 2);
        Self {
            cipher,
            hash,
            mac,
            enc,
        }
    }

    /// Encrypts `buffer` in place and returns the tag. The caller leaves room for a block of padding:
    /// growing would leave a copy behind.
    pub(super) fn seal(
        &self,
        iv: &[u8],
        aad: &[u8],
        buffer: &mut Zeroizing<Vec<u8>>,
    ) -> Result<Vec<u8>, Error> {
        let iv_block = <[u8; 16]>::try_from(iv).map_err(|_| Error::Crypto)?;
        UnboundCipherKey::new(self.cipher, self.enc)
            .and_then(PaddedBlockEncryptingKey::cbc_pkcs7)
            .and_then(|key| {
                let context = EncryptionContext::Iv128(FixedLength::from(iv_block));
                key.less_safe_encrypt(&mut **buffer, context)
            })
            .map_err(|_| Error::Crypto)?;
        Ok(self.tag(iv, aad, buffer))
    }

    /// Checks the tag, then decrypts `buffer` in place; the plaintext's length.
    pub(super) fn open(
        &self,
        iv: &[u8],
        aad: &[u8],
        tag: &[u8],
        buffer: &mut [u8],
    ) -> Option<usize> {
        verify_slices_are_equal(&self.tag(iv, aad, buffer), tag).ok()?;
        let iv = FixedLength::from(<[u8; 16]>::try_from(iv).ok()?);
        let key = UnboundCipherKey::new(self.cipher, self.enc)
            .and_then(PaddedBlockDecryptingKey::cbc_pkcs7)
            .ok()?;
        let plain = key.decrypt(buffer, DecryptionContext::Iv128(iv)).ok()?;
        Some(plain.len())
    }

    /// HMAC of AAD, IV, ciphertext and the AAD's length in bits; its first half.
    fn tag(&self, iv: &[u8], aad: &[u8], ciphertext: &[u8]) -> Vec<u8> {
        let mut mac = hmac::Context::with_key(&hmac::Key::new(self.hash, self.mac));
        let bits = (aad.len() as u64) * 8;
        for part in [aad, iv, ciphertext, &bits.to_be_bytes()] {
            mac.update(part);
        }
        mac.sign().as_ref()[..self.hash.tag_len() / 2].to_vec()
    }
}

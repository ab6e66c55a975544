//! AES key wrap (RFC 7518 section 4.4, RFC 3394). 128 and 256 bits by aws-lc-rs, 192 by the crate
//! `aes-kw`, for aws-lc-rs offers none.

use aes_kw::KeyInit;
use aws_lc_rs::key_wrap::{AES_128, AES_256, AesBlockCipher, AesKek, KeyWrap};
use zeroize::Zeroizing;

use crate::error::Error;

/// What wrapping adds.
const OVERHEAD: usize = 8;

/// The size of a key encryption key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kek {
    A128,
    A192,
    A256,
}

/// Which library does it.
enum By {
    AwsLc(&'static AesBlockCipher),
    AesKw,
}

impl Kek {
    /// Bytes of the key encryption key.
    pub(crate) fn len(self) -> usize {
        match self {
            Self::A128 => 16,
            Self::A192 => 24,
            Self::A256 => 32,
        }
    }

    /// Wraps a content key.
    pub(super) fn wrap(self, kek: &[u8], cek: &[u8]) -> Result<Vec<u8>, Error> {
        let mut out = vec![0; cek.len() + OVERHEAD];
        let done = match self.by() {
            By::AwsLc(cipher) => AesKek::new(cipher, kek)
                .and_then(|kek| kek.wrap(cek, &mut out).map(drop))
                .is_ok(),
            By::AesKw => aes_kw::KwAes192::new_from_slice(kek)
                .is_ok_and(|kek| kek.wrap_key(cek, &mut out).is_ok()),
        };
        if done { Ok(out) } else { Err(Error::Crypto) }
    }

    /// Unwraps a content key; `None` if it was not wrapped with `kek`.
    pub(super) fn unwrap(self, kek: &[u8], wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        // Two blocks at least: shorter wrappings are outside of RFC 3394.
        let len = wrapped.len().checked_sub(OVERHEAD);
        let mut out = Zeroizing::new(vec![0; len.filter(|len| *len >= 16)?]);
        match self.by() {
            By::AwsLc(cipher) => {
                let kek = AesKek::new(cipher, kek).ok()?;
                kek.unwrap(wrapped, &mut out).ok()?;
            }
            By::AesKw => {
                let kek = aes_kw::KwAes192::new_from_slice(kek).ok()?;
                kek.unwrap_key(wrapped, &mut out).ok()?;
            }
        }
        Some(out)
    }

    fn by(self) -> By {
        match self {
            Self::A128 => By::AwsLc(&AES_128),
            Self::A192 => By::AesKw,
            Self::A256 => By::AwsLc(&AES_256),
        }
    }
}

//! Encryption: JWE in its compact form (RFC 7516, RFC 7518 sections 4 and 5, RFC 8037).
//!
//! ```
//! use paraph_jose::jwe::{self, Decrypter, DecryptionKey, EncryptionKey, KeyAlg};
//! let ours = DecryptionKey::generate(KeyAlg::EcdhEs)?;
//! let public = ours.public_jwk().expect("a public half");
//! // Whoever has the public half:
//! let key = EncryptionKey::from_jwk(&public, None)?;
//! let token = jwe::encrypt(&key, &jwe::Header::default(), b"for your eyes only")?;
//! // And we:
//! let decrypted = Decrypter::from(ours).decrypt(&token)?;
//! assert_eq!(decrypted.plaintext(), b"for your eyes only");
//! # Ok::<(), paraph_jose::Error>(())
//! ```
//!
//! **The key fixes the algorithm**: an [`EncryptionKey`] or a [`DecryptionKey`] has one `alg`, and a
//! token's header is only compared with it. **What is decrypted is not verified**: [`Decrypted`] is
//! another type than [`crate::jwt::Verified`], and only [`crate::jwt::decrypt_and_verify`] leads
//! from a token to claims. **One error, at one time**: whatever fails once a key is in play is
//! [`Error::DecryptionFailed`]; where a content key cannot be recovered a random one is used
//! instead, so that wrapping, padding and tag fail the same way (RFC 7516 section 11.5).
//!
//! Refused: other shapes than five segments (a JWS, JSON serialisations), tokens over 8 KiB unless
//! [`Decrypter::with_max_len`] says more, `RSA1_5`, `zip`, `crit`, `b64`, header members that the
//! algorithm does not define, key material in the header (but for ECDH-ES its `epk`), IVs, tags and
//! content keys of another length, points off their curve, more than 1.2 million rounds of PBES2,
//! keys that sign.
//!
//! A secret key with AES GCM (`dir`, A128GCMKW..) may encrypt 2^32 tokens at most: IVs are random.

mod agree;
mod alg;
mod cbc_hmac;
mod compact;
mod concat_kdf;
mod content;
mod decrypter;
mod enc;
mod gcm_wrap;
mod header;
mod key;
mod manage;
mod oaep;
mod pbes2;
mod random;
#[cfg(test)]
mod tests;
mod wrap;

use zeroize::Zeroizing;

pub use agree::Curve;
pub use alg::KeyAlg;
pub(crate) use alg::Scheme as KeyScheme;
pub use decrypter::{Decrypted, Decrypter};
pub use enc::Enc;
pub use header::Header;
pub use key::{DecryptionKey, EncryptionKey};
pub use pbes2::MAX_ITERATIONS;

use crate::b64;
use crate::error::Error;
use manage::Sent;

/// The longest token that is ever made or looked at, in bytes.
pub const MAX_LEN: usize = 4 * 1024 * 1024;

/// Encrypts `plaintext` into a compact JWE. A recipient takes 8 KiB unless told otherwise.
///
/// # Errors
/// [`Error::TokenTooLong`] over [`MAX_LEN`], or if nobody would read the header;
/// [`Error::HeaderType`] for a `typ` or `cty` that holds a NUL; [`Error::Crypto`].
pub fn encrypt(
    key: &EncryptionKey,
    header: &Header<'_>,
    plaintext: &[u8],
) -> Result<String, Error> {
    crate::header::check_text("typ", header.typ)?;
    crate::header::check_text("cty", header.cty)?;
    let enc = key.enc();
    if plaintext.len() > MAX_LEN {
        return Err(Error::TokenTooLong);
    }
    let Sent {
        cek,
        encrypted,
        params,
    } = manage::send(key.key(), enc, key.iterations())?;
    let mut token = header::encode(key.alg(), enc, header, key.kid(), &params);
    if token.len() > b64::encoded_len(crate::header::MAX_LEN) {
        return Err(Error::TokenTooLong);
    }
    // Room for the padding as well, so that no copy is left behind by growing.
    let mut content = Zeroizing::new(Vec::with_capacity(plaintext.len() + 16));
    content.extend_from_slice(plaintext);
    let iv = random::secret(enc.iv_len())?;
    let tag = content::seal(enc, &cek, &iv, token.as_bytes(), &mut content)?;
    for segment in [&encrypted, &*iv, &*content, &tag] {
        token.push('.');
        b64::append(segment, &mut token);
    }
    if token.len() > MAX_LEN {
        return Err(Error::TokenTooLong);
    }
    Ok(token)
}

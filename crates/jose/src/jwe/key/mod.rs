//! Keys that encrypt and decrypt, parsed once. A key object has exactly one `alg`.
//!
//! [`EncryptionKey`] is the recipient's public key or a shared secret, [`DecryptionKey`] the
//! recipient's own. Both are made of a [`crate::Jwk`], which has read and checked the material; a key
//! for signatures (`use: sig`, an `alg` of signatures, Ed25519) never becomes one of them.

mod decryption;
mod encryption;
mod load;

pub use decryption::DecryptionKey;
pub use encryption::EncryptionKey;
pub(super) use load::{Key, Means};

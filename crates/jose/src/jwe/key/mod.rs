//! Keys that encrypt and decrypt, parsed once. A key object has exactly one `alg`.
//!
//! [`EncryptionKey`] is the recipient's public key or a shared secret, [`DecryptionKey`] the
//! recipient's own. A key for signatures (`use: sig`, an `alg` of signatures, Ed25519) never becomes
//! one of them.

mod decryption;
mod encryption;
mod jwk;
mod material;
mod pem;
mod rsa;
mod set;

pub use decryption::DecryptionKey;
pub use encryption::EncryptionKey;
pub(super) use material::{Key, Material};
pub(super) use set::decryption_keys;

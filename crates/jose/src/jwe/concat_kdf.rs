//! Concat KDF (RFC 7518 section 4.6.2, NIST SP 800-56A section 5.8.1) with SHA-256.

use aws_lc_rs::digest::{Context, SHA256};
use zeroize::Zeroizing;

/// What the derived key is bound to.
pub(super) struct Info<'a> {
    /// `enc` for a content key, `alg` for a key that wraps it.
    pub(super) purpose: &'a str,
    /// `apu`, decoded.
    pub(super) sender: &'a [u8],
    /// `apv`, decoded.
    pub(super) recipient: &'a [u8],
}

/// Derives `len` bytes of the agreed secret `z`.
pub(super) fn derive(z: &[u8], info: &Info<'_>, len: usize) -> Zeroizing<Vec<u8>> {
    let mut key = Zeroizing::new(Vec::with_capacity(
        len.next_multiple_of(SHA256.output_len()),
    ));
    let mut round = 1_u32;
    while key.len() < len {
        let mut hash = Context::new(&SHA256);
        hash.update(&round.to_be_bytes());
        hash.update(z);
        for part in [info.purpose.as_bytes(), info.sender, info.recipient] {
            hash.update(&be32(part.len()));
            hash.update(part);
        }
        hash.update(&be32(len * 8));
        key.extend_from_slice(hash.finish().as_ref());
        round += 1;
    }
    key.truncate(len);
    key
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "lengths inside a header of 1 KiB, and of keys"
)]
fn be32(len: usize) -> [u8; 4] {
    (len as u32).to_be_bytes()
}

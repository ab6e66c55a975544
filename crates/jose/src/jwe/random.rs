//! Content keys, initialisation vectors and salts, from the crypto library's own generator.

use zeroize::Zeroizing;

use crate::error::Error;

/// `len` random bytes, wiped when dropped.
pub(super) fn secret(len: usize) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut bytes = Zeroizing::new(vec![0; len]);
    fill(&mut bytes)?;
    Ok(bytes)
}

/// `N` random bytes that everybody may see.
pub(super) fn public<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    fill(&mut bytes)?;
    Ok(bytes)
}

#[expect(
    clippy::disallowed_methods,
    reason = "content keys and IVs are the crypto library's own business, as signature nonces are"
)]
fn fill(bytes: &mut [u8]) -> Result<(), Error> {
    aws_lc_rs::rand::fill(bytes).map_err(|_| Error::Crypto)
}

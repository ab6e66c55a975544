//! PBES2 (RFC 7518 section 4.8): a key of a password, which wraps the content key.
//!
//! The token names how often the password is hashed, so a stranger would decide how long we work.
//! Refused before any work: more than 1.2 million rounds (draft-ietf-oauth-rfc8725bis, as
//! CVE-2022-36083 and CVE-2023-50967 teach), fewer than 1,000, salts outside 8 to 128 bytes.

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2::{self, Algorithm};
use zeroize::Zeroizing;

use super::alg::KeyAlg;
use crate::error::Error;

/// The most rounds that are read or written.
pub const MAX_ITERATIONS: u32 = 1_200_000;
/// The fewest that are read (RFC 7518 section 4.8.1.2); what we write is far above.
const MIN_ITERATIONS: u32 = 1_000;
/// Bytes of the salt that we write; the RFC demands 8.
pub(super) const SALT_LEN: usize = 16;

/// What the header says of the derivation.
pub(super) struct Params {
    salt: Vec<u8>,
    iterations: NonZeroU32,
}

impl Params {
    pub(super) fn new(salt: Vec<u8>, iterations: i64) -> Result<Self, Error> {
        if !(8..=128).contains(&salt.len()) {
            return Err(Error::HeaderType("p2s"));
        }
        let iterations = u32::try_from(iterations).map_err(|_| Error::HeaderIterations)?;
        if !(MIN_ITERATIONS..=MAX_ITERATIONS).contains(&iterations) {
            return Err(Error::HeaderIterations);
        }
        Ok(Self {
            salt,
            iterations: NonZeroU32::new(iterations).ok_or(Error::HeaderIterations)?,
        })
    }

    /// The key of `password`: `len` bytes.
    pub(super) fn derive(
        &self,
        prf: Algorithm,
        alg: KeyAlg,
        password: &[u8],
        len: usize,
    ) -> Zeroizing<Vec<u8>> {
        let salt = [alg.name().as_bytes(), &[0], &self.salt].concat();
        let mut key = Zeroizing::new(vec![0; len]);
        pbkdf2::derive(prf, self.iterations, &salt, password, &mut key);
        key
    }
}

//! X25519 (RFC 8037 section 3.2, RFC 7748): keys that agree and never sign. Refused at load: points
//! of small order, which lead every private key to the same secret.

use aws_lc_rs::agreement::{self, PrivateKey, UnparsedPublicKey, X25519};

use super::Secret;
use crate::error::Error;

/// Any private key at all: a point of small order agrees with none.
const ANY: [u8; 32] = [0x42; 32];

pub(super) fn check_public(x: &[u8]) -> Result<(), Error> {
    let agreed = agreement::agree(
        &private(&ANY)?,
        UnparsedPublicKey::new(&X25519, x),
        Error::KeyWeak("X25519 point of small order"),
        |secret| Ok(secret.iter().any(|byte| *byte != 0)),
    )?;
    if agreed {
        Ok(())
    } else {
        Err(Error::KeyWeak("X25519 point of small order"))
    }
}

pub(super) fn expand(d: &Secret) -> Result<Vec<u8>, Error> {
    let public = private(d.bytes())?.compute_public_key();
    Ok(public.map_err(|_| Error::Crypto)?.as_ref().to_vec())
}

fn private(d: &[u8]) -> Result<PrivateKey, Error> {
    PrivateKey::from_private_key(&X25519, d).map_err(|_| Error::KeyMalformed("X25519 private key"))
}

//! Ed25519 (RFC 8037, RFC 8032 section 5.1). Refused at load: points of small order (the identity
//! among them) and non-canonical spellings, for which one signature can hold for many messages.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, ParsedPublicKey};

use super::ops::Checker;
use super::{OkpKey, Secret};
use crate::error::Error;

const LEN: usize = 32;
const SIGNATURE_LEN: usize = 64;

/// y of two of the four points of order 8, little-endian; the other two share it up to the sign of
/// x.
#[rustfmt::skip]
const ORDER_8: [[u8; LEN]; 2] = [
    [0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
     0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a],
    [0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
     0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05],
];

pub(super) fn check_public(x: &[u8]) -> Result<(), Error> {
    if is_dangerous(x) {
        return Err(Error::KeyWeak(
            "Ed25519 point of small order or not canonical",
        ));
    }
    parsed(x).map(drop)
}

pub(super) fn expand(seed: &Secret) -> Result<Vec<u8>, Error> {
    let pair = Ed25519KeyPair::from_seed_unchecked(seed.bytes())
        .map_err(|_| Error::KeyMalformed("Ed25519 private key"))?;
    Ok(pair.public_key().as_ref().to_vec())
}

pub(super) fn checker(key: &OkpKey) -> Result<Checker, Error> {
    Ok(Checker::Public {
        key: parsed(key.x())?,
        signature_len: SIGNATURE_LEN,
    })
}

pub(super) fn pair(key: &OkpKey) -> Result<Ed25519KeyPair, Error> {
    Ed25519KeyPair::from_seed_and_public_key(key.private()?.bytes(), key.x())
        .map_err(|_| Error::KeyInconsistent)
}

fn parsed(x: &[u8]) -> Result<ParsedPublicKey, Error> {
    ParsedPublicKey::new(&ED25519, x).map_err(|_| Error::KeyMalformed("Ed25519 public key"))
}

/// Small order, or y not below the field's prime 2^255 - 19.
fn is_dangerous(x: &[u8]) -> bool {
    let Ok(mut x) = <[u8; LEN]>::try_from(x) else {
        return true;
    };
    x[LEN - 1] &= 0x7f;
    let high = x[1..LEN - 1].iter().all(|byte| *byte == 0xff) && x[LEN - 1] == 0x7f;
    let low = x[1..].iter().all(|byte| *byte == 0);
    // High: p - 1 has order 2, and everything above is not canonical. Low: y = 0 has order 4, y = 1
    // order 1.
    (high && x[0] >= 0xec) || (low && x[0] <= 1) || ORDER_8.contains(&x)
}

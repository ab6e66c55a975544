//! Ed448 (RFC 8037, RFC 8032 section 5.2), by a library of its own: aws-lc-rs has none. Refused at
//! load: points off the curve, of small order or outside the group of prime order, and non-canonical
//! spellings. In a signature: S of the group's order or more, and an R that is one of those points.

use ed448_goldilocks_plus::{
    SECRET_KEY_LENGTH, SIGNATURE_LENGTH, Signature, SigningKey, VerifyingKey,
};

use super::ops::{Checker, Signer};
use super::{OkpKey, Secret};
use crate::error::Error;

const LEN: usize = SECRET_KEY_LENGTH;
/// Bytes of y; the last byte of a point holds the sign of x alone.
const Y_LEN: usize = LEN - 1;

pub(super) fn check_public(x: &[u8]) -> Result<(), Error> {
    parsed(x).map(drop)
}

pub(super) fn expand_public(seed: &Secret) -> Result<Vec<u8>, Error> {
    Ok(expand(seed)?.verifying_key().as_bytes().to_vec())
}

pub(super) fn checker(key: &OkpKey) -> Result<Checker, Error> {
    parsed(key.x()).map(Box::new).map(Checker::Ed448)
}

pub(super) fn signer(key: &OkpKey) -> Result<Signer, Error> {
    let pair = expand(key.private()?)?;
    if pair.verifying_key().as_bytes().as_slice() == key.x() {
        Ok(Signer::Ed448(Box::new(pair)))
    } else {
        Err(Error::KeyInconsistent)
    }
}

fn parsed(x: &[u8]) -> Result<VerifyingKey, Error> {
    let x = x
        .try_into()
        .map_err(|_| Error::KeyMalformed("length of the Ed448 public key"))?;
    if !is_canonical(x) {
        return Err(Error::KeyWeak("Ed448 point not canonical"));
    }
    // The library takes only points of the group of prime order, and not its identity.
    VerifyingKey::from_bytes(x).map_err(|_| {
        Error::KeyWeak("Ed448 point of small order, off the curve or outside the prime group")
    })
}

/// Bytes of every signature.
pub(super) const fn signature_len() -> usize {
    SIGNATURE_LENGTH
}

/// Checks `signature` over `message`.
pub(super) fn check(key: &VerifyingKey, message: &[u8], signature: &[u8]) -> Result<(), Error> {
    let r = signature.first_chunk().ok_or(Error::BadSignature)?;
    if !is_canonical(r) {
        return Err(Error::BadSignature);
    }
    // Refuses an S that is not below the group's order.
    let signature = Signature::try_from(signature).map_err(|_| Error::BadSignature)?;
    key.verify_raw(&signature, message)
        .map_err(|_| Error::BadSignature)
}

fn expand(seed: &Secret) -> Result<SigningKey, Error> {
    SigningKey::try_from(seed.bytes())
        .map_err(|_| Error::KeyMalformed("length of the Ed448 private key"))
}

/// No bit but the sign beside y, and y below the field's prime 2^448 - 2^224 - 1. (x = 0 with a sign
/// is a point of small order, which the library refuses.)
fn is_canonical(point: &[u8; LEN]) -> bool {
    /// Where the prime has its one zero bit: the lowest of this byte.
    const MIDDLE: usize = Y_LEN / 2;
    let (y, sign) = (&point[..Y_LEN], point[Y_LEN]);
    let full = |bytes: &[u8]| bytes.iter().all(|byte| *byte == 0xff);
    let over =
        full(&y[MIDDLE + 1..]) && (y[MIDDLE] == 0xff || (y[MIDDLE] == 0xfe && full(&y[..MIDDLE])));
    matches!(sign, 0 | 0x80) && !over
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `top` at the top of y, `middle` in its middle byte, `low` below.
    fn point(top: u8, middle: u8, low: u8) -> [u8; LEN] {
        let mut point = [top; LEN];
        point[..28].fill(low);
        point[28] = middle;
        point[56] = 0;
        point
    }

    #[test]
    fn t19_only_what_is_below_the_prime_is_canonical() {
        let mut below = point(0xff, 0xfe, 0xff);
        assert!(!is_canonical(&below), "the prime");
        below[0] = 0xfe;
        assert!(is_canonical(&below), "the prime less one");
        assert!(!is_canonical(&point(0xff, 0xff, 0)), "the prime plus one");
        assert!(!is_canonical(&point(0xff, 0xff, 0xff)), "2^448 - 1");
        assert!(is_canonical(&point(0xfe, 0xff, 0xff)));
        for bit in 0..7 {
            let mut stray = point(0, 0, 5);
            stray[56] = 1 << bit;
            assert!(!is_canonical(&stray), "bit {bit}");
        }
    }
}

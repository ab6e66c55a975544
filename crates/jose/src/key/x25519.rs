//! X25519 (RFC 8037 section 3.2, RFC 7748): keys that agree and never sign. Refused at load: points
//! of small order, which lead every private key to the same secret, and second spellings of a point, by
//! which one key would have two thumbprints.

use aws_lc_rs::agreement::{self, PrivateKey, UnparsedPublicKey, X25519};

use super::Secret;
use crate::error::Error;

/// Any private key at all: a point of small order agrees with none.
const ANY: [u8; 32] = [0x42; 32];

pub(super) fn check_public(x: &[u8]) -> Result<(), Error> {
    if !is_canonical(x) {
        return Err(Error::KeyWeak("X25519 point not canonical"));
    }
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

/// Below the field's prime 2^255 - 19, little-endian; the highest bit is ignored by whoever agrees (RFC 7748
/// section 5).
fn is_canonical(x: &[u8]) -> bool {
    let [low, middle @ .., high] = x else {
        return false;
    };
    let full = *high == 0x7f && middle.iter().all(|byte| *byte == 0xff);
    *high <= 0x7f && !(full && *low >= 0xed)
}

fn private(d: &[u8]) -> Result<PrivateKey, Error> {
    PrivateKey::from_private_key(&X25519, d).map_err(|_| Error::KeyMalformed("X25519 private key"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t19_a_point_has_one_spelling_and_none_of_small_order_is_taken() {
        let honest = expand(&Secret::new(vec![7; 32])).expect("a public key");
        assert_eq!(check_public(&honest), Ok(()));
        let mut signed = honest;
        signed[31] |= 0x80;
        let top = |low: u8| {
            let mut x = vec![0xff; 32];
            (x[0], x[31]) = (low, 0x7f);
            x
        };
        // The largest that is canonical has order 2 on the twist; the next below is a point like any other.
        assert_eq!(check_public(&top(0xeb)), Ok(()));
        let twice = (0xed..=0xff).map(top).chain([signed, vec![0xff; 32]]);
        for x in twice {
            let refused = Err(Error::KeyWeak("X25519 point not canonical"));
            assert_eq!(check_public(&x), refused, "{x:02x?}");
        }
        let one = [&[1], [0; 31].as_slice()].concat();
        for x in [vec![0; 32], one, top(0xec)] {
            let refused = Err(Error::KeyWeak("X25519 point of small order"));
            assert_eq!(check_public(&x), refused, "{x:02x?}");
        }
    }
}

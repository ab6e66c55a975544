//! aws-lc-rs alone, and for Ed448 the crate that we take for it: the signature, with a parsed key, over the same bytes. It
//! reads no header and no claims, and writes no token.

mod jwe;
mod sign;
mod verify;

use paraph_contest::library::{Key, Ready};
use paraph_contest::linked::Linked;

pub(crate) use self::sign::{ecdsa, ml_dsa, rng};
pub(crate) use self::verify::Checker;

/// The physical limit.
pub(crate) struct Raw;

impl Linked for Raw {
    fn name(&self) -> &'static str {
        "aws-lc-rs"
    }

    fn verifier(&self, alg: &str, jwk: &str, token: &str) -> Ready {
        verify::work(alg, jwk, token).map(Some)
    }

    fn signer(&self, key: &Key) -> Ready {
        sign::work(key).map(Some)
    }
}

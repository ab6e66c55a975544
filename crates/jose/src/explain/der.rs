//! Signatures of ECDSA as most libraries write them: a SEQUENCE of r and s in DER (RFC 3279 section 2.2.3), where JOSE wants the
//! two side by side (RFC 7518 section 3.4).

use crate::alg::{Alg, Scheme};
use crate::b64;
use crate::der::Reader;
use crate::error::Error;

/// True if this is such a signature, for a curve of that algorithm.
pub(super) fn is_signature(segment: &str, alg: Alg) -> bool {
    let Scheme::Ecdsa { curve, .. } = alg.scheme() else {
        return false;
    };
    let fits = |bytes: Vec<u8>| numbers(&bytes).is_ok_and(|longest| longest <= curve.len);
    b64::decode(segment).is_some_and(fits)
}

/// The length of the longer of the two.
fn numbers(bytes: &[u8]) -> Result<usize, Error> {
    let mut both = Reader::only_sequence(bytes)?;
    let longest = both.unsigned()?.len().max(both.unsigned()?.len());
    both.end()?;
    Ok(longest)
}

//! aws-lc-rs alone, and for Ed448 the crate that we take for it: the signature, with a parsed key, over the same bytes. It
//! reads no header and no claims, and writes no token.

mod jwe;
mod sign;
mod verify;

use paraph_contest::library::{Answer, Job, Library, Question};
use paraph_contest::slices::Contestant;

use crate::Outcome;

pub(crate) use self::sign::{ecdsa, ml_dsa, rng};
pub(crate) use self::verify::Checker;

/// The physical limit.
pub(crate) struct Raw;

impl Library for Raw {
    fn name(&self) -> &'static str {
        "aws-lc-rs"
    }

    fn work(&self, job: &Job) -> Outcome<Option<Box<dyn Contestant>>> {
        match job {
            Job::Verify { alg, jwk, token } => verify::work(alg, jwk, token).map(Some),
            Job::Sign(key) => sign::work(key).map(Some),
            Job::Encrypt { alg, content, .. } => jwe::encrypt(alg, content),
            Job::Decrypt { alg, jwk, token } => jwe::decrypt(alg, jwk, token),
        }
    }

    fn answer(&self, _: &Question) -> Answer {
        Answer::NoSuchCall
    }
}

//! Randomness as an argument: ids and secrets. Key generation and signatures use the crypto library's own.

use std::fmt::Debug;

/// Where random bytes come from.
pub trait Rng: Debug + Send + Sync {
    /// Fills the buffer with random bytes.
    fn fill(&self, buffer: &mut [u8]);
}

/// The operating system's generator, by way of the crypto library.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRng;

impl Rng for SystemRng {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that draws from the system"
    )]
    fn fill(&self, buffer: &mut [u8]) {
        // A system without randomness cannot run an issuer: stopping is the only safe answer.
        aws_lc_rs::rand::fill(buffer).expect("the system has no randomness");
    }
}

/// So many random bytes.
#[must_use]
pub fn bytes<const N: usize>(rng: &dyn Rng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill(&mut bytes);
    bytes
}

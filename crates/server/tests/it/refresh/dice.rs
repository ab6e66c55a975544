//! Random schedules that can be told again: the seed is printed, and taken from `PARAPH_TEST_SEED` where that is set.

use std::ops::Range;

use paraph_core::rng::{self, SystemRng};

/// A small generator (splitmix64); nothing secret hangs on it.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

/// The seed of this run.
pub(crate) fn seed() -> u64 {
    let given = std::env::var("PARAPH_TEST_SEED").ok();
    let given = given.map(|seed| seed.parse().expect("PARAPH_TEST_SEED is a number"));
    let seed = given.unwrap_or_else(|| u64::from_be_bytes(rng::bytes(&SystemRng)));
    println!("PARAPH_TEST_SEED={seed}");
    seed
}

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) const fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn among(&mut self, range: Range<i64>) -> i64 {
        let width = u64::try_from(range.end - range.start).expect("a range");
        range.start + i64::try_from(self.roll() % width).expect("it fits")
    }

    /// True so many times in a hundred.
    pub(crate) fn percent(&mut self, chance: i64) -> bool {
        self.among(0..100) < chance
    }
}

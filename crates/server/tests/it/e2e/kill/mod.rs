//! F01, F04, F05: what was acknowledged stays so and nobody honest is logged out, however often the server or its database is
//! killed. Honest clients write a history; the checker judges it.

mod carrier;
mod checker;
mod client;
mod cluster;
mod history;
mod load;
mod postgres;
mod restart;
mod sqlite;

/// A small generator (splitmix64): the seed is printed with each run.
#[derive(Debug)]
struct Random(u64);

impl Random {
    /// Seeded by the clock.
    fn new() -> Self {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let seed = u64::try_from(since.expect("after 1970").as_nanos()).unwrap_or_default();
        println!("seed {seed}");
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn millis(&mut self, range: std::ops::Range<u64>) -> std::time::Duration {
        std::time::Duration::from_millis(range.start + self.below(range.end - range.start))
    }
}

//! How often a cache helped.
//!
//! A counter that all threads raise would cost more than the look-up, so hits are counted in several places, each on a cache
//! line of its own and chosen by the token: threads meet there only if they also meet at the same token. A miss costs a whole
//! verification: one place is enough.

use std::sync::atomic::{AtomicU64, Ordering};

const PLACES: usize = 16;

#[derive(Debug, Default)]
pub(super) struct Counts {
    hits: [Line; PLACES],
    misses: Line,
}

/// Two cache lines, since processors fetch them in pairs.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Line(AtomicU64);

impl Counts {
    pub(super) fn hit(&self, bucket: u64) {
        // The low bits choose.
        let place = usize::try_from(bucket % PLACES as u64).unwrap_or_default();
        self.hits[place].0.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn miss(&self) {
        self.misses.0.fetch_add(1, Ordering::Relaxed);
    }

    /// Hits and misses.
    pub(super) fn read(&self) -> (u64, u64) {
        let read = |line: &Line| line.0.load(Ordering::Relaxed);
        (self.hits.iter().map(read).sum(), read(&self.misses))
    }
}

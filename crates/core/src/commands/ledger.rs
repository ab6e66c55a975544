//! The ledger's head and entries.

use paraph_ledger::{Entry, Lsn};

use super::outcomes;
use crate::Millis;

/// Reads the head. It never waits for a writer.
#[derive(Clone, Copy, Debug)]
pub struct ReadHead;

/// The ledger's head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The newest entry's place, or [`Lsn::FIRST`].
    pub lsn: Lsn,
    /// The longest life of a token, in milliseconds: no mint exceeds it.
    pub longest_life: Millis,
}

/// Reads the entries after a place, in order.
#[derive(Clone, Copy, Debug)]
pub struct ReadEntries {
    /// Only entries above it.
    pub after: Lsn,
    /// At most so many.
    pub limit: u32,
}

/// Raises the longest token life before a longer one is first used; never lowers it.
#[derive(Clone, Copy, Debug)]
pub struct RaiseLife {
    /// Milliseconds.
    pub life: Millis,
}

outcomes! {
    ReadHead => Head;
    ReadEntries => Vec<Entry>;
    RaiseLife => Head;
}

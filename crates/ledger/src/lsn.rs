//! The log sequence number: one integer under 2^53, epoch × 2^40 + number.

use std::fmt;

use serde::{Deserialize, Serialize};

const NUMBER_BITS: u32 = 40;
const LIMIT: u64 = 1 << 53;

/// An entry's place in the ledger, and the claim `lsn` of every token of ours.
///
/// It stays under 2^53 so that every JSON reader keeps it exact. A restore from backup raises the epoch; epoch 0 does not
/// exist, so a missing number can never pass for a small one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Lsn(u64);

/// The integer is not an lsn: its epoch is 0 or it reaches 2^53.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidLsn(pub u64);

impl Lsn {
    /// Epoch 1, number 0: the head of a ledger without entries.
    pub const FIRST: Self = Self(1 << NUMBER_BITS);

    /// The integer as written in tokens and in the database.
    #[must_use]
    pub const fn as_u64(self) -> u64 {
        self.0
    }

    /// The part that a restore from backup raises.
    #[must_use]
    pub const fn epoch(self) -> u64 {
        self.0 >> NUMBER_BITS
    }

    /// The number within the epoch.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0 & ((1 << NUMBER_BITS) - 1)
    }

    /// The next number of the same epoch; `None` when the epoch is used up.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        let next = Self(self.0 + 1);
        (next.epoch() == self.epoch()).then_some(next)
    }
}

impl TryFrom<u64> for Lsn {
    type Error = InvalidLsn;

    fn try_from(value: u64) -> Result<Self, InvalidLsn> {
        if !(Self::FIRST.0..LIMIT).contains(&value) {
            return Err(InvalidLsn(value));
        }
        Ok(Self(value))
    }
}

impl From<Lsn> for u64 {
    fn from(lsn: Lsn) -> Self {
        lsn.0
    }
}

impl fmt::Display for Lsn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for InvalidLsn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is no log sequence number", self.0)
    }
}

impl std::error::Error for InvalidLsn {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_at_epoch_one_number_zero() {
        assert_eq!((Lsn::FIRST.epoch(), Lsn::FIRST.number()), (1, 0));
        assert_eq!(Lsn::FIRST.as_u64(), 1_099_511_627_776);
    }

    #[test]
    fn refuses_epoch_zero_and_what_a_double_cannot_hold() {
        for bad in [0, 1, Lsn::FIRST.as_u64() - 1, 1 << 53, u64::MAX] {
            assert_eq!(Lsn::try_from(bad), Err(InvalidLsn(bad)));
        }
        assert!(Lsn::try_from((1 << 53) - 1).is_ok());
    }

    #[test]
    fn never_runs_into_the_next_epoch() {
        let last = Lsn::try_from((2 << NUMBER_BITS) - 1).unwrap();
        assert_eq!(last.next(), None);
        assert_eq!(Lsn::FIRST.next().unwrap().number(), 1);
    }
}

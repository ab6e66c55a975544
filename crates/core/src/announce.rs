//! Revocations to be written into the ledger, in the transaction of the change they announce.

use paraph_ledger::Scope;

use crate::Millis;
use crate::id::{SessionId, UserId};

/// Clock skew and slow verifiers: an entry outlives the longest token by the largest leeway, 60 s, and a slack of 300 s.
pub const SLACK: Millis = 360_000;

/// The most entries one transaction writes.
pub const MOST_PER_TRANSACTION: usize = 1_000;

/// A revocation without its place yet: the store gives it its lsn and its times under the lock of the ledger's head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// What kind of thing `id` names.
    pub scope: Scope,
    /// The id.
    pub id: String,
}

impl Revocation {
    /// Everything made in this session.
    #[must_use]
    pub fn session(id: SessionId) -> Self {
        Self {
            scope: Scope::Session,
            id: id.to_string(),
        }
    }

    /// Everything of this person.
    #[must_use]
    pub fn subject(id: UserId) -> Self {
        Self {
            scope: Scope::Subject,
            id: id.to_string(),
        }
    }
}

/// Until when an entry written at `now` must be remembered, when no token lives longer than `life` milliseconds.
#[must_use]
pub const fn until(now: Millis, life: Millis) -> Millis {
    now.saturating_add(life).saturating_add(SLACK)
}

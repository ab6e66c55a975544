//! A verifier's copy of the revocations, in memory.
//!
//! The effective rule is the highest lsn over all scopes of a token. Entries are only added until they expire, so applying
//! them twice, or in another order, gives the same view.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::{Entry, Lsn, Scope};

/// The revocations known here; shared between the one that feeds it and all that ask it.
#[derive(Debug)]
pub struct View {
    scopes: [Marks; Scope::ALL.len()],
    head: AtomicU64,
    latest: AtomicI64,
}

/// The ids a token can be revoked by, borrowed from its claims.
#[derive(Clone, Copy, Debug)]
pub struct TokenScopes<'a> {
    /// The token's own `lsn`.
    pub lsn: Lsn,
    /// Its `jti`.
    pub token: &'a str,
    /// Its `sid`, if it was made in a session.
    pub session: Option<&'a str>,
    /// Its `sub`.
    pub subject: &'a str,
    /// Its `client_id`.
    pub client: &'a str,
    /// Its `iss`.
    pub issuer: &'a str,
}

#[derive(Debug, Default)]
struct Marks(RwLock<HashMap<Box<str>, Mark>>);

#[derive(Clone, Copy, Debug)]
struct Mark {
    lsn: Lsn,
    until: i64,
}

impl View {
    /// An empty view of a ledger whose head is `head`.
    #[must_use]
    pub fn new(head: Lsn) -> Self {
        Self {
            scopes: Default::default(),
            head: AtomicU64::new(head.as_u64()),
            latest: AtomicI64::new(i64::MIN),
        }
    }

    /// The highest lsn applied so far: ask the ledger for what comes after it.
    #[must_use]
    pub fn head(&self) -> Lsn {
        // The constructor and `extend` store nothing but the integers of valid numbers.
        Lsn::try_from(self.head.load(Ordering::Acquire)).unwrap_or(Lsn::FIRST)
    }

    /// Adds entries. Repeated or reordered entries change nothing.
    pub fn extend(&self, entries: &[Entry]) {
        for entry in entries {
            self.marks(entry.scope).raise(entry);
            self.head.fetch_max(entry.lsn.as_u64(), Ordering::AcqRel);
        }
    }

    /// Notes that everything up to `head` has been applied, though the last entries may not exist any more.
    pub fn reach(&self, head: Lsn) {
        self.head.fetch_max(head.as_u64(), Ordering::AcqRel);
    }

    /// The scope by which the token is revoked, or `None` if it stands.
    #[must_use]
    pub fn revokes(&self, token: &TokenScopes<'_>) -> Option<Scope> {
        // `extend` marks first and raises the head after: what it has finished lies at or below the head read here.
        if self.head.load(Ordering::Acquire) <= token.lsn.as_u64() {
            return None;
        }
        Scope::ALL.into_iter().find(|&scope| {
            token
                .id(scope)
                .is_some_and(|id| self.marks(scope).is_above(id, token.lsn))
        })
    }

    /// Forgets entries whose `until` has passed. `now` is in unix milliseconds; a clock stepped back revives and forgets
    /// nothing, because the view's time never goes back.
    pub fn prune(&self, now: i64) {
        let now = self.latest.fetch_max(now, Ordering::AcqRel).max(now);
        for marks in &self.scopes {
            marks.write().retain(|_, mark| mark.until > now);
        }
    }

    /// How many ids are revoked here.
    #[must_use]
    pub fn len(&self) -> usize {
        self.scopes.iter().map(|marks| marks.read().len()).sum()
    }

    /// Whether nothing is revoked here.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn marks(&self, scope: Scope) -> &Marks {
        &self.scopes[scope as usize]
    }
}

impl TokenScopes<'_> {
    fn id(&self, scope: Scope) -> Option<&str> {
        match scope {
            Scope::Token => Some(self.token),
            Scope::Session => self.session,
            Scope::Subject => Some(self.subject),
            Scope::Client => Some(self.client),
            Scope::Issuer => Some(self.issuer),
        }
    }
}

impl Marks {
    fn is_above(&self, id: &str, lsn: Lsn) -> bool {
        self.read().get(id).is_some_and(|mark| mark.lsn > lsn)
    }

    fn raise(&self, entry: &Entry) {
        let mut marks = self.write();
        let mark = marks.entry(entry.id.as_str().into()).or_insert(Mark {
            lsn: entry.lsn,
            until: entry.until,
        });
        mark.lsn = mark.lsn.max(entry.lsn);
        mark.until = mark.until.max(entry.until);
    }

    // A panic elsewhere leaves the map whole: each change is one insert, so a poisoned lock is still good to use.
    fn read(&self) -> RwLockReadGuard<'_, HashMap<Box<str>, Mark>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, HashMap<Box<str>, Mark>> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lsn(number: u64) -> Lsn {
        Lsn::try_from(Lsn::FIRST.as_u64() + number).unwrap()
    }

    fn revoke(scope: Scope, id: &str, number: u64) -> Entry {
        Entry {
            lsn: lsn(number),
            scope,
            id: id.to_owned(),
            at: 0,
            until: 1_000,
        }
    }

    fn token(number: u64) -> TokenScopes<'static> {
        TokenScopes {
            lsn: lsn(number),
            token: "a",
            session: Some("b"),
            subject: "c",
            client: "a",
            issuer: "b",
        }
    }

    #[test]
    fn a_token_made_after_the_revocation_stands() {
        let view = View::new(Lsn::FIRST);
        view.extend(&[revoke(Scope::Subject, "c", 5)]);
        assert_eq!(view.revokes(&token(4)), Some(Scope::Subject));
        assert_eq!(view.revokes(&token(5)), None);
        assert_eq!(view.head(), lsn(5));
    }

    #[test]
    fn reaches_a_head_whose_entries_are_gone() {
        let view = View::new(Lsn::FIRST);
        view.reach(lsn(9));
        view.reach(lsn(3));
        assert_eq!(view.head(), lsn(9));
        assert!(view.is_empty());
    }

    #[test]
    fn a_clock_stepped_back_forgets_nothing_new_and_revives_nothing() {
        let view = View::new(Lsn::FIRST);
        view.extend(&[revoke(Scope::Token, "a", 1)]);
        view.prune(999);
        assert_eq!(view.len(), 1);
        view.prune(1_000);
        assert!(view.is_empty());
        view.extend(&[revoke(Scope::Token, "a", 1)]);
        view.prune(0);
        assert!(view.is_empty(), "the view's time stays at its highest");
    }

    proptest! {
        #[test]
        fn equals_a_search_through_all_entries(
            entries in prop::collection::vec((0..5usize, 0..3u8, 0..20u64), 0..40),
            at in 0..20u64,
            order in any::<prop::sample::Index>(),
            (start, reached) in (0..25u64, 0..25u64),
        ) {
            let mut entries: Vec<Entry> = entries
                .into_iter()
                .map(|(scope, id, number)| {
                    revoke(Scope::ALL[scope], ["a", "b", "c"][usize::from(id)], number)
                })
                .collect();
            let view = View::new(lsn(start));
            view.extend(&entries);
            view.reach(lsn(reached));
            if !entries.is_empty() {
                let turn = order.index(entries.len());
                entries.rotate_left(turn);
            }
            view.extend(&entries);
            let token = token(at);
            let naive = entries
                .iter()
                .any(|entry| token.id(entry.scope) == Some(entry.id.as_str()) && entry.lsn > token.lsn);
            prop_assert_eq!(view.revokes(&token).is_some(), naive);
        }
    }
}

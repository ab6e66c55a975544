//! Tokens that were verified, so that the same token shown again costs no signature.
//!
//! Five rules make this safe. Each has broken somewhere (row C13 of the tests' list), and each has a test that fails
//! without it:
//!
//! 1. **A token is all of its bytes.** A part of it, or a quick hash, is what an attacker keeps while changing the rest; so
//!    bytes of the signature only choose the place to look, and what stands there is compared as a whole.
//! 2. **Only complete success enters**, after the ledger was asked too. So nobody without good tokens can fill the cache, and a
//!    refusal is never remembered past its cause.
//! 3. **A hit replaces signature and parsing, nothing else.** What was good a minute ago may be over or revoked by now: the
//!    policy judges the times and the ledger is asked at every hit.
//! 4. **An entry belongs to one set of keys and one policy.** It carries the number of the set that vouched, so a key taken out
//!    vouches for nothing more; another policy has another cache, because it would have judged otherwise.
//! 5. **The cache is bounded in number and in time.** An entry ends with its token, and after five minutes at the latest.
//!    A clock that steps back empties the cache: what had ended stays ended.
//!
//! Only access tokens are kept: what is shown once (assertions, one-time tokens) has nothing to gain and replay to lose.

mod counts;
mod identity;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use paraph_jose::policy::Times;
use quick_cache::UnitWeighter;
use quick_cache::sync::{Cache, DefaultLifecycle};

use self::counts::Counts;
use self::identity::{Form, Identity, Unchanged};
use crate::Principal;

/// How long an entry serves, in seconds: the longest for which a mistake of ours here could last.
const LIFE: i64 = 300;
/// Threads read the clock at their own pace: a reading this many seconds behind another's is no step back.
const OUT_OF_TURN: i64 = 2;

/// A cache of verified tokens, for [`Verifier::with_cache`](crate::Verifier::with_cache). A token shown again then costs
/// about a two-hundredth of an Ed25519 verification. Tokens signed with a shared secret (HMAC) are kept like all others:
/// they save less, but parsing alone costs them more than a hit.
///
/// There are two kinds, which answer alike:
///
/// | | kept per token, beside its claims | found by | a hit costs |
/// | --- | --- | --- | --- |
/// | [`TokenCache::new`] | the token, whole | comparing all of it | least |
/// | [`TokenCache::hashed`] | 32 bytes | SHA-256 of all of it | half a microsecond more for a token of 700 bytes |
///
/// Memory per token: what is kept of it, 200 bytes of table, and its claims as a [`Principal`], which take two to three times
/// their text. For a token of 700 bytes that is 2.7 KB in all, hashed 2.0 KB: ten thousand take 27 or 20 MB. A token has 8 KiB
/// at most. Nothing is allocated before tokens come.
pub struct TokenCache {
    entries: Cache<Identity, Entry, UnitWeighter, Unchanged>,
    form: Form,
    capacity: usize,
    /// The verifier's clock as far as it was seen, seconds.
    latest: AtomicI64,
    counts: Counts,
}

/// What a cache has done so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheStats {
    /// How often a token was found here. Some of these were refused all the same: expired, revoked.
    pub hits: u64,
    /// How often a token was verified because it was not found here.
    pub misses: u64,
    /// How many tokens are kept now; some may have expired.
    pub tokens: usize,
}

impl CacheStats {
    /// Both caches taken together.
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            hits: self.hits + other.hits,
            misses: self.misses + other.misses,
            tokens: self.tokens + other.tokens,
        }
    }
}

/// What one verification found out.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) principal: Arc<Principal>,
    pub(crate) times: Times,
}

#[derive(Clone)]
struct Entry {
    kept: Kept,
    /// The number of the key set that vouched.
    epoch: u64,
    since: i64,
    until: i64,
}

impl TokenCache {
    /// A cache of about `capacity` tokens, which are kept as they came; 0 keeps none. The fastest. Whoever can read the
    /// process's memory (a core dump, a debugger) finds tokens in it that may still be good.
    pub fn new(capacity: usize) -> Self {
        Self::of(Form::Whole, capacity)
    }

    /// The same without keeping a token: its SHA-256 stands for it. For services whose memory may end up in core dumps. The
    /// claims are kept all the same, and a token under way is in memory as long as its request.
    pub fn hashed(capacity: usize) -> Self {
        Self::of(Form::Hashed, capacity)
    }

    fn of(form: Form, capacity: usize) -> Self {
        let weight = capacity as u64;
        Self {
            entries: Cache::with(
                capacity,
                weight,
                UnitWeighter,
                Unchanged,
                DefaultLifecycle::default(),
            ),
            form,
            capacity,
            latest: AtomicI64::new(i64::MIN),
            counts: Counts::default(),
        }
    }

    /// An empty one of the same kind and capacity.
    pub(crate) fn fresh(&self) -> Self {
        Self::of(self.form, self.capacity)
    }

    /// What was found out about this very token with the key set `epoch`. The times are the caller's to judge, and the
    /// ledger the caller's to ask.
    pub(crate) fn find(&self, token: &str, epoch: u64, now: i64) -> Option<Kept> {
        let now = self.time(now);
        let wanted = self.form.of(token)?;
        let entry = self.entries.get(&wanted);
        if let Some(entry) = entry {
            if entry.epoch == epoch && (entry.since..entry.until).contains(&now) {
                self.counts.hit(wanted.bucket());
                return Some(entry.kept);
            }
            self.entries.remove(&wanted);
        }
        self.counts.miss();
        None
    }

    /// Keeps what a complete verification with the key set `epoch` found out; `ends` is when the policy's judgement of the
    /// token ends for good. `epoch` is the number of the set that was used, whatever the current one is by now.
    pub(crate) fn keep(&self, token: &str, epoch: u64, now: i64, ends: i64, kept: Kept) {
        let Some(wanted) = self.form.of(token) else {
            return;
        };
        let since = self.time(now);
        let entry = Entry {
            kept,
            epoch,
            since,
            until: ends.min(since.saturating_add(LIFE)),
        };
        self.entries.insert(wanted.to_identity(), entry);
    }

    pub(crate) fn stats(&self) -> CacheStats {
        let (hits, misses) = self.counts.read();
        CacheStats {
            hits,
            misses,
            tokens: self.entries.len(),
        }
    }

    /// The cache's own time, which does not go back while entries are there.
    fn time(&self, now: i64) -> i64 {
        let latest = self.latest.load(Ordering::Acquire);
        if now > latest {
            self.latest.fetch_max(now, Ordering::AcqRel);
            return now;
        }
        if now >= latest.saturating_sub(OUT_OF_TURN) {
            return latest;
        }
        // First empty, then early again: nobody meets an old entry at a time before its end.
        self.entries.clear();
        self.latest.store(now, Ordering::Release);
        now
    }
}

/// Says how full it is, never what of.
impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenCache")
            .field("form", &self.form)
            .field("capacity", &self.capacity)
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

//! Password hashing: Argon2id (RFC 9106) on a bounded pool of threads of its own.
//!
//! One hash costs as much processor time as some thousand signatures and 19 MiB, so both are bounded here: so many threads,
//! one block of memory each, used again and given back when idle; a bounded queue, and past it [`HashError::Busy`]. A place
//! in the pool belongs to the hash, not to the request: clients that hang up free nothing early.
//!
//! A person who does not exist, or has no password, costs the same as a wrong password: [`Hasher::verify`] then works on a
//! dummy with the current parameters. A stored hash with hostile parameters is refused before any memory is taken.

mod argon;
mod memory;
mod pool;
mod priority;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::oneshot;

use self::argon::{Stored, Unusable};
use self::memory::Memory;
use self::pool::Pool;
use crate::password::Password;
use crate::rng::{self, Rng};
use crate::user::PasswordHash;

/// Memory is given back after so long without a hash.
const IDLE: Duration = Duration::from_mins(1);
/// What a client is told to wait when the queue is full: about the time in which a full queue drains.
const RETRY_AFTER: Duration = Duration::from_secs(1);
/// Waiting hashes per thread: at some 15 ms each the last one waits under a second.
const QUEUE_PER_THREAD: usize = 32;

/// The parameters of new hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashParams {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes; one thread works through all of them.
    pub lanes: u32,
}

/// How the hasher is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HasherSettings {
    /// Threads, at least 1.
    pub threads: usize,
    /// The most hashes that wait, at least 1.
    pub queue: usize,
    /// The parameters of new hashes.
    pub params: HashParams,
    /// Memory is given back after so long without a hash.
    pub idle: Duration,
}

/// Hashes and verifies passwords. Clones share one pool; it ends with the last of them.
#[derive(Clone)]
pub struct Hasher(Arc<Inner>);

struct Inner {
    pool: Pool,
    params: argon2::Params,
    rng: Arc<dyn Rng>,
    dummy: Stored,
    calls: Arc<AtomicU64>,
}

/// The outcome of a verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the password is the right one.
    pub ok: bool,
    /// Whether it is, and its hash should be made anew with the current parameters.
    pub needs_rehash: bool,
}

/// Why there is no hash and no verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashError {
    /// The queue is full.
    Busy {
        /// When to come again.
        retry_after: Duration,
    },
    /// The parameters are none that Argon2 can work with, or over [`HashParams::MOST`].
    Params,
    /// The machine refused a thread or the memory, or the hash broke off; the cause is in the log.
    Failed,
}

impl HashParams {
    /// The least that OWASP advises.
    pub const OWASP: Self = Self {
        memory: 19_456,
        passes: 2,
        lanes: 1,
    };

    /// The most, for new hashes and for stored ones alike: what could not be verified again is never made.
    pub const MOST: Self = Self {
        memory: 64 * 1_024,
        passes: 10,
        lanes: 4,
    };

    /// Whether nothing of it is over [`Self::MOST`].
    pub(crate) const fn is_bounded(&self) -> bool {
        self.memory <= Self::MOST.memory
            && self.passes <= Self::MOST.passes
            && self.lanes <= Self::MOST.lanes
    }
}

impl HasherSettings {
    /// OWASP's parameters on so many threads, and a queue that drains in about a second.
    #[must_use]
    pub const fn new(threads: usize) -> Self {
        let threads = if threads == 0 { 1 } else { threads };
        Self {
            threads,
            queue: threads * QUEUE_PER_THREAD,
            params: HashParams::OWASP,
            idle: IDLE,
        }
    }
}

impl Hasher {
    /// Starts the threads; no memory is taken before the first hash. The generator makes the salts.
    ///
    /// # Errors
    /// Parameters that Argon2 refuses or that are over [`HashParams::MOST`], or no thread to be had.
    pub fn new(settings: HasherSettings, rng: Arc<dyn Rng>) -> Result<Self, HashError> {
        let params = argon::params(settings.params)?;
        let dummy = Stored::dummy(&params, rng::bytes(&*rng), rng::bytes(&*rng))?;
        let pool =
            Pool::start(settings.threads, settings.queue, settings.idle).map_err(|error| {
                tracing::error!(%error, "no thread for the password hasher");
                HashError::Failed
            })?;
        Ok(Self(Arc::new(Inner {
            pool,
            params,
            rng,
            dummy,
            calls: Arc::default(),
        })))
    }

    /// Hashes a password with the current parameters and a new salt.
    ///
    /// # Errors
    /// Any [`HashError`] but `Params`.
    pub async fn hash(&self, password: Password) -> Result<PasswordHash, HashError> {
        let inner = &self.0;
        let (params, calls) = (inner.params.clone(), Arc::clone(&inner.calls));
        let salt = rng::bytes(&*inner.rng);
        self.run(move |memory| {
            calls.fetch_add(1, Ordering::Relaxed);
            argon::hash(&params, password.prepared(), salt, memory)
        })
        .await?
        .map_err(failed)
    }

    /// Compares a password with a stored hash, in constant time. Without one (nobody of that name, or no password), or with
    /// one that cannot be used, it costs the same and the answer is no.
    ///
    /// # Errors
    /// Any [`HashError`] but `Params`.
    pub async fn verify(
        &self,
        password: Password,
        stored: Option<PasswordHash>,
    ) -> Result<Verdict, HashError> {
        let inner = &self.0;
        let usable = stored.and_then(|hash| Stored::parse(&hash).inspect_err(log).ok());
        let real = usable.is_some();
        let stored = usable.unwrap_or_else(|| inner.dummy.clone());
        let calls = Arc::clone(&inner.calls);
        let current = inner.params.clone();
        let matched = self
            .run(move |memory| {
                // The raw form is there only where preparing changed what was sent; imported hashes were made from it.
                for (place, form) in password.forms().enumerate() {
                    calls.fetch_add(1, Ordering::Relaxed);
                    if stored.matches(form, memory)? {
                        return Ok(Some(place > 0 || !stored.is_current(&current)));
                    }
                }
                Ok(None)
            })
            .await?
            .map_err(failed)?;
        Ok(Verdict {
            ok: real && matched.is_some(),
            needs_rehash: real && matched == Some(true),
        })
    }

    /// How many hashes were computed since the start.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.0.calls.load(Ordering::Relaxed)
    }

    /// How many blocks of memory are held now: one per thread at most.
    #[must_use]
    pub fn buffers(&self) -> usize {
        self.0.pool.buffers()
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, HashError> {
        let (answer, answered) = oneshot::channel();
        let job = move |memory: &mut Memory| {
            // Nobody waits any more: the place in the queue was kept, the work need not be done.
            if !answer.is_closed() {
                let _ = answer.send(work(memory));
            }
        };
        if !self.0.pool.submit(Box::new(job)) {
            return Err(HashError::Busy {
                retry_after: RETRY_AFTER,
            });
        }
        answered.await.map_err(|_| HashError::Failed)
    }
}

fn log(why: &Unusable) {
    tracing::error!(%why, "a stored password hash cannot be used; whoever it belongs to cannot log in");
}

fn failed(error: argon2::Error) -> HashError {
    tracing::error!(%error, "a password hash broke off");
    HashError::Failed
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher")
            .field("params", &self.0.params)
            .field("calls", &self.calls())
            .field("buffers", &self.buffers())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for HashError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Busy { .. } => "too many passwords wait to be hashed",
            Self::Params => "these are no parameters for Argon2",
            Self::Failed => "the password could not be hashed",
        })
    }
}

impl std::error::Error for HashError {}

#[cfg(test)]
mod tests;

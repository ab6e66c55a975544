//! The life of one issuer's keys: one task that fetches ahead of need, keeps the last good set, and drops it when it is
//! too old. Requests read what it has put down and never wait for it while there is a set.
//!
//! It holds the keys weakly and ends with the last verifier. It lives in a task of its own below a supervisor that does
//! nothing but start it again, so that a panic (a clock's, a log subscriber's) costs one attempt. Where the runtime ends
//! before the verifier the keys go with it: nobody could say any more when they are too old.

use std::sync::Arc;

use paraph_jose::Alg;
use tokio::runtime::Handle as Runtime;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{Instant, sleep_until, timeout};

use super::accept::{self, Accepted};
use super::error::FetchError;
use super::fetch::Fetch;
use super::pace::{Pace, spread};
use super::persist::{File, Kept, Recalled};
use super::state::{Handle, State};
use super::tell::Teller;
use crate::Keys;
use crate::keys::WeakKeys;
use crate::verifier::Clock;

/// All that a source of keys needs.
pub(super) struct Plan {
    pub(super) issuer: String,
    pub(super) fetch: Box<dyn Fetch>,
    pub(super) pace: Pace,
    pub(super) assumed: Option<Alg>,
    pub(super) file: Option<File>,
    pub(super) clock: Clock,
}

/// The plan at work.
struct Feed {
    plan: Plan,
    tell: Teller,
    keys: WeakKeys,
    state: Arc<State>,
}

/// Starts the task and returns the keys it will keep current.
pub(super) fn start(plan: Plan, runtime: &Runtime) -> Keys {
    let state = Arc::new(State::new(plan.pace));
    let (handle, gone) = Handle::new(Arc::clone(&state));
    let keys = Keys::from_source(Some(Box::new(handle)));
    let feed = Feed {
        tell: Teller::new(&plan.issuer),
        keys: keys.downgrade(),
        state: Arc::clone(&state),
        plan,
    };
    let leave = Leave {
        keys: keys.downgrade(),
        state,
    };
    runtime.spawn(async move {
        let _leave = leave;
        tokio::select! {
            _ = gone => {}
            () = supervise(Arc::new(feed)) => {}
        }
    });
    keys
}

/// The end of the task, whatever ends it: a set that nobody renews counts no longer, and nobody waits for the first.
struct Leave {
    keys: WeakKeys,
    state: Arc<State>,
}

impl Drop for Leave {
    fn drop(&mut self) {
        let mut book = self.state.book();
        book.has_ended = true;
        if let Some(keys) = self.keys.upgrade() {
            keys.clear();
        }
        drop(book);
        self.state.rest();
    }
}

async fn supervise(feed: Arc<Feed>) {
    for panics in 1.. {
        // A set of one: what is in it ends with it.
        let mut life = JoinSet::new();
        life.spawn(Arc::clone(&feed).live(panics == 1));
        life.join_next().await;
        feed.record_failure(&FetchError::Panic, None);
        // A set that gets too old meanwhile does not wait: the next life begins with its end.
        let _ = timeout(Pace::retry_after(panics, spread()), feed.too_old()).await;
    }
}

impl Feed {
    async fn live(self: Arc<Self>, is_new: bool) {
        if is_new {
            self.recall().await;
        }
        loop {
            self.drop_old();
            let due = self.state.book().life.due(Instant::now());
            if due <= Instant::now() {
                self.attempt().await;
            } else {
                tokio::select! {
                    () = self.state.woken() => {}
                    () = sleep_until(due) => {}
                    () = self.too_old() => {}
                }
            }
        }
    }

    /// One fetch, from which comes a set, or a failure.
    async fn attempt(&self) {
        let _under_way = self.state.begin();
        let began = Instant::now();
        let fetch = timeout(self.plan.pace.timeout, self.read());
        tokio::pin!(fetch);
        let outcome = loop {
            tokio::select! {
                outcome = &mut fetch => break outcome.unwrap_or(Err(FetchError::Timeout)),
                () = self.too_old() => self.drop_old(),
            }
        };
        let at = (self.plan.clock)();
        match outcome {
            Ok(accepted) => self.adopt(accepted, began, at),
            Err(error) => self.fail(&error, at),
        }
    }

    async fn read(&self) -> Result<Accepted, FetchError> {
        let bytes = self.plan.fetch.fetch().await?;
        let assumed = self.plan.assumed;
        // A megabyte of keys takes a while to read.
        let reading = spawn_blocking(move || accept::read(&bytes, assumed));
        reading.await.unwrap_or(Err(FetchError::Panic))
    }

    fn adopt(&self, accepted: Accepted, began: Instant, at: i64) {
        let count = accepted.keys.keys().len();
        let text = accepted.text.clone();
        // The set first: whoever is told that it is whole must see it.
        let is_new = self.put(accepted);
        let mut book = self.state.book();
        book.life.succeeds(began, Instant::now(), spread());
        book.record.succeeded(at);
        let was_failing = book.record.told.take();
        drop(book);
        if let Some(file) = &self.plan.file {
            self.keep(
                file.clone(),
                Kept {
                    fetched_at: at,
                    text,
                },
            );
        }
        self.tell.fetched(count, at, is_new, was_failing);
    }

    /// Makes a set count; false if it is the one that counts already, which then keeps its number, or if all is over.
    fn put(&self, accepted: Accepted) -> bool {
        let mut book = self.state.book();
        if book.has_ended || book.text.as_ref() == Some(&accepted.text) {
            return false;
        }
        if let Some(keys) = self.keys.upgrade() {
            keys.replace(accepted.keys);
        }
        book.text = Some(accepted.text);
        true
    }

    fn fail(&self, error: &FetchError, at: i64) {
        let is_news = self.record_failure(error, Some(at));
        self.tell.failed(error, is_news);
    }

    /// True if the log has not been told of this kind of failure.
    fn record_failure(&self, error: &FetchError, at: Option<i64>) -> bool {
        let mut book = self.state.book();
        book.life.fails(Instant::now(), spread());
        book.record.failed(at, error);
        book.record.told.replace(error.code()) != Some(error.code())
    }

    /// Completes when the set at hand is too old; never without one.
    async fn too_old(&self) {
        let expires = self.state.book().life.expires();
        match expires {
            Some(expires) => sleep_until(expires).await,
            None => std::future::pending().await,
        }
    }

    fn drop_old(&self) {
        let mut book = self.state.book();
        if !book.life.outlives(Instant::now()) {
            return;
        }
        book.text = None;
        drop(book);
        if let Some(keys) = self.keys.upgrade() {
            keys.clear();
        }
        self.tell.dropped();
    }

    /// What an earlier process kept counts until the issuer answers.
    async fn recall(&self) {
        let Some(file) = self.plan.file.clone() else {
            return;
        };
        let (assumed, longest) = (self.plan.assumed, self.plan.pace.max_age);
        let now = (self.plan.clock)();
        let reading = spawn_blocking(move || file.read(now, longest, assumed));
        let Ok(Ok(found)) = timeout(self.plan.pace.timeout, reading).await else {
            return self.tell.file_stuck();
        };
        match found {
            Ok(None) => {}
            Ok(Some(recalled)) => self.adopt_recalled(recalled),
            Err(why) => self.tell.file_ignored(&why),
        }
    }

    fn adopt_recalled(&self, recalled: Recalled) {
        let count = recalled.accepted.keys.keys().len();
        self.put(recalled.accepted);
        let mut book = self.state.book();
        book.life.recalls(recalled.age, Instant::now());
        book.record.fetched_at = Some(recalled.fetched_at);
        drop(book);
        self.state.release();
        self.tell.recalled(count, recalled.age);
    }

    /// Nobody waits for the disk.
    fn keep(&self, file: File, kept: Kept) {
        let tell = self.tell.clone();
        drop(spawn_blocking(move || tell.file_written(file.write(&kept))));
    }
}

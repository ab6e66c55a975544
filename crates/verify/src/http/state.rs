//! What the task that fetches and the requests that are checked share. No lock is held over a wait.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, oneshot, watch};
use tokio::time::Instant;

use super::health::{Record, SourceHealth};
use super::life::Life;
use super::pace::Pace;
use crate::keys::Source;
use crate::reject::Outage;

/// Shared by the task and by every clone of the verifier.
pub(super) struct State {
    book: Mutex<Book>,
    wake: Notify,
    attempts: watch::Sender<Attempts>,
}

/// All that is remembered, under one lock.
pub(super) struct Book {
    pub(super) life: Life,
    pub(super) record: Record,
    /// The text of the set that counts.
    pub(super) text: Option<String>,
    /// The task is over, though a fetch of its may still be on another thread: no set counts from here on.
    pub(super) has_ended: bool,
}

/// How far the fetches got, for those who wait for the first.
#[derive(Clone, Copy, Debug)]
struct Attempts {
    under_way: bool,
    ended: u64,
}

/// The verifier's end of it. The task ends when this is dropped.
pub(super) struct Handle {
    state: Arc<State>,
    _alive: oneshot::Sender<()>,
}

/// A fetch is under way as long as this lives, panics and cancelled tasks included.
pub(super) struct UnderWay<'a>(&'a State);

impl State {
    /// The first attempt counts as under way from here on, so that nobody comes too early to wait for it.
    pub(super) fn new(pace: Pace) -> Self {
        let first = Attempts {
            under_way: true,
            ended: 0,
        };
        Self {
            book: Mutex::new(Book {
                life: Life::new(pace, Instant::now()),
                record: Record::default(),
                text: None,
                has_ended: false,
            }),
            wake: Notify::new(),
            attempts: watch::Sender::new(first),
        }
    }

    /// A panic of another holder leaves nothing half done that matters: the next fetch writes it all anew.
    pub(super) fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn begin(&self) -> UnderWay<'_> {
        self.attempts
            .send_modify(|attempts| attempts.under_way = true);
        self.book().life.begins();
        UnderWay(self)
    }

    /// Whoever waits need not wait any longer.
    pub(super) fn release(&self) {
        self.attempts.send_modify(|attempts| attempts.ended += 1);
    }

    /// No attempt is under way, and perhaps none will be.
    pub(super) fn rest(&self) {
        self.attempts.send_modify(|attempts| {
            attempts.under_way = false;
            attempts.ended += 1;
        });
    }

    /// Completes when somebody asks for a fetch.
    pub(super) async fn woken(&self) {
        self.wake.notified().await;
    }

    async fn wait(&self) {
        let mut attempts = self.attempts.subscribe();
        let seen = attempts.borrow_and_update().ended;
        // An error means that the state is gone, which it is not while it is borrowed.
        let _ = attempts
            .wait_for(|now| !now.under_way || now.ended > seen)
            .await;
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.rest();
    }
}

impl Handle {
    /// The second half completes when the first is dropped.
    pub(super) fn new(state: Arc<State>) -> (Self, oneshot::Receiver<()>) {
        let (alive, gone) = oneshot::channel();
        let handle = Self {
            state,
            _alive: alive,
        };
        (handle, gone)
    }
}

impl Source for Handle {
    fn misses(&self) -> Result<(), Outage> {
        let judgement = self.state.book().life.misses(Instant::now());
        if judgement.asks {
            self.state.wake.notify_one();
        }
        judgement.verdict
    }

    fn first(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(self.state.wait())
    }

    fn health(&self) -> SourceHealth {
        let book = self.state.book();
        SourceHealth {
            age: book.life.age(Instant::now()),
            record: book.record.clone(),
        }
    }
}

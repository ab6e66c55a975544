//! A store that is watched, paused and failed, command by command, in front of a real one.

use std::any::TypeId;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use paraph::store::Database;
use paraph_core::store::Answer;
use paraph_core::{Command, Runs, StoreError};
use tokio::sync::Notify;

#[derive(Debug)]
pub(crate) struct Staged {
    inner: Arc<Database>,
    calls: AtomicU64,
    act: Mutex<Option<(TypeId, Act)>>,
}

/// What happens to the commands of one kind.
#[derive(Clone, Debug)]
enum Act {
    /// They fail, and nothing is done.
    Fail(StoreError),
    /// They are committed, and the answer is an error all the same.
    Lose(StoreError),
    /// The next one waits before it runs.
    Before(Arc<Pause>),
    /// The next one has run, and its answer waits.
    After(Arc<Pause>),
}

/// A caller that was stopped.
#[derive(Debug, Default)]
pub(crate) struct Pause {
    reached: Notify,
    go: Notify,
}

impl Staged {
    pub(crate) fn new(inner: Arc<Database>) -> Self {
        Self {
            inner,
            calls: AtomicU64::new(0),
            act: Mutex::default(),
        }
    }

    /// How many commands have come so far.
    pub(crate) fn calls(&self) -> u64 {
        self.calls.load(Ordering::SeqCst)
    }

    /// Every `C` fails from now on.
    pub(crate) fn fail<C: Command>(&self, error: StoreError) {
        self.set::<C>(Act::Fail(error));
    }

    /// Every `C` is done from now on, and its caller told that it failed.
    pub(crate) fn lose<C: Command>(&self, error: StoreError) {
        self.set::<C>(Act::Lose(error));
    }

    /// The next `C` stops before it runs.
    pub(crate) fn pause_before<C: Command>(&self) -> Arc<Pause> {
        let pause = Arc::<Pause>::default();
        self.set::<C>(Act::Before(pause.clone()));
        pause
    }

    /// The next `C` stops when it has run.
    pub(crate) fn pause_after<C: Command>(&self) -> Arc<Pause> {
        let pause = Arc::<Pause>::default();
        self.set::<C>(Act::After(pause.clone()));
        pause
    }

    /// All runs again as it should.
    pub(crate) fn mend(&self) {
        *self.act.lock().expect("whole") = None;
    }

    fn set<C: Command>(&self, act: Act) {
        *self.act.lock().expect("whole") = Some((TypeId::of::<C>(), act));
    }

    /// What happens to this command; a pause happens once.
    fn take<C: Command>(&self) -> Option<Act> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let mut act = self.act.lock().expect("whole");
        let (_, found) = act
            .as_ref()
            .filter(|(kind, _)| *kind == TypeId::of::<C>())?;
        let found = found.clone();
        if matches!(found, Act::Before(_) | Act::After(_)) {
            *act = None;
        }
        Some(found)
    }
}

impl Pause {
    /// Waits until somebody stands here.
    pub(crate) async fn reached(&self) {
        self.reached.notified().await;
    }

    /// Lets them go on.
    pub(crate) fn go(&self) {
        self.go.notify_one();
    }

    async fn stop(&self) {
        self.reached.notify_one();
        self.go.notified().await;
    }
}

impl<C: Command> Runs<C> for Staged
where
    Database: Runs<C>,
{
    fn run(&self, command: C) -> Answer<'_, C::Outcome> {
        let act = self.take::<C>();
        Box::pin(async move {
            match act {
                None => self.inner.run(command).await,
                Some(Act::Fail(error)) => Err(error),
                Some(Act::Lose(error)) => self.inner.run(command).await.and(Err(error)),
                Some(Act::Before(pause)) => {
                    pause.stop().await;
                    self.inner.run(command).await
                }
                Some(Act::After(pause)) => {
                    let outcome = self.inner.run(command).await;
                    pause.stop().await;
                    outcome
                }
            }
        })
    }
}

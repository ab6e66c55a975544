//! A verb: a command and how it is applied to a transaction; and a verb that waits for its turn.

use std::any::Any;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;

use futures_util::FutureExt;
use paraph_core::{Command, StoreError};
use tokio::sync::oneshot;

use super::{Tx, TxError};

/// How often a verb whose reads were overtaken starts anew before its caller is told to ask again.
pub(super) const TRIES: usize = 8;

/// What a verb does to the database: where it may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It only reads.
    Read,
    /// It writes, and seldom announces.
    Write,
    /// It announces, or relies on what the ledger's head serialises.
    Announce,
}

/// A command that a store of ours can run.
pub trait Verb: Command {
    /// Where it may run.
    const KIND: Kind;

    /// Reads, lets the pure decision choose, and writes what was read. It may be called again after an error; nothing of
    /// the failed try is kept.
    fn apply(&self, tx: &mut Tx) -> impl Future<Output = Result<Self::Outcome, TxError>> + Send;
}

/// A boxed future.
pub(super) type Step<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A waiting verb, whatever its outcome is.
pub(super) trait Job: Send {
    /// Tries it once, keeping the outcome.
    fn attempt<'a>(&'a mut self, tx: &'a mut Tx) -> Step<'a, Result<(), TxError>>;

    /// Answers its caller: after COMMIT, or when it is certain or unknown what became of it.
    fn answer(self: Box<Self>, result: Result<(), StoreError>);
}

/// A caller's side of a waiting verb.
pub(super) type Reply<V> = oneshot::Receiver<Result<V, StoreError>>;

struct Waiting<V: Verb> {
    verb: V,
    outcome: Option<V::Outcome>,
    reply: oneshot::Sender<Result<V::Outcome, StoreError>>,
}

/// A verb that waits, and where its answer will arrive.
pub(super) fn job<V: Verb>(verb: V) -> (Box<dyn Job>, Reply<V::Outcome>) {
    let (reply, answer) = oneshot::channel();
    let waiting = Waiting {
        verb,
        outcome: None,
        reply,
    };
    (Box::new(waiting), answer)
}

impl<V: Verb> Job for Waiting<V> {
    fn attempt<'a>(&'a mut self, tx: &'a mut Tx) -> Step<'a, Result<(), TxError>> {
        Box::pin(async {
            self.outcome = Some(attempt(&self.verb, tx).await?);
            Ok(())
        })
    }

    fn answer(self: Box<Self>, result: Result<(), StoreError>) {
        let Self { outcome, reply, .. } = *self;
        let none = || StoreError::Fault("a verb ended without an outcome".into());
        // A caller that has gone away needs no answer.
        let _ = reply.send(result.and_then(|()| outcome.ok_or_else(none)));
    }
}

/// Applies a verb once; a panic in it is its own error and nobody else's.
pub(super) async fn attempt<V: Verb>(verb: &V, tx: &mut Tx) -> Result<V::Outcome, TxError> {
    tx.trust();
    let outcome = AssertUnwindSafe(verb.apply(tx))
        .catch_unwind()
        .await
        .unwrap_or_else(|panic| Err(fault(panic.as_ref())))?;
    if tx.is_spoiled() {
        return Err(TxError::Fault("a verb went on after an error".into()));
    }
    Ok(outcome)
}

/// What a panic said.
pub(super) fn fault(panic: &(dyn Any + Send)) -> TxError {
    let said = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    TxError::Fault(format!("panic: {}", said.unwrap_or("without a word")))
}

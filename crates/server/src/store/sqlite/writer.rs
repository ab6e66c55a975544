//! The writer: one thread takes the waiting verbs into one transaction, one sync for many. Nobody is answered before
//! COMMIT, not even a verb that wrote nothing: it may have read what is not committed yet.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::{io, iter};

use futures_util::FutureExt;
use paraph_core::{Clock, StoreError};
use paraph_ledger::View;
use rusqlite::Connection;
use tokio::sync::mpsc;

use super::statement::run;
use crate::store::group::{self, Ran};
use crate::store::tx::Link;
use crate::store::verb::{Job, Reply, fault, job};
use crate::store::{Tx, TxError, Verb};

/// How many verbs may wait before further callers are told to ask again: some ten groups.
const WAITING: usize = 4_096;

/// The writer thread. Dropping it waits until what was submitted is committed.
#[derive(Debug)]
pub(super) struct Writer {
    jobs: Option<mpsc::Sender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(
        connection: Connection,
        clock: Arc<dyn Clock>,
        view: Arc<View>,
    ) -> io::Result<Self> {
        let (jobs, waiting) = mpsc::channel(WAITING);
        let tx = Tx::new(Link::Sqlite(connection), clock);
        let thread = thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || serve(tx, waiting, &view))?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
        })
    }

    pub(super) fn submit<V: Verb>(&self, verb: V) -> Result<Reply<V::Outcome>, StoreError> {
        let (job, reply) = job(verb);
        let jobs = self.jobs.as_ref().ok_or_else(super::gone)?;
        jobs.try_send(job).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => super::gone(),
        })?;
        Ok(reply)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs.take();
        if let Some(thread) = self.thread.take() {
            // The thread catches the panics of verbs; if it died all the same there is nobody left to wait for.
            let _ = thread.join();
        }
    }
}

fn serve(mut tx: Tx, mut jobs: mpsc::Receiver<Box<dyn Job>>, view: &View) {
    let mut waiting = Vec::new();
    while refill(&mut waiting, &mut jobs) {
        let results = settle(&mut tx, &mut waiting, view);
        for (job, result) in waiting.drain(..results.len()).zip(results) {
            job.answer(result);
        }
    }
}

/// Waits until there is something to do; `false` when there will never be.
fn refill(waiting: &mut Vec<Box<dyn Job>>, jobs: &mut mpsc::Receiver<Box<dyn Job>>) -> bool {
    if waiting.is_empty() {
        waiting.extend(jobs.blocking_recv());
    }
    let room = group::MOST.saturating_sub(waiting.len());
    waiting.extend(iter::from_fn(|| jobs.try_recv().ok()).take(room));
    !waiting.is_empty()
}

/// One group: an answer for each of the jobs that took part, at least one.
fn settle(tx: &mut Tx, jobs: &mut [Box<dyn Job>], view: &View) -> Vec<Result<(), StoreError>> {
    let committed = catch_unwind(AssertUnwindSafe(|| commit(tx, jobs)))
        .unwrap_or_else(|panic| Err(fault(panic.as_ref())));
    match committed {
        Ok(ran) => {
            view.extend(&ran.entries);
            ran.results
        }
        Err(error) => {
            abandon(tx);
            let error = StoreError::from(error);
            jobs.iter().map(|_| Err(error.clone())).collect()
        }
    }
}

fn commit(tx: &mut Tx, jobs: &mut [Box<dyn Job>]) -> Result<Ran, TxError> {
    run(connection(tx)?, "BEGIN IMMEDIATE")?;
    let ran = group(tx, jobs)
        .now_or_never()
        .unwrap_or_else(|| Err(TxError::Fault("a verb waited inside a transaction".into())))?;
    run(connection(tx)?, "COMMIT")?;
    Ok(ran)
}

async fn group(tx: &mut Tx, jobs: &mut [Box<dyn Job>]) -> Result<Ran, TxError> {
    tx.trust();
    let head = tx.read_head().await?;
    tx.hold(head);
    group::run(tx, jobs).await
}

/// Rolls back what is left of a failed group, if `SQLite` has not done so itself.
fn abandon(tx: &mut Tx) {
    let Ok(connection) = connection(tx) else {
        return;
    };
    if !connection.is_autocommit()
        && let Err(error) = run(connection, "ROLLBACK")
    {
        tracing::error!(?error, "a failed group could not be rolled back");
    }
}

fn connection(tx: &Tx) -> Result<&Connection, TxError> {
    match &tx.link {
        Link::Sqlite(connection) => Ok(connection),
        Link::Postgres(_) => Err(TxError::Fault("not SQLite".into())),
    }
}

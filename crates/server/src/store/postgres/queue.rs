//! The queue of verbs that announce: one per node. A group takes the ledger's head first and holds it until COMMIT, so
//! the order of the entries is the order of the commits, and two nodes cannot deadlock over it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use paraph_core::StoreError;
use tokio::sync::mpsc;
use tokio::task;
use tokio::time::{self, Instant};

use super::alone::{begin, commit, rollback};
use super::{Node, PATIENCE};
use crate::store::group::{self, Ran};
use crate::store::tx::no_head;
use crate::store::verb::{Job, TRIES, fault, job};
use crate::store::{Row, Tx, TxError, Verb, verbs};

/// How many verbs may wait before further callers are told to ask again.
const WAITING: usize = 4_096;

/// The head's row lock comes first, and with patience: another node's group may hold it. After it one locked row must not
/// hold up all who announce. One round trip.
macro_rules! begin {
    ($hurry:literal) => {
        concat!(
            "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '3s'; \
             SET LOCAL statement_timeout = '4s'; \
             UPDATE ledger_head SET lsn = lsn WHERE id = 1 RETURNING lsn, longest_life; \
             SET LOCAL lock_timeout = '",
            $hurry,
            "'"
        )
    };
}

/// How a group is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pass {
    /// First without savepoints: verbs that fail are rare, and each savepoint is a round trip under the head's lock.
    Bare,
    /// After any error anew, a savepoint each, so that a verb that fails does so alone.
    Guarded,
}

/// Why a pass came to nothing.
enum Failed {
    /// It was rolled back.
    Undone(TxError),
    /// It did not begin, or it is unknown whether it was committed.
    Lost(TxError),
}

/// Where announcing verbs wait. The worker ends when this is dropped.
#[derive(Debug)]
pub(super) struct Queue {
    jobs: mpsc::Sender<Ticket>,
}

/// A waiting verb, and when its caller will have given up.
struct Ticket {
    job: Box<dyn Job>,
    deadline: Instant,
}

impl Queue {
    pub(super) fn start(node: Arc<Node>) -> Self {
        let (jobs, waiting) = mpsc::channel(WAITING);
        task::spawn(serve(node, waiting));
        Self { jobs }
    }

    pub(super) async fn run<V: Verb>(&self, verb: V) -> Result<V::Outcome, StoreError> {
        let gone = || StoreError::Unavailable("the ledger's queue has stopped".into());
        let (job, reply) = job(verb);
        let deadline = Instant::now() + PATIENCE;
        let ticket = Ticket { job, deadline };
        self.jobs.try_send(ticket).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => gone(),
        })?;
        reply.await.map_err(|_| gone())?
    }
}

async fn serve(node: Arc<Node>, mut tickets: mpsc::Receiver<Ticket>) {
    let mut waiting: Vec<Box<dyn Job>> = Vec::new();
    while refill(&mut waiting, &mut tickets).await {
        let results = settle(&node, &mut waiting, &mut tickets).await;
        for (job, result) in waiting.drain(..results.len()).zip(results) {
            job.answer(result);
        }
    }
}

/// Waits until there is something to do; `false` when there will never be.
async fn refill(waiting: &mut Vec<Box<dyn Job>>, tickets: &mut mpsc::Receiver<Ticket>) -> bool {
    while waiting.is_empty() {
        match tickets.recv().await {
            Some(ticket) => waiting.extend(ticket.if_in_time()),
            None => return false,
        }
    }
    top_up(waiting, tickets);
    true
}

/// Takes what has come, as far as the group has room.
fn top_up(waiting: &mut Vec<Box<dyn Job>>, tickets: &mut mpsc::Receiver<Ticket>) {
    while waiting.len() < group::MOST
        && let Ok(ticket) = tickets.try_recv()
    {
        waiting.extend(ticket.if_in_time());
    }
}

impl Ticket {
    /// The job, unless its caller has been told that there is no answer: then it must not happen behind their back.
    fn if_in_time(self) -> Option<Box<dyn Job>> {
        if Instant::now() < self.deadline {
            return Some(self.job);
        }
        self.job.answer(Err(StoreError::Busy));
        None
    }
}

/// One group: an answer for each of the jobs that took part, at least one.
async fn settle(
    node: &Node,
    jobs: &mut Vec<Box<dyn Job>>,
    tickets: &mut mpsc::Receiver<Ticket>,
) -> Vec<Result<(), StoreError>> {
    let mut pass = Pass::Bare;
    for _ in 0..=TRIES {
        let ran = time::timeout(2 * PATIENCE, run(node, jobs, tickets, pass)).await;
        match ran.unwrap_or_else(|_| Err(Failed::Lost(late()))) {
            Ok(results) => return results,
            Err(Failed::Undone(error)) if pass == Pass::Guarded && error != TxError::Again => {
                return all(jobs, &error.into());
            }
            Err(Failed::Undone(_)) => pass = Pass::Guarded,
            Err(Failed::Lost(error)) => return all(jobs, &error.into()),
        }
    }
    all(jobs, &StoreError::Busy)
}

fn late() -> TxError {
    TxError::Unavailable("PostgreSQL gave no answer in time".into())
}

fn all(jobs: &[Box<dyn Job>], error: &StoreError) -> Vec<Result<(), StoreError>> {
    jobs.iter().map(|_| Err(error.clone())).collect()
}

async fn run(
    node: &Node,
    jobs: &mut Vec<Box<dyn Job>>,
    tickets: &mut mpsc::Receiver<Ticket>,
    pass: Pass,
) -> Result<Vec<Result<(), StoreError>>, Failed> {
    let sql = match pass {
        Pass::Bare => begin!("100ms"),
        Pass::Guarded => begin!("500ms"),
    };
    let (mut tx, rows) = begin(node, sql).await.map_err(Failed::Lost)?;
    // Those answered by the group before have asked again while the head was awaited.
    top_up(jobs, tickets);
    let work = AssertUnwindSafe(hold_and_run(node, &mut tx, rows, jobs, pass));
    let ran = work.catch_unwind().await;
    match ran.unwrap_or_else(|panic| Err(fault(panic.as_ref()))) {
        Ok(ran) => {
            let committed = commit(tx).await;
            // Where it cannot be known whether it was done, the view asks the database at once.
            committed.map_err(|error| {
                node.behind.notify_one();
                Failed::Lost(error)
            })?;
            node.view.extend(&ran.entries);
            Ok(ran.results)
        }
        Err(error) => {
            rollback(tx).await;
            Err(Failed::Undone(error))
        }
    }
}

async fn hold_and_run(
    node: &Node,
    tx: &mut Tx,
    mut rows: Vec<Row>,
    jobs: &mut [Box<dyn Job>],
    pass: Pass,
) -> Result<Ran, TxError> {
    let row = rows.pop().ok_or_else(no_head)?;
    let head = verbs::ledger::head(&mut row.cells())?;
    if head.lsn > node.view.head() {
        node.behind.notify_one();
    }
    tx.hold(head);
    match pass {
        Pass::Bare => group::run_bare(tx, jobs).await,
        Pass::Guarded => group::run(tx, jobs).await,
    }
}

//! The cluster's store: `PostgreSQL`, many nodes.
//!
//! Verbs that announce nothing run in transactions of their own; those that announce go through one queue per node, which
//! takes the ledger's head first. Nobody waits for a second connection while holding one.

mod alone;
mod connections;
mod errors;
mod migrate;
mod open;
mod queue;
pub(super) mod statement;

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use paraph_core::store::Answer;
use paraph_core::{Clock, StoreError};
use paraph_ledger::View;
use tokio::sync::Notify;
use tokio::{task, time};

use self::connections::Connections;
pub(super) use self::connections::Lease;
use self::queue::Queue;
use super::verb::Kind;
use super::{OpenError, Tx, TxError, Verb};
use crate::store::tx::Link;

/// The longest a caller waits for an answer: then it is told that none can be given.
const PATIENCE: Duration = Duration::from_millis(4_500);

/// The database's own clock: the one place where SQL may ask it.
pub(super) const CLOCK: &str =
    "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";

/// Where the database is.
#[derive(Clone)]
pub struct PostgresOptions {
    /// `postgres://USER:PASSWORD@HOST:PORT/NAME`; it may hold a password, so Debug does not print it.
    pub url: String,
    /// The most connections of this node.
    pub connections: u32,
    /// How often the other nodes' ledger entries are asked for.
    pub poll: Duration,
}

/// The open store.
#[derive(Debug)]
pub(super) struct Postgres {
    node: Arc<Node>,
    queue: Queue,
}

/// What this node's transactions share.
#[derive(Debug)]
struct Node {
    connections: Arc<Connections>,
    clock: Arc<dyn Clock>,
    view: Arc<View>,
    /// Rung when a group saw that other nodes have written.
    behind: Notify,
}

impl PostgresOptions {
    /// The database at `url`, with 16 connections and the other nodes' entries asked for each second.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            connections: 16,
            poll: Duration::from_secs(1),
        }
    }
}

impl fmt::Debug for PostgresOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresOptions")
            .field("connections", &self.connections)
            .field("poll", &self.poll)
            .finish_non_exhaustive()
    }
}

impl Postgres {
    /// Connects and brings the schema up to date; of several nodes that start together one does it.
    pub(super) async fn open(
        options: &PostgresOptions,
        clock: &Arc<dyn Clock>,
        view: Arc<View>,
    ) -> Result<Self, OpenError> {
        let connections = Arc::new(open::connect(options, clock.now()).await?);
        let node = Arc::new(Node {
            connections,
            clock: clock.clone(),
            view,
            behind: Notify::new(),
        });
        let queue = Queue::start(node.clone());
        Ok(Self { node, queue })
    }

    pub(super) fn run<V: Verb>(&self, verb: V) -> Answer<'_, V::Outcome> {
        match V::KIND {
            Kind::Announce => Box::pin(in_time(self.queue.run(verb))),
            Kind::Read => Box::pin(apart(alone::read(self.node.clone(), verb))),
            Kind::Write => Box::pin(self.write(verb)),
        }
    }

    /// Completes when a group of this node has seen entries of another.
    pub(super) fn behind(&self) -> impl Future<Output = ()> + Send + use<> {
        let node = self.node.clone();
        async move { node.behind.notified().await }
    }

    async fn write<V: Verb>(&self, verb: V) -> Result<V::Outcome, StoreError> {
        match apart(alone::write(self.node.clone(), verb)).await? {
            alone::Wrote::Done(outcome) => Ok(outcome),
            // The connection is back in the pool by now.
            alone::Wrote::MustAnnounce(verb) => in_time(self.queue.run(verb)).await,
        }
    }
}

impl Node {
    async fn lease(&self) -> Result<Lease, TxError> {
        Connections::lease(&self.connections).await
    }

    fn tx(&self, lease: Lease) -> Tx {
        Tx::new(Link::Postgres(lease), self.clock.clone())
    }
}

/// Runs in a task of its own: a caller that goes away cuts no transaction, a panic closes its connection alone.
async fn apart<T: Send + 'static>(
    work: impl Future<Output = Result<T, StoreError>> + Send + 'static,
) -> Result<T, StoreError> {
    let outcome = task::spawn(in_time(work)).await;
    outcome.map_err(|error| StoreError::Fault(error.to_string()))?
}

async fn in_time<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    let late = |_| StoreError::Unavailable("PostgreSQL gave no answer in time".into());
    time::timeout(PATIENCE, work).await.map_err(late)?
}

//! Verbs in transactions of their own.

use std::sync::Arc;

use paraph_core::StoreError;

use super::{Node, statement};
use crate::store::tx::Link;
use crate::store::verb::{TRIES, attempt};
use crate::store::{Row, Tx, TxError, Verb};

/// The isolation is named: the server's default may be another. The limits keep a waiting verb within its caller's
/// patience and a lost one from waiting for ever.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; \
     SET LOCAL lock_timeout = '3s'; SET LOCAL statement_timeout = '4s'";

/// What became of a verb that may find out late that it must announce.
pub(super) enum Wrote<V: Verb> {
    Done(V::Outcome),
    MustAnnounce(V),
}

/// A read: each statement is its own transaction.
pub(super) async fn read<V: Verb>(node: Arc<Node>, verb: V) -> Result<V::Outcome, StoreError> {
    loop {
        let lease = node.lease().await?;
        let used = lease.used;
        let mut tx = node.tx(lease);
        match attempt(&verb, &mut tx).await {
            Ok(outcome) => {
                give_back(tx);
                return Ok(outcome);
            }
            // Cut while idle: the next one may be whole, a new one decides.
            Err(TxError::Unavailable(_)) if used => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// A write, tried anew when it was overtaken.
pub(super) async fn write<V: Verb>(node: Arc<Node>, verb: V) -> Result<Wrote<V>, StoreError> {
    for _ in 0..TRIES {
        let (mut tx, _) = begin(&node, BEGIN).await?;
        match apply(&verb, &mut tx).await {
            Ok(outcome) => {
                commit(tx).await?;
                return Ok(Wrote::Done(outcome));
            }
            Err(TxError::MustAnnounce) => {
                rollback(tx).await;
                return Ok(Wrote::MustAnnounce(verb));
            }
            Err(TxError::Raced | TxError::Again) => rollback(tx).await,
            Err(error) => {
                rollback(tx).await;
                return Err(error.into());
            }
        }
    }
    Err(StoreError::Busy)
}

async fn apply<V: Verb>(verb: &V, tx: &mut Tx) -> Result<V::Outcome, TxError> {
    let outcome = attempt(verb, tx).await?;
    tx.write_effects().await?;
    Ok(outcome)
}

/// Opens a transaction, passing over connections that were cut while idle: nothing has been sent on them. Answers what
/// its first statements read.
pub(super) async fn begin(node: &Node, sql: &'static str) -> Result<(Tx, Vec<Row>), TxError> {
    loop {
        let mut lease = node.lease().await?;
        match statement::run_for_rows(&mut lease, sql).await {
            Ok(rows) => return Ok((node.tx(lease), rows)),
            Err(TxError::Unavailable(_)) if lease.used => {}
            Err(error) => return Err(error),
        }
    }
}

/// Commits. An error leaves unknown whether it was done; the connection is closed then.
pub(super) async fn commit(mut tx: Tx) -> Result<(), TxError> {
    if let Link::Postgres(lease) = &mut tx.link {
        statement::run(lease, "COMMIT").await?;
    }
    give_back(tx);
    Ok(())
}

/// Rolls back; where that fails the connection is closed, and the server does it.
pub(super) async fn rollback(mut tx: Tx) {
    if let Link::Postgres(lease) = &mut tx.link
        && statement::run(lease, "ROLLBACK").await.is_ok()
    {
        give_back(tx);
    }
}

fn give_back(tx: Tx) {
    if let Link::Postgres(lease) = tx.link {
        lease.give_back();
    }
}

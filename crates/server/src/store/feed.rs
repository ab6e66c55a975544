//! Feeds the view of the revocations: at the opening with all that stand in the database, and on `PostgreSQL` with what
//! other nodes write.
//!
//! The place up to which the entries are known is kept apart from the view's head: a group of this node may raise the head
//! past entries of another node that have not been read yet. Entries become visible in the order of their places, because
//! a group holds the ledger's head until its COMMIT.

use std::sync::{Arc, Weak};
use std::time::Duration;

use paraph_core::commands::ledger::{ReadEntries, ReadHead};
use paraph_core::{Runs, StoreError};
use paraph_ledger::{Lsn, View};
use tokio::{task, time};

use super::{Database, Driver, OpenError};

/// How many entries are read at once.
const PAGE: u32 = 4_096;

/// Reads everything there is and answers how far it goes.
pub(super) async fn fill(database: &Database, view: &View) -> Result<Lsn, OpenError> {
    let refuse = |error: StoreError| OpenError::Unavailable(error.to_string());
    let head = database.run(ReadHead).await.map_err(refuse)?;
    let reached = catch_up(database, view, Lsn::FIRST).await.map_err(refuse)?;
    // Entries at the end may have been pruned: the head says how far we are all the same.
    view.reach(head.lsn);
    Ok(reached.max(head.lsn))
}

/// Follows the other nodes for as long as the database is open.
pub(super) fn follow(database: &Arc<Database>, view: Arc<View>, from: Lsn, poll: Duration) {
    let database = Arc::downgrade(database);
    task::spawn(async move {
        let mut reached = from;
        while wait(&database, poll).await {
            let Some(database) = database.upgrade() else {
                return;
            };
            match catch_up(&database, &view, reached).await {
                Ok(lsn) => reached = lsn,
                Err(error) => tracing::warn!(%error, "the ledger's entries could not be read"),
            }
        }
    });
}

/// Waits for the next turn; `false` once the database is closed.
async fn wait(database: &Weak<Database>, poll: Duration) -> bool {
    let behind = match database.upgrade().as_deref() {
        Some(Database {
            driver: Driver::Postgres(postgres),
        }) => postgres.behind(),
        _ => return false,
    };
    // Rung or not: the poll is the floor.
    let _ = time::timeout(poll, behind).await;
    true
}

async fn catch_up(database: &Database, view: &View, from: Lsn) -> Result<Lsn, StoreError> {
    let mut after = from;
    loop {
        let entries = database.run(ReadEntries { after, limit: PAGE }).await?;
        view.extend(&entries);
        let Some(last) = entries.last() else {
            return Ok(after);
        };
        after = last.lsn;
        if entries.len() < PAGE as usize {
            return Ok(after);
        }
    }
}

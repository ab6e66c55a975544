//! Many verbs in one transaction, a savepoint each. Both databases run groups by these functions.

use paraph_core::StoreError;
use paraph_core::announce::MOST_PER_TRANSACTION;
use paraph_ledger::Entry;

use super::verb::{Job, TRIES};
use super::{Tx, TxError};

/// The most verbs of one group.
pub(super) const MOST: usize = 256;

/// What became of a group: of its first `results.len()` jobs; the rest waits for the next.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) results: Vec<Result<(), StoreError>>,
    /// To be added to the view after COMMIT.
    pub(super) entries: Vec<Entry>,
}

/// Runs waiting jobs in the open transaction, which holds the head, and writes their effects.
///
/// # Errors
/// What ends the group as a whole: nothing may be committed.
pub(super) async fn run(tx: &mut Tx, jobs: &mut [Box<dyn Job>]) -> Result<Ran, TxError> {
    let mut results = Vec::with_capacity(jobs.len());
    for job in jobs.iter_mut().take(MOST) {
        let Some(result) = run_one(tx, job.as_mut()).await? else {
            break;
        };
        // It waited for a lock: those before it have waited enough.
        let waited = result == Err(StoreError::Busy);
        results.push(result);
        if waited {
            break;
        }
    }
    let entries = tx.write_effects().await?;
    Ok(Ran { results, entries })
}

/// The same without savepoints: each would be a round trip more. Any error at all means that nothing may be kept and that
/// the group is to be run with them.
///
/// # Errors
/// The first that a verb met.
pub(super) async fn run_bare(tx: &mut Tx, jobs: &mut [Box<dyn Job>]) -> Result<Ran, TxError> {
    let mut results = Vec::with_capacity(jobs.len());
    for job in jobs.iter_mut().take(MOST) {
        job.attempt(tx).await?;
        if tx.effects.entries.len() > MOST_PER_TRANSACTION {
            return Err(TxError::Raced);
        }
        results.push(Ok(()));
    }
    let entries = tx.write_effects().await?;
    Ok(Ran { results, entries })
}

/// One verb in its savepoint; `None` if its entries would be more than a transaction may write.
async fn run_one(
    tx: &mut Tx,
    job: &mut dyn Job,
) -> Result<Option<Result<(), StoreError>>, TxError> {
    for _ in 0..TRIES {
        tx.begin_verb().await?;
        let mark = tx.effects.mark();
        let result = job.attempt(tx).await;
        let fits = tx.effects.entries.len() <= MOST_PER_TRANSACTION;
        if result.is_ok() && fits {
            return Ok(Some(Ok(())));
        }
        tx.effects.reset(mark);
        tx.undo_verb().await?;
        match result {
            Err(TxError::Raced) => {}
            Err(TxError::Again) => return Err(TxError::Again),
            Err(error) => return Ok(Some(Err(error.into()))),
            Ok(()) if mark.entries > 0 => return Ok(None),
            Ok(()) => return Ok(Some(Err(too_many()))),
        }
    }
    Ok(Some(Err(StoreError::Busy)))
}

fn too_many() -> StoreError {
    StoreError::Fault("a verb announced more than a transaction may write".into())
}

//! The readers: a few connections that cannot write, on blocking threads. They see committed rows only and never wait for
//! the writer.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use paraph_core::{Clock, StoreError};
use tokio::sync::Semaphore;
use tokio::task;

use super::open;
use crate::store::tx::Link;
use crate::store::verb::attempt;
use crate::store::{OpenError, Tx, TxError, Verb};

/// Reads are short: more connections would only cost memory.
const CONNECTIONS: usize = 2;

#[derive(Debug)]
pub(super) struct Readers {
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<Tx>>,
}

impl Readers {
    pub(super) fn open(path: &Path, clock: &Arc<dyn Clock>) -> Result<Self, OpenError> {
        let open = |_| {
            let connection = open::for_reading(path)?;
            Ok(Tx::new(Link::Sqlite(connection), clock.clone()))
        };
        let idle = (0..CONNECTIONS).map(open).collect::<Result<_, _>>()?;
        Ok(Self {
            permits: Arc::new(Semaphore::new(CONNECTIONS)),
            idle: Mutex::new(idle),
        })
    }

    pub(super) async fn run<V: Verb>(
        readers: Arc<Self>,
        verb: V,
    ) -> Result<V::Outcome, StoreError> {
        let permit = readers.permits.clone().acquire_owned().await;
        let permit = permit.map_err(|_| super::gone())?;
        let read = move || {
            let outcome = readers.read(&verb);
            // Only now: a caller that goes away must not let another in before the connection is back.
            drop(permit);
            outcome
        };
        let outcome = task::spawn_blocking(read).await;
        outcome.map_err(|error| StoreError::Fault(error.to_string()))?
    }

    fn read<V: Verb>(&self, verb: &V) -> Result<V::Outcome, StoreError> {
        let mut tx = self.take()?;
        let outcome = attempt(verb, &mut tx)
            .now_or_never()
            .unwrap_or_else(|| Err(TxError::Fault("a verb waited inside a transaction".into())));
        self.idle().push(tx);
        Ok(outcome?)
    }

    fn take(&self) -> Result<Tx, StoreError> {
        self.idle().pop().ok_or(StoreError::Busy)
    }

    // A panic elsewhere leaves the list whole.
    fn idle(&self) -> MutexGuard<'_, Vec<Tx>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

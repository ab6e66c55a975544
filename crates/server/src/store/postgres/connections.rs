//! A small pool. sqlx's own asks the server for a sign of life at each return, a round trip per verb; here a connection
//! comes back only when its transaction has ended well, and every other one is closed.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time;

use crate::store::TxError;

/// How long a caller waits for a connection to be free, and for one to be made.
const WAIT: Duration = Duration::from_secs(3);

#[derive(Debug)]
pub(super) struct Connections {
    options: PgConnectOptions,
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<PgConnection>>,
}

/// A connection on loan. Dropped without [`Lease::give_back`] it is closed, and the server rolls back.
#[derive(Debug)]
pub(in crate::store) struct Lease {
    connection: PgConnection,
    /// Whether it was idle before: it may have been cut meanwhile.
    pub(super) used: bool,
    home: Arc<Connections>,
    _permit: OwnedSemaphorePermit,
}

impl Connections {
    pub(super) fn new(options: PgConnectOptions, most: u32) -> Self {
        Self {
            options,
            permits: Arc::new(Semaphore::new(most.max(1) as usize)),
            idle: Mutex::default(),
        }
    }

    /// A free connection, or a new one; callers are served in their order.
    pub(super) async fn lease(connections: &Arc<Self>) -> Result<Lease, TxError> {
        let permit = time::timeout(WAIT, connections.permits.clone().acquire_owned());
        let permit = permit.await.map_err(|_| TxError::Busy)?;
        let permit = permit.map_err(|error| TxError::Unavailable(error.to_string()))?;
        let idle = connections.idle().pop();
        let used = idle.is_some();
        let connection = match idle {
            Some(connection) => connection,
            None => connections.connect().await?,
        };
        Ok(Lease {
            connection,
            used,
            home: connections.clone(),
            _permit: permit,
        })
    }

    pub(super) async fn connect(&self) -> Result<PgConnection, TxError> {
        let late = |_| TxError::Unavailable("PostgreSQL cannot be reached in time".into());
        let connection = time::timeout(WAIT, self.options.connect()).await;
        Ok(connection.map_err(late)??)
    }

    // A panic elsewhere leaves the list whole.
    fn idle(&self) -> MutexGuard<'_, Vec<PgConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lease {
    /// Back to the others: no transaction is open and no answer outstanding.
    pub(super) fn give_back(self) {
        self.home.idle().push(self.connection);
    }
}

impl Deref for Lease {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.connection
    }
}

impl DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.connection
    }
}

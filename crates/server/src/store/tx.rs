//! A transaction, as the verbs see it: statements, the clock, the ledger's head, and what is to be written at its end.
//!
//! `Tx` is an enum of two drivers behind one face, so that every verb is compiled once. On `SQLite` its futures never
//! wait. Statements have one text for both; `$n` is bound by the number in its name.

use std::sync::Arc;

use paraph_core::announce::Revocation;
use paraph_core::audit;
use paraph_core::commands::ledger::Head;
use paraph_core::{Clock, Millis};

use super::effects::Effects;
use super::{Row, TxError, Value, postgres, sqlite, verbs};

/// An open transaction.
#[derive(Debug)]
pub struct Tx {
    pub(super) link: Link,
    pub(super) effects: Effects,
    clock: Arc<dyn Clock>,
    /// Known where the head cannot move under us: in groups, which hold it.
    held: Option<Head>,
    /// A statement of this verb failed: nothing of the verb may be kept, even if it went on.
    spoiled: bool,
    savepoint: bool,
}

/// The two drivers.
#[derive(Debug)]
pub(super) enum Link {
    Sqlite(rusqlite::Connection),
    Postgres(postgres::Lease),
}

impl Tx {
    pub(super) fn new(link: Link, clock: Arc<dyn Clock>) -> Self {
        Self {
            link,
            clock,
            effects: Effects::default(),
            held: None,
            spoiled: false,
            savepoint: false,
        }
    }

    /// The clock, read now: unix milliseconds.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// The ledger's head. A verb that vouches for what it reads reads the clock before it and all else after it.
    ///
    /// # Errors
    /// [`TxError`] if it cannot be read.
    pub async fn head(&mut self) -> Result<Head, TxError> {
        match self.held {
            Some(head) => Ok(head),
            None => self.read_head().await,
        }
    }

    /// Announces a revocation: it is written into the ledger at the end of this transaction.
    ///
    /// # Errors
    /// [`TxError::MustAnnounce`] where the head is not held: ask before writing, the verb will start anew.
    pub fn announce(&mut self, revocation: Revocation) -> Result<(), TxError> {
        if self.held.is_none() {
            return Err(TxError::MustAnnounce);
        }
        self.effects.entries.push(revocation);
        Ok(())
    }

    /// Writes a row of the audit log at the end of this transaction.
    pub fn audit(&mut self, row: audit::Row) {
        let at = self.now();
        self.effects.audit.push((at, row));
    }

    /// The rows of a statement.
    ///
    /// # Errors
    /// [`TxError`], sorted by what is to be done about it; so for the two below.
    pub async fn rows(&mut self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>, TxError> {
        self.admit(values)?;
        let rows = match &mut self.link {
            Link::Sqlite(connection) => sqlite::statement::rows(connection, sql, values),
            Link::Postgres(lease) => postgres::statement::rows(lease, sql, values).await,
        };
        self.note(rows)
    }

    /// The one row of a statement that has at most one.
    ///
    /// # Errors
    /// As [`Tx::rows`].
    pub async fn row(
        &mut self,
        sql: &'static str,
        values: &[Value],
    ) -> Result<Option<Row>, TxError> {
        Ok(self.rows(sql, values).await?.pop())
    }

    /// Runs a statement and says how many rows it changed.
    ///
    /// # Errors
    /// As [`Tx::rows`].
    pub async fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64, TxError> {
        self.admit(values)?;
        let changed = match &mut self.link {
            Link::Sqlite(connection) => sqlite::statement::execute(connection, sql, values),
            Link::Postgres(lease) => postgres::statement::execute(lease, sql, values).await,
        };
        self.note(changed)
    }

    /// The database's clock, where it has one of its own.
    ///
    /// # Errors
    /// As [`Tx::rows`].
    pub async fn database_clock(&mut self) -> Result<Option<Millis>, TxError> {
        match &self.link {
            Link::Sqlite(_) => Ok(None),
            Link::Postgres(_) => {
                let row = self.row(postgres::CLOCK, &[]).await?;
                row.map(|row| row.cells().int()).transpose()
            }
        }
    }

    /// A verb begins: no statement of its own has failed yet.
    pub(super) const fn trust(&mut self) {
        self.spoiled = false;
    }

    /// Whether a statement of this verb failed.
    pub(super) const fn is_spoiled(&self) -> bool {
        self.spoiled
    }

    /// From here on the head is held by this transaction and known.
    pub(super) fn hold(&mut self, head: Head) {
        self.held = Some(head);
        self.effects = Effects::default();
        self.savepoint = false;
    }

    pub(super) async fn read_head(&mut self) -> Result<Head, TxError> {
        let row = self
            .row(
                "SELECT lsn, longest_life FROM ledger_head WHERE id = 1",
                &[],
            )
            .await?
            .ok_or_else(no_head)?;
        verbs::ledger::head(&mut row.cells())
    }

    /// A savepoint for the next verb; the one before is released with it, in one round trip.
    pub(super) async fn begin_verb(&mut self) -> Result<(), TxError> {
        let again = std::mem::replace(&mut self.savepoint, true);
        match &mut self.link {
            Link::Sqlite(connection) => sqlite::statement::savepoint(connection, again),
            Link::Postgres(lease) => postgres::statement::savepoint(lease, again).await,
        }
    }

    /// Undoes what the verb since the savepoint did.
    pub(super) async fn undo_verb(&mut self) -> Result<(), TxError> {
        self.spoiled = false;
        match &mut self.link {
            Link::Sqlite(connection) => sqlite::statement::undo(connection),
            Link::Postgres(lease) => postgres::statement::undo(lease).await,
        }
    }

    /// Refuses to go on after an error: where `SQLite` has ended the transaction itself, the next statement would commit
    /// on its own. Refuses a NUL: `PostgreSQL` stores none and `SQLite` would; parsing refuses it long before.
    fn admit(&mut self, values: &[Value]) -> Result<(), TxError> {
        let holds_nul = |value: &Value| matches!(value, Value::Text(text) if text.contains('\0'));
        let refused = if self.spoiled {
            TxError::Fault("a verb went on after an error".into())
        } else if values.iter().any(holds_nul) {
            TxError::Unstorable
        } else {
            return Ok(());
        };
        self.note(Err(refused))
    }

    fn note<T>(&mut self, result: Result<T, TxError>) -> Result<T, TxError> {
        self.spoiled |= result.is_err();
        result
    }
}

pub(super) fn no_head() -> TxError {
    TxError::Fault("the ledger has no head".into())
}

//! A store on a database of its own, its clock by hand; and raw statements for what no command asks.

use std::sync::Arc;
use std::time::Duration;

use paraph::store::{
    self, Database, Engine, Kind, PostgresOptions, Row, SqliteOptions, Tx, TxError, Value, Verb,
};
use paraph_core::clock::ManualClock;
use paraph_core::{Clock, Command};
use paraph_ledger::{Lsn, View};
use tempfile::TempDir;

use super::postgres;

/// 2026-01-01: where the tests' clocks start.
pub(crate) const START: i64 = 1_767_225_600_000;

/// Which engine a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum On {
    Sqlite,
    Postgres,
}

/// A database and this process's node on it.
pub(crate) struct Home {
    pub(crate) engine: Engine,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) view: Arc<View>,
    pub(crate) store: Arc<Database>,
    folder: Option<TempDir>,
}

/// Another node on the same `PostgreSQL`, with a view of its own.
pub(crate) struct Node {
    pub(crate) view: Arc<View>,
    pub(crate) store: Arc<Database>,
}

impl Home {
    /// `None` where `PostgreSQL` is skipped.
    pub(crate) async fn open(on: On) -> Option<Self> {
        match on {
            On::Sqlite => {
                let folder = tempfile::tempdir().expect("a temporary folder");
                let options = SqliteOptions::new(folder.path().join("paraph.db"));
                Some(Self::of(Engine::Sqlite(options), Some(folder)).await)
            }
            On::Postgres => {
                let url = postgres::cluster()?.schema();
                Some(Self::of(on_postgres(url), None).await)
            }
        }
    }

    pub(crate) async fn of(engine: Engine, folder: Option<TempDir>) -> Self {
        let clock = Arc::new(ManualClock::new(START));
        let view = Arc::new(View::new(Lsn::FIRST));
        let store = store::open(engine.clone(), clock.clone(), view.clone());
        let store = store.await.expect("the store opens");
        Self {
            engine,
            clock,
            view,
            store,
            folder,
        }
    }

    /// A second node; on `SQLite`, where one process owns the file, the same store.
    pub(crate) async fn node(&self) -> Node {
        if matches!(self.engine, Engine::Sqlite(_)) {
            let (view, store) = (self.view.clone(), self.store.clone());
            return Node { view, store };
        }
        let view = Arc::new(View::new(Lsn::FIRST));
        let store = store::open(self.engine.clone(), self.clock.clone(), view.clone());
        let store = store.await.expect("a second node opens");
        Node { view, store }
    }

    /// Closes the store; what it stood on stays for as long as the folder is held.
    pub(crate) fn close(self) -> (Arc<ManualClock>, Option<TempDir>) {
        drop(self.store);
        (self.clock, self.folder)
    }

    pub(crate) fn clock_is_before(&self, at: i64) -> bool {
        self.clock.now() < at
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }
}

/// A node of few connections that asks often for the others' entries.
pub(crate) fn on_postgres(url: String) -> Engine {
    let mut options = PostgresOptions::new(url);
    options.connections = 8;
    options.poll = Duration::from_millis(20);
    Engine::Postgres(options)
}

/// A statement as a command.
#[derive(Debug)]
pub(crate) struct Sql(pub(crate) &'static str, pub(crate) Vec<Value>);

impl Command for Sql {
    type Outcome = Vec<Row>;
}

impl Verb for Sql {
    const KIND: Kind = Kind::Write;

    async fn apply(&self, tx: &mut Tx) -> Result<Vec<Row>, TxError> {
        tx.rows(self.0, &self.1).await
    }
}

/// The one integer of a statement.
pub(crate) async fn int(store: &Database, sql: &'static str) -> i64 {
    use paraph_core::Runs;
    let rows = store.run(Sql(sql, Vec::new())).await.expect(sql);
    let row = rows.into_iter().next().expect("a row");
    row.cells().int().expect("an integer")
}

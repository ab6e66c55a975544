//! The database: verbs as values over two engines, `SQLite` in one process and `PostgreSQL` for many nodes.
//!
//! A caller runs a command of `paraph-core`; the verb of that command is compiled once over [`Tx`]. Answers are durable,
//! and the view of the revocations knows what a group announced before the group is answered.

mod bulk;
mod effects;
mod error;
mod feed;
mod group;
mod migrate;
mod postgres;
mod row;
mod sqlite;
mod tx;
mod value;
mod verb;
mod verbs;

use std::sync::Arc;

use paraph_core::store::Answer;
use paraph_core::{Clock, Runs};
use paraph_ledger::View;

pub use self::error::{OpenError, TxError};
pub use self::postgres::PostgresOptions;
pub use self::row::{Cells, Row};
pub use self::sqlite::SqliteOptions;
pub use self::tx::Tx;
pub use self::value::Value;
pub use self::verb::{Kind, Verb};

/// Which database.
#[derive(Clone, Debug)]
pub enum Engine {
    /// One file, one process.
    Sqlite(SqliteOptions),
    /// One database, many nodes.
    Postgres(PostgresOptions),
}

/// An open database. It runs every command of ours, so it is a [`paraph_core::Store`].
#[derive(Debug)]
pub struct Database {
    driver: Driver,
}

#[derive(Debug)]
enum Driver {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

/// Opens a database, brings its schema up to date and fills `view` with the revocations that still matter. From then on
/// the view is extended by each group after COMMIT and before its answers; on `PostgreSQL` other nodes' entries are asked
/// for as well. Whoever owns the view prunes it.
///
/// # Errors
/// [`OpenError`]; nothing was overwritten.
pub async fn open(
    engine: Engine,
    clock: Arc<dyn Clock>,
    view: Arc<View>,
) -> Result<Arc<Database>, OpenError> {
    let driver = match &engine {
        Engine::Sqlite(options) => {
            Driver::Sqlite(sqlite::Sqlite::open(options, &clock, view.clone())?)
        }
        Engine::Postgres(options) => {
            Driver::Postgres(postgres::Postgres::open(options, &clock, view.clone()).await?)
        }
    };
    let database = Arc::new(Database { driver });
    let reached = feed::fill(&database, &view).await?;
    if let Engine::Postgres(options) = engine {
        feed::follow(&database, view, reached, options.poll);
    }
    Ok(database)
}

impl<V: Verb> Runs<V> for Database {
    fn run(&self, verb: V) -> Answer<'_, V::Outcome> {
        match &self.driver {
            Driver::Sqlite(sqlite) => sqlite.run(verb),
            Driver::Postgres(postgres) => postgres.run(verb),
        }
    }
}

//! Runs the migrations. Nodes that start together wait for one another: one of them migrates, the others find it done.

use paraph_core::Millis;
use sqlx::postgres::PgConnection;

use super::statement::{execute, rows, run as batch};
use crate::store::migrate::{self, Migration, NEWEST, NOTE, TABLE};
use crate::store::value::values;
use crate::store::{OpenError, TxError};

/// The lock is the transaction's, so a node that dies releases it. Its number is "paraph" in ASCII.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; \
     SELECT pg_advisory_xact_lock(123563833127016)";
/// Text that sorts by its bytes, whatever the database's locale.
const DOMAIN: &str = "DO $$ BEGIN IF to_regtype('ctext') IS NULL THEN \
     CREATE DOMAIN ctext AS text COLLATE \"C\"; END IF; END $$";

pub(super) async fn run(
    connection: &mut PgConnection,
    place: &str,
    now: Millis,
) -> Result<(), OpenError> {
    let refuse = |error| OpenError::of(place, error);
    loop {
        let found = begin(connection).await.map_err(refuse)?;
        let Some(migration) = migrate::next(place, found)? else {
            return batch(connection, "COMMIT").await.map_err(refuse);
        };
        apply(connection, migration, now).await.map_err(refuse)?;
    }
}

/// Opens a transaction in which nobody else migrates and answers the newest version.
async fn begin(connection: &mut PgConnection) -> Result<i64, TxError> {
    batch(connection, BEGIN).await?;
    batch(connection, DOMAIN).await?;
    batch(connection, TABLE).await?;
    let newest = rows(connection, NEWEST, &[]).await?.pop();
    newest.map_or(Ok(0), |row| row.cells().int())
}

async fn apply(
    connection: &mut PgConnection,
    migration: &Migration,
    now: Millis,
) -> Result<(), TxError> {
    batch(connection, migration.sql).await?;
    let values = values![migration.version, migration.name, now];
    execute(connection, NOTE, values).await?;
    batch(connection, "COMMIT").await
}

//! Runs the migrations on the file, each in a transaction that nobody can read around.

use std::path::Path;

use paraph_core::Millis;
use rusqlite::{Connection, TransactionBehavior};

use super::open::{APPLICATION_ID, Refused};
use crate::store::migrate::{self, NEWEST, NOTE, TABLE};

pub(super) fn run(connection: &mut Connection, path: &Path, now: Millis) -> Result<(), Refused> {
    let place = path.display().to_string();
    loop {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(TABLE)?;
        let found = transaction.query_row(NEWEST, [], |row| row.get(0))?;
        let Some(migration) = migrate::next(&place, found).map_err(Refused::Open)? else {
            return Ok(());
        };
        transaction.execute_batch(migration.sql)?;
        transaction.execute(NOTE, (migration.version, migration.name, now))?;
        transaction.pragma_update(None, "user_version", migration.version)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.commit()?;
    }
}

//! Opening the file: its mode, its pragmas, and what it must not be.

use std::fs::{self, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::time::Duration;

use paraph_core::Millis;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{SqliteOptions, migrate};
use crate::store::OpenError;

/// "Prph" in the file's header: what kind of `SQLite` file this is.
pub(super) const APPLICATION_ID: i32 = 0x5072_7068;
/// How long another process may hold the file: a backup in progress, somebody's shell.
const PATIENCE: Duration = Duration::from_secs(4);
/// Files up to here are checked page by page at each start; larger ones would hold it up for longer than 0.15 s.
const CHECKED_BYTES: u64 = 32 << 20;
/// What is left of the journal once it has been copied into the file.
const JOURNAL_BYTES: i64 = 64 << 20;
/// Room for every statement of ours.
const STATEMENTS: usize = 96;

/// The writer's connection, its schema up to date.
pub(super) fn for_writing(options: &SqliteOptions, now: Millis) -> Result<Connection, OpenError> {
    let path = &options.path;
    let place = path.display().to_string();
    secure(path)?;
    prepare(path, options, now).map_err(|error| match error {
        Refused::Open(error) => error,
        Refused::Sqlite(error) => OpenError::of_sqlite(&place, &error),
    })
}

/// A connection that cannot write.
pub(super) fn for_reading(path: &Path) -> Result<Connection, OpenError> {
    let open = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        settle(&connection)?;
        Ok(connection)
    };
    open().map_err(|error| OpenError::of_sqlite(&path.display().to_string(), &error))
}

/// Why the file was refused.
pub(super) enum Refused {
    Open(OpenError),
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

fn prepare(path: &Path, options: &SqliteOptions, now: Millis) -> Result<Connection, Refused> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    settle(&connection)?;
    recognise(&connection, path)?;
    if let Some(pages) = options.max_pages {
        connection.pragma_update(None, "max_page_count", pages)?;
    }
    let _: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "journal_size_limit", JOURNAL_BYTES)?;
    migrate::run(&mut connection, path, now)?;
    Ok(connection)
}

fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    // Plans are made once: without it SQLite (STAT4) parses a join anew for each value that it is looked up by.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

/// Refuses a file of another program and one whose pages do not fit together, before anything is written into it.
fn recognise(connection: &Connection, path: &Path) -> Result<(), Refused> {
    let place = path.display().to_string();
    let id: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if id != APPLICATION_ID && tables > 0 {
        return Err(Refused::Open(OpenError::Foreign { place }));
    }
    let small = fs::metadata(path).is_ok_and(|file| file.len() <= CHECKED_BYTES);
    if small {
        let cause: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if cause != "ok" {
            return Err(Refused::Open(OpenError::Damaged { place, cause }));
        }
    }
    Ok(())
}

/// Makes the file for its owner alone; `SQLite` gives the files beside it the same mode.
fn secure(path: &Path) -> Result<(), OpenError> {
    let refuse = |error: io::Error| OpenError::not_writable(path, &error);
    let made = OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(path);
    match made {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::set_permissions(path, Permissions::from_mode(0o600)).map_err(refuse)
        }
        Err(error) => Err(refuse(error)),
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;

    #[test]
    fn a_statement_keeps_its_plan_whatever_it_looks_up_by() {
        let folder = tempfile::tempdir().unwrap();
        let options = SqliteOptions::new(folder.path().join("paraph.db"));
        let connection = for_writing(&options, 0).unwrap();
        // The shape of the statement that every refresh runs.
        let sql = "SELECT h.lsn, s.leaf FROM ledger_head h JOIN sessions s ON s.id = $1 \
                   WHERE h.id = 1 AND s.key_version = $2";
        let mut statement = connection.prepare_cached(sql).unwrap();
        for id in ["ses_a", "ses_b", "ses_c"] {
            assert!(!statement.exists((id, 1)).unwrap());
        }
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
    }
}

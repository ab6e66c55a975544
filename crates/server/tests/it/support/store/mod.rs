//! A look into the database, past all verbs.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};

/// Every row of every table, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dump(pub(crate) BTreeMap<String, Vec<String>>);

/// Reads the whole database.
pub(crate) fn dump(path: &Path) -> Dump {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .expect("the database can be read");
    let tables = strings(
        &connection,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    );
    let rows = |table: String| {
        let rows = strings(&connection, &format!("SELECT * FROM {table}"));
        (table, rows)
    };
    Dump(tables.into_iter().map(rows).collect())
}

impl Dump {
    /// Without the audit log: a refusal may write there, and nowhere else.
    pub(crate) fn without_audit(mut self) -> Self {
        self.0.remove("audit").expect("there is an audit log");
        self
    }

    /// Everything in one text.
    pub(crate) fn text(&self) -> String {
        format!("{:?}", self.0)
    }
}

fn strings(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).expect("the statement is SQL");
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let cells = (0..columns).map(|place| row.get::<_, Value>(place).map(cell));
        cells.collect::<Result<Vec<_>, _>>()
    });
    let mut rows: Vec<String> = rows
        .expect("the rows can be read")
        .map(|row| row.expect("a row").join("|"))
        .collect();
    rows.sort_unstable();
    rows
}

fn cell(value: Value) -> String {
    match value {
        Value::Null => "NULL".into(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text,
        Value::Blob(bytes) => format!("{bytes:?}"),
    }
}

/// Changes a database that no server has open.
pub(crate) fn execute(path: &Path, sql: &str) {
    let connection = Connection::open(path).expect("the database can be opened");
    connection.execute_batch(sql).expect("the statement runs");
}

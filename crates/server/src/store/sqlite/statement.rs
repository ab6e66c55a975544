//! Statements on `SQLite`: prepared once, parameters bound by the number in their name.

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection};

use crate::store::{Row, TxError, Value};

pub(in crate::store) fn rows(
    connection: &Connection,
    sql: &str,
    values: &[Value],
) -> Result<Vec<Row>, TxError> {
    let mut statement = prepare(connection, sql, values)?;
    let columns = statement.column_count();
    let mut found = Vec::new();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        let cells = (0..columns).map(|column| cell(row.get_ref(column)?));
        found.push(Row(cells.collect::<Result<_, _>>()?));
    }
    Ok(found)
}

pub(in crate::store) fn execute(
    connection: &Connection,
    sql: &str,
    values: &[Value],
) -> Result<u64, TxError> {
    Ok(prepare(connection, sql, values)?.raw_execute()? as u64)
}

/// A savepoint for a verb, after releasing the one before if there is one.
pub(in crate::store) fn savepoint(connection: &Connection, again: bool) -> Result<(), TxError> {
    if again {
        run(connection, "RELEASE verb")?;
    }
    run(connection, "SAVEPOINT verb")
}

/// Back to the savepoint. Where `SQLite` itself has ended the transaction, later verbs would commit one by one: the whole
/// group has failed.
pub(in crate::store) fn undo(connection: &Connection) -> Result<(), TxError> {
    if connection.is_autocommit() {
        return Err(TxError::Unavailable("SQLite ended the transaction".into()));
    }
    run(connection, "ROLLBACK TO verb")
}

/// A statement without parameters and rows.
pub(super) fn run(connection: &Connection, sql: &str) -> Result<(), TxError> {
    execute(connection, sql, &[]).map(drop)
}

fn prepare<'c>(
    connection: &'c Connection,
    sql: &str,
    values: &[Value],
) -> Result<CachedStatement<'c>, TxError> {
    let mut statement = connection.prepare_cached(sql)?;
    for index in 1..=statement.parameter_count() {
        let number = statement.parameter_name(index).and_then(number);
        let value = number.and_then(|number| values.get(number.checked_sub(1)?));
        let value = value.ok_or_else(|| TxError::Fault(format!("unbound parameter in {sql}")))?;
        statement.raw_bind_parameter(index, value)?;
    }
    Ok(statement)
}

/// Plain `SQLite` numbers `$3` by its first appearance: the number in the name is what counts.
fn number(name: &str) -> Option<usize> {
    name.strip_prefix('$')?.parse().ok()
}

fn cell(value: ValueRef<'_>) -> Result<Value, TxError> {
    match value {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(value) => Ok(Value::Int(value)),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Value::Text(text.to_owned())),
            Err(_) => Err(TxError::Fault("a text is not UTF-8".into())),
        },
        ValueRef::Real(_) | ValueRef::Blob(_) => {
            Err(TxError::Fault("a cell of a kind we never write".into()))
        }
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Bool(value) => ValueRef::Integer((*value).into()),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binds_by_the_number_in_the_name() {
        let connection = Connection::open_in_memory().unwrap();
        let values = [Value::Int(1), Value::Text("two".into()), Value::Null];
        let read = rows(&connection, "SELECT $3, $2, $1, $2", &values).unwrap();
        let two = Value::Text("two".into());
        let cells = vec![Value::Null, two.clone(), Value::Int(1), two];
        assert_eq!(read, [Row(cells)]);
    }

    #[test]
    fn a_parameter_without_a_value_is_a_fault() {
        let connection = Connection::open_in_memory().unwrap();
        for sql in ["SELECT $2", "SELECT ?", "SELECT $0", "SELECT :one"] {
            let outcome = rows(&connection, sql, &[Value::Int(1)]);
            assert!(matches!(outcome, Err(TxError::Fault(_))), "{sql}");
        }
    }
}

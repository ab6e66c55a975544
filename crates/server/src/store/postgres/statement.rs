//! Statements on `PostgreSQL`: prepared once per connection.

use sqlx::postgres::{PgArguments, PgConnection, PgRow};
use sqlx::{Arguments, Column, Executor, Row as _, TypeInfo, ValueRef};

use crate::store::{Row, TxError, Value};

pub(in crate::store) async fn rows(
    connection: &mut PgConnection,
    sql: &'static str,
    values: &[Value],
) -> Result<Vec<Row>, TxError> {
    let query = sqlx::query_with(sql, bind(values)?);
    let rows = query.fetch_all(connection).await?;
    rows.iter().map(read).collect()
}

pub(in crate::store) async fn execute(
    connection: &mut PgConnection,
    sql: &'static str,
    values: &[Value],
) -> Result<u64, TxError> {
    let query = sqlx::query_with(sql, bind(values)?);
    Ok(query.execute(connection).await?.rows_affected())
}

/// A savepoint for a verb, after releasing the one before if there is one: one round trip.
pub(in crate::store) async fn savepoint(
    connection: &mut PgConnection,
    again: bool,
) -> Result<(), TxError> {
    let sql = if again {
        "RELEASE SAVEPOINT verb; SAVEPOINT verb"
    } else {
        "SAVEPOINT verb"
    };
    run(connection, sql).await
}

/// Back to the savepoint; the locks taken since are released.
pub(in crate::store) async fn undo(connection: &mut PgConnection) -> Result<(), TxError> {
    run(connection, "ROLLBACK TO SAVEPOINT verb").await
}

/// Statements without parameters, in one round trip.
pub(super) async fn run(connection: &mut PgConnection, sql: &'static str) -> Result<(), TxError> {
    connection.execute(sqlx::raw_sql(sql)).await?;
    Ok(())
}

/// The same, with the rows of all of them.
pub(super) async fn run_for_rows(
    connection: &mut PgConnection,
    sql: &'static str,
) -> Result<Vec<Row>, TxError> {
    let rows = connection.fetch_all(sqlx::raw_sql(sql)).await?;
    rows.iter().map(read).collect()
}

fn bind(values: &[Value]) -> Result<PgArguments, TxError> {
    let mut arguments = PgArguments::default();
    for value in values {
        let added = match value {
            Value::Null => arguments.add(None::<&str>),
            Value::Int(value) => arguments.add(value),
            Value::Text(text) => arguments.add(text.as_str()),
            Value::Bool(value) => arguments.add(value),
        };
        added.map_err(|error| TxError::Fault(error.to_string()))?;
    }
    Ok(arguments)
}

fn read(row: &PgRow) -> Result<Row, TxError> {
    let columns = 0..row.columns().len();
    columns
        .map(|column| cell(row, column))
        .collect::<Result<_, _>>()
        .map(Row)
}

fn cell(row: &PgRow, column: usize) -> Result<Value, TxError> {
    if row.try_get_raw(column)?.is_null() {
        return Ok(Value::Null);
    }
    match row.columns()[column].type_info().name() {
        "INT8" => Ok(Value::Int(row.try_get(column)?)),
        "INT4" => Ok(Value::Int(row.try_get::<i32, _>(column)?.into())),
        "TEXT" => Ok(Value::Text(row.try_get(column)?)),
        "BOOL" => Ok(Value::Bool(row.try_get(column)?)),
        other => Err(TxError::Fault(format!("a cell of type {other}"))),
    }
}

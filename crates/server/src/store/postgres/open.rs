//! Connecting for the first time.

use std::str::FromStr;

use paraph_core::Millis;
use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;

use super::connections::Connections;
use super::{PostgresOptions, migrate, statement};
use crate::store::{OpenError, TxError};

/// Room for every statement of ours, on each connection.
const STATEMENTS: usize = 160;

/// The pool, after the schema has been brought up to date.
pub(super) async fn connect(
    options: &PostgresOptions,
    now: Millis,
) -> Result<Connections, OpenError> {
    let target = PgConnectOptions::from_str(&options.url)
        .map_err(|_| OpenError::Url)?
        .application_name(paraph_core::PRODUCT)
        .statement_cache_capacity(STATEMENTS)
        .disable_statement_logging();
    let place = place(&target);
    let connections = Connections::new(target, options.connections);
    let refuse = |error: TxError| OpenError::of(&place, error);
    let mut connection = connections.connect().await.map_err(refuse)?;
    let encoding = "SELECT CAST(current_setting('server_encoding') AS TEXT)";
    let found = statement::rows(&mut connection, encoding, &[]).await;
    let found = found.map_err(refuse)?.pop();
    let encoding = found.map_or(Ok(String::new()), |row| row.cells().text());
    match encoding.map_err(refuse)? {
        encoding if encoding == "UTF8" => {}
        other => return Err(OpenError::Encoding(other)),
    }
    migrate::run(&mut connection, &place, now).await?;
    Ok(connections)
}

/// The database's name for people: host and name, never the password.
fn place(target: &PgConnectOptions) -> String {
    let name = target.get_database().unwrap_or("(default)");
    format!("the database {name} on {}", target.get_host())
}

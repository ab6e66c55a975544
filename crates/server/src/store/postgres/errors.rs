//! What an error of `PostgreSQL` means here, by its SQLSTATE.

use crate::store::TxError;

impl From<sqlx::Error> for TxError {
    fn from(error: sqlx::Error) -> Self {
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code);
        let Some(code) = code else {
            return from_driver(&error);
        };
        match code.as_ref() {
            // deadlock_detected, serialization_failure
            "40P01" | "40001" => Self::Again,
            // lock_not_available, query_canceled (by statement_timeout)
            "55P03" | "57014" => Self::Busy,
            // character_not_in_repertoire
            "22021" => Self::Unstorable,
            // read_only_sql_transaction: a standby, or a primary that became one
            "25006" => Self::Unavailable(error.to_string()),
            code if is_outage(code) => Self::Unavailable(error.to_string()),
            _ => Self::Fault(error.to_string()),
        }
    }
}

/// Connections refused or cut, resources used up, shutting down, system and internal errors, and refused logins.
fn is_outage(code: &str) -> bool {
    ["08", "28", "53", "57", "58", "XX"]
        .iter()
        .any(|class| code.starts_with(class))
}

fn from_driver(error: &sqlx::Error) -> TxError {
    match error {
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::Encode(_) => {
            TxError::Fault(error.to_string())
        }
        _ => TxError::Unavailable(error.to_string()),
    }
}

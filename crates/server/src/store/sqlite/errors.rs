//! What an error of `SQLite` means here.

use rusqlite::ErrorCode;

use crate::store::{OpenError, TxError};

impl From<rusqlite::Error> for TxError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(
                ErrorCode::DiskFull
                | ErrorCode::SystemIoFailure
                | ErrorCode::OutOfMemory
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied
                | ErrorCode::OperationInterrupted
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::NotADatabase
                | ErrorCode::FileLockingProtocolFailed,
            ) => Self::Unavailable(error.to_string()),
            _ => Self::Fault(error.to_string()),
        }
    }
}

impl OpenError {
    /// From an error of `SQLite` while opening the file `place`.
    pub(super) fn of_sqlite(place: &str, error: &rusqlite::Error) -> Self {
        let (place, cause) = (place.to_owned(), error.to_string());
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged { place, cause }
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked { place },
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::NotWritable { place, cause }
            }
            _ => Self::Unavailable(cause),
        }
    }
}

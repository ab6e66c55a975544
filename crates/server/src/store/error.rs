//! What can go wrong below a verb, and at the opening of a database.

use std::io;
use std::path::Path;

use paraph_core::StoreError;

/// Why a transaction did not come to its end. The runner decides from it what is tried again, and with how much around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TxError {
    /// It must announce, and this transaction does not hold the ledger's head: it starts anew in the queue that does.
    MustAnnounce,
    /// What was read had changed when it was to be written: this verb starts anew.
    Raced,
    /// The database ended the transaction to free others (40P01, 40001): all of it starts anew.
    Again,
    /// A lock was not to be had in time.
    Busy,
    /// The database cannot be reached or refused the write.
    Unavailable(String),
    /// A text that no database of ours stores: it holds a NUL.
    Unstorable,
    /// A fault of ours.
    Fault(String),
}

/// Why a database could not be opened. Nothing was overwritten.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file is no database, or its pages do not fit together.
    #[error("{place} is damaged: {cause}; restore it from a backup")]
    Damaged {
        /// The file or database.
        place: String,
        /// What was found.
        cause: String,
    },
    /// The database was written by a newer version.
    #[error(
        "{place} has schema {found}, this version knows up to {known}: use the newer version again"
    )]
    Newer {
        /// The file or database.
        place: String,
        /// The newest migration found in it.
        found: i64,
        /// The newest migration known here.
        known: i64,
    },
    /// The file is a database of another program.
    #[error("{place} is not a Paraph database: name another data folder")]
    Foreign {
        /// The file.
        place: String,
    },
    /// The file or its folder cannot be written.
    #[error("{place} cannot be written: {cause}")]
    NotWritable {
        /// The file.
        place: String,
        /// What the system said.
        cause: String,
    },
    /// Another process holds the database.
    #[error("{place} is locked by another process")]
    Locked {
        /// The file or database.
        place: String,
    },
    /// The address of the database cannot be read. It may hold a password, so it is not repeated.
    #[error("database.url cannot be read: expected postgres://USER@HOST:PORT/NAME")]
    Url,
    /// The database does not store UTF-8.
    #[error("the database is encoded in {0}: make one with ENCODING 'UTF8'")]
    Encoding(String),
    /// The database cannot be reached, or refused what was asked.
    #[error("the database cannot be opened: {0}")]
    Unavailable(String),
}

impl From<TxError> for StoreError {
    fn from(error: TxError) -> Self {
        match error {
            TxError::Raced | TxError::Again | TxError::Busy => Self::Busy,
            TxError::Unavailable(cause) => Self::Unavailable(cause),
            TxError::Unstorable => Self::Unstorable,
            TxError::Fault(cause) => Self::Fault(cause),
            TxError::MustAnnounce => Self::Fault("announced outside the ledger's queue".into()),
        }
    }
}

impl OpenError {
    /// From an error of a statement run while opening `place`.
    pub(super) fn of(place: &str, error: TxError) -> Self {
        match error {
            TxError::Busy | TxError::Again => Self::Locked {
                place: place.to_owned(),
            },
            other => Self::Unavailable(StoreError::from(other).to_string()),
        }
    }

    /// The file cannot be written, says the system.
    pub(super) fn not_writable(path: &Path, cause: &io::Error) -> Self {
        Self::NotWritable {
            place: path.display().to_string(),
            cause: cause.to_string(),
        }
    }
}

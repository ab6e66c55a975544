//! What a use case may answer instead of its result: meanings, which the HTTP room turns into problems in one place.

use std::fmt;

use crate::hasher::HashError;
use crate::{Millis, StoreError};

/// Why a use case refused. Causes meant for the log never reach the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthError {
    /// The caller's fault; the text says what to change and holds nothing secret.
    BadRequest(String),
    /// Wrong e-mail or password, a disabled account, or a login that became stale: not told apart.
    InvalidCredentials,
    /// No refresh token of ours, or not for this client or carrier.
    RefreshInvalid,
    /// The session is over.
    SessionEnded,
    /// Between the replay windows: ask again after so many milliseconds.
    RefreshRetry(Millis),
    /// The caller lacks the role.
    Forbidden,
    /// Accounts are made by operators here.
    SignupClosed,
    /// The new password is too weak; the text says why.
    PasswordRejected(String),
    /// No such thing, or not the caller's.
    NotFound,
    /// It collides with what exists; the text says how.
    Conflict(String),
    /// Too much to do: ask again after so many milliseconds.
    Busy(Millis),
    /// The database is not available; the cause is for the log.
    Unavailable(String),
    /// A fault of ours; the cause is for the log.
    Fault(String),
}

/// How long to wait when the database is busy, milliseconds.
const BUSY: Millis = 1_000;

impl From<StoreError> for AuthError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(cause) => Self::Unavailable(cause),
            StoreError::Busy => Self::Busy(BUSY),
            StoreError::Unstorable => Self::BadRequest("a text holds a NUL character".into()),
            StoreError::Fault(cause) => Self::Fault(cause),
        }
    }
}

impl From<HashError> for AuthError {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy { retry_after } => Self::Busy(crate::clock::millis(retry_after)),
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<paraph_jose::Error> for AuthError {
    fn from(error: paraph_jose::Error) -> Self {
        Self::Fault(error.to_string())
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadRequest(detail) | Self::PasswordRejected(detail) | Self::Conflict(detail) => {
                f.write_str(detail)
            }
            Self::InvalidCredentials => f.write_str("wrong e-mail or password"),
            Self::RefreshInvalid => f.write_str("not a refresh token that is valid here"),
            Self::SessionEnded => f.write_str("the session has ended: log in again"),
            Self::RefreshRetry(_) | Self::Busy(_) => f.write_str("ask again shortly"),
            Self::Forbidden => f.write_str("not allowed"),
            Self::SignupClosed => f.write_str("accounts are made by an operator here"),
            Self::NotFound => f.write_str("no such thing"),
            Self::Unavailable(cause) => write!(f, "unavailable: {cause}"),
            Self::Fault(cause) => write!(f, "fault: {cause}"),
        }
    }
}

impl std::error::Error for AuthError {}

//! What the use cases ask of a database: to run a command and answer with its outcome.

use std::fmt::{self, Debug};
use std::future::Future;
use std::pin::Pin;

use crate::commands::{audit, ledger, people, roots, session};

/// One unit of work on the database, as a value. It carries finished values only: hashing, signing and network calls happen
/// before or after, never inside.
pub trait Command: Debug + Send + Sync + 'static {
    /// What may come of it.
    type Outcome: Debug + Send + 'static;
}

/// A boxed answer, so that stores can stand behind `dyn`.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// A store that can run commands of kind `C`.
pub trait Runs<C: Command> {
    /// Runs the command in one transaction. It is answered only after COMMIT: an answer is durable.
    ///
    /// # Errors
    /// [`StoreError`] when nothing was changed, or when it cannot be known whether it was.
    fn run(&self, command: C) -> Answer<'_, C::Outcome>;
}

/// Why a store gave no outcome. A store error is never an answer about the data.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreError {
    /// The database cannot be reached or refused the write; the cause is for the log.
    Unavailable(String),
    /// Others were faster again and again, or hold a lock: ask again.
    Busy,
    /// A text in the command holds a NUL, which no database of ours stores. Parsing refuses it long before; nothing changed.
    Unstorable,
    /// A fault of ours: a panic in a verb, or a row that cannot be read.
    Fault(String),
}

macro_rules! store {
    ($($command:ty),* $(,)?) => {
        /// Everything Paraph asks of a database.
        pub trait Store: Send + Sync + Debug $(+ Runs<$command>)* {}

        impl<S: Send + Sync + Debug $(+ Runs<$command>)*> Store for S {}
    };
}

store! {
    people::CreateUser,
    people::ReadUser,
    people::ListUsers,
    people::ChangeUser,
    people::SetPassword,
    session::OpenSession,
    session::TurnRefresh,
    session::JudgeRefresh,
    session::EndSession,
    session::EndAllSessions,
    session::ListSessions,
    ledger::ReadHead,
    ledger::ReadEntries,
    ledger::RaiseLife,
    audit::Record,
    roots::LayRoots,
    roots::ReadIssuer,
    roots::AddSigningKey,
    roots::ReadKeys,
    roots::Prune,
    roots::Ping,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(cause) => write!(f, "the database is not available: {cause}"),
            Self::Busy => f.write_str("the database is busy"),
            Self::Unstorable => f.write_str("a text holds a NUL"),
            Self::Fault(cause) => write!(f, "a fault in the store: {cause}"),
        }
    }
}

impl std::error::Error for StoreError {}

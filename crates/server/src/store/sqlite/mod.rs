//! The embedded store: one `SQLite` file, one writer thread that commits in groups, readers apart.
//!
//! WAL with synchronous FULL: an answer is durable. Who owns the data folder is not decided here.

mod errors;
mod migrate;
mod open;
mod readers;
pub(super) mod statement;
mod writer;

use std::path::PathBuf;
use std::sync::Arc;

use paraph_core::store::Answer;
use paraph_core::{Clock, StoreError};
use paraph_ledger::View;

use self::readers::Readers;
use self::writer::Writer;
use super::verb::Kind;
use super::{OpenError, Verb};

/// Where the file is, and how large it may grow.
#[derive(Clone, Debug)]
pub struct SqliteOptions {
    /// The file; it is made, mode 0600, if it does not exist.
    pub path: PathBuf,
    /// The most pages of 4 KiB; `None` leaves it to the disk.
    pub max_pages: Option<u32>,
}

/// The open store.
#[derive(Debug)]
pub(super) struct Sqlite {
    // Closed before the writer: the last to close moves the WAL into the file, and readers cannot.
    readers: Arc<Readers>,
    writer: Writer,
}

impl SqliteOptions {
    /// The file at `path`, bounded by the disk alone.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            max_pages: None,
        }
    }
}

impl Sqlite {
    /// Opens or makes the file and brings its schema up to date.
    pub(super) fn open(
        options: &SqliteOptions,
        clock: &Arc<dyn Clock>,
        view: Arc<View>,
    ) -> Result<Self, OpenError> {
        let connection = open::for_writing(options, clock.now())?;
        let readers = Readers::open(&options.path, clock)?;
        let writer = Writer::start(connection, clock.clone(), view)
            .map_err(|error| OpenError::Unavailable(error.to_string()))?;
        Ok(Self {
            writer,
            readers: Arc::new(readers),
        })
    }

    pub(super) fn run<V: Verb>(&self, verb: V) -> Answer<'_, V::Outcome> {
        if V::KIND == Kind::Read {
            return Box::pin(Readers::run(self.readers.clone(), verb));
        }
        let sent = self.writer.submit(verb);
        Box::pin(async { sent?.await.map_err(|_| gone())? })
    }
}

fn gone() -> StoreError {
    StoreError::Unavailable("the writer has stopped".into())
}

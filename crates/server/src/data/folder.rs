//! The folder itself: made for its owner alone, and owned by one process through a locked file.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::DataError;

/// A data folder that this process owns until the value is dropped.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    // Held for the lock on it, which ends with the file handle.
    _lock: File,
}

impl DataFolder {
    /// Makes the folder if it is not there (0700), and takes the lock.
    ///
    /// # Errors
    /// Not writable, open to others' writing, or in use. Nothing in it is changed then.
    pub fn open(path: &Path) -> Result<Self, DataError> {
        let failed = DataError::not_writable(path);
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .map_err(&failed)?;
        let mode = fs::metadata(path).map_err(&failed)?.permissions().mode();
        if mode & 0o022 != 0 {
            return Err(DataError::OpenFolder {
                folder: path.to_owned(),
            });
        }
        let mut options = OpenOptions::new();
        options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600);
        let lock = options.open(path.join("lock")).map_err(&failed)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(DataError::InUse {
                folder: path.to_owned(),
            }),
            Err(TryLockError::Error(cause)) => Err(failed(cause)),
        }
    }

    /// The folder's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The SQLite file.
    pub fn database(&self) -> PathBuf {
        self.path.join("paraph.db")
    }

    /// The master key of an embedded server.
    pub fn master_key(&self) -> PathBuf {
        self.path.join("master.key")
    }

    /// The socket that commands of this machine speak through.
    pub fn socket(&self) -> PathBuf {
        Self::socket_in(&self.path)
    }

    /// The socket of a server on this folder, for those who do not own it.
    pub fn socket_in(path: &Path) -> PathBuf {
        path.join("paraph.sock")
    }

    /// The configuration that is read when none is named.
    pub fn config_in(path: &Path) -> PathBuf {
        path.join("paraph.toml")
    }
}

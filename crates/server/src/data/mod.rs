//! The data folder: where it is, who may use it, and what stands in it.
//!
//! One process owns a folder at a time (a lock file), nobody else on the machine reads it (0700, files 0600), and
//! nothing in it is ever overwritten by a start that is refused.

use std::io;
use std::path::{Path, PathBuf};

mod atomic;
mod folder;
mod guard;
mod master_key;
mod place;
mod private;

pub use atomic::write_private;
pub use folder::DataFolder;
pub use guard::{allow_files, keep_out_of_cores, keep_private};
pub use master_key::load_master_key;
pub use place::{Surroundings, resolve};
pub use private::read_private;

/// Why a data folder or one of its files cannot be used. Displays as one line that says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// Neither a flag nor the environment says where it is.
    #[error(
        "no place for data: name a folder with --data (there is no $STATE_DIRECTORY, $XDG_DATA_HOME or $HOME)"
    )]
    NoPlace,
    /// It cannot be made or written.
    #[error("the data folder {} cannot be written: {cause}; name another with --data", folder.display())]
    NotWritable {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// Others may change what is in it.
    #[error("others may write into {}: run chmod 700 {}", folder.display(), folder.display())]
    OpenFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// Another process has it.
    #[error("another paraph uses {}: stop that one, or name another folder with --data", folder.display())]
    InUse {
        /// The folder.
        folder: PathBuf,
    },
    /// A secret file that others may read.
    #[error("others may read {}: run chmod 600 {}", file.display(), file.display())]
    OpenFile {
        /// The file.
        file: PathBuf,
    },
    /// A file that must be there cannot be read.
    #[error("{} cannot be read: {cause}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// It is no master key's file.
    #[error("{} is no master key: {cause}", file.display())]
    KeyMalformed {
        /// The file.
        file: PathBuf,
        /// What is wrong with it; holds nothing of it.
        cause: String,
    },
    /// There is data sealed with a key that is gone.
    #[error("{} is missing, but {} is there: put the key back from where you keep it", key.display(), database.display())]
    KeyMissing {
        /// Where the key was.
        key: PathBuf,
        /// What it seals.
        database: PathBuf,
    },
    /// PostgreSQL without a key of the operator's.
    #[error(
        "with PostgreSQL every node needs the same master key: name its file with --master-key"
    )]
    KeyNotNamed,
}

impl DataError {
    /// A stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoPlace => "data_no_place",
            Self::NotWritable { .. } => "data_not_writable",
            Self::OpenFolder { .. } => "data_folder_open",
            Self::InUse { .. } => "data_in_use",
            Self::OpenFile { .. } => "file_open_to_others",
            Self::Unreadable { .. } => "file_unreadable",
            Self::KeyMalformed { .. } => "master_key_malformed",
            Self::KeyMissing { .. } => "master_key_missing",
            Self::KeyNotNamed => "master_key_not_named",
        }
    }

    fn unreadable(file: &Path) -> impl Fn(io::Error) -> Self {
        move |cause| Self::Unreadable {
            file: file.to_owned(),
            cause,
        }
    }

    fn not_writable(folder: &Path) -> impl Fn(io::Error) -> Self {
        move |cause| Self::NotWritable {
            folder: folder.to_owned(),
            cause,
        }
    }
}

#[cfg(test)]
mod tests;

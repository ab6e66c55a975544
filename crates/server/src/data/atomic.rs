//! Files that are there whole or not at all, also after a power cut.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// Writes a new file of mode 0600: synced beside its place under a name of chance, put there unless somebody else was
/// first, and the folder synced. Nothing that was there before is touched.
///
/// # Errors
/// `AlreadyExists` if the file is there, which it then is unchanged; else what the system said.
pub fn write_private(path: &Path, contents: &[u8]) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut beside = tempfile::Builder::new()
        .prefix(".paraph-")
        .tempfile_in(folder)?;
    beside.write_all(contents)?;
    beside.as_file().sync_all()?;
    beside
        .persist_noclobber(path)
        .map_err(|refused| refused.error)?;
    File::open(folder)?.sync_all()
}

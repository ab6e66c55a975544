//! Files that are there whole or not at all, also after a power cut.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Writes a new file of mode 0600: synced beside its place, renamed into it, and the folder synced.
///
/// # Errors
/// `AlreadyExists` if the file is there, which it then is unchanged; else what the system said. The check is no
/// defence against another writer at the same moment: the caller owns the folder.
pub fn write_private(path: &Path, contents: &[u8]) -> io::Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = Path::new(&beside);
    // What a crash left behind is worth nothing; `create_new` then follows no link put in its place.
    fs::remove_file(beside).or_else(|error| match error.kind() {
        io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })?;
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(beside)?;
    file.write_all(contents)?;
    file.sync_all()?;
    fs::rename(beside, path)?;
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

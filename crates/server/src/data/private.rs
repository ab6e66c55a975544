//! Reading a file that holds a secret: regular, short, and closed to group and others.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use zeroize::Zeroizing;

use super::DataError;

/// No secret file of ours is longer.
const LONGEST: u64 = 64 * 1024;

/// The text of a secret file.
///
/// # Errors
/// [`DataError::OpenFile`] if group or others may read or write it; [`DataError::Unreadable`] if it is not there, no
/// file, no UTF-8, or over 64 KiB.
pub fn read_private(path: &Path) -> Result<Zeroizing<String>, DataError> {
    let failed = DataError::unreadable(path);
    let file = File::open(path).map_err(&failed)?;
    // Of the open file, so that it cannot be exchanged between look and reading.
    let metadata = file.metadata().map_err(&failed)?;
    if !metadata.is_file() {
        return Err(failed(io::Error::other("it is no regular file")));
    }
    if metadata.permissions().mode() & 0o077 != 0 {
        return Err(DataError::OpenFile {
            file: path.to_owned(),
        });
    }
    if metadata.len() > LONGEST {
        return Err(failed(io::Error::other("it is longer than 64 KiB")));
    }
    // Room for all of it, so that no copy is left behind by growing.
    let room = usize::try_from(LONGEST).unwrap_or(usize::MAX);
    let mut text = Zeroizing::new(String::with_capacity(room));
    file.take(LONGEST)
        .read_to_string(&mut text)
        .map_err(&failed)?;
    Ok(text)
}

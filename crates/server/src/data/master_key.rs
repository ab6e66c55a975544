//! The master key's file: lines `version:base64url(32 bytes)`. Embedded, it is made at the first start; with
//! PostgreSQL it is the operator's, the same on every node, and never made here. What the lines say is the core's
//! seal's affair.

use std::path::Path;

use paraph_core::Rng;
use paraph_core::seal::MasterKey;

use super::{DataError, DataFolder, read_private, write_private};

/// The master key: from `named` if the operator named a file, else from the data folder, where it is made
/// if there is no database yet that an older one would have sealed.
///
/// # Errors
/// Readable by others, unreadable, malformed, missing beside a database, or not named where `cluster`.
pub fn load_master_key(
    folder: &DataFolder,
    named: Option<&Path>,
    cluster: bool,
    rng: &dyn Rng,
) -> Result<MasterKey, DataError> {
    if let Some(named) = named {
        return read(named);
    }
    if cluster {
        return Err(DataError::KeyNotNamed);
    }
    let key = folder.master_key();
    if key.symlink_metadata().is_ok() {
        return read(&key);
    }
    let database = folder.database();
    if database.symlink_metadata().is_ok() {
        return Err(DataError::KeyMissing { key, database });
    }
    let text = MasterKey::generate(rng);
    write_private(&key, text.as_bytes()).map_err(DataError::not_writable(folder.path()))?;
    read(&key)
}

fn read(file: &Path) -> Result<MasterKey, DataError> {
    let text = read_private(file)?;
    MasterKey::parse(&text).map_err(|cause| DataError::KeyMalformed {
        file: file.to_owned(),
        cause: cause.to_string(),
    })
}

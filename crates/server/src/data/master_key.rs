//! The master key's file: lines `version:base64url(32 bytes)`. Embedded, it is made at the first start; with
//! PostgreSQL it is the operator's, the same on every node, and never made here. What the lines say is read by the
//! core's seal.

use std::path::Path;

use paraph_core::{Rng, rng};
use zeroize::Zeroizing;

use super::{DataError, DataFolder, read_private, write_private};

/// The text of the file; wiped when dropped.
pub type MasterKeyText = Zeroizing<String>;

/// The master key's text: from `named` if the operator named a file, else from the data folder, where it is made
/// if there is no database yet that an older one would have sealed.
///
/// # Errors
/// Readable by others, unreadable, missing beside a database, or not named where `cluster`.
pub fn load_master_key(
    folder: &DataFolder,
    named: Option<&Path>,
    cluster: bool,
    rng: &dyn Rng,
) -> Result<MasterKeyText, DataError> {
    if let Some(named) = named {
        return read_private(named);
    }
    if cluster {
        return Err(DataError::KeyNotNamed);
    }
    let key = folder.master_key();
    if key.symlink_metadata().is_ok() {
        return read_private(&key);
    }
    let database = folder.database();
    if database.symlink_metadata().is_ok() {
        return Err(DataError::KeyMissing { key, database });
    }
    let text = generate(rng);
    write_private(&key, text.as_bytes()).map_err(DataError::not_writable(folder.path()))?;
    Ok(text)
}

fn generate(rng: &dyn Rng) -> MasterKeyText {
    let key = Zeroizing::new(rng::bytes::<32>(rng));
    let encoded = Zeroizing::new(base64_simd::URL_SAFE_NO_PAD.encode_to_string(key.as_slice()));
    Zeroizing::new(format!("1:{}\n", encoded.as_str()))
}

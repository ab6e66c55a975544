//! Keys in files: a new file always, and one that only its owner reads if the key is secret.

use std::fs::OpenOptions;
use std::io::{Error, Write};
use std::path::Path;

use paraph_jose::Jwk;

use super::super::failure::Failure;
use crate::data::write_private;

/// Writes `text`, which spells `key`, into a new file.
pub(super) fn write_key(file: &Path, key: &Jwk, text: &str) -> Result<(), Failure> {
    let written = if key.is_private() {
        write_private(file, text.as_bytes())
    } else {
        write_new(file, text)
    };
    written.map_err(|error| refused(file, &error))
}

pub(super) fn refused(file: &Path, error: &Error) -> Failure {
    Failure::usage(format!("{}: {error}", file.display()))
}

fn write_new(file: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create_new(true).open(file)?;
    file.write_all(text.as_bytes())
}

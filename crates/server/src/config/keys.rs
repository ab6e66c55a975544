//! `[keys]`: where the master key is, that seals the others.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The `[keys]` section.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Keys {
    /// Lines `version:base64url(32 bytes)`. By default `master.key` in the data folder, made at the first start;
    /// required with PostgreSQL.
    pub master_key_file: Option<PathBuf>,
}

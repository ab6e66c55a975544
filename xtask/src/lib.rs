//! Developer commands: `cargo xtask laws`, `cargo xtask test`, `cargo xtask fuzz`, `cargo xtask bench`.
//!
//! Everything they make lies under the target folder, so a checkout that is deleted leaves nothing
//! behind but the Debian packages that `test` installed, which it names before it does so.

pub mod apart;
pub mod bench;
pub mod fuzz;
pub mod generate;
pub mod laws;
pub mod rows;
pub mod run;
pub mod test;
pub mod tools;

use std::error::Error;
use std::path::{Path, PathBuf};

/// What a developer command returns; the error is a line to read, nothing dispatches on it.
pub type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// The folder of the workspace, whatever folder the command was called from.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

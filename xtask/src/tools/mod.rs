//! What tests and benchmarks need beside Rust: PostgreSQL, Chromium, a Python with PyJWT, jwcrypto and argon2, a Node
//! with `jose`, `puppeteer-core` and `axe-core`.
//!
//! Everything but Debian's packages goes under `target/test-tools`, with pinned versions and
//! checksums, no install script being run:
//!
//! | place in `PARAPH_TEST_TOOLS` | what |
//! | --- | --- |
//! | `venv/bin/python` | Python with the packages of `xtask/tools/requirements.txt` |
//! | `npm/node_modules` | the packages of `xtask/tools/npm`; run scripts with `npm` as their folder |
//! | `bin/node` | a Node of version 24 or newer: the system's, or the npm package's |

mod debian;
mod node;
pub mod postgres;
mod python;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::MetadataCommand;

use crate::run::{self, cargo, step};
use crate::{Outcome, root};

/// Where the tools are, once [`prepare`] has seen to them.
#[derive(Debug)]
pub struct Tools {
    folder: PathBuf,
    postgres: PathBuf,
    binary: PathBuf,
}

impl Tools {
    /// The environment by which tests find the tools.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        vec![
            ("PARAPH_TEST_TOOLS", self.folder.clone().into()),
            ("PARAPH_TEST_POSTGRES", self.postgres.clone().into()),
            ("PARAPH_TEST_BIN", self.binary.clone().into()),
        ]
    }
}

/// Installs what is missing, and builds the release binary.
///
/// # Errors
/// When something is missing that cannot be installed here: the error names the packages.
pub fn prepare() -> Outcome<Tools> {
    let target = target_folder()?;
    let folder = target.join("test-tools");
    fs::create_dir_all(&folder)?;
    step("Debian packages", debian::install)?;
    let postgres = postgres::bin_dir().ok_or("PostgreSQL's `postgres` and `initdb` not found")?;
    step("Python packages", || python::install(&folder))?;
    step("npm packages", || node::install(&folder))?;
    step("release binary", || {
        run::run(cargo().args(["build", "--release", "--package", "paraph"]))
    })?;
    let binary = target.join("release/paraph");
    Ok(Tools {
        folder,
        postgres,
        binary,
    })
}

/// [`prepare`], and what only the benchmarks need.
///
/// # Errors
/// As there.
pub fn prepare_for_bench() -> Outcome<Tools> {
    step("Debian packages of bench/", debian::install_for_bench)?;
    prepare()
}

/// The target folder as cargo sees it, which the environment or a configuration may move.
///
/// # Errors
/// When cargo cannot read the workspace.
pub(crate) fn target_folder() -> Outcome<PathBuf> {
    let metadata = MetadataCommand::new()
        .current_dir(root())
        .no_deps()
        .exec()?;
    Ok(metadata.target_directory.into_std_path_buf())
}

/// Whether `folder` was installed from the very file `list`.
fn installed(folder: &Path, list: &Path) -> bool {
    let stamp = fs::read(stamp(folder));
    stamp.is_ok_and(|seen| fs::read(list).is_ok_and(|wanted| wanted == seen))
}

/// Remembers that `folder` was installed from `list`; to be called last.
fn mark_installed(folder: &Path, list: &Path) -> Outcome<()> {
    fs::copy(list, stamp(folder))?;
    Ok(())
}

fn stamp(folder: &Path) -> PathBuf {
    folder.join(".installed-from")
}

/// A file committed under `xtask/tools`.
fn committed(name: &str) -> PathBuf {
    root().join("xtask/tools").join(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_installation_is_known_until_its_list_changes() {
        let dir = tempfile::tempdir().unwrap();
        let list = dir.path().join("list");
        fs::write(&list, "a==1").unwrap();
        assert!(!installed(dir.path(), &list));
        mark_installed(dir.path(), &list).unwrap();
        assert!(installed(dir.path(), &list));
        fs::write(&list, "a==2").unwrap();
        assert!(!installed(dir.path(), &list));
    }
}

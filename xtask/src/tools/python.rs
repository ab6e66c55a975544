//! The Python of the tests: a virtual environment with pinned, checksummed packages.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{committed, installed, mark_installed};
use crate::Outcome;
use crate::run::run;

/// Makes `venv/` in `folder`, unless it holds just what the list asks for.
///
/// # Errors
/// When Python cannot make it or a package cannot be had.
pub(super) fn install(folder: &Path) -> Outcome<()> {
    let venv = folder.join("venv");
    let list = committed("requirements.txt");
    if installed(&venv, &list) && venv.join("bin/python").exists() {
        println!("as committed");
        return Ok(());
    }
    if venv.exists() {
        fs::remove_dir_all(&venv)?;
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    let mut pip = Command::new(venv.join("bin/python"));
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]);
    // Wheels alone: a source package would run its build script, and need a compiler's headers.
    pip.args([
        "--no-cache-dir",
        "--only-binary",
        ":all:",
        "--require-hashes",
        "-r",
    ])
    .arg(&list);
    run(&mut pip)?;
    mark_installed(&venv, &list)
}

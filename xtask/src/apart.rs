//! `bench/` and `fuzz/` stand apart from our workspace, for their dependencies are to stay out of ours: no lint of it and no
//! test sees them, so they are looked at here.

use crate::run::{self, cargo, step};
use crate::{Outcome, tools};

/// The folders; each holds a workspace.
const FOLDERS: [&str; 2] = ["bench", "fuzz"];

/// Checks their format and lints them, in the target folder of ours: what both need is built once.
///
/// # Errors
/// When one is not formatted, does not compile, or has a warning.
pub fn lint() -> Outcome<()> {
    let target = tools::target_folder()?;
    FOLDERS.iter().try_for_each(|folder| {
        let manifest = format!("{folder}/Cargo.toml");
        step(&format!("format and lints of {folder}/"), || {
            run::run(cargo().args(["fmt", "--all", "--check", "--manifest-path", &manifest]))?;
            let mut clippy = cargo();
            clippy.args([
                "clippy",
                "--locked",
                "--quiet",
                "--workspace",
                "--all-targets",
            ]);
            clippy.args(["--manifest-path", &manifest, "--target-dir"]);
            run::run(clippy.arg(&target).args(["--", "-D", "warnings"]))
        })
    })
}

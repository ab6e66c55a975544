//! `cargo xtask bench`: the benchmarks, a workspace of their own so that their dependencies stay out
//! of ours.

use crate::run::{self, cargo, step};
use crate::{Outcome, root, tools};

/// Installs the tools, builds the release binary and runs `bench/` with `args`.
///
/// # Errors
/// When a tool is missing and cannot be installed, or a benchmark fails.
pub fn run(args: &[String]) -> Outcome<()> {
    if !root().join("bench/Cargo.toml").exists() {
        return Err("there is no bench/Cargo.toml in this checkout".into());
    }
    let tools = tools::prepare()?;
    step("benchmarks", || {
        let mut command = cargo();
        command.args(["run", "--release", "--manifest-path", "bench/Cargo.toml"]);
        // What the release binary was built of is not built again.
        command.arg("--target-dir").arg(tools::target_folder()?);
        run::run(command.arg("--").args(args).envs(tools.environment()))
    })
}

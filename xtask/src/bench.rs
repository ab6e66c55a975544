//! `cargo xtask bench`: the benchmarks, a workspace of their own so that their dependencies stay out
//! of ours.

use std::process::Command;

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
    let tools = tools::prepare_for_bench()?;
    // What the release binary was built of is not built again.
    let target = tools::target_folder()?;
    step("build bench/", || {
        let mut command = cargo();
        command.args(["build", "--release", "--manifest-path", "bench/Cargo.toml"]);
        // The crate jwt-simple as it comes, with BoringSSL; its parts in Rust are what a mere check builds.
        command.args(["--no-default-features", "--features", "boring"]);
        run::run(command.arg("--target-dir").arg(&target))
    })?;
    step("benchmarks", || {
        let mut command = Command::new(target.join("release/paraph-bench"));
        command.current_dir(root());
        run::run(command.args(args).envs(tools.environment()))
    })
}

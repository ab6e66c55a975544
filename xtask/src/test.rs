//! `cargo xtask test`: every test of every part, with the real servers and libraries they ask for.
//!
//! Plain `cargo test` needs nothing installed and skips such tests, saying so; here
//! `PARAPH_TEST_REQUIRE=1` turns a skipped test into a failed one.

use crate::run::{self, cargo, step};
use crate::{Outcome, root, tools};

/// Installs the tools, builds the release binary, checks the side workspaces and runs the tests.
/// `args` go to `cargo test` in the place of `--workspace`.
///
/// # Errors
/// When a tool is missing and cannot be installed, or anything does not compile or pass.
pub fn run(args: &[String]) -> Outcome<()> {
    let tools = tools::prepare()?;
    for part in ["bench", "fuzz"] {
        check_workspace(part)?;
    }
    step("tests", || {
        let mut command = cargo();
        command.args(["test", "--no-fail-fast"]);
        match args {
            [] => command.arg("--workspace"),
            some => command.args(some),
        };
        run::run(
            command
                .env("PARAPH_TEST_REQUIRE", "1")
                .envs(tools.environment()),
        )
    })
}

/// `bench/` and `fuzz/` stand outside our workspace; no test covers them, so at least they compile.
fn check_workspace(part: &str) -> Outcome<()> {
    let manifest = format!("{part}/Cargo.toml");
    if !root().join(&manifest).exists() {
        return Ok(());
    }
    step(&format!("check {part}/"), || {
        run::run(cargo().args([
            "check",
            "--locked",
            "--all-targets",
            "--manifest-path",
            &manifest,
        ]))
    })
}

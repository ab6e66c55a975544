//! `cargo xtask test`: every test of every part, with the real servers and libraries they ask for.
//!
//! Plain `cargo test` needs nothing installed and skips such tests, saying so; here
//! `PARAPH_TEST_REQUIRE=1` turns a skipped test into a failed one.

use crate::run::{self, cargo, step};
use crate::{Outcome, fuzz, tools};

/// Installs the tools, builds the release binary, checks `bench/`, runs the fuzzers for a short
/// time and the tests. `args` go to `cargo test` in the place of `--workspace`; then nothing is
/// fuzzed.
///
/// # Errors
/// When a tool is missing and cannot be installed, or anything does not compile or pass.
pub fn run(args: &[String]) -> Outcome<()> {
    let tools = tools::prepare()?;
    check_bench()?;
    if args.is_empty() {
        fuzz::run(&[])?;
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

/// `bench/` stands outside our workspace; no test covers it, so at least it compiles.
fn check_bench() -> Outcome<()> {
    step("check bench/", || {
        run::run(cargo().args([
            "check",
            "--locked",
            "--all-targets",
            "--manifest-path",
            "bench/Cargo.toml",
        ]))
    })
}

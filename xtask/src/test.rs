//! `cargo xtask test`: every test of every part, with the real servers and libraries they ask for.
//!
//! Plain `cargo test` needs nothing installed and skips such tests, saying so; here
//! `PARAPH_TEST_REQUIRE=1` turns a skipped test into a failed one.

use crate::run::{self, cargo, step};
use crate::{Outcome, apart, fuzz, tools};

/// Installs the tools, builds the release binary, lints `bench/` and `fuzz/`, runs the fuzzers for a
/// short time and the tests. `args` go to `cargo test` in the place of `--workspace`; then nothing is
/// linted or fuzzed.
///
/// # Errors
/// When a tool is missing and cannot be installed, or anything does not compile or pass.
pub fn run(args: &[String]) -> Outcome<()> {
    let tools = tools::prepare()?;
    if args.is_empty() {
        apart::lint()?;
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

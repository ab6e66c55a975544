//! Running other programs, one named and timed step after the other.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::Outcome;

/// Runs one step, saying its name before and its time after.
///
/// # Errors
/// The step's own, unchanged.
pub fn step<T>(name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    println!("== {name}");
    let (outcome, took) = timed(work);
    let verdict = if outcome.is_ok() { "done" } else { "FAILED" };
    println!("== {name}: {verdict} in {:.1} s", took.as_secs_f64());
    outcome
}

/// Runs a program with our own input and output.
///
/// # Errors
/// When it cannot be started, or ends with another status than 0; the error names the whole command.
pub fn run(command: &mut Command) -> Outcome<()> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{}` ended with {status}", line(command)).into()),
        Err(error) => Err(format!("`{}` did not start: {error}", line(command)).into()),
    }
}

/// A program's trimmed standard output, or nothing if it is missing or fails.
pub fn ask(program: impl AsRef<Path>, args: &[&str]) -> Option<String> {
    let output = Command::new(program.as_ref()).args(args).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// The cargo that runs us, working in the folder of the workspace.
pub fn cargo() -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(crate::root());
    command
}

#[expect(
    clippy::disallowed_methods,
    reason = "a developer command tells how long it took"
)]
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed())
}

fn line(command: &Command) -> String {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for arg in command.get_args() {
        let _ = write!(line, " {}", arg.to_string_lossy());
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_program_is_named_with_its_arguments() {
        let error = run(Command::new("false").arg("--really"))
            .unwrap_err()
            .to_string();
        assert!(error.starts_with("`false --really` ended with"), "{error}");
    }

    #[test]
    fn a_missing_program_says_so() {
        let error = run(&mut Command::new("no-such-program-here"))
            .unwrap_err()
            .to_string();
        assert!(error.contains("did not start"), "{error}");
        assert_eq!(ask("no-such-program-here", &[]), None);
    }

    #[test]
    fn a_step_passes_its_failure_on() {
        let outcome: Outcome<()> = step("fails", || Err("because".into()));
        assert_eq!(outcome.unwrap_err().to_string(), "because");
    }
}

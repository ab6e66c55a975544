//! `cargo xtask bench [NAME..]`: ratios to the physical limit and to peers, each pair measured in turns in one run.
//!
//! Speed is measured, never asserted: a missed goal is printed, only a benchmark that could not run is a failure.

mod argon2;
mod claims;
mod clients;
mod fixtures;
mod postgres;
mod report;
mod rows;
mod sign;
mod signouts;
mod slices;
mod slow;
mod stats;
mod timing;
mod turns;
mod verify;

use std::error::Error;
use std::process::ExitCode;

/// What a benchmark that could not run says.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Prints its tables.
type Bench = fn() -> Outcome<()>;

const BENCHES: [(&str, Bench); 6] = [
    ("argon2", argon2::run),
    ("verify", verify::run),
    ("sign", sign::run),
    ("turns", turns::run),
    ("signouts", signouts::run),
    ("rows", rows::run),
];

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let known = |name: &String| BENCHES.iter().any(|(own, _)| own == name);
    if let Some(unknown) = wanted.iter().find(|name| !known(name)) {
        let names = BENCHES.map(|(name, _)| name).join(" ");
        eprintln!("no benchmark `{unknown}`; there are: {names}");
        return ExitCode::from(2);
    }
    let mut code = ExitCode::SUCCESS;
    for (name, run) in BENCHES {
        if !wanted.is_empty() && !wanted.iter().any(|own| own == name) {
            continue;
        }
        if let Err(error) = run() {
            eprintln!("{name} did not run: {error}");
            code = ExitCode::FAILURE;
        }
    }
    code
}

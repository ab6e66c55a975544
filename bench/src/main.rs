//! `cargo xtask bench [NAME..]`: ratios to the physical limit and to peers, each pair measured in turns in one run.
//!
//! Speed is measured, never asserted: a missed goal is printed, only a benchmark that could not run is a failure.

mod argon2;
mod cache;
mod clients;
mod contest;
mod cores;
mod differences;
mod encryption;
mod fixtures;
mod keys;
mod layer;
mod logins;
mod peers;
mod postgres;
mod refreshes;
mod report;
mod restart;
mod rows;
mod server;
mod sign;
mod signouts;
mod slow;
mod stats;
mod storm;
mod table;
mod tokens;
mod turns;
mod verify;
mod wire;

use std::process::ExitCode;

pub(crate) use paraph_contest::{Outcome, claims, slices, timing};

/// Prints its tables.
type Bench = fn() -> Outcome<()>;

const BENCHES: [(&str, Bench); 14] = [
    ("argon2", argon2::run),
    ("verify", verify::run),
    ("sign", sign::run),
    ("jwe", encryption::run),
    ("turns", turns::run),
    ("signouts", signouts::run),
    ("rows", rows::run),
    ("cache", cache::run),
    ("differences", differences::run),
    ("layer", layer::run),
    ("http", refreshes::run),
    ("logins", logins::run),
    ("restart", restart::run),
    ("storm", storm::run),
];

/// Words among the names that change how a benchmark prints.
const FLAGS: [&str; 3] = [table::MARKDOWN, differences::CHECK, differences::WRITE];

fn main() -> ExitCode {
    if let Some(served) = layer::serve_if_asked() {
        return finish("the server", served);
    }
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| !FLAGS.contains(&arg.as_str()))
        .collect();
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
        if finish(name, run()) == ExitCode::FAILURE {
            code = ExitCode::FAILURE;
        }
    }
    code
}

fn finish(name: &str, outcome: Outcome<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{name} did not run: {error}");
            ExitCode::FAILURE
        }
    }
}

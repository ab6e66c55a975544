//! `cargo xtask fuzz`: every parser of `paraph-jose` under libFuzzer, from the kept corpus.
//!
//! The targets are functions of that crate's tests (`crates/jose/tests/corpus`), which `cargo test`
//! runs over the same corpus; `fuzz/` holds the program that lets libFuzzer run them. New finds,
//! logs and crashing inputs lie under `target/fuzz`; only `--keep` writes into the checkout.

mod engine;
mod summary;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::Outcome;
use crate::run::step;
use engine::Engine;
use summary::Summary;

/// How long each target runs unless told otherwise, in seconds.
const SECONDS: u64 = 10;
/// How many run at once.
const WORKERS: usize = 2;

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
struct Plan {
    /// Empty for all.
    targets: Vec<String>,
    seconds: u64,
    keep: bool,
}

impl Plan {
    fn read(args: &[String]) -> Outcome<Self> {
        let mut plan = Self {
            targets: Vec::new(),
            seconds: SECONDS,
            keep: false,
        };
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--keep" => plan.keep = true,
                "--seconds" => {
                    let seconds = args.next().and_then(|text| text.parse().ok());
                    let seconds = seconds.filter(|seconds| *seconds > 0);
                    plan.seconds = seconds.ok_or("--seconds takes a number above 0")?;
                }
                flag if flag.starts_with('-') => return Err(format!("no flag {flag}").into()),
                name => plan.targets.push(name.to_owned()),
            }
        }
        Ok(plan)
    }

    /// The targets to run, of those there are.
    fn choose(&self, known: Vec<String>) -> Outcome<Vec<String>> {
        if let Some(stray) = self.targets.iter().find(|name| !known.contains(name)) {
            return Err(format!("no target {stray}: there are {}", known.join(" ")).into());
        }
        let chosen = |name: &String| self.targets.is_empty() || self.targets.contains(name);
        Ok(known.into_iter().filter(chosen).collect())
    }
}

/// Builds the fuzzers, runs those that `args` name (all, if none) and prints a line for each.
///
/// # Errors
/// When `args` are none, when they do not build, and when a target crashed, hung, took too much
/// memory, ran nothing or saw no coverage.
pub fn run(args: &[String]) -> Outcome<()> {
    let plan = Plan::read(args)?;
    let engine = step("build the fuzzers", Engine::build)?;
    let targets = plan.choose(engine.targets()?)?;
    let label = format!("fuzz {} targets, {} s each", targets.len(), plan.seconds);
    step(&label, || judge(&all(&engine, &targets, plan.seconds)?))?;
    if plan.keep {
        step("keep what was found", || {
            targets.iter().try_for_each(|name| engine.keep(name))
        })?;
    }
    Ok(())
}

/// Runs all targets, a few at once, in their order.
fn all(engine: &Engine, targets: &[String], seconds: u64) -> Outcome<Vec<Summary>> {
    let next = AtomicUsize::new(0);
    println!("{}", summary::HEAD);
    let work = || {
        let mut done = Vec::new();
        while let Some(name) = targets.get(next.fetch_add(1, Ordering::Relaxed)) {
            let summary = engine.fuzz(name, seconds)?;
            println!("{summary}");
            done.push(summary);
        }
        Ok(done)
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(work)).collect();
        let outcomes = workers
            .into_iter()
            .map(|worker| worker.join().map_err(|_| "a worker panicked")?);
        let done: Outcome<Vec<Vec<Summary>>> = outcomes.collect();
        Ok(done?.concat())
    })
}

fn judge(summaries: &[Summary]) -> Outcome<()> {
    let bad: Vec<_> = summaries.iter().filter_map(Summary::failure).collect();
    if bad.is_empty() {
        Ok(())
    } else {
        Err(bad.join("\n").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(args: &[&str]) -> Outcome<Plan> {
        let args: Vec<_> = args.iter().map(|arg| (*arg).to_owned()).collect();
        Plan::read(&args)
    }

    #[test]
    fn targets_and_flags_come_in_any_order() {
        let expected = Plan {
            targets: vec!["jwk".into(), "pem".into()],
            seconds: 3,
            keep: true,
        };
        let read = plan(&["jwk", "--seconds", "3", "pem", "--keep"]);
        assert_eq!(read.unwrap(), expected);
        assert_eq!(plan(&[]).unwrap().seconds, SECONDS);
        for bad in [&["--seconds"][..], &["--seconds", "0"], &["--second"]] {
            assert!(plan(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn an_unknown_target_is_refused_and_none_means_all() {
        let known = || vec!["jwk".to_owned(), "pem".to_owned()];
        let error = plan(&["pam"]).unwrap().choose(known()).unwrap_err();
        assert_eq!(error.to_string(), "no target pam: there are jwk pem");
        assert_eq!(plan(&[]).unwrap().choose(known()).unwrap(), known());
        assert_eq!(plan(&["pem"]).unwrap().choose(known()).unwrap(), ["pem"]);
    }
}

//! `cargo xtask VERB`: reads the verb and hands over.

use std::process::ExitCode;

use xtask::Outcome;

const USAGE: &str = "\
usage: cargo xtask VERB

  generate [--check]  make the documents that come from the code, or check that they are current
  laws            check the laws of the house: arrows between crates, names, sizes, lints
  test [ARGS..]   install what tests need, then run every test of every part;
                  ARGS replace `--workspace`, as in `cargo xtask test -p paraph r03`
  fuzz [TARGET..] [--seconds N] [--keep]
                  feed made-up inputs to the parsers, 10 s each; --keep makes the corpus anew
  bench [ARGS..]  run the benchmarks of bench/ with the same tools; ARGS name some of them";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some((verb, rest)) = args.split_first() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match verb.as_str() {
        "generate" if rest.is_empty() => finish(xtask::generate::run(false)),
        "generate" if rest == ["--check"] => finish(xtask::generate::run(true)),
        "laws" if rest.is_empty() => finish(laws()),
        "test" => finish(xtask::test::run(rest)),
        "fuzz" => finish(xtask::fuzz::run(rest)),
        "bench" => finish(xtask::bench::run(rest)),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn laws() -> Outcome<()> {
    let breaches = xtask::laws::check(&xtask::root())?;
    for breach in &breaches {
        println!("{breach}");
    }
    match breaches.len() {
        0 => {
            println!("the laws of the house hold");
            Ok(())
        }
        n => Err(format!("laws broken in {n} places").into()),
    }
}

fn finish(outcome: Outcome<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

//! The targets of `crates/jose/tests/corpus/targets`, fed by libFuzzer.
//!
//! `PARAPH_FUZZ_TARGET` names the one to feed; with `PARAPH_FUZZ_SEEDS` its seeds are written to that
//! folder instead;
//! `PARAPH_FUZZ_LIST` asks for the names. `cargo xtask fuzz` builds and runs this.

#![no_main]

#[path = "../../crates/jose/tests/corpus/targets/mod.rs"]
mod targets;

use std::path::PathBuf;
use std::sync::LazyLock;
use std::{env, fs, process};

use targets::Target;

static TARGET: LazyLock<&'static Target> = LazyLock::new(|| {
    let name = env::var("PARAPH_FUZZ_TARGET").expect("PARAPH_FUZZ_TARGET names a target");
    let names = || targets::TARGETS.iter().map(|target| target.name);
    targets::find(&name)
        .unwrap_or_else(|| panic!("no target {name}: {:?}", names().collect::<Vec<_>>()))
});

libfuzzer_sys::fuzz_target!(
    init: start(),
    |data: &[u8]| (TARGET.run)(data)
);

/// Names the targets or writes the seeds and ends, if that was asked for.
fn start() {
    if env::var_os("PARAPH_FUZZ_LIST").is_some() {
        for target in targets::TARGETS {
            println!("{}", target.name);
        }
        process::exit(0);
    }
    LazyLock::force(&TARGET);
    if let Some(folder) = env::var_os("PARAPH_FUZZ_SEEDS").map(PathBuf::from) {
        for (number, seed) in (TARGET.seeds)().iter().enumerate() {
            fs::write(folder.join(format!("{number:04}")), seed).expect("a writable folder");
        }
        process::exit(0);
    }
}

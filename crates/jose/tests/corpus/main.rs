//! The kept corpus of the fuzzers, and the seeds they grew from, through the very functions that are
//! fuzzed: whatever a fuzzer has found once is tested by `cargo test` from then on.

mod targets;

use std::fs;
use std::path::{Path, PathBuf};

use targets::TARGETS;

/// The smallest number of files a corpus has: an empty folder must not pass for a tested one.
const LEAST: usize = 8;
/// The most bytes all corpora may have together, for every clone carries them.
const MOST: u64 = 2 << 20;

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

/// The files of a folder, which need not be there.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries
        .map(|entry| entry.expect("a readable folder").path())
        .collect()
}

fn replay(name: &str) {
    let target = targets::find(name).expect("a target of this name");
    let kept = files(&fuzz().join("corpus").join(name));
    assert!(kept.len() >= LEAST, "{name}: {} files kept", kept.len());
    let fixed = files(&fuzz().join("regressions").join(name));
    for file in kept.iter().chain(&fixed) {
        println!("{}", file.display());
        (target.run)(&fs::read(file).expect("a readable file"));
    }
    let seeds = (target.seeds)();
    assert!(!seeds.is_empty(), "{name} has seeds");
    for seed in &seeds {
        (target.run)(seed);
    }
    println!(
        "{name}: {} files, {} seeds",
        kept.len() + fixed.len(),
        seeds.len()
    );
}

macro_rules! replays {
    ($($name:ident)*) => {
        $(#[test] fn $name() { replay(stringify!($name)); })*

        #[test]
        fn every_target_is_replayed() {
            let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!(names, [$(stringify!($name)),*]);
        }
    };
}

replays! {
    base64url json typed claims policy jws jws_header jws_paths explain unverified jwk jwks pem der
    jwe jwe_header jwe_key nested
}

#[test]
fn no_corpus_is_without_its_target() {
    for kind in ["corpus", "regressions"] {
        for folder in files(&fuzz().join(kind)) {
            let name = folder
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            assert!(targets::find(name).is_some(), "{}", folder.display());
        }
    }
}

#[test]
fn the_corpora_are_small() {
    let folders = ["corpus", "regressions"].map(|kind| files(&fuzz().join(kind)));
    let kept = folders
        .concat()
        .into_iter()
        .flat_map(|folder| files(&folder));
    let bytes: u64 = kept
        .map(|file| file.metadata().map_or(0, |data| data.len()))
        .sum();
    assert!(bytes < MOST, "{bytes} bytes are kept");
}

//! The program of `fuzz/`: built with the compiler's coverage flags, run as libFuzzer wants it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::summary::Summary;
use crate::run::{self, ask, cargo};
use crate::{Outcome, root, tools};

/// What libFuzzer needs to see of our code, all of it stable: counters at edges, a table of their
/// places, calls at comparisons. No `--cfg fuzzing`: some crates weaken themselves by it, and what
/// is fuzzed is what is shipped.
const RUSTFLAGS: &str = "-Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";
/// The longest one input may take, in seconds: an RSA key of 8192 bits on a busy machine takes one.
const TIMEOUT: u64 = 5;
/// The most memory a target may have, in MiB.
const MEMORY: u64 = 512;
/// The longest input that is made up. Those of the corpus may be longer.
const LONGEST: usize = 9 * 1024;
/// Names that the parsers compare with: libFuzzer sees comparisons of numbers, not of texts.
const WORDS: &str = "fuzz/words.dict";

/// The built program and its folders.
#[derive(Debug)]
pub(super) struct Engine {
    program: PathBuf,
    /// Everything that is made.
    made: PathBuf,
}

impl Engine {
    /// Builds the program, for the host by name: so build scripts are not instrumented.
    pub(super) fn build() -> Outcome<Self> {
        let made = tools::target_folder()?.join("fuzz");
        let host =
            ask("rustc", &["--print", "host-tuple"]).ok_or("rustc does not tell its host")?;
        let mut command = cargo();
        command.args(["build", "--locked", "--release", "--target", &host]);
        command.args(["--manifest-path", "fuzz/Cargo.toml", "--target-dir"]);
        // What stands in the first variable would hide the second.
        command.arg(&made).env_remove("CARGO_ENCODED_RUSTFLAGS");
        run::run(command.env("RUSTFLAGS", RUSTFLAGS))?;
        let program = made.join(host).join("release/paraph-fuzz");
        Ok(Self { program, made })
    }

    /// The names of the targets.
    pub(super) fn targets(&self) -> Outcome<Vec<String>> {
        let output = Command::new(&self.program)
            .env("PARAPH_FUZZ_LIST", "1")
            .output()?;
        let names = String::from_utf8(output.stdout)?;
        Ok(names.lines().map(str::to_owned).collect())
    }

    /// Runs one target for some seconds; its log is kept.
    pub(super) fn fuzz(&self, name: &str, seconds: u64) -> Outcome<Summary> {
        let finds = self.folder("finds", name)?;
        let crashes = self.folder("crashes", name)?;
        let log = self.folder("logs", "")?.join(format!("{name}.log"));
        let mut command = self.libfuzzer(name);
        command
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-max_len={LONGEST}"))
            .arg(format!("-dict={}", root().join(WORDS).display()))
            .arg("-print_final_stats=1")
            .arg(format!("-artifact_prefix={}/", crashes.display()))
            .arg(finds)
            .args(kept(name).iter().filter(|folder| folder.exists()));
        let status = command
            .stdout(Stdio::null())
            .stderr(fs::File::create(&log)?)
            .status()?;
        let text = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
        Ok(Summary::read(name, status.success(), &text))
    }

    /// Makes the kept corpus anew: of it, of the finds and of the seeds, the smallest inputs that
    /// reach all that any of them reaches.
    pub(super) fn keep(&self, name: &str) -> Outcome<()> {
        let seeds = self.folder("seeds", name)?;
        let (finds, merged) = (
            self.folder("finds", name)?,
            self.made.join("merged").join(name),
        );
        let mut write = self.target(name);
        run::run(write.env("PARAPH_FUZZ_SEEDS", &seeds).stderr(Stdio::null()))?;
        let [corpus, _] = kept(name);
        fs::create_dir_all(&corpus)?;
        if merged.exists() {
            fs::remove_dir_all(&merged)?;
        }
        fs::create_dir_all(&merged)?;
        let mut merge = self.libfuzzer(name);
        // By edges alone: telling apart how often each is passed would keep five times as much.
        merge
            .args(["-set_cover_merge=1", "-use_counters=0"])
            .arg(&merged);
        merge.args([&corpus, &seeds, &finds]);
        run::run(merge.stderr(Stdio::null()))?;
        fs::remove_dir_all(&corpus)?;
        copy(&merged, &corpus)
    }

    fn target(&self, name: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.env("PARAPH_FUZZ_TARGET", name);
        command
    }

    fn libfuzzer(&self, name: &str) -> Command {
        let mut command = self.target(name);
        command
            .arg(format!("-timeout={TIMEOUT}"))
            .arg(format!("-rss_limit_mb={MEMORY}"));
        command
    }

    fn folder(&self, kind: &str, name: &str) -> Outcome<PathBuf> {
        let folder = self.made.join(kind).join(name);
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }
}

/// The committed inputs: the corpus, and what once crashed.
fn kept(name: &str) -> [PathBuf; 2] {
    ["corpus", "regressions"].map(|kind| root().join("fuzz").join(kind).join(name))
}

fn copy(from: &Path, to: &Path) -> Outcome<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}

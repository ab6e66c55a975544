//! A disk that takes its time: a shim that adds a delay to each sync of the process it is preloaded into.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io::Write};

use crate::Outcome;
use crate::timing::Stopwatch;

/// The variable by which the shim is told the delay, in microseconds.
pub(crate) const DELAY: &str = "SLOW_SYNC_US";
/// A typical network volume.
pub(crate) const VOLUME: u32 = 1_000;
const SYNCS: u32 = 200;

/// Compiles the shim into `folder`, readable for all: PostgreSQL may run as another user.
pub(crate) fn compile(folder: &Path) -> Outcome<PathBuf> {
    let shim = folder.join("slow_sync.so");
    let mut cc = Command::new("cc");
    cc.args(["-O2", "-shared", "-fPIC", "-x", "c", "-", "-o"]);
    let mut child = cc
        .arg(&shim)
        .stdin(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cc (build-essential): {error}"))?;
    let source = include_bytes!("../slow_sync.c");
    // Dropped at the end of the statement: the compiler sees the end of its input.
    child
        .stdin
        .take()
        .ok_or("cc has no input")?
        .write_all(source)?;
    if child.wait()?.success() {
        Ok(shim)
    } else {
        Err("cc could not compile slow_sync.c".into())
    }
}

/// The delay added to each sync of this process, microseconds; `None` if it does not run under the shim.
pub(crate) fn delay() -> Option<u32> {
    env::var(DELAY).ok()?.parse().ok()
}

/// Runs the benchmark `name` in a process of its own under the shim.
pub(crate) fn again(name: &str, delay: u32) -> Outcome<()> {
    let program = env::current_exe()?;
    let status = Command::new(&program)
        .arg(name)
        .env("LD_PRELOAD", compile(&build_folder()?)?)
        .env(DELAY, delay.to_string())
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("it ended with {status} under the slow disk").into())
    }
}

/// The folder of our own program: on a real disk, where the system's temporary folder may be memory.
pub(crate) fn build_folder() -> Outcome<PathBuf> {
    let program = fs::canonicalize(env::current_exe()?)?;
    let folder = program.parent().ok_or("the program lies in no folder")?;
    Ok(folder.to_path_buf())
}

/// What a sync costs this process here and now: 4 KiB written and made durable, milliseconds.
pub(crate) fn sync_millis(folder: &Path) -> Outcome<f64> {
    let file = File::create(folder.join("raw"))?;
    file.write_all_at(&[7; 4_096], 0)?;
    file.sync_all()?;
    let watch = Stopwatch::start();
    for _ in 0..SYNCS {
        file.write_all_at(&[7; 4_096], 0)?;
        file.sync_data()?;
    }
    Ok(watch.millis() / f64::from(SYNCS))
}

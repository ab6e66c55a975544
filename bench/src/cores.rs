//! Servers on one core, the driver on another: neither takes the other's time, and a ratio of two servers is one of
//! their costs.

use std::ffi::OsStr;
use std::future::Future;
use std::process::Command;
use std::thread;

use rustix::thread::{CpuSet, sched_setaffinity};

use crate::Outcome;

const OF_SERVERS: usize = 0;
const OF_DRIVER: usize = 1;

/// A command whose process, and all its threads, stay on the servers' core.
pub(crate) fn on_servers_core(program: impl AsRef<OsStr>) -> Command {
    pinned(&OF_SERVERS.to_string(), program)
}

/// A command that may run on both cores, wherever the driver started it.
pub(crate) fn on_both_cores(program: impl AsRef<OsStr>) -> Command {
    pinned(&format!("{OF_SERVERS},{OF_DRIVER}"), program)
}

/// A command that stays on the driver's core.
pub(crate) fn on_drivers_core(program: impl AsRef<OsStr>) -> Command {
    pinned(&OF_DRIVER.to_string(), program)
}

/// Runs `work` on the driver's core, in a runtime of one thread.
pub(crate) fn drive<T: Send>(work: impl Future<Output = Outcome<T>> + Send) -> Outcome<T> {
    let run = || {
        stay_on(OF_DRIVER)?;
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().build()?.block_on(work)
    };
    thread::scope(|scope| scope.spawn(run).join()).map_err(|_| "the driver panicked")?
}

/// Keeps this thread on the servers' core.
pub(crate) fn join_servers() -> Outcome<()> {
    stay_on(OF_SERVERS)
}

fn stay_on(core: usize) -> Outcome<()> {
    let mut cores = CpuSet::new();
    cores.set(core);
    sched_setaffinity(None, &cores)
        .map_err(|error| format!("cores 0 and 1 are needed: {error}").into())
}

fn pinned(cores: &str, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", cores]).arg(program);
    command
}

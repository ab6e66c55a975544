//! Servers as processes: ours and the recipe.

pub(crate) mod paraph;
pub(crate) mod recipe;

use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::Outcome;

/// A process that listens; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    pub(crate) address: SocketAddr,
    // Open as long as the process may write to it.
    out: BufReader<ChildStdout>,
}

impl Running {
    /// Starts it and waits for its line `listening on http://..:PORT`. What it logs is added to `log`.
    pub(crate) fn start(command: &mut Command, log: &Path) -> Outcome<Self> {
        let (child, out) = spawn(command, log)?;
        let mut running = Self {
            child,
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            out,
        };
        let port = running.await_port(log)?;
        running.address.set_port(port);
        Ok(running)
    }

    fn await_port(&mut self, log: &Path) -> Outcome<u16> {
        for line in (&mut self.out).lines() {
            let line = line?;
            let Some(url) = line.strip_prefix("listening on ") else {
                continue;
            };
            let (_, port) = url.rsplit_once(':').ok_or("it listens on no port")?;
            return Ok(port.parse()?);
        }
        Err(format!("it did not start: {}", fs::read_to_string(log)?).into())
    }

    /// Memory in use now, MiB.
    pub(crate) fn resident(&self) -> Outcome<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB"));
        Ok(kib.ok_or("no VmRSS")?.trim().parse::<f64>()? / 1_024.0)
    }

    /// Processor seconds used so far by the threads that are there.
    pub(crate) fn processor(&self) -> Outcome<f64> {
        let mut nanos = 0.0;
        for thread in fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            let seen = fs::read_to_string(thread?.path().join("schedstat"))?;
            let (ran, _) = seen.split_once(' ').ok_or("an odd schedstat")?;
            nanos += ran.parse::<f64>()?;
        }
        Ok(nanos / 1e9)
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn stop(mut self) -> Outcome<()> {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        kill_process(pid.ok_or("no process id")?, Signal::TERM)?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended before.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(command: &mut Command, log: &Path) -> Outcome<(Child, BufReader<ChildStdout>)> {
    let log = OpenOptions::new().create(true).append(true).open(log)?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .map_err(|error| format!("{command:?}: {error}"))?;
    let out = child.stdout.take().ok_or("it has no output")?;
    Ok((child, BufReader::new(out)))
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52 bytes")]
fn mebibytes(file: &Path) -> Outcome<f64> {
    Ok(fs::metadata(file)?.len() as f64 / f64::from(1 << 20))
}

//! A PostgreSQL of the benchmark's own, in a temporary folder on a unix socket, with a delay added to each of its syncs.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{env, fs, thread};

use tempfile::TempDir;

use crate::{Outcome, slow};

const DEBIAN: &str = "/usr/lib/postgresql";
/// Tries of a tenth of a second.
const PATIENCE: u32 = 300;

/// Stopped and removed when dropped.
pub(crate) struct Server {
    programs: PathBuf,
    folder: TempDir,
    process: Child,
}

impl Server {
    /// Makes a cluster and starts it with `delay` microseconds added to each sync. Where we are root it runs as `nobody`.
    pub(crate) fn start(delay: u32) -> Outcome<Self> {
        let programs = programs()?;
        let open_to_all = fs::Permissions::from_mode(0o755);
        let folder = tempfile::Builder::new()
            .permissions(open_to_all)
            .tempdir()?;
        let shim = slow::compile(folder.path())?;
        let mut initdb = as_system_user(folder.path(), &programs.join("initdb"))?;
        initdb.args(["-D", "data", "-U", "paraph", "-A", "trust", "-E", "UTF8"]);
        let made = initdb.arg("--locale=C.UTF-8").output()?;
        if !made.status.success() {
            return Err(String::from_utf8_lossy(&made.stderr).into());
        }
        let mut postgres = as_system_user(folder.path(), &programs.join("postgres"))?;
        postgres.args(["-D", "data", "-c", "listen_addresses=", "-k"]);
        postgres
            .arg(folder.path())
            .args(["-c", "max_connections=200"]);
        postgres.args(["-c", "wal_sync_method=fdatasync"]);
        postgres.env("LD_PRELOAD", shim);
        postgres.env(slow::DELAY, delay.to_string());
        let log = fs::File::create(folder.path().join("postgres.log"))?;
        let process = postgres.stderr(log).stdin(Stdio::null()).spawn()?;
        let server = Self {
            programs,
            folder,
            process,
        };
        server.wait_until_ready()?;
        Ok(server)
    }

    /// Where it is; `durable` or with commits that do not wait for the disk, for preparing.
    pub(crate) fn url(&self, durable: bool) -> String {
        let commit = if durable { "on" } else { "off" };
        format!(
            "postgres://paraph@localhost/postgres?host={}&options[synchronous_commit]={commit}",
            self.folder.path().display()
        )
    }

    /// How often it broke a deadlock (40P01) so far, by its own log.
    pub(crate) fn deadlocks(&self) -> Outcome<usize> {
        let log = fs::read_to_string(self.folder.path().join("postgres.log"))?;
        Ok(log.matches("deadlock detected").count())
    }

    /// What a sync costs in its folder, beside the delay: milliseconds.
    pub(crate) fn sync_millis(&self) -> Outcome<f64> {
        slow::sync_millis(self.folder.path())
    }

    fn wait_until_ready(&self) -> Outcome<()> {
        for _ in 0..PATIENCE {
            let mut asks = Command::new(self.programs.join("pg_isready"));
            if asks
                .arg("-q")
                .arg("-h")
                .arg(self.folder.path())
                .status()?
                .success()
            {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(100));
        }
        let log = fs::read_to_string(self.folder.path().join("postgres.log"))?;
        Err(format!("PostgreSQL does not start: {log}").into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing in it is worth saving; whatever goes wrong here, the folder is removed.
        let stop = as_system_user(self.folder.path(), &self.programs.join("pg_ctl"));
        if let Ok(mut stop) = stop {
            let _ = stop
                .args(["stop", "-s", "-m", "immediate", "-D", "data"])
                .status();
        }
        let _ = self.process.wait();
    }
}

/// `PARAPH_TEST_POSTGRES`, else beside the `postgres` in PATH, else the newest of Debian's versioned folders.
fn programs() -> Outcome<PathBuf> {
    let named = env::var_os("PARAPH_TEST_POSTGRES").map(PathBuf::from);
    let path = env::var_os("PATH").unwrap_or_default();
    let in_path = env::split_paths(&path)
        .filter_map(|folder| fs::canonicalize(folder.join("postgres")).ok())
        .filter_map(|program| Some(program.parent()?.to_path_buf()));
    let mut versions: Vec<_> = fs::read_dir(DEBIAN)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .collect();
    versions.sort_by_key(|version| {
        let number = version.file_name().to_str().and_then(|it| it.parse().ok());
        std::cmp::Reverse(number.unwrap_or(0_u32))
    });
    let debian = versions
        .into_iter()
        .map(|version| version.path().join("bin"));
    named
        .into_iter()
        .chain(in_path)
        .chain(debian)
        .find(|folder| folder.join("initdb").is_file())
        .ok_or_else(|| "no PostgreSQL: run it by `cargo xtask bench`".into())
}

/// PostgreSQL refuses to run as root: then `nobody` is given the folder and runs it.
fn as_system_user(folder: &Path, program: &Path) -> Outcome<Command> {
    let mut command = if fs::metadata("/proc/self")?.uid() == 0 {
        let given = Command::new("chown").arg("nobody").arg(folder).status()?;
        if !given.success() {
            return Err("the folder cannot be given to nobody".into());
        }
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid=nobody", "--regid=65534", "--clear-groups", "--"])
            .arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir(folder);
    Ok(command)
}

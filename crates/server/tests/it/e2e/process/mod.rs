//! A server process of a test's own, and commands beside it. However a test ends, its servers end with it.

mod files;
mod start;

use std::env;
use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

pub(crate) use self::files::{contents, free_port, give_away};
pub(crate) use self::start::Start;

/// No start takes longer, on however busy a machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// What runs the rest of a command line as `nobody`.
pub(crate) const AS_NOBODY: [&str; 5] = [
    "setpriv",
    "--reuid=65534",
    "--regid=65534",
    "--clear-groups",
    "--",
];

/// The binary under test.
pub(crate) fn bin() -> PathBuf {
    let given = env::var_os("PARAPH_TEST_BIN").map(PathBuf::from);
    given.unwrap_or_else(|| env!("CARGO_BIN_EXE_paraph").into())
}

/// What `PARAPH_TEST_..` names; `None`, said aloud, where it is not set and need not be.
pub(crate) fn given(variable: &str) -> Option<PathBuf> {
    let found = env::var_os(variable).map(PathBuf::from);
    let required = env::var_os("PARAPH_TEST_REQUIRE").is_some_and(|it| it == "1");
    assert!(found.is_some() || !required, "{variable} is not set");
    if found.is_none() {
        println!("skipped: {variable} is not set");
    }
    found
}

/// Whether tests run as root, and may become somebody else.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// A home folder, and below it a data folder and logs.
pub(crate) struct Place(TempDir);

/// A running server.
pub(crate) struct Server {
    child: Child,
    /// What it said on standard output, without the last line.
    pub(crate) greeting: Vec<String>,
    /// `http://localhost:PORT`, from its last line.
    pub(crate) url: String,
    /// From the start to that line.
    pub(crate) started_in: Duration,
    lines: Receiver<String>,
}

/// What a command left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("paraph-e2e-")
            .permissions(Permissions::from_mode(0o755))
            .tempdir();
        Self(folder.expect("a temporary folder"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// Standard error of all servers here.
    pub(crate) fn log(&self) -> String {
        let bytes = fs::read(self.path().join("log")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Writes a file of mode 0600 and answers its path.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, text).expect("a file");
        fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("its mode");
        path
    }

    /// A start on this data folder and a free port.
    pub(crate) fn start(&self) -> Start<'_> {
        Start::new(self)
    }

    /// A server on this data folder and a free port.
    pub(crate) fn serve(&self) -> Server {
        self.start().run()
    }

    /// Runs a command to its end.
    pub(crate) fn command(&self, args: &[&str], stdin: &str) -> Ran {
        let mut command = self.clean(&bin().into_os_string());
        command.args(args);
        finish(&mut command, stdin)
    }

    /// Makes an account through the running server; answers its id.
    pub(crate) fn user_add(&self, email: &str, password: &str) -> String {
        let data = self.data();
        let data = data.to_str().expect("UTF-8");
        let ran = self.command(&["user", "add", email, "--data", data], password);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        ran.out.trim().to_owned()
    }

    fn clean(&self, program: &OsString) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("HOME", self.path())
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .current_dir(self.path());
        command
    }
}

impl Server {
    pub(crate) fn port(&self) -> u16 {
        let port = self.url.rsplit(':').next().expect("a port");
        port.parse().expect("a port")
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A line of `/proc/PID/status`, in its own unit.
    pub(crate) fn status(&self, name: &str) -> String {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid()));
        let status = status.expect("the process lives");
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.expect(name).trim_start_matches(':').trim().to_owned()
    }

    /// A size of `/proc/PID/status` in KiB.
    pub(crate) fn kib(&self, name: &str) -> u64 {
        let value = self.status(name);
        let number = value.split(' ').next().expect("a number");
        number.parse().expect("a number")
    }

    /// kill -9.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("the process can be killed");
        self.child.wait().expect("the process can be waited for");
    }

    /// SIGTERM.
    pub(crate) fn terminate(&self) {
        let pid = i32::try_from(self.pid()).ok();
        let pid = pid.and_then(rustix::process::Pid::from_raw).expect("a pid");
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("a signal");
    }

    /// Waits for the end; `None` if there is none in time.
    pub(crate) fn wait(&mut self, limit: Duration) -> Option<ExitStatus> {
        let start = Instant::now();
        while start.elapsed() < limit {
            if let Some(status) = self.child.try_wait().expect("it can be waited for") {
                return Some(status);
            }
            thread::sleep(Duration::from_millis(10));
        }
        None
    }

    /// SIGTERM, and the end in order.
    pub(crate) fn stop(mut self) {
        self.terminate();
        let status = self.wait(PATIENCE).expect("it ends");
        assert_eq!(status.code(), Some(0), "{status}");
        assert_eq!(
            self.lines.try_iter().count(),
            0,
            "it said more than it should"
        );
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a command with `stdin` to its end.
pub(crate) fn finish(command: &mut Command, stdin: &str) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    // A command that reads no input may be gone already.
    let _ = child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(stdin.as_bytes());
    let output = child.wait_with_output().expect("it ends");
    Ran {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

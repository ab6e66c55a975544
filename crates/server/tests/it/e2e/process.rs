//! A server process of a test's own, and commands beside it. However a test ends, its servers end with it.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// No start takes longer, on however busy a machine.
const PATIENCE: Duration = Duration::from_secs(60);

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

/// A port that is free on both loopbacks, outside the range from which the system gives ports to clients: a server that is
/// restarted finds it free again.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = std::process::id().wrapping_mul(37) % 12_000;
    for _ in 0..500 {
        let step = NEXT.fetch_add(7, Ordering::Relaxed);
        let port = 20_000 + u16::try_from((start + u32::from(step)) % 12_000).unwrap();
        let four = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let six = TcpListener::bind((Ipv6Addr::LOCALHOST, port));
        let taken = |error: &std::io::Error| error.kind() == std::io::ErrorKind::AddrInUse;
        if four.is_ok() && !six.as_ref().is_err_and(taken) {
            return port;
        }
    }
    panic!("no free port");
}

/// A home folder, and below it a data folder and logs.
pub(crate) struct Place(TempDir);

/// A start that has not been made yet.
pub(crate) struct Start<'a> {
    place: &'a Place,
    args: Vec<OsString>,
    environment: Vec<(String, String)>,
    before: Vec<OsString>,
    bin: PathBuf,
    data: Option<PathBuf>,
    listen: String,
}

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
        Start {
            place: self,
            args: Vec::new(),
            environment: Vec::new(),
            before: Vec::new(),
            bin: bin(),
            data: Some(self.data()),
            listen: "localhost:0".into(),
        }
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

impl Start<'_> {
    pub(crate) fn args(mut self, args: &[&str]) -> Self {
        self.args.extend(args.iter().map(OsString::from));
        self
    }

    pub(crate) fn config(self, toml: &str) -> Self {
        let path = self.place.write("config.toml", toml);
        self.args(&["--config", path.to_str().expect("UTF-8")])
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    pub(crate) fn listen(mut self, listen: impl Into<String>) -> Self {
        self.listen = listen.into();
        self
    }

    /// Without `--data`: in the home folder.
    pub(crate) fn at_home(mut self) -> Self {
        self.data = None;
        self
    }

    /// As another user than root: `nobody`, whose folder must be theirs.
    pub(crate) fn as_nobody(mut self) -> Self {
        self.before = AS_NOBODY.map(OsString::from).to_vec();
        // Where the build lies, only root may be able to look.
        let own = self.place.path().join("paraph");
        if !own.exists() {
            fs::copy(bin(), &own).expect("a copy");
        }
        self.bin = own;
        self
    }

    fn command(&self) -> Command {
        let mut line = self.before.clone();
        line.extend([self.bin.clone().into(), "serve".into()]);
        line.extend(["--listen".into(), self.listen.clone().into()]);
        if let Some(data) = &self.data {
            line.extend(["--data".into(), data.into()]);
        }
        let mut command = self.place.clean(&line[0]);
        command.args(&line[1..]).args(&self.args);
        command.envs(self.environment.iter().cloned());
        command
    }

    /// Starts a server that must come up.
    pub(crate) fn run(self) -> Server {
        let server = self.try_run();
        server.unwrap_or_else(|| panic!("no start: {}", self.place.log()))
    }

    /// Starts a server; `None` if it ended before it listened.
    pub(crate) fn try_run(&self) -> Option<Server> {
        let (mut child, lines, start) = self.spawn();
        let mut greeting = Vec::new();
        let url = loop {
            let line = match lines.recv_timeout(PATIENCE) {
                Ok(line) => line,
                Err(error) => {
                    assert_eq!(error, RecvTimeoutError::Disconnected, "no start in time");
                    child.wait().expect("the process can be waited for");
                    return None;
                }
            };
            match line.strip_prefix("listening on ") {
                Some(url) => break url.to_owned(),
                None => greeting.push(line),
            }
        };
        Some(Server {
            child,
            greeting,
            url,
            started_in: start.elapsed(),
            lines,
        })
    }

    /// Starts a process and kills it after a while, wherever it stands then.
    pub(crate) fn kill_after(&self, pause: Duration) {
        let (mut child, _lines, _) = self.spawn();
        thread::sleep(pause);
        child.kill().expect("the process can be killed");
        child.wait().expect("the process can be waited for");
    }

    /// Runs a start that must be refused. One that is not is ended after a while, and has no exit code then.
    pub(crate) fn refused(&self) -> Ran {
        let line = self.command();
        let mut command = Command::new("timeout");
        command
            .args(["-s", "KILL", "20"])
            .arg(line.get_program())
            .args(line.get_args());
        command.current_dir(self.place.path()).env_clear();
        command.envs(
            line.get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        finish(&mut command, "")
    }

    fn spawn(&self) -> (Child, Receiver<String>, Instant) {
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.place.path().join("log"));
        let start = Instant::now();
        let mut child = self
            .command()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log.expect("a log"))
            .spawn()
            .expect("the binary runs");
        let lines = read_lines(child.stdout.take().expect("a pipe"));
        (child, lines, start)
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

/// Gives a folder and what is in it to `nobody`.
pub(crate) fn give_away(folder: &Path) {
    let nobody = Some(65_534);
    for (path, _, _) in contents(folder) {
        chown(path, nobody, nobody).expect("root gives files away");
    }
    chown(folder, nobody, nobody).expect("root gives files away");
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

/// Lines as they come, read apart so that nobody waits for ever.
fn read_lines(out: ChildStdout) -> Receiver<String> {
    let (sender, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            // Read on when nobody listens: the server must not block on its output.
            let _ = sender.send(line);
        }
    });
    lines
}

/// Every file below a folder with its mode and bytes: what a refused start may not change.
pub(crate) fn contents(folder: &Path) -> Vec<(PathBuf, u32, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let metadata = fs::symlink_metadata(&path).expect("metadata");
            let mut bytes = Vec::new();
            if metadata.is_dir() {
                folders.push(path.clone());
            } else if metadata.is_file() {
                let mut file = File::open(&path).expect("a file");
                file.read_to_end(&mut bytes).expect("its bytes");
            }
            found.push((path, metadata.permissions().mode(), bytes));
        }
    }
    found.sort();
    found
}

//! A start: flags, configuration, environment; run as a server, or to its refusal.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::{AS_NOBODY, PATIENCE, Place, Ran, Server, bin, finish};

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

impl<'a> Start<'a> {
    /// On the place's data folder and a free port.
    pub(super) fn new(place: &'a Place) -> Self {
        Self {
            place,
            args: Vec::new(),
            environment: Vec::new(),
            before: Vec::new(),
            bin: bin(),
            data: Some(place.data()),
            listen: "localhost:0".into(),
        }
    }

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
    pub(crate) fn run_by_nobody(mut self) -> Self {
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

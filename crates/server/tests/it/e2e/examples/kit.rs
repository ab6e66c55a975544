//! An example in a folder of the test's own, as its README has it: ports filled in, installed, started, called.

use std::env;
use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::time::sleep;

use crate::e2e::call::{Caller, try_send};
use crate::e2e::process::{Place, Ran, bin, finish, free_port, given};
use crate::e2e::readme::{Block, Step, blocks_of, compare, root};

/// The port that READMEs give the issuer.
const ISSUER: u16 = 8080;

/// The example and what its README says, block by block.
pub(crate) struct Kit<'a> {
    place: &'a Place,
    tools: PathBuf,
    folder: PathBuf,
    blocks: Vec<Vec<Step>>,
    ports: Vec<(u16, u16)>,
}

/// A running service; it ends with this.
pub(crate) struct Service(Child);

impl<'a> Kit<'a> {
    /// `port` is the one that the README gives the service, `others` what else stands there and which port it has here.
    /// `None` where tools are missing and need not be there.
    pub(crate) fn new(
        place: &'a Place,
        name: &str,
        port: u16,
        others: &[(u16, u16)],
    ) -> Option<Self> {
        let tools = given("PARAPH_TEST_TOOLS")?;
        let mut ports = vec![(ISSUER, free_port()), (port, free_port())];
        ports.extend(others);
        let folder = place.path().join("examples").join(name);
        copy(&root().join("examples").join(name), &folder, &ports);
        let release = place.path().join("target/release");
        fs::create_dir_all(&release).expect("a folder");
        symlink(bin(), release.join("paraph")).expect("a link");
        let blocks = blocks_of(&format!("examples/{name}/README.md"));
        let blocks: Vec<_> = blocks.into_iter().map(Block::steps).collect();
        let [issuer, service, _calls] = &blocks[..] else {
            panic!("the README has an issuer, a service and calls");
        };
        let wanted = [
            "cargo run --release -- serve --config examples/paraph.toml",
            "target/release/paraph user add ada@example.org",
        ];
        let commands: Vec<_> = issuer.iter().map(|step| step.command.as_str()).collect();
        assert_eq!(commands, wanted);
        // What is built in this workspace runs from here, and takes its addresses from the environment.
        let folder = if service[0].command == "cargo run -p notes" {
            root()
        } else {
            assert_eq!(service[0].command, format!("cd examples/{name}"));
            folder
        };
        Some(Self {
            place,
            tools,
            folder,
            blocks,
            ports,
        })
    }

    pub(crate) fn issuer_port(&self) -> u16 {
        self.ports[0].1
    }

    pub(crate) fn port(&self) -> u16 {
        self.ports[1].1
    }

    /// Changes what stands once in a file of the copy.
    pub(crate) fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.folder.join(file);
        let text = fs::read_to_string(&path).expect(file);
        assert_eq!(text.matches(from).count(), 1, "{file}: {from}");
        fs::write(path, text.replace(from, to)).expect(file);
    }

    /// What stands between `cd` and the last command, which is the service.
    pub(crate) fn install(&self) {
        let steps = &self.blocks[1];
        for step in steps.iter().take(steps.len() - 1).skip(1) {
            self.prepare(&step.command);
        }
    }

    /// Runs what has to be done before the service starts.
    pub(crate) fn prepare(&self, command: &str) {
        let start = Instant::now();
        let ran = finish(&mut self.shell(command, &self.folder), "");
        assert_eq!(ran.code, Some(0), "{command}: {ran:?}");
        println!("{command} took {:?}", start.elapsed());
    }

    /// Starts the service and waits until it answers.
    pub(crate) async fn serve(&self) -> (Service, Caller) {
        let command = &self.blocks[1].last().expect("a service").command;
        let shell = self.shell(&format!("exec {}", self.here(command)), &self.folder);
        let url = format!("http://localhost:{}", self.port());
        Service::start(shell, &url, &self.place.path().join("service.log")).await
    }

    /// The calls of the README, and what they are said to print. `A` is kept from one to the next.
    pub(crate) fn call(&self, password: &str) {
        let mut access = String::new();
        for step in &self.blocks[2] {
            let command = self.here(&step.command);
            let assigns = command.starts_with("A=");
            let line = if assigns {
                format!("{command} && printf %s \"$A\"")
            } else {
                command
            };
            let mut shell = self.shell(&line, self.place.path());
            shell.env("HOME", self.place.path()).env("A", &access);
            let Ran { code, out, err } = finish(&mut shell, password);
            assert_eq!(code, Some(0), "{line}: {out}{err}");
            if assigns {
                access = out;
            } else {
                compare(&step.prints, &out, &line);
            }
        }
        assert!(!access.is_empty(), "the README gets a token");
    }

    fn here(&self, text: &str) -> String {
        with_ports(text, &self.ports)
    }

    /// The environment is this process's own: it says how to reach the registries.
    fn shell(&self, line: &str, folder: &Path) -> Command {
        let path = env::var("PATH").expect("PATH");
        let path = format!("{}:{path}", self.tools.join("bin").display());
        let mut command = shell(line, folder);
        command
            .env("PATH", path)
            .env("ISSUER", format!("http://localhost:{}", self.issuer_port()))
            .env("LISTEN", format!("localhost:{}", self.port()))
            .env("npm_config_cache", self.tools.join("npm-cache"))
            .env("npm_config_ignore_scripts", "true")
            .env("PIP_CACHE_DIR", self.tools.join("pip-cache"));
        command
    }
}

impl Service {
    /// Starts what answers at `url`, and waits until it does.
    pub(crate) async fn start(mut command: Command, url: &str, log: &Path) -> (Self, Caller) {
        let file = File::create(log).expect("a log");
        let both = file.try_clone().expect("a log");
        command.stdin(Stdio::null()).stdout(file).stderr(both);
        let mut service = Self(command.process_group(0).spawn().expect("bash runs"));
        // Servers of other languages take one of the two addresses of localhost.
        let caller = Caller::without_pool(url);
        let start = Instant::now();
        while try_send(caller.get("/")).await.is_err() {
            let ended = service.0.try_wait().expect("it can be waited for");
            let late = start.elapsed() > Duration::from_mins(1);
            let said = || fs::read_to_string(log).unwrap_or_default();
            assert!(ended.is_none() && !late, "{command:?}: {}", said());
            sleep(Duration::from_millis(50)).await;
        }
        (service, caller)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let pid = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw);
        let _ = pid.map(|pid| kill_process_group(pid, Signal::KILL));
        let _ = self.0.wait();
    }
}

/// A line for bash, which ends with the thread that started it, even if that is killed.
pub(crate) fn shell(line: &str, folder: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command
        .args(["--pdeathsig", "KILL", "--", "bash", "-c", line])
        .current_dir(folder);
    command
}

/// Copies the files of a folder, with other ports.
pub(crate) fn copy(from: &Path, to: &Path, ports: &[(u16, u16)]) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("an example") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            let text = fs::read_to_string(&path).expect("text");
            let target = to.join(path.file_name().expect("a name"));
            fs::write(target, with_ports(&text, ports)).expect("a copy");
        }
    }
}

/// `localhost:4001` and whatever else names a port, with the one that is free here. One pass: a port that was filled in may
/// begin like one that is still to be found.
pub(crate) fn with_ports(text: &str, ports: &[(u16, u16)]) -> String {
    const BEFORE: [&str; 4] = ["localhost:", "--port ", "PORT = ", "http.server "];
    let next = |text: &str| {
        let ends = BEFORE
            .iter()
            .filter_map(|it| Some(text.find(it)? + it.len()));
        ends.min()
    };
    let mut filled = String::new();
    let mut rest = text;
    while let Some(at) = next(rest) {
        let after = rest[at..].trim_start_matches(|c: char| c.is_ascii_digit());
        let end = rest.len() - after.len();
        let port = &rest[at..end];
        let here = ports.iter().find(|(from, _)| from.to_string() == port);
        filled += &rest[..at];
        filled += &here.map_or_else(|| port.to_owned(), |(_, to)| to.to_string());
        rest = after;
    }
    filled + rest
}

#[test]
fn each_port_is_filled_in_once() {
    let ports = [(4001, 30002), (3000, 29988), (8080, 40010)];
    let text =
        "localhost:4001 --port 3000 PORT = 4001; http.server 3000 localhost:8080/a localhost:40010";
    let filled = "localhost:30002 --port 29988 PORT = 30002; http.server 29988 localhost:40010/a localhost:40010";
    assert_eq!(with_ports(text, &ports), filled);
    assert_eq!(with_ports("nothing here", &ports), "nothing here");
}

//! Runs one of the scripts beside this file, and sees to its end and its browser's.

use std::env;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::fs::symlink;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::e2e::process::{Place, given};

const SCRIPTS: [(&str, &str); 13] = [
    ("browser.mjs", include_str!("scripts/browser.mjs")),
    ("flight.mjs", include_str!("scripts/flight.mjs")),
    ("hostile.mjs", include_str!("scripts/hostile.mjs")),
    ("look.mjs", include_str!("scripts/look.mjs")),
    ("names.mjs", include_str!("scripts/names.mjs")),
    ("notes.mjs", include_str!("scripts/notes.mjs")),
    ("pages.mjs", include_str!("scripts/pages.mjs")),
    ("person.mjs", include_str!("scripts/person.mjs")),
    ("proxy.mjs", include_str!("scripts/proxy.mjs")),
    ("smoke.mjs", include_str!("scripts/smoke.mjs")),
    ("storage.mjs", include_str!("scripts/storage.mjs")),
    ("tabs.mjs", include_str!("scripts/tabs.mjs")),
    ("weapons.mjs", include_str!("scripts/weapons.mjs")),
];

/// One browser at a time: several would starve each other, and the servers, on a small machine.
static TURN: Mutex<()> = Mutex::new(());

/// What it takes to drive a browser, and the right to do so now.
pub(super) struct Chromium {
    tools: PathBuf,
    program: PathBuf,
    folder: PathBuf,
    _turn: MutexGuard<'static, ()>,
}

/// A running script. It ends when its input does, and Chromium hangs on a pipe of its: not even a kill -9 leaves one behind.
struct Script(Child);

impl Chromium {
    /// `None`, said aloud, where tools are not given and need not be.
    pub(super) fn new(place: &Place) -> Option<Self> {
        let tools = given("PARAPH_TEST_TOOLS")?;
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = place.path().join("chromium");
        fs::create_dir_all(&folder).expect("a folder");
        for (name, text) in SCRIPTS {
            fs::write(folder.join(name), text).expect("a script");
        }
        // Node looks for packages beside the script.
        symlink(tools.join("npm/node_modules"), folder.join("node_modules")).expect("a link");
        Some(Self {
            program: program(),
            tools,
            folder,
            _turn: turn,
        })
    }

    /// A file of an npm package.
    pub(super) fn package(&self, path: &str) -> PathBuf {
        self.tools.join("npm/node_modules").join(path)
    }

    /// Where pictures go: beside the tools, and kept.
    pub(super) fn pictures(&self) -> PathBuf {
        let folder = self.tools.parent().expect("a target folder");
        let folder = folder.join("screenshots");
        fs::create_dir_all(&folder).expect("a folder");
        folder
    }

    /// Runs `NAME.mjs` with `ask` on its standard input; answers what it printed.
    pub(super) fn run(&self, name: &str, ask: &Value, limit: Duration) -> Value {
        let mut ask = ask.clone();
        ask["browser"] = json!({ "program": self.program, "profile": self.folder.join("profile") });
        let out = self.folder.join("out");
        let err = self.folder.join("err");
        let mut script = self.spawn(name, &out, &err);
        let mut input = script.0.stdin.take().expect("a pipe");
        writeln!(input, "{ask}").expect("the script reads");
        let ended = script.wait(limit);
        drop(input);
        drop(script);
        let (out, err) = (read(&out), read(&err));
        assert_eq!(ended, Some(0), "{name}: {out}\n{err}");
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{name}: {error}: {out}\n{err}"))
    }

    fn spawn(&self, name: &str, out: &Path, err: &Path) -> Script {
        let file = |path| File::create(path).expect("a file");
        let mut command = Command::new(self.tools.join("bin/node"));
        command
            .arg(self.folder.join(format!("{name}.mjs")))
            .current_dir(&self.folder)
            .env_clear()
            .env("HOME", &self.folder)
            .env("TMPDIR", &self.folder)
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .stdin(Stdio::piped())
            .stdout(file(out))
            .stderr(file(err))
            .process_group(0);
        Script(command.spawn().expect("Node runs"))
    }
}

impl Script {
    fn wait(&mut self, limit: Duration) -> Option<i32> {
        let start = Instant::now();
        while start.elapsed() < limit {
            if let Some(status) = self.0.try_wait().expect("it can be waited for") {
                return status.code();
            }
            thread::sleep(Duration::from_millis(20));
        }
        None
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Debian's package, as `cargo xtask test` installs it.
fn program() -> PathBuf {
    let path = env::var_os("PATH").expect("PATH");
    let mut places = env::split_paths(&path).map(|folder| folder.join("chromium"));
    let found = places.find(|file| file.is_file());
    found.expect("the Debian package chromium")
}

fn read(path: &Path) -> String {
    let mut bytes = Vec::new();
    let mut file = File::open(path).expect("a file");
    file.read_to_end(&mut bytes).expect("its bytes");
    String::from_utf8_lossy(&bytes).into_owned()
}

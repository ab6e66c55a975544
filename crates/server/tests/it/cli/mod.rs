//! The real binary, run as people run it.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

mod client;
mod config;
mod examples;
mod explain;
mod hints;
mod jwe;
mod jwk;
mod published;
mod serve;
mod server;
mod tokens;
mod usage;
mod warnings;

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// One command line, in a folder of its own, with an empty environment but for its home.
pub(crate) struct Shell {
    folder: tempfile::TempDir,
    environment: Vec<(String, String)>,
}

impl Shell {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            folder,
            environment: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path().join(name), text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// Runs `line`, split at blanks, with `stdin`.
    pub(crate) fn pipe(&self, line: &str, stdin: &str) -> Ran {
        self.run(
            &line.split_whitespace().collect::<Vec<_>>(),
            stdin.as_bytes(),
        )
    }

    pub(crate) fn run(&self, args: &[&str], stdin: &[u8]) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_paraph"))
            .args(args)
            .env_clear()
            .env("HOME", self.path())
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .current_dir(self.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that reads no input may be gone already.
        let _ = child.stdin.take().unwrap().write_all(stdin);
        let output = child.wait_with_output().unwrap();
        Ran {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Standard output of a command that must succeed.
    pub(crate) fn ok(&self, line: &str, stdin: &str) -> String {
        let ran = self.pipe(line, stdin);
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
        ran.out
    }

    /// The one line of a command that must be refused, which starts with `code: `.
    pub(crate) fn refused(&self, line: &str, stdin: &str, code: &str) -> String {
        let ran = self.pipe(line, stdin);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{line}: {}", ran.err);
        assert!(
            ran.err.starts_with(&format!("{code}: ")),
            "{line}: {}",
            ran.err
        );
        assert_eq!(ran.err.matches('\n').count(), 1, "{line}: {}", ran.err);
        ran.err
    }
}

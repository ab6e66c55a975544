//! Argon2id with OWASP's parameters on one thread: our password pool against the C reference.
//!
//! Compared by processor time: our hashing thread yields to others by design, so on a busy machine the wall clock would
//! measure the others.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;

use paraph_core::email::Email;
use paraph_core::hasher::{Hasher, HasherSettings};
use paraph_core::password::Password;
use paraph_core::rng::SystemRng;
use tokio::runtime::{Builder, Runtime};

use crate::Outcome;
use crate::report::{Goal, Report};
use crate::stats::ratios;
use crate::timing::{Stopwatch, of_process};

const ROUNDS: usize = 21;
const HASHES: u32 = 8;

/// Milliseconds per hash.
#[derive(Debug, Default)]
struct Times {
    processor: Vec<f64>,
    wall: Vec<f64>,
}

pub(crate) fn run() -> Outcome<()> {
    let mut report = Report::new("argon2: Argon2id m=19456 t=2 p=1, one thread, in turns");
    let runtime = Builder::new_current_thread().build()?;
    let hasher = Hasher::new(HasherSettings::new(1), Arc::new(SystemRng))?;
    let mut reference = Reference::start()?;
    // Both touch their memory and code once.
    reference.hash(1)?;
    ours(&runtime, &hasher, 1)?;
    let (mut c, mut rust) = (Times::default(), Times::default());
    for _ in 0..ROUNDS {
        c.add(reference.hash(HASHES)?);
        rust.add(ours(&runtime, &hasher, HASHES)?);
    }
    let line = "ours / C reference, processor time";
    report.line(
        line,
        &ratios(&rust.processor, &c.processor),
        Goal::AtMost(0.85),
    );
    let line = "ours / C reference, wall clock (ours runs at nice 5)";
    report.line(line, &ratios(&rust.wall, &c.wall), Goal::None);
    report.line("ours, ms of processor", &rust.processor, Goal::None);
    report.line("C reference, ms of processor", &c.processor, Goal::None);
    report.print();
    Ok(())
}

impl Times {
    fn add(&mut self, (processor, wall): (f64, f64)) {
        let each = 1e3 / f64::from(HASHES);
        self.processor.push(processor * each);
        self.wall.push(wall * each);
    }
}

/// So many of our hashes: seconds of processor and of wall clock.
fn ours(runtime: &Runtime, hasher: &Hasher, count: u32) -> Outcome<(f64, f64)> {
    let password = Password::new("correct horse 7 battery", &Email::parse("ada@example.org")?)?;
    let (wall, before) = (Stopwatch::start(), of_process());
    for _ in 0..count {
        runtime.block_on(hasher.hash(password.clone()))?;
    }
    Ok((of_process() - before, wall.seconds()))
}

/// A Python that hashes on request.
struct Reference {
    process: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Reference {
    fn start() -> Outcome<Self> {
        let tools = env::var_os("PARAPH_TEST_TOOLS");
        let tools = tools.ok_or("no PARAPH_TEST_TOOLS: run it by `cargo xtask bench`")?;
        let python = PathBuf::from(tools).join("venv/bin/python");
        let mut process = Command::new(python)
            .args(["-c", include_str!("c_reference.py")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("the tools' Python: {error}"))?;
        let asks = process.stdin.take().ok_or("Python has no input")?;
        let answers = process.stdout.take().ok_or("Python has no output")?;
        Ok(Self {
            process,
            asks,
            answers: BufReader::new(answers),
        })
    }

    /// So many of its hashes: seconds of processor and of wall clock.
    fn hash(&mut self, count: u32) -> Outcome<(f64, f64)> {
        writeln!(self.asks, "{count}")?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let (processor, wall) = line.trim().split_once(' ').ok_or("Python ended")?;
        Ok((processor.parse()?, wall.parse()?))
    }
}

impl Drop for Reference {
    fn drop(&mut self) {
        // It only waits for a line that will not come.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

//! The `paraph` binary: hands arguments and streams to the library.

use std::io::{IsTerminal, stderr, stdin, stdout};
use std::process::ExitCode;

use paraph::cli::{Io, run};

fn main() -> ExitCode {
    let (terminal, shown) = (stdin().is_terminal(), stdout().is_terminal());
    let (mut stdin, mut stdout, mut stderr) = (stdin().lock(), stdout().lock(), stderr());
    run(
        std::env::args_os(),
        &mut Io {
            stdin: &mut stdin,
            stdout: &mut stdout,
            stderr: &mut stderr,
            terminal,
            shown,
        },
    )
}

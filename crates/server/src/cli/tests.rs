use std::io::{ErrorKind, Write};

use super::*;

/// A pipe whose reader is gone, or a disk that is full.
struct Closed(ErrorKind);

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Of a run that cannot print: its exit code, and what standard error says.
fn unread(why: ErrorKind, shown: bool, args: &str) -> (ExitCode, String) {
    let mut stderr = Vec::new();
    let mut io = Io {
        stdin: &mut "no token".as_bytes(),
        stdout: &mut Closed(why),
        stderr: &mut stderr,
        terminal: false,
        shown,
    };
    let code = run(args.split_whitespace().map(OsString::from), &mut io);
    (code, String::from_utf8(stderr).unwrap())
}

/// `paraph jwt explain TOKEN | head -1 && deploy`: what was refused stays refused.
#[test]
fn a_refusal_that_nobody_reads_is_no_success() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("public.jwk");
    let key = paraph_jose::Jwk::generate(paraph_jose::Alg::ES256).unwrap();
    std::fs::write(&file, key.public().unwrap().to_json().as_bytes()).unwrap();
    let key = format!("--jwk {}", file.display());
    for command in [
        format!("paraph jwt verify {key} --issuer i --audience a"),
        format!("paraph jws verify {key}"),
        format!("paraph jwt explain {key}"),
        "paraph jwt explain".to_owned(),
    ] {
        for why in [ErrorKind::BrokenPipe, ErrorKind::StorageFull] {
            for (flag, shown) in [("", false), ("", true), ("--json", false), ("--json", true)] {
                let line = format!("{command} {flag}");
                let (code, told) = unread(why, shown, &line);
                assert_eq!(code, ExitCode::from(1), "{line}: {told}");
                assert!(told.starts_with("token_not_compact: "), "{line}: {told}");
            }
        }
    }
}

#[test]
fn what_is_done_is_a_success_where_nobody_reads_it_and_no_other() {
    for (why, code) in [
        (ErrorKind::BrokenPipe, ExitCode::SUCCESS),
        (ErrorKind::StorageFull, ExitCode::from(1)),
    ] {
        let (found, told) = unread(why, false, "paraph jwk generate --alg ES256");
        assert_eq!((found, told.is_empty()), (code, code == ExitCode::SUCCESS));
    }
}

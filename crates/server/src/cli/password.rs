//! Passwords: asked for on a terminal without showing them, else one line of standard input. Never an argument, never
//! an environment variable.

use std::io::Read;

use zeroize::Zeroizing;

use super::failure::Failure;
use super::io::Io;

/// Longer than any password the server takes.
const LONGEST: usize = 8 * 1024;

/// A password to set: on a terminal, asked for twice.
pub(super) fn ask_new(io: &mut Io<'_>) -> Result<Zeroizing<String>, Failure> {
    if !io.terminal {
        return read_line(io.stdin);
    }
    let first = prompt("Password: ")?;
    if *prompt("The same again: ")? != *first {
        return Err(Failure::refused(
            "passwords_differ",
            "the two passwords differ; nothing was changed",
        ));
    }
    Ok(first)
}

/// A password that exists.
pub(super) fn ask(io: &mut Io<'_>) -> Result<Zeroizing<String>, Failure> {
    if io.terminal {
        prompt("Password: ")
    } else {
        read_line(io.stdin)
    }
}

fn prompt(prompt: &str) -> Result<Zeroizing<String>, Failure> {
    Ok(Zeroizing::new(rpassword::prompt_password(prompt)?))
}

fn read_line(stdin: &mut dyn Read) -> Result<Zeroizing<String>, Failure> {
    // Room from the start, so that no copy is left behind by growing.
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST));
    stdin.take(LONGEST as u64).read_to_end(&mut bytes)?;
    let line = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line =
        std::str::from_utf8(line).map_err(|_| Failure::usage("the password is not UTF-8"))?;
    if line.is_empty() {
        return Err(Failure::usage(
            "a password is read from standard input, and there is none",
        ));
    }
    Ok(Zeroizing::new(line.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_is_the_password_with_its_blanks() {
        for (bytes, password) in [
            ("a b \n", "a b "),
            ("x", "x"),
            ("x\r\n", "x"),
            ("x\ny\n", "x"),
        ] {
            assert_eq!(read_line(&mut bytes.as_bytes()).unwrap().as_str(), password);
        }
        for wrong in [&b""[..], b"\n", b"\r\n", b"\xff\n"] {
            assert!(read_line(&mut &*wrong).is_err());
        }
    }
}

//! The streams of a command, and the files it names.

use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use zeroize::Zeroizing;

use super::failure::Failure;
use super::print::visible;

/// Room for the longest encrypted token there is, and a newline behind it.
const LONGEST: usize = paraph_jose::jwe::MAX_LEN + 1024;

/// The standard streams, so that tests can be on their other ends.
pub struct Io<'a> {
    /// Standard input.
    pub stdin: &'a mut dyn Read,
    /// Standard output: results.
    pub stdout: &'a mut dyn Write,
    /// Standard error: everything else.
    pub stderr: &'a mut dyn Write,
    /// Whether a person sits at standard input.
    pub terminal: bool,
    /// Whether standard output is a terminal, which obeys what stands in a text.
    pub shown: bool,
}

/// Where a token comes from.
#[derive(Debug, Args)]
pub(super) struct TokenSource {
    /// Read the token from this file instead of standard input
    #[arg(long, value_name = "FILE")]
    pub(super) token_file: Option<PathBuf>,
}

/// The same, where a token as an argument is refused: other users of the machine see arguments, and logs keep them.
#[derive(Args)]
pub(super) struct PipedToken {
    #[command(flatten)]
    source: TokenSource,
    /// Taken so that the refusal says what to do and does not repeat the token
    #[arg(hide = true)]
    argument: Option<OsString>,
}

impl Io<'_> {
    /// The bytes of a file, or of standard input where none is named.
    pub(super) fn read(
        &mut self,
        file: Option<&Path>,
        what: &str,
    ) -> Result<Zeroizing<Vec<u8>>, Failure> {
        if let Some(file) = file {
            return read_file(file);
        }
        if self.terminal {
            writeln!(self.stderr, "{what} from standard input, then Ctrl-D:")?;
        }
        read_all(self.stdin).map_err(|error| {
            Failure::usage(format!("standard input: {error}"))
                .hint(format!("pipe {what} in, or name a file"))
        })
    }

    /// Writes bytes of a stranger's as they are, but to a terminal as text that it shows and does not obey.
    pub(super) fn payload(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        if self.shown {
            let text = String::from_utf8_lossy(bytes);
            return Ok(self.stdout.write_all(visible(&text).as_bytes())?);
        }
        Ok(self.stdout.write_all(bytes)?)
    }

    /// The same as text without the blanks around it.
    pub(super) fn read_text(
        &mut self,
        file: Option<&Path>,
        what: &str,
    ) -> Result<Zeroizing<String>, Failure> {
        let bytes = self.read(file, what)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| no_text(what))?;
        Ok(Zeroizing::new(text.trim_ascii().to_owned()))
    }
}

impl TokenSource {
    pub(super) fn read(&self, io: &mut Io<'_>) -> Result<Zeroizing<String>, Failure> {
        io.read_text(self.token_file.as_deref(), "the token")
    }
}

impl PipedToken {
    pub(super) fn read(&self, io: &mut Io<'_>) -> Result<Zeroizing<String>, Failure> {
        match &self.argument {
            Some(_) => Err(Failure::usage(
                "the token is read from standard input or --token-file, never from an argument",
            )
            .hint("write it into a file that only you read, and end the command with `< FILE`")),
            None => self.source.read(io),
        }
    }
}

impl fmt::Debug for PipedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PipedToken").field(&self.source).finish()
    }
}

/// The bytes of a file that a flag names.
pub(super) fn read_file(file: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let read = File::open(file).and_then(|mut opened| read_all(&mut opened));
    read.map_err(|error| unread(file, &error))
}

/// What is no file may be a secret that was given in the place of one, and is not repeated.
fn unread(file: &Path, error: &std::io::Error) -> Failure {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::InvalidFilename | ErrorKind::NotADirectory => {
            Failure::usage(error.to_string()).hint(
                "name a file, not what it holds, and check the paths that options give: they are not repeated here, for one may \
                 be a secret",
            )
        }
        _ => Failure::usage(format!("{}: {error}", file.display()))
            .hint("name a file that you may read, of 4 MiB at most"),
    }
}

/// The text of a file that a flag names.
pub(super) fn read_file_text(file: &Path) -> Result<Zeroizing<String>, Failure> {
    let bytes = read_file(file)?;
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(Zeroizing::new(text.to_owned())),
        Err(_) => Err(no_text(&file.display().to_string())),
    }
}

/// Tokens and keys are text, but for keys in DER.
fn no_text(what: &str) -> Failure {
    Failure::usage(format!("{what}: not UTF-8")).hint(
        "give text: `openssl pkey -inform DER -in FILE -out key.pem` makes PEM of a private key in DER (-pubin -pubout: of a public one)",
    )
}

fn read_all(from: &mut dyn Read) -> std::io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    from.take(LONGEST as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > LONGEST {
        return Err(std::io::Error::other("longer than 4 MiB"));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(shown: bool, bytes: &[u8]) -> Vec<u8> {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut io = Io {
            stdin: &mut std::io::empty(),
            stdout: &mut out,
            stderr: &mut err,
            terminal: false,
            shown,
        };
        io.payload(bytes).unwrap();
        out
    }

    #[test]
    fn c10_a_payload_cannot_steer_the_terminal_and_comes_whole_through_a_pipe() {
        let bytes = b"a\x1b]0;x\x07b\n\xc2\x9b31m\xff";
        assert_eq!(written(false, bytes), bytes);
        let shown = String::from_utf8(written(true, bytes)).unwrap();
        assert_eq!(shown, "a\\u{1b}]0;x\\u{7}b\n\\u{9b}31m\u{fffd}");
    }

    #[test]
    fn s06_a_secret_in_the_place_of_a_file_is_not_repeated() {
        let long = "k".repeat(5_000);
        for secret in [
            "my secret phrase",
            r#"{"kty":"oct","k":"c2VjcmV0"}"#,
            "/dev/null/secret",
            &long,
        ] {
            let Err(failure) = read_file(Path::new(secret)) else {
                panic!("{secret} is no file")
            };
            let told = format!("{failure:?}");
            assert!(
                !told.contains(secret) && told.contains("name a file"),
                "{told}"
            );
        }
    }
}

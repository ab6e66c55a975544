//! Why a command failed, and its exit code.

use std::borrow::Cow;
use std::io::ErrorKind;
use std::process::ExitCode;

use super::discreet::discreet;
use super::hint::step;
use super::io::Io;
use super::print::one_line;
use crate::config::{ConfigError, IssuerError};
use crate::data::DataError;

/// Why a command failed. [`run`](super::run) prints it and turns it into an exit code.
#[derive(Debug)]
pub struct Failure {
    kind: Kind,
    /// What to do next.
    hint: Option<Cow<'static, str>>,
}

#[derive(Debug)]
enum Kind {
    /// Exit 1: a stable code and the reason.
    Refused(Cow<'static, str>, String),
    /// Exit 2.
    Usage(String),
    /// What clap has to say: a usage error, or the help that was asked for.
    Clap(Box<clap::Error>),
    /// Exit 1: standard output says why.
    Told,
    /// Whoever read our output has read enough.
    NobodyReads,
}

impl Failure {
    /// Exit code 1, and one line: a stable `snake_case` code and the reason.
    pub fn refused(code: impl Into<Cow<'static, str>>, reason: impl Into<String>) -> Self {
        Kind::Refused(code.into(), reason.into()).into()
    }

    /// The same by a code of [`paraph_jose::Error`], with the next step that it tells. A server's answer may name the
    /// same codes and mean others.
    pub(super) fn judged(code: &'static str, reason: impl Into<String>) -> Self {
        let hint = step(code).map(Cow::from);
        Self {
            hint,
            ..Self::refused(code, reason)
        }
    }

    /// Exit code 2: the command line or a file it names is at fault.
    pub fn usage(reason: impl Into<String>) -> Self {
        Kind::Usage(reason.into()).into()
    }

    /// The same with what to do next, at the end of the line.
    #[must_use]
    pub fn hint(self, next: impl Into<Cow<'static, str>>) -> Self {
        let hint = Some(next.into());
        Self { hint, ..self }
    }

    /// Exit code 1, and no line: standard output said it already.
    pub(super) fn told() -> Self {
        Kind::Told.into()
    }

    /// The code and the reason of a refusal.
    pub(super) fn refusal(&self) -> Option<(&str, &str)> {
        match &self.kind {
            Kind::Refused(code, reason) => Some((code, reason)),
            _ => None,
        }
    }

    pub(super) fn report(self, io: &mut Io<'_>) -> ExitCode {
        match self.kind {
            Kind::Refused(code, reason) => {
                line(io, &code, &reason, self.hint);
                ExitCode::from(1)
            }
            Kind::Usage(reason) => {
                line(io, "usage", &reason, self.hint);
                ExitCode::from(2)
            }
            Kind::Clap(error) => {
                let to = if error.use_stderr() {
                    &mut io.stderr
                } else {
                    &mut io.stdout
                };
                // Where the stream is closed there is nobody left to tell.
                let _ = write!(to, "{error}");
                ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
            }
            Kind::Told => ExitCode::from(1),
            Kind::NobodyReads => ExitCode::SUCCESS,
        }
    }
}

/// `code: reason; hint: next`: one line, whatever stands in it.
fn line(io: &mut Io<'_>, code: &str, reason: &str, hint: Option<Cow<'static, str>>) {
    let hint = hint.map(|hint| format!("; hint: {hint}"));
    let text = format!("{code}: {reason}{}", hint.unwrap_or_default());
    // Where standard error is closed there is nobody left to tell.
    let _ = writeln!(io.stderr, "{}", one_line(&text));
}

impl From<Kind> for Failure {
    fn from(kind: Kind) -> Self {
        Self { kind, hint: None }
    }
}

impl From<clap::Error> for Failure {
    fn from(error: clap::Error) -> Self {
        Kind::Clap(Box::new(discreet(error))).into()
    }
}

impl From<paraph_jose::Error> for Failure {
    fn from(error: paraph_jose::Error) -> Self {
        Self::judged(error.code(), error.to_string())
    }
}

impl From<DataError> for Failure {
    fn from(error: DataError) -> Self {
        Self::refused(error.code(), error.to_string())
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::refused("config_refused", error.to_string())
    }
}

impl From<IssuerError> for Failure {
    fn from(error: IssuerError) -> Self {
        Self::refused("issuer_refused", error.to_string())
    }
}

/// Of our own streams: files carry their names in a [`Failure::usage`].
impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::BrokenPipe => Kind::NobodyReads.into(),
            _ => Self::refused("io", error.to_string())
                .hint("see that there is room, and that you may write there"),
        }
    }
}

//! What can go wrong with one fetch. Ends up in logs and in [`Health`](super::Health), never on the wire.
//!
//! Texts of others (an error of the TLS library, of the resolver) are cut and freed of control characters; of what the
//! issuer answered nothing is repeated but its status.

use std::error::Error;
use std::fmt;

/// Texts of others are cut here, in characters.
const LONGEST_TEXT: usize = 200;

/// Why there is no new set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FetchError {
    /// No whole answer in time.
    Timeout,
    /// No connection: name, address, TLS.
    Connect(String),
    /// Another status than 200.
    Status(u16),
    /// The answer points elsewhere; nobody goes there.
    Redirect(u16),
    /// More bytes than a set may have.
    TooLarge,
    /// The answer broke off or is no HTTP.
    Broken(String),
    /// The bytes are no acceptable set.
    Set(paraph_jose::Error),
    /// A private or symmetric key is in the set: it is burnt, and so may be the others.
    Secret,
    /// The task failed; a fault of ours.
    Panic,
}

impl FetchError {
    /// A stable `snake_case` name, for metrics and alarms.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Connect(_) => "connect",
            Self::Status(_) => "status",
            Self::Redirect(_) => "redirect",
            Self::TooLarge => "too_large",
            Self::Broken(_) => "broken",
            Self::Set(error) => error.code(),
            Self::Secret => "secret_in_set",
            Self::Panic => "panic",
        }
    }

    pub(super) fn from_reqwest(error: &reqwest::Error) -> Self {
        let why = innermost(error);
        if error.is_connect() {
            Self::Connect(why)
        } else {
            Self::Broken(why)
        }
    }
}

/// The last cause says what happened; those above repeat the address.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    if std::ptr::addr_eq(cause, error) {
        return "the HTTP client gave up".to_owned();
    }
    tame(&cause.to_string())
}

fn tame(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(LONGEST_TEXT).collect()
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Timeout => f.write_str("the issuer did not answer in time"),
            Self::Connect(why) => write!(f, "no connection to the issuer: {why}"),
            Self::Status(status) => write!(f, "the issuer answered {status} instead of 200"),
            Self::Redirect(status) => {
                write!(
                    f,
                    "the issuer answered with a redirect ({status}), which is not followed"
                )
            }
            Self::TooLarge => f.write_str("the answer is larger than 1 MiB"),
            Self::Broken(why) => write!(f, "the answer broke off: {why}"),
            Self::Set(error) => write!(f, "the set is refused: {error}"),
            Self::Secret => f.write_str("the set is refused: it holds a private or symmetric key"),
            Self::Panic => f.write_str("the task that fetches failed, and was started again"),
        }
    }
}

impl From<paraph_jose::Error> for FetchError {
    fn from(error: paraph_jose::Error) -> Self {
        Self::Set(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_others_are_cut_and_tamed() {
        assert_eq!(tame("a\r\n\x1b[31mb"), "a   [31mb");
        assert_eq!(tame(&"x".repeat(999)).len(), LONGEST_TEXT);
    }
}

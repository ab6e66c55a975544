//! The issuer's name, and what follows from it.
//!
//! `https` means production; `http://localhost` development; http anywhere else is refused. A verifier compares the
//! name byte for byte (RFC 8414 section 3.3), so there is one spelling of each, the one a browser would write, without
//! a slash at its end.

use std::fmt;

use serde::{Deserialize, Serialize};

mod parse;
mod settle;

pub use settle::{Bound, settle};

/// Which defaults hold: decided by the issuer alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// An `http://localhost` issuer: cookies without `Secure`, loopback origins allowed, signup open.
    Development,
    /// An https issuer.
    Production,
}

/// An issuer's name in its one spelling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Issuer {
    url: String,
    mode: Mode,
    port: u16,
    path_at: usize,
}

/// Why an issuer is refused. Displays as one line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct IssuerError(String);

impl Issuer {
    /// The issuer of a development server on this port.
    pub fn localhost(port: u16) -> Self {
        let url = match port {
            80 => "http://localhost".to_owned(),
            port => format!("http://localhost:{port}"),
        };
        let (mode, path_at) = (Mode::Development, url.len());
        Self {
            url,
            mode,
            port,
            path_at,
        }
    }

    /// The name, as it stands in `iss`.
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// Development or production.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The base path of every route: empty, or `/auth` with no slash at its end.
    pub fn base_path(&self) -> &str {
        &self.url[self.path_at..]
    }

    /// Scheme, host and port, as a browser writes them in `Origin`.
    pub fn origin(&self) -> &str {
        &self.url[..self.path_at]
    }

    /// The port it names, or its scheme's own.
    pub fn port(&self) -> u16 {
        self.port
    }
}

fn refuse<T>(reason: impl Into<String>) -> Result<T, IssuerError> {
    Err(IssuerError(reason.into()))
}

impl TryFrom<String> for Issuer {
    type Error = IssuerError;

    fn try_from(url: String) -> Result<Self, IssuerError> {
        url.parse()
    }
}

impl From<Issuer> for String {
    fn from(issuer: Issuer) -> Self {
        issuer.url
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Development => "development",
            Self::Production => "production",
        })
    }
}

#[cfg(test)]
mod tests;

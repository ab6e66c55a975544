//! The issuer's name: what it may look like, what follows from it, and which one a start settles on.
//!
//! `https` means production; `http://localhost` development; http anywhere else is refused. A verifier compares the
//! name byte for byte (RFC 8414 section 3.3), so there is one spelling of each: lower case, no slash at the end, no
//! default port, no query, fragment, userinfo or percent-encoding.

use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

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

/// Why an issuer is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct IssuerError(String);

/// What the listener turned out to be, once bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Only this machine reaches it.
    pub loopback: bool,
    /// The port, never 0.
    pub port: u16,
}

impl Issuer {
    /// The issuer of a development server on this port.
    pub fn localhost(port: u16) -> Self {
        let url = if port == 80 {
            "http://localhost".into()
        } else {
            format!("http://localhost:{port}")
        };
        let path_at = url.len();
        Self {
            url,
            mode: Mode::Development,
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

/// The issuer this start serves. Stored at the first start and kept; an issuer on localhost must be where the
/// listener is; without any name a loopback listener gets `http://localhost:PORT`.
///
/// # Errors
/// One line that names the flags to change.
pub fn settle(
    asked: Option<&Issuer>,
    stored: Option<&Issuer>,
    bound: Bound,
) -> Result<Issuer, IssuerError> {
    if let (Some(asked), Some(stored)) = (asked, stored)
        && asked != stored
    {
        return refuse(format!(
            "this data folder belongs to {stored}, not to {asked}: leave out --issuer, or name another --data"
        ));
    }
    match asked.or(stored) {
        Some(issuer) => reachable(issuer, bound),
        None if bound.loopback => Ok(Issuer::localhost(bound.port)),
        None => {
            refuse("a listener beyond this machine needs --issuer https://.. at its first start")
        }
    }
}

fn reachable(issuer: &Issuer, bound: Bound) -> Result<Issuer, IssuerError> {
    if issuer.mode == Mode::Production {
        return Ok(issuer.clone());
    }
    if !bound.loopback {
        return refuse(format!(
            "{issuer} is a development issuer, for this machine alone: --listen on localhost, or --issuer https://.."
        ));
    }
    if issuer.port != bound.port {
        return refuse(format!(
            "the issuer is {issuer}, but the listener has port {}: use --listen localhost:{}, or behind a proxy \
             --issuer https://.. with a data folder of its own",
            bound.port, issuer.port
        ));
    }
    Ok(issuer.clone())
}

fn refuse<T>(reason: impl Into<String>) -> Result<T, IssuerError> {
    Err(IssuerError(reason.into()))
}

impl FromStr for Issuer {
    type Err = IssuerError;

    fn from_str(url: &str) -> Result<Self, IssuerError> {
        let (mode, rest) = scheme(url)?;
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        check_path(path)?;
        let (host, port) = host_and_port(authority, mode)?;
        check_host(host)?;
        if mode == Mode::Development && host != "localhost" {
            return refuse(format!(
                "http is for localhost alone: write https://{authority}{path}, or http://localhost"
            ));
        }
        let path_at = url.len() - path.len();
        Ok(Self {
            url: url.to_owned(),
            mode,
            port,
            path_at,
        })
    }
}

fn scheme(url: &str) -> Result<(Mode, &str), IssuerError> {
    if let Some(rest) = url.strip_prefix("https://") {
        return Ok((Mode::Production, rest));
    }
    if let Some(rest) = url.strip_prefix("http://") {
        return Ok((Mode::Development, rest));
    }
    refuse("an issuer is a URL that starts with https:// (or http://localhost for development)")
}

fn check_path(path: &str) -> Result<(), IssuerError> {
    if path.contains(['?', '#']) {
        return refuse("an issuer has no query and no fragment");
    }
    if path.ends_with('/') {
        return refuse("an issuer has no slash at its end");
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    let fine =
        |part: &str| !part.is_empty() && part != "." && part != ".." && part.chars().all(plain);
    if path.is_empty() || path[1..].split('/').all(fine) {
        return Ok(());
    }
    refuse("the path of an issuer has plain parts: letters, digits, - . _ ~ between single slashes")
}

fn host_and_port(authority: &str, mode: Mode) -> Result<(&str, u16), IssuerError> {
    if authority.contains('@') {
        return refuse("an issuer has no user name or password");
    }
    let own = if mode == Mode::Production { 443 } else { 80 };
    let colon = authority
        .rfind(':')
        .filter(|colon| !authority[*colon..].contains(']'));
    let Some(colon) = colon else {
        return Ok((authority, own));
    };
    let text = &authority[colon + 1..];
    match text.parse::<u16>() {
        Ok(port) if port == own => refuse(format!(
            "leave out :{port}, the scheme's own port: browsers do"
        )),
        Ok(port) if port > 0 && port.to_string() == text => Ok((&authority[..colon], port)),
        _ => refuse(format!("{text:?} is no port of an issuer")),
    }
}

fn check_host(host: &str) -> Result<(), IssuerError> {
    if let Some(inner) = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
    {
        let same = inner
            .parse::<Ipv6Addr>()
            .is_ok_and(|address| address.to_string() == inner);
        return if same {
            Ok(())
        } else {
            refuse(format!("{host} is no IPv6 address in its short form"))
        };
    }
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let fine = |label: &str| !label.is_empty() && label.chars().all(plain);
    if host.split('.').all(fine) {
        return Ok(());
    }
    refuse(format!(
        "{host:?} is no host name of an issuer: lower case, international names as xn--.."
    ))
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
#[path = "issuer_tests.rs"]
mod tests;

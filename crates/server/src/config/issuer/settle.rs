//! Which issuer a start serves.

use super::{Issuer, IssuerError, Mode, refuse};

/// What the listener turned out to be, once bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Only this machine reaches it.
    pub loopback: bool,
    /// The port, never 0.
    pub port: u16,
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
            "the issuer is {issuer}, but the listener has port {}: use --listen localhost:{}, or another data \
             folder (--data), or behind a proxy --issuer https://.. with a data folder of its own",
            bound.port, issuer.port
        ));
    }
    Ok(issuer.clone())
}

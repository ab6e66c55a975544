//! A token that may stand in the command line: for tools that only look at it.

use std::fmt;

use clap::Args;
use zeroize::Zeroizing;

use super::super::failure::Failure;
use super::super::io::{Io, TokenSource};

/// A token as an argument, from a file, or from standard input.
#[derive(Args)]
pub(super) struct OpenToken {
    /// The token; standard input if not given
    #[arg(conflicts_with = "token_file")]
    token: Option<String>,
    #[command(flatten)]
    source: TokenSource,
}

impl OpenToken {
    pub(super) fn read(&self, io: &mut Io<'_>) -> Result<Zeroizing<String>, Failure> {
        match &self.token {
            Some(token) => Ok(Zeroizing::new(token.trim_ascii().to_owned())),
            None => self.source.read(io),
        }
    }
}

impl fmt::Debug for OpenToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OpenToken").field(&self.source).finish()
    }
}

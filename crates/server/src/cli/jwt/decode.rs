//! `jwt decode`: look into a token without checking it. The only tool that takes a token as an argument.

use clap::Args;
use paraph_jose::dangerous::decode_unverified;
use serde_json::json;
use zeroize::Zeroizing;

use super::super::failure::Failure;
use super::super::io::{Io, TokenSource};
use super::super::print::Format;

/// Print header and claims of a token WITHOUT checking anything
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  paraph jwt decode eyJhbGciOi..
  paraph jwt decode < token")]
pub(in crate::cli) struct DecodeArgs {
    /// The token; standard input if not given
    #[arg(conflicts_with = "token_file")]
    token: Option<String>,
    #[command(flatten)]
    source: TokenSource,
    #[command(flatten)]
    format: Format,
}

impl DecodeArgs {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        let token = match self.token {
            Some(token) => Zeroizing::new(token.trim_ascii().to_owned()),
            None => self.source.read(io)?,
        };
        let (header, claims) = decode_unverified(&token)?;
        writeln!(
            io.stderr,
            "note: nothing was checked, anybody may have written this"
        )?;
        self.format
            .json(io, &json!({ "header": header, "claims": claims }))
    }
}

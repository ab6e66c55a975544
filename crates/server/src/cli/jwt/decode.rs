//! `jwt decode`: look into a token without checking it. With `jwt explain` the only tool that takes a token as an argument.

use clap::Args;
use paraph_jose::dangerous::decode_unverified;
use serde_json::json;

use super::super::failure::Failure;
use super::super::hint::token::signed_wanted;
use super::super::io::Io;
use super::super::print::Format;
use super::token::OpenToken;

/// Print header and claims of a token WITHOUT checking anything
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  paraph jwt decode eyJhbGciOi..
  paraph jwt decode < token

An encrypted token (five parts) is opened by `paraph jwe decrypt`.")]
pub(in crate::cli) struct DecodeArgs {
    #[command(flatten)]
    token: OpenToken,
    #[command(flatten)]
    format: Format,
}

impl DecodeArgs {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        let token = self.token.read(io)?;
        let (header, claims) =
            decode_unverified(&token).map_err(|error| signed_wanted(&error, &token))?;
        writeln!(
            io.stderr,
            "note: nothing was checked, anybody may have written this"
        )?;
        self.format
            .json(io, &json!({ "header": header, "claims": claims }))
    }
}

//! `jwt sign`, `jwt verify`, `jwt explain`, `jwt decode`: claims, offline.

use clap::Subcommand;

use super::failure::Failure;
use super::io::Io;

mod decode;
mod explain;
mod report;
mod sign;
mod token;
mod verify;
mod warn;
mod when;

/// Sign, check and read JSON Web Tokens (offline)
#[derive(Debug, Subcommand)]
pub(super) enum JwtCommand {
    Sign(sign::SignArgs),
    Verify(verify::VerifyArgs),
    Explain(explain::ExplainArgs),
    Decode(decode::DecodeArgs),
}

impl JwtCommand {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        match self {
            Self::Sign(args) => args.run(io),
            Self::Verify(args) => args.run(io),
            Self::Explain(args) => args.run(io),
            Self::Decode(args) => args.run(io),
        }
    }
}

//! `jwk`: make, convert and name keys, offline.

use clap::Subcommand;

use super::failure::Failure;
use super::io::Io;

mod convert;
mod file;
mod generate;
mod thumbprint;

pub(super) use convert::phrase;

/// Make, convert and name keys (offline)
#[derive(Debug, Subcommand)]
pub(super) enum JwkCommand {
    Generate(generate::GenerateArgs),
    Convert(convert::ConvertArgs),
    Thumbprint(thumbprint::ThumbprintArgs),
}

impl JwkCommand {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        match self {
            Self::Generate(args) => args.run(io),
            Self::Convert(args) => args.run(io),
            Self::Thumbprint(args) => args.run(io),
        }
    }
}

//! `key list`, through the Admin API of a running server.

use clap::{Args, Subcommand};

use super::client::ClientArgs;
use super::failure::Failure;
use super::io::Io;
use super::print::{Column, Format, cell, time};

const COLUMNS: [Column; 4] = [
    Column("kid", "kid", cell),
    Column("alg", "alg", cell),
    Column("signs", "signs", cell),
    Column("made", "created", time),
];

/// The server's signing keys (needs a running server)
#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    List(ListArgs),
}

/// List the keys that sign access tokens
#[derive(Debug, Args)]
#[command(after_help = "Example:
  paraph key list")]
pub(super) struct ListArgs {
    #[command(flatten)]
    client: ClientArgs,
    #[command(flatten)]
    format: Format,
}

impl KeyCommand {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        let Self::List(args) = self;
        let keys = args
            .client
            .connect()?
            .list(&["admin", "api", "keys"], usize::MAX)?;
        args.format.rows(io, &COLUMNS, &keys)
    }
}

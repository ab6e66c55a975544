//! `user list`.

use clap::Args;
use serde_json::Value;

use super::super::client::ClientArgs;
use super::super::failure::Failure;
use super::super::io::Io;
use super::super::print::{Column, Format, cell, time};

const COLUMNS: [Column; 6] = [
    Column("id", "id", cell),
    Column("email", "email", cell),
    Column("name", "name", cell),
    Column("roles", "roles", cell),
    Column("state", "disabled", state),
    Column("last login", "last_login", time),
];

/// List people
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  paraph user list
  paraph user list --json | jq -r 'select(.disabled) | .email'")]
pub(in crate::cli) struct ListArgs {
    /// Stop after so many
    #[arg(long, default_value_t = usize::MAX, hide_default_value = true)]
    limit: usize,
    #[command(flatten)]
    client: ClientArgs,
    #[command(flatten)]
    format: Format,
}

impl ListArgs {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        let users = self
            .client
            .connect()?
            .list(&["admin", "api", "users"], self.limit)?;
        self.format.rows(io, &COLUMNS, &users)
    }
}

fn state(disabled: &Value) -> String {
    let disabled = disabled.as_bool().unwrap_or_default();
    if disabled { "disabled" } else { "active" }.into()
}

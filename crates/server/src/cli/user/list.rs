//! `user list`.

use clap::Args;

use super::super::client::ClientArgs;
use super::super::failure::Failure;
use super::super::io::Io;
use super::super::print::{Column, Format, cell, time};

const COLUMNS: [Column; 6] = [
    Column {
        title: "id",
        cell: |user| cell(&user["id"]),
    },
    Column {
        title: "email",
        cell: |user| cell(&user["email"]),
    },
    Column {
        title: "name",
        cell: |user| cell(&user["name"]),
    },
    Column {
        title: "roles",
        cell: |user| cell(&user["roles"]),
    },
    Column {
        title: "state",
        cell: |user| state(user["disabled"] == true),
    },
    Column {
        title: "last login",
        cell: |user| time(&user["last_login"]),
    },
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

fn state(disabled: bool) -> String {
    if disabled {
        "disabled".into()
    } else {
        "active".into()
    }
}

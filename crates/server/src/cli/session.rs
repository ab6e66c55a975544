//! `session list` and `session end`, through the Admin API of a running server.

use clap::{Args, Subcommand};
use reqwest::Method;

use super::client::ClientArgs;
use super::failure::Failure;
use super::io::Io;
use super::print::{Column, Format, cell, time};

const COLUMNS: [Column; 7] = [
    Column("id", "id", cell),
    Column("client", "client_id", cell),
    Column("carrier", "carrier", cell),
    Column("opened", "created", time),
    Column("last used", "last_used", time),
    Column("address", "address", cell),
    Column("device", "device", cell),
];

/// Sessions (needs a running server)
#[derive(Debug, Subcommand)]
pub(super) enum SessionCommand {
    List(ListArgs),
    End(EndArgs),
}

/// List the live sessions of a person
#[derive(Debug, Args)]
#[command(after_help = "Example:
  paraph session list ada@example.org")]
pub(super) struct ListArgs {
    /// An id or an e-mail address
    user: String,
    #[command(flatten)]
    client: ClientArgs,
    #[command(flatten)]
    format: Format,
}

/// End one session, or all of a person
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  paraph session end ses_..
  paraph session end --user ada@example.org")]
pub(super) struct EndArgs {
    /// The session's id
    #[arg(required_unless_present = "user", conflicts_with = "user")]
    session: Option<String>,
    /// End all sessions of this person: an id or an e-mail address
    #[arg(long)]
    user: Option<String>,
    #[command(flatten)]
    client: ClientArgs,
}

impl SessionCommand {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        match self {
            Self::List(args) => args.run(io),
            Self::End(args) => args.run(),
        }
    }
}

impl ListArgs {
    fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        let client = self.client.connect()?;
        let id = client.user_id(&self.user)?;
        let sessions = client.list(&["admin", "api", "users", &id, "sessions"], usize::MAX)?;
        self.format.rows(io, &COLUMNS, &sessions)
    }
}

impl EndArgs {
    fn run(self) -> Result<(), Failure> {
        let client = self.client.connect()?;
        let end = |path: &[&str]| client.call(Method::DELETE, path, &[], None).map(|_| ());
        match (&self.session, &self.user) {
            (Some(session), _) => end(&["admin", "api", "sessions", session]),
            (None, Some(user)) => {
                end(&["admin", "api", "users", &client.user_id(user)?, "sessions"])
            }
            (None, None) => Err(Failure::usage("name a session, or a person with --user")),
        }
    }
}

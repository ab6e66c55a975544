//! `login`: log in as a person, print the access token, store nothing.

use std::path::PathBuf;

use clap::Args;
use reqwest::Method;
use serde_json::json;

use super::client::{Client, text};
use super::failure::Failure;
use super::io::Io;
use super::password;
use super::print::Format;

/// Where a server is when nothing says otherwise.
const USUAL: &str = "http://localhost:8080";

/// Log in and print the access token; nothing is stored
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  A=$(paraph login ada@example.org)
  paraph login ada@example.org --audience https://id.example.org --server https://id.example.org > token
  paraph user list --server https://id.example.org --token-file token")]
pub(super) struct LoginArgs {
    /// The e-mail address
    email: String,
    /// The issuer's URL [default: the server on the data folder, else <http://localhost:8080>]
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// The data folder of a server on this machine
    #[arg(long, value_name = "DIR", conflicts_with = "server")]
    data: Option<PathBuf>,
    /// Whom the token is for
    #[arg(long)]
    audience: Option<String>,
    /// What it may be used for, blank-separated
    #[arg(long)]
    scope: Option<String>,
    /// The client to log in at
    #[arg(long)]
    client_id: Option<String>,
    #[command(flatten)]
    format: Format,
}

impl LoginArgs {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        let client = Client::over_http(&self.issuer()?, None)?;
        let password = password::ask(io)?;
        let mut body =
            json!({ "email": self.email, "password": password.as_str(), "carrier": "bearer" });
        let wishes = [
            ("audience", self.audience),
            ("scope", self.scope),
            ("client_id", self.client_id),
        ];
        for (name, wish) in wishes {
            if let Some(wish) = wish {
                body[name] = wish.into();
            }
        }
        let answer = client.call(Method::POST, &["api", "login"], &[], Some(&body))?;
        self.format
            .word(io, &text(&answer, "access_token")?, &answer)
    }

    fn issuer(&self) -> Result<String, Failure> {
        if let Some(server) = &self.server {
            return Ok(server.clone());
        }
        match Client::on_this_machine(self.data.as_deref()) {
            Ok(local) => text(&local.get(&["admin", "api", "config"], &[])?, "issuer"),
            // A folder that was named must have its server; otherwise it may be another user's.
            Err(none) if self.data.is_some() => Err(none),
            Err(_) => Ok(USUAL.into()),
        }
    }
}

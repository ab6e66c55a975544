//! `user add`.

use clap::Args;
use reqwest::Method;
use serde_json::{Value, json};

use super::super::claim::{Claim, object};
use super::super::client::{ClientArgs, text};
use super::super::failure::Failure;
use super::super::io::Io;
use super::super::password;
use super::super::print::Format;

/// Make an account and print its id; asks for the password, or reads one line of standard input
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  paraph user add ada@example.org --role paraph:admin
  paraph user add bob@example.org --name Bob --claim team=blue --claim level:=3 < password")]
pub(in crate::cli) struct AddArgs {
    /// The e-mail address
    email: String,
    /// What they are called
    #[arg(long)]
    name: Option<String>,
    /// A role; may be given several times
    #[arg(long = "role", value_name = "ROLE")]
    roles: Vec<String>,
    /// A custom claim of their tokens; may be given several times
    #[arg(long = "claim", value_name = "NAME=TEXT|NAME:=JSON")]
    claims: Vec<Claim>,
    /// Make the account without a password
    #[arg(long)]
    no_password: bool,
    #[command(flatten)]
    client: ClientArgs,
    #[command(flatten)]
    format: Format,
}

impl AddArgs {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        let claims = object(&self.claims)?;
        // Before the password: nobody should type one for nothing.
        let client = self.client.connect()?;
        let mut body = json!({ "email": self.email });
        if let Some(name) = self.name {
            body["name"] = name.into();
        }
        if !self.roles.is_empty() {
            body["roles"] = self.roles.into();
        }
        if !claims.is_empty() {
            body["claims"] = Value::Object(claims);
        }
        if !self.no_password {
            body["password"] = password::ask_new(io)?.as_str().into();
        }
        let user = client.call(Method::POST, &["admin", "api", "users"], &[], Some(&body))?;
        self.format.word(io, &text(&user, "id")?, &user)
    }
}

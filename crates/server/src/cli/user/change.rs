//! `user disable`, `user enable`, `user password`: one change of one person.

use clap::Args;
use reqwest::Method;
use serde_json::{Value, json};

use super::super::client::{Client, ClientArgs};
use super::super::failure::Failure;
use super::super::io::Io;
use super::super::password;
use super::super::print::Format;

/// Whom to change.
#[derive(Debug, Args)]
pub(in crate::cli) struct ChangeArgs {
    /// An id or an e-mail address
    user: String,
    #[command(flatten)]
    client: ClientArgs,
    #[command(flatten)]
    format: Format,
}

impl ChangeArgs {
    pub(super) fn set_disabled(self, io: &mut Io<'_>, disabled: bool) -> Result<(), Failure> {
        let client = self.client.connect()?;
        let id = client.user_id(&self.user)?;
        let user = patch(&client, &id, &json!({ "disabled": disabled }))?;
        let done = if disabled { "disabled" } else { "enabled" };
        self.format.word(io, &format!("{id} {done}"), &user)
    }

    pub(super) fn set_password(self, io: &mut Io<'_>) -> Result<(), Failure> {
        let client = self.client.connect()?;
        let id = client.user_id(&self.user)?;
        let password = password::ask_new(io)?;
        let user = patch(&client, &id, &json!({ "password": password.as_str() }))?;
        self.format
            .word(io, &format!("{id} has a new password"), &user)
    }
}

/// Changes a user; the answer is the user as it is then.
pub(super) fn patch(client: &Client, id: &str, change: &Value) -> Result<Value, Failure> {
    client.call(
        Method::PATCH,
        &["admin", "api", "users", id],
        &[],
        Some(change),
    )
}

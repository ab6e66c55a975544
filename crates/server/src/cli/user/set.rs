//! `user set`: name, roles and claims. Roles and claims are added to and taken from what is there.

use clap::Args;
use serde_json::{Map, Value, json};

use super::super::claim::{Claim, object};
use super::super::client::{ClientArgs, text};
use super::super::failure::Failure;
use super::super::io::Io;
use super::super::print::Format;
use super::change::patch;

/// Change a person's name, roles or claims
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  paraph user set ada@example.org --name 'Ada L.' --role editor --no-role guest
  paraph user set ada@example.org --claim team=blue --no-claim level")]
pub(in crate::cli) struct SetArgs {
    /// An id or an e-mail address
    user: String,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    client: ClientArgs,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct Changes {
    /// What they are called; empty for no name
    #[arg(long)]
    name: Option<String>,
    /// Give a role
    #[arg(long = "role", value_name = "ROLE")]
    roles: Vec<String>,
    /// Take a role
    #[arg(long = "no-role", value_name = "ROLE")]
    no_roles: Vec<String>,
    /// Set a custom claim
    #[arg(long = "claim", value_name = "NAME=TEXT|NAME:=JSON")]
    claims: Vec<Claim>,
    /// Remove a custom claim
    #[arg(long = "no-claim", value_name = "NAME")]
    no_claims: Vec<String>,
}

impl SetArgs {
    pub(super) fn run(self, io: &mut Io<'_>) -> Result<(), Failure> {
        let set = object(&self.changes.claims)?;
        let client = self.client.connect()?;
        let user = client.user(&self.user)?;
        let id = text(&user, "id")?;
        let changed = patch(&client, &id, &self.changes.against(&user, set))?;
        self.format.word(io, &format!("{id} changed"), &changed)
    }
}

impl Changes {
    /// The body of the PATCH: only what changes, roles and claims as a whole.
    fn against(&self, user: &Value, set: Map<String, Value>) -> Value {
        let mut body = json!({});
        if let Some(name) = &self.name {
            body["name"] = if name.is_empty() {
                Value::Null
            } else {
                name.as_str().into()
            };
        }
        if !(self.roles.is_empty() && self.no_roles.is_empty()) {
            body["roles"] = self.roles_from(user).into();
        }
        if !(set.is_empty() && self.no_claims.is_empty()) {
            let mut claims = user["claims"].as_object().cloned().unwrap_or_default();
            claims.extend(set);
            claims.retain(|name, _| !self.no_claims.contains(name));
            body["claims"] = Value::Object(claims);
        }
        body
    }

    fn roles_from(&self, user: &Value) -> Vec<String> {
        let held = user["roles"].as_array().into_iter().flatten();
        let held = held.filter_map(|role| role.as_str().map(ToOwned::to_owned));
        let mut roles: Vec<String> = held.chain(self.roles.iter().cloned()).collect();
        roles.retain(|role| !self.no_roles.contains(role));
        roles.sort();
        roles.dedup();
        roles
    }
}

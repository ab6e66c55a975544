//! What the admin API says and hears. Times are whole unix seconds.

use paraph_core::clock::seconds;
use paraph_core::commands::people::Change;
use paraph_core::people::NewUser;
use paraph_core::secret::Secret;
use paraph_core::session::Session;
use paraph_core::user::{Claims, Roles, User};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// An account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub struct UserShape {
    /// The `sub` of their tokens.
    pub id: String,
    /// The address as typed.
    pub email: String,
    /// What they are called.
    pub name: Option<String>,
    /// Reserved and application roles.
    #[schema(value_type = Vec<String>)]
    pub roles: Roles,
    /// Custom claims.
    #[schema(value_type = Object)]
    pub claims: Claims,
    /// Whether they are disabled.
    pub disabled: bool,
    /// When the account was made.
    pub created: i64,
    /// The last login.
    pub last_login: Option<i64>,
}

/// An account to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewUser)]
pub struct NewUserShape {
    /// The address; it must be free.
    pub email: String,
    /// What they are called.
    pub name: Option<String>,
    /// Their roles.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub roles: Roles,
    /// Custom claims; registered names are refused.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub claims: Claims,
    /// Their first password.
    #[schema(value_type = Option<String>, format = Password)]
    pub password: Option<Secret>,
}

/// A change of an account: what is absent stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UserChange)]
pub struct ChangeShape {
    /// What they are called; null takes the name away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub name: Option<Option<String>>,
    /// Their roles.
    #[schema(value_type = Option<Vec<String>>)]
    pub roles: Option<Roles>,
    /// Their custom claims.
    #[schema(value_type = Option<Object>)]
    pub claims: Option<Claims>,
    /// Whether they are disabled; disabling ends their sessions.
    pub disabled: Option<bool>,
    /// A new password, which ends their sessions. It is changed alone.
    #[schema(value_type = Option<String>, format = Password)]
    pub password: Option<Secret>,
}

/// A live session.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub struct SessionShape {
    /// The `sid` of its tokens.
    pub id: String,
    /// Whose it is.
    pub user: String,
    /// The client it was opened at.
    pub client_id: String,
    /// How the client holds it: `bearer` or `browser`.
    pub carrier: String,
    /// The device as the client described itself.
    pub device: Option<String>,
    /// The address of its last refresh.
    pub address: Option<String>,
    /// When it was opened.
    pub created: i64,
    /// When it was last refreshed.
    pub last_used: i64,
    /// When it ends without a further refresh.
    pub expires: i64,
}

/// How many sessions have been ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ended {
    /// How many.
    pub ended: u32,
}

impl From<User> for UserShape {
    fn from(user: User) -> Self {
        Self {
            id: user.id.to_string(),
            email: user.email,
            name: user.name,
            roles: user.roles,
            claims: user.claims,
            disabled: user.disabled,
            created: seconds(user.created),
            last_login: user.seen.map(seconds),
        }
    }
}

impl From<Session> for SessionShape {
    fn from(session: Session) -> Self {
        Self {
            id: session.id.to_string(),
            user: session.user.to_string(),
            client_id: session.client,
            carrier: session.carrier.as_str().into(),
            device: session.device,
            address: session.address,
            created: seconds(session.created),
            last_used: seconds(session.made),
            expires: seconds(session.idle_end),
        }
    }
}

impl From<NewUserShape> for NewUser {
    fn from(new: NewUserShape) -> Self {
        Self {
            email: new.email,
            name: new.name,
            roles: new.roles,
            claims: new.claims,
            password: new.password,
        }
    }
}

impl From<ChangeShape> for Change {
    fn from(change: ChangeShape) -> Self {
        Self {
            name: change.name,
            roles: change.roles,
            claims: change.claims,
            disabled: change.disabled,
        }
    }
}

/// Tells a member that is null from one that is absent.
#[expect(clippy::option_option, reason = "a member is absent, null or a text")]
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

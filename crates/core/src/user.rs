//! A person: what is known of an account, and what may be put into its tokens.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Map, Value};

use crate::Millis;
use crate::id::UserId;

/// Reads everything, ends sessions, disables people without reserved roles.
pub const OPERATOR: &str = "paraph:operator";
/// Does all.
pub const ADMIN: &str = "paraph:admin";
/// Roles that start so are ours; an application's own `admin` means nothing to us.
pub const RESERVED: &str = "paraph:";

/// The role names of a person.
pub type Roles = BTreeSet<String>;
/// The custom claims of a person, as they go into tokens.
pub type Claims = Map<String, Value>;

/// A person's account, without its password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The `sub` of their tokens.
    pub id: UserId,
    /// The e-mail address as typed.
    pub email: String,
    /// What they are called.
    pub name: Option<String>,
    /// Reserved and application roles.
    pub roles: Roles,
    /// Custom claims.
    pub claims: Claims,
    /// A disabled person gets no tokens by any way.
    pub disabled: bool,
    /// Raised by every change that ends sessions. A login names the version under which it began.
    pub version: i64,
    /// Unix milliseconds.
    pub created: Millis,
    /// The last login, unix milliseconds.
    pub seen: Option<Millis>,
}

/// An Argon2 hash in PHC form. Debug prints nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl User {
    /// Whether any of their roles is ours.
    #[must_use]
    pub fn is_privileged(&self) -> bool {
        self.roles.iter().any(|role| role.starts_with(RESERVED))
    }

    /// Whether they may do all.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.roles.contains(ADMIN)
    }
}

impl PasswordHash {
    /// Takes a PHC string as it is; whoever verifies with it bounds its parameters first.
    #[must_use]
    pub const fn new(phc: String) -> Self {
        Self(phc)
    }

    /// The PHC string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(..)")
    }
}

//! Who does something, and the row that says so, written in the transaction of the change.
//!
//! Rows are chained afterwards over ids and salted hashes, so what is personal sits in one column that can be erased.

use std::fmt::Write;

use aws_lc_rs::digest::{Context, SHA256};
use serde::Serialize;

use crate::id::{AuditId, SessionId, UserId};

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody known: before a login.
    Anonymous,
    /// A person, acting on their own account.
    User(UserId),
    /// A person with a reserved role, acting on others; the role is read anew in the transaction.
    Operator(UserId),
    /// A process on this machine, through the socket, by its uid.
    Os(u32),
    /// The server itself.
    System,
}

/// What every change carries: who asks, from where, and the random parts of its audit row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trail {
    /// Who asks.
    pub actor: Actor,
    /// The client's address.
    pub address: Option<String>,
    /// The device, as the client described itself.
    pub device: Option<String>,
    /// The row's id.
    pub id: AuditId,
    /// Salts the hash of what is personal.
    pub salt: [u8; 16],
}

macro_rules! events {
    ($($(#[$doc:meta])* $event:ident = $word:literal,)*) => {
        /// What happened: a closed list, each a stable word in the log.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Event {
            $($(#[$doc])* $event,)*
        }

        impl Event {
            /// All there are.
            pub const ALL: &[Self] = &[$(Self::$event),*];

            /// Its word in the log.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$event => $word,)*
                }
            }
        }
    };
}

events! {
    /// An account was made.
    UserCreated = "user.created",
    /// A signup named an account that exists.
    SignupRepeated = "signup.repeated",
    /// An account was changed.
    UserChanged = "user.changed",
    /// An account was disabled; its sessions ended.
    UserDisabled = "user.disabled",
    /// An account was enabled.
    UserEnabled = "user.enabled",
    /// A password was set or changed; sessions ended.
    PasswordChanged = "password.changed",
    /// A password change was refused.
    PasswordChangeRefused = "password.change_refused",
    /// A person logged in.
    LoginSucceeded = "login.succeeded",
    /// A login was refused.
    LoginRefused = "login.refused",
    /// A session was ended by its owner or an operator.
    SessionEnded = "session.ended",
    /// All sessions of a person were ended.
    SessionsEnded = "sessions.ended",
    /// The oldest session made room for a new one.
    SessionEvicted = "session.evicted",
    /// A superseded refresh token came back: the session was ended. A security event.
    RefreshReused = "refresh.reused",
    /// A refresh token was replayed from another address. A security event.
    RefreshElsewhere = "refresh.elsewhere",
    /// The answer to a turn was lost and the turn made again.
    RefreshReplaced = "refresh.replaced",
    /// A genuine generation above the leaf: the database went back. A security event.
    RefreshAhead = "refresh.ahead",
    /// An operator's call was refused for want of a role.
    OperatorRefused = "operator.refused",
    /// A signing key was made.
    KeyCreated = "key.created",
}

/// A row to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The row's id.
    pub id: AuditId,
    /// What happened.
    pub event: Event,
    /// Who did it: `anonymous`, `usr_..`, `os:<uid>` or `system`.
    pub actor: String,
    /// Whom it concerns.
    pub subject: Option<UserId>,
    /// Which session it concerns.
    pub session: Option<SessionId>,
    /// Salts the hash of `personal`.
    pub salt: [u8; 16],
    /// Addresses, devices, e-mail addresses: what can be erased.
    pub personal: Personal,
}

/// The erasable part of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Personal {
    /// The client's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The address of the session's last turn, where it matters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_address: Option<String>,
    /// The device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// The e-mail address that was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

impl Actor {
    /// How the log names them.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Anonymous => "anonymous".into(),
            Self::User(id) | Self::Operator(id) => id.to_string(),
            Self::Os(uid) => format!("os:{uid}"),
            Self::System => "system".into(),
        }
    }
}

impl Trail {
    /// The row of this trail for an event.
    #[must_use]
    pub fn row(&self, event: Event) -> Row {
        Row {
            id: self.id,
            event,
            actor: self.actor.label(),
            subject: None,
            session: None,
            salt: self.salt,
            personal: Personal {
                address: self.address.clone(),
                device: self.device.clone(),
                ..Personal::default()
            },
        }
    }
}

impl Row {
    /// Makes it a further row of its trail: one change, several rows.
    #[must_use]
    pub fn further(mut self, by: u32) -> Self {
        self.id = self.id.further(by);
        let salt = u128::from_be_bytes(self.salt).wrapping_add(by.into());
        self.salt = salt.to_be_bytes();
        self
    }

    /// The hash that the chain covers in place of what is personal: SHA-256 of salt and `json`, in hex.
    #[must_use]
    pub fn personal_hash(&self, json: &str) -> String {
        let mut hash = Context::new(&SHA256);
        hash.update(&self.salt);
        hash.update(json.as_bytes());
        hex(hash.finish().as_ref())
    }

    /// Names whom it concerns.
    #[must_use]
    pub const fn about(mut self, subject: UserId) -> Self {
        self.subject = Some(subject);
        self
    }

    /// Names the session it concerns.
    #[must_use]
    pub const fn at(mut self, session: SessionId) -> Self {
        self.session = Some(session);
        self
    }

    /// Names the e-mail address that was given.
    #[must_use]
    pub fn naming(mut self, email: &str) -> Self {
        self.personal.email = Some(email.to_owned());
        self
    }

    /// Names the address of the session's last turn.
    #[must_use]
    pub fn beside(mut self, address: Option<String>) -> Self {
        self.personal.other_address = address;
        self
    }
}

impl Personal {
    /// As it is kept and hashed.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Texts only: nothing in it can fail to be JSON.
        serde_json::to_string(self).unwrap_or_else(|_| "{}".into())
    }
}

/// Bytes in lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl Event {
    /// Whether a person should look at it soon.
    #[must_use]
    pub const fn is_security(self) -> bool {
        matches!(
            self,
            Self::RefreshReused
                | Self::RefreshElsewhere
                | Self::RefreshAhead
                | Self::OperatorRefused
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_personal_is_hashed_with_the_salt() {
        let trail = Trail {
            actor: Actor::Anonymous,
            address: Some("192.0.2.7".into()),
            device: None,
            id: AuditId::from_bytes([0; 16]),
            salt: [7; 16],
        };
        let row = trail.row(Event::LoginRefused).naming("ada@example.org");
        let json = row.personal.to_json();
        assert_eq!(json, r#"{"address":"192.0.2.7","email":"ada@example.org"}"#);
        let hash = row.personal_hash(&json);
        assert_eq!(hash.len(), 64);
        assert_ne!(row.clone().further(1).personal_hash(&json), hash);
        assert_ne!(row.personal_hash("{}"), hash);
    }

    #[test]
    fn hex_is_lower_case() {
        assert_eq!(hex(&[0, 0xAB, 0xff]), "00abff");
    }
}

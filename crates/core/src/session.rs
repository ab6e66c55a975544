//! A session: a login at one client, and where its refresh token stands.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use crate::Millis;
use crate::id::{LoginId, SessionId, UserId};

/// How a client holds its login, fixed for a session when it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Carrier {
    /// Both tokens in the body: programs and native apps.
    Bearer,
    /// Access token in the body, refresh token in an `HttpOnly` cookie.
    Browser,
}

/// The row of a session, without any token and without a hash of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The `sid` of its tokens.
    pub id: SessionId,
    /// The login it belongs to.
    pub login: LoginId,
    /// Whose it is.
    pub user: UserId,
    /// The client it was opened at; the first-party client is the word `app`.
    pub client: String,
    /// How the client holds it.
    pub carrier: Carrier,
    /// The audience its access tokens name unless a refresh asks for another.
    pub audience: String,
    /// The scope granted when it was opened, blank-separated.
    pub scope: String,
    /// When the person authenticated, unix milliseconds.
    pub auth_time: Millis,
    /// How they did (RFC 8176).
    pub amr: Vec<String>,
    /// The device as the client described itself.
    pub device: Option<String>,
    /// The newest generation of its refresh token.
    pub leaf: u32,
    /// The generation before it.
    pub parent: Option<u32>,
    /// When the leaf was made, unix milliseconds.
    pub made: Millis,
    /// The address of the last turn.
    pub address: Option<String>,
    /// Which refresh key makes its tokens.
    pub key_version: u32,
    /// Without a turn it ends then, unix milliseconds; never after `absolute_end`.
    pub idle_end: Millis,
    /// It ends then in any case, unix milliseconds; no turn moves it.
    pub absolute_end: Millis,
    /// When it was opened, unix milliseconds.
    pub created: Millis,
    /// When it was ended, unix milliseconds.
    pub ended: Option<Millis>,
}

/// A word that names no carrier we serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownCarrier;

impl Carrier {
    /// The word used in requests and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bearer => "bearer",
            Self::Browser => "browser",
        }
    }
}

impl FromStr for Carrier {
    type Err = UnknownCarrier;

    fn from_str(word: &str) -> Result<Self, UnknownCarrier> {
        [Self::Bearer, Self::Browser]
            .into_iter()
            .find(|carrier| carrier.as_str() == word)
            .ok_or(UnknownCarrier)
    }
}

impl fmt::Display for UnknownCarrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a carrier: bearer or browser")
    }
}

impl std::error::Error for UnknownCarrier {}

impl Session {
    /// Whether it can still be used at `now`.
    #[must_use]
    pub fn is_live(&self, now: Millis) -> bool {
        self.ended.is_none() && now < self.idle_end && now < self.absolute_end
    }
}

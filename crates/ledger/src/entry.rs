//! One entry of the ledger: what is revoked, from which place in the order, and until when it must be remembered.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Lsn;

/// What an entry revokes. A token is refused if any of its scopes is revoked after it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// One token, by its `jti`.
    Token,
    /// One session, by its `sid`.
    Session,
    /// Everything of one person or program, by `sub`.
    Subject,
    /// Everything one client obtained, by `client_id`.
    Client,
    /// Everything of one issuer.
    Issuer,
}

/// A revocation: tokens in `scope` with this `id` and an lsn below `lsn` are refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place in the ledger.
    pub lsn: Lsn,
    /// What kind of thing `id` names.
    pub scope: Scope,
    /// The `jti`, `sid`, `sub`, `client_id` or issuer.
    pub id: String,
    /// When it was written, unix milliseconds; for people, never for ordering.
    pub at: i64,
    /// Until when it must be remembered, unix milliseconds: no token it concerns lives longer.
    pub until: i64,
}

/// A word that names no scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownScope(pub String);

impl Scope {
    /// All scopes, in the order of their reach.
    pub const ALL: [Self; 5] = [
        Self::Token,
        Self::Session,
        Self::Subject,
        Self::Client,
        Self::Issuer,
    ];

    /// The word used in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Session => "session",
            Self::Subject => "subject",
            Self::Client => "client",
            Self::Issuer => "issuer",
        }
    }
}

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(word: &str) -> Result<Self, UnknownScope> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.as_str() == word)
            .ok_or_else(|| UnknownScope(word.to_owned()))
    }
}

impl fmt::Display for UnknownScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no scope of the ledger", self.0)
    }
}

impl std::error::Error for UnknownScope {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_reads_back_from_its_word() {
        for scope in Scope::ALL {
            assert_eq!(scope.as_str().parse(), Ok(scope));
        }
        assert!("Session".parse::<Scope>().is_err());
    }
}

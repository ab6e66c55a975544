//! What everything else stands on: the issuer, the check of the master key, the sealed keys; and the work of keeping tables small.

use super::outcomes;
use crate::Millis;
use crate::audit::Trail;

/// Writes the roots at the first start, or reads the ones that stand. Two nodes that start together agree.
#[derive(Clone, Debug)]
pub struct LayRoots {
    /// The issuer, for ever.
    pub issuer: String,
    /// Refuses a wrong master key.
    pub key_check: String,
    /// The sealed first refresh key.
    pub refresh_key: RefreshKeyRow,
}

/// The roots as they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roots {
    /// The issuer of the first start.
    pub issuer: String,
    /// The key check of the first start.
    pub key_check: String,
    /// Whether this call laid them.
    pub fresh: bool,
}

/// Reads the issuer of the first start; `None` before it.
#[derive(Clone, Copy, Debug)]
pub struct ReadIssuer;

/// A sealed refresh key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshKeyRow {
    /// Its version.
    pub version: u32,
    /// The sealed 32 bytes.
    pub sealed: String,
}

/// A sealed signing key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKeyRow {
    /// RFC 7638 thumbprint.
    pub kid: String,
    /// The algorithm's JOSE name.
    pub alg: String,
    /// The public JWK.
    pub public: String,
    /// The sealed private JWK.
    pub sealed: String,
    /// When it was made, unix milliseconds; the store fills it in.
    pub created: Millis,
}

/// Adds a signing key, unless one of its algorithm exists: two nodes that start together agree on one.
#[derive(Clone, Debug)]
pub struct AddSigningKey {
    /// The key.
    pub key: SigningKeyRow,
    /// Who asks.
    pub trail: Trail,
}

/// Reads all keys, oldest first.
#[derive(Clone, Copy, Debug)]
pub struct ReadKeys;

/// All keys, still sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRows {
    /// Signing keys.
    pub signing: Vec<SigningKeyRow>,
    /// Refresh keys.
    pub refresh: Vec<RefreshKeyRow>,
}

/// Deletes what no longer matters, a bounded number of rows of each kind: sessions long over and their logins, ledger
/// entries and one-time marks past their `until`.
#[derive(Clone, Copy, Debug)]
pub struct Prune {
    /// Sessions that were over before it, unix milliseconds.
    pub sessions_before: Millis,
    /// At most so many rows of each kind.
    pub limit: u32,
}

/// How many rows were deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Sessions.
    pub sessions: u64,
    /// Logins without sessions.
    pub logins: u64,
    /// Ledger entries.
    pub entries: u64,
    /// One-time marks.
    pub marks: u64,
}

/// Asks whether the database can be read, and its clock.
#[derive(Clone, Copy, Debug)]
pub struct Ping;

/// The answer to [`Ping`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pong {
    /// How far the database's clock is ahead of this node's, milliseconds; 0 where they are one clock.
    pub skew: Millis,
}

outcomes! {
    LayRoots => Roots;
    ReadIssuer => Option<String>;
    AddSigningKey => SigningKeyRow;
    ReadKeys => KeyRows;
    Prune => Pruned;
    Ping => Pong;
}

//! Secrets at rest: sealed under a key of their purpose, bound to the place where they lie.
//!
//! AES-256-GCM with a random 96-bit nonce; the key comes from the master key by HKDF-SHA256 (RFC 5869) with the info
//! `paraph/1/<purpose>`; associated data are table, row, column and version, each with its length before it (u32
//! big-endian). A sealed value reads `version.base64url(nonce ‖ ciphertext ‖ tag)`, where version is that of the master
//! key. Moved to another row, column, table, version or purpose, or changed in one bit, it does not open.

mod master;

use std::fmt;

use zeroize::Zeroizing;

pub use self::master::MasterKey;

/// What a key is for: values of one purpose never open as another's. NEVER CHANGE a word: what it sealed would be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Purpose(&'static str);

/// Where a sealed value lies; it opens nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The table.
    pub table: &'a str,
    /// The row's id.
    pub row: &'a str,
    /// The column.
    pub column: &'a str,
    /// Which version of the row's content this is, so that an older value put back does not open.
    pub version: u32,
}

/// A secret out of its seal. Debug prints nothing of it; it is wiped when dropped.
pub struct Plain(Zeroizing<Vec<u8>>);

/// A sealed secret in its text form, as it lies in the database. Debug prints nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(String);

/// Why something could not be sealed or opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SealError {
    /// The master key file is not lines of `version:base64url(32 bytes)`; the text says which line and what is wrong.
    KeyFile(String),
    /// The value was sealed under a version that the master key file does not hold.
    UnknownVersion(u32),
    /// The master key is not the one this database was made with.
    WrongKey,
    /// The value was changed, moved, or sealed under another key.
    Broken,
    /// The value is not `version.base64url(..)`.
    Malformed,
}

impl Purpose {
    /// Private keys that sign tokens.
    pub const SIGNING_KEY: Self = Self("signing-key");
    /// Keys that make refresh tokens.
    pub const REFRESH_KEY: Self = Self("refresh-key");
    /// The value that tells a wrong master key.
    const KEY_CHECK: Self = Self("key-check");

    fn info(self) -> String {
        format!("paraph/1/{}", self.0)
    }
}

impl Place<'_> {
    fn associated_data(&self) -> Vec<u8> {
        let version = self.version.to_be_bytes();
        let parts = [
            self.table.as_bytes(),
            self.row.as_bytes(),
            self.column.as_bytes(),
            &version,
        ];
        let mut data = Vec::new();
        for part in parts {
            // Names and ids are far below 4 GiB; a longer one could only fail to open.
            data.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            data.extend(part);
        }
        data
    }
}

impl Plain {
    /// Takes the bytes over; they are wiped when this is dropped.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, for the place that needs them.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl Sealed {
    /// Takes a text from the database; it is judged when it is opened.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text for the database.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Plain(..)")
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(..)")
    }
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeyFile(what) => write!(f, "the master key file: {what}"),
            Self::UnknownVersion(version) => {
                write!(f, "the master key file holds no version {version}")
            }
            Self::WrongKey => f.write_str("the master key is not the one of this database"),
            Self::Broken => f.write_str("a sealed value does not open where it lies"),
            Self::Malformed => f.write_str("not a sealed value"),
        }
    }
}

impl std::error::Error for SealError {}

#[cfg(test)]
mod tests;

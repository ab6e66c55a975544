//! Ids: a prefix and 128 random bits in 26 lower-case base32 characters, spare bits zero.
//!
//! They are not ordered by time: that would leak when an account was made.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::rng::{self, Rng};

const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
const CHARACTERS: usize = 26;

/// A string that is no id of the expected kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; 16]);

        impl $name {
            /// What every id of this kind starts with.
            pub const PREFIX: &str = $prefix;

            /// A new random id.
            #[must_use]
            pub fn random(rng: &dyn Rng) -> Self {
                Self(rng::bytes(rng))
            }

            /// The id of these 128 bits.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// Its 128 bits.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($prefix)?;
                f.write_str(&encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                decode(text.strip_prefix($prefix).ok_or(InvalidId)?).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;

            fn try_from(text: String) -> Result<Self, InvalidId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }
    )*};
}

ids! {
    /// A person's id: the `sub` of their tokens.
    UserId = "usr_";
    /// One authentication of a person on one device.
    LoginId = "log_";
    /// A login at one client: the `sid` of its tokens.
    SessionId = "ses_";
    /// One row of the audit log.
    AuditId = "aud_";
}

impl AuditId {
    /// The id of a further row of the same trail: so far beyond this one.
    #[must_use]
    pub const fn further(self, by: u32) -> Self {
        Self(
            u128::from_be_bytes(self.0)
                .wrapping_add(by as u128)
                .to_be_bytes(),
        )
    }
}

fn encode(bytes: [u8; 16]) -> String {
    let bits = u128::from_be_bytes(bytes);
    (0..CHARACTERS)
        .map(|place| {
            let shift = 123_i32 - 5 * i32::try_from(place).unwrap_or(0);
            let five = if shift >= 0 {
                bits >> shift
            } else {
                bits << -shift
            };
            char::from(ALPHABET[usize::try_from(five & 31).unwrap_or(0)])
        })
        .collect()
}

fn decode(text: &str) -> Result<[u8; 16], InvalidId> {
    if text.len() != CHARACTERS {
        return Err(InvalidId);
    }
    let mut bits = 0_u128;
    for (place, character) in text.bytes().enumerate() {
        let five = ALPHABET
            .iter()
            .position(|&letter| letter == character)
            .ok_or(InvalidId)? as u128;
        if place + 1 == CHARACTERS {
            // The last character holds three bits; its two spare ones must be zero, so that an id has one spelling.
            if five & 3 != 0 {
                return Err(InvalidId);
            }
            bits = bits << 3 | five >> 2;
        } else {
            bits = bits << 5 | five;
        }
    }
    Ok(bits.to_be_bytes())
}

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id of this kind")
    }
}

impl std::error::Error for InvalidId {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn has_one_spelling() {
        let zero = UserId::from_bytes([0; 16]);
        assert_eq!(zero.to_string(), "usr_aaaaaaaaaaaaaaaaaaaaaaaaaa");
        for other in [
            "usr_aaaaaaaaaaaaaaaaaaaaaaaaab",
            "usr_aaaaaaaaaaaaaaaaaaaaaaaaa",
            "usr_aaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "usr_AAAAAAAAAAAAAAAAAAAAAAAAAA",
            "ses_aaaaaaaaaaaaaaaaaaaaaaaaaa",
            "aaaaaaaaaaaaaaaaaaaaaaaaaa",
        ] {
            assert_eq!(other.parse::<UserId>(), Err(InvalidId), "{other}");
        }
    }

    #[test]
    fn further_audit_ids_differ() {
        let first = AuditId::from_bytes([0xff; 16]);
        assert_eq!(first.further(0), first);
        assert_eq!(first.further(1), AuditId::from_bytes([0; 16]));
        assert_ne!(first.further(1), first.further(2));
    }

    proptest! {
        #[test]
        fn reads_back(bytes: [u8; 16]) {
            let id = SessionId::from_bytes(bytes);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
            prop_assert_eq!(id.to_string().len(), 30);
        }
    }
}

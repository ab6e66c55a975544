//! A password: prepared by the rules of RFC 8265 (`OpaqueString`), never cut, hidden from Debug, wiped when dropped.
//!
//! Refused when it is set: fewer than 8 characters, more than 1,024 bytes, a character passwords cannot hold, what attackers
//! try first, the person's own e-mail address, this product's name. There are no rules on which kinds of characters it must
//! mix (NIST SP 800-63B, section 3.1.1.2; ASVS 6.2). When it is tried at a login only the cap applies.

mod common;
mod opaque;

use std::fmt;

use zeroize::Zeroizing;

use crate::PRODUCT;
use crate::email::Email;

/// The least number of characters (code points) of a new password.
pub const SHORTEST: usize = 8;

/// The most bytes of any password, as sent. More is refused, never cut.
pub const LONGEST: usize = 1_024;

/// A password on its way to the hasher.
#[derive(Clone)]
pub struct Password {
    prepared: Zeroizing<String>,
    /// What was sent, where preparing changed it: imported hashes were made from it.
    raw: Option<Zeroizing<String>>,
}

/// Why a password is refused. The texts may be shown to the person; none repeats any part of the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordError {
    /// Fewer than [`SHORTEST`] characters.
    TooShort,
    /// More than [`LONGEST`] bytes.
    TooLong,
    /// It holds a control, invisible or unassigned character.
    Character,
    /// It is among those that attackers try first.
    Common,
    /// It is the person's e-mail address, a part of it, or this product's name.
    Own,
}

impl Password {
    /// A password to be set for the account with this address.
    ///
    /// # Errors
    /// Any [`PasswordError`].
    pub fn new(text: &str, email: &Email) -> Result<Self, PasswordError> {
        if text.len() > LONGEST {
            return Err(PasswordError::TooLong);
        }
        let prepared = opaque::prepare(text)?;
        if prepared.chars().count() < SHORTEST {
            return Err(PasswordError::TooShort);
        }
        let own = [
            PRODUCT,
            email.typed(),
            email.key(),
            email.local(),
            email.domain(),
        ];
        common::refuse(&prepared, &own)?;
        Ok(Self::of(text, Some(prepared)))
    }

    /// A password tried at a login. One that could never have been set is tried as it is: an imported hash may know it.
    ///
    /// # Errors
    /// [`PasswordError::TooLong`] alone.
    pub fn attempt(text: &str) -> Result<Self, PasswordError> {
        if text.len() > LONGEST {
            return Err(PasswordError::TooLong);
        }
        Ok(Self::of(text, opaque::prepare(text).ok()))
    }

    /// The empty one: hashed in place of one that is refused unseen, so that the refusal costs the same.
    pub(crate) fn empty() -> Self {
        Self::of("", None)
    }

    /// The forms in which it may have been hashed, the prepared one first.
    pub(crate) fn forms(&self) -> impl Iterator<Item = &[u8]> {
        let raw = self.raw.as_ref();
        std::iter::once(&self.prepared)
            .chain(raw)
            .map(|form| form.as_bytes())
    }

    /// The form in which it is hashed.
    pub(crate) fn prepared(&self) -> &[u8] {
        self.prepared.as_bytes()
    }

    fn of(text: &str, prepared: Option<Zeroizing<String>>) -> Self {
        let raw = || Zeroizing::new(text.to_owned());
        match prepared {
            Some(prepared) => Self {
                raw: (*prepared != text).then(raw),
                prepared,
            },
            None => Self {
                prepared: raw(),
                raw: None,
            },
        }
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

impl fmt::Display for PasswordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort => write!(f, "a password needs at least {SHORTEST} characters"),
            Self::TooLong => write!(f, "a password may have at most {LONGEST} bytes"),
            Self::Character => {
                f.write_str("a password cannot hold control or invisible characters")
            }
            Self::Common => {
                f.write_str("this password is too common: it is among those that are tried first")
            }
            Self::Own => f.write_str("a password must not be a name that others know of you"),
        }
    }
}

impl std::error::Error for PasswordError {}

#[cfg(test)]
mod tests;

//! An e-mail address: kept as typed, with a unique key computed here.
//!
//! The key is what makes two spellings one account: trimmed, NFC, the local part in lower case (whatever RFC 5321 says of its
//! case), the domain as strict IDNA (UTS 46, not transitional) makes it ASCII. Dots and plus signs mean nothing.
//!
//! Refused, so that no twin of another account can be made: NUL, controls, invisible characters and blanks inside; letters
//! outside the General Security Profile for identifiers (UTS 39, section 3.1: full-width, mathematical and the like); parts
//! that mix scripts (section 5.1); parts of foreign letters that look entirely like ASCII ones (section 4), as Cyrillic
//! letters can. Also what RFC 5321 (section 4.1.2) can only write in quotes, address literals, and more than 254 bytes.

mod domain;
mod lookalike;

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// The most bytes of an address (RFC 3696, erratum 1690).
pub const LONGEST: usize = 254;
/// The most bytes of a local part (RFC 5321, section 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;

/// An address and its key. Debug prints nothing of it: it is personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct Email {
    typed: String,
    key: String,
}

/// Why a text is no address that an account may have. The texts may be shown to the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailError {
    /// More than [`LONGEST`] bytes, or a local part of more than 64.
    TooLong,
    /// Not one local part and one domain around an `@`.
    Form,
    /// A character that has no place in an address: NUL, a control, a blank, something invisible or reserved.
    Character,
    /// Letters of several scripts in one part.
    MixedScripts,
    /// Foreign letters that look like ASCII ones.
    LookAlike,
    /// A domain that IDNA or DNS refuses.
    Domain,
}

impl Email {
    /// Reads an address as a person types it; blanks around it are dropped.
    ///
    /// # Errors
    /// Any [`EmailError`].
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let typed = text.trim();
        if typed.len() > LONGEST {
            return Err(EmailError::TooLong);
        }
        let normal: String = typed.nfc().collect();
        let (local, domain) = normal.rsplit_once('@').ok_or(EmailError::Form)?;
        let key = format!("{}@{}", local_key(local)?, domain::ascii(domain)?);
        if key.len() > LONGEST {
            return Err(EmailError::TooLong);
        }
        Ok(Self {
            typed: typed.to_owned(),
            key,
        })
    }

    /// As typed, without the blanks around it.
    #[must_use]
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// The unique key.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The key's part before the `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        self.key.split_once('@').map_or("", |(local, _)| local)
    }

    /// The key's part after the `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.key.split_once('@').map_or("", |(_, domain)| domain)
    }
}

fn local_key(local: &str) -> Result<String, EmailError> {
    if local.split('.').any(str::is_empty) {
        return Err(EmailError::Form);
    }
    let key: String = local.chars().flat_map(lower).nfc().collect();
    // Both: some letters out of use have a partner in use.
    if !local.chars().chain(key.chars()).all(is_allowed) {
        return Err(EmailError::Character);
    }
    if key.len() > LONGEST_LOCAL {
        return Err(EmailError::TooLong);
    }
    lookalike::refuse(&key)?;
    Ok(key)
}

/// What RFC 5322 (section 3.2.3) allows without quotes, and by RFC 6531 letters and marks of any script in use.
fn is_allowed(c: char) -> bool {
    match c {
        'A'..='Z' | 'a'..='z' | '0'..='9' => true,
        c if c.is_ascii() => "!#$%&'*+-/=?^_`{|}~.".contains(c),
        c => lookalike::is_in_use(c),
    }
}

/// Lower case without regard to the place in a word: the final sigma is the same letter.
fn lower(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().map(|c| if c == 'ς' { 'σ' } else { c })
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(..)")
    }
}

impl fmt::Display for EmailError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "the e-mail address is too long",
            Self::Form => "an e-mail address reads name@domain",
            Self::Character => "the e-mail address holds a character that has no place there",
            Self::MixedScripts => "the e-mail address mixes letters of several scripts",
            Self::LookAlike => "the e-mail address holds letters that look like others",
            Self::Domain => "the domain of the e-mail address cannot exist",
        })
    }
}

impl std::error::Error for EmailError {}

#[cfg(test)]
mod tests;

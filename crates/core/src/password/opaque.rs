//! The `OpaqueString` profile (RFC 8265, section 4.2) in the order of RFC 8264, section 7: spaces, normal form, then the check.
//!
//! Case and blanks are kept; any space of another script becomes U+0020; the rest is brought into NFC. Refused as the
//! `FreeformClass` does (RFC 8264, sections 4.3 and 9): controls, what is unassigned, private or no character, what is
//! ignorable by default, and conjoining Hangul that has no syllable.
//!
//! Two differences, on purpose. The joiners U+200C and U+200D pass without their context rules: Persian, Indian scripts and
//! emoji need them. The empty string is left to the length rule. (The crate `precis-profiles` knows characters up to
//! Unicode 6.3 of 2013 alone and refuses decomposed Korean.)

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_public_assigned;
use unicode_security::GeneralSecurityProfile;
use unicode_security::general_security_profile::IdentifierType;
use zeroize::Zeroizing;

use super::PasswordError;

/// The one form in which a password is compared.
pub(super) fn prepare(text: &str) -> Result<Zeroizing<String>, PasswordError> {
    // NFC at most triples a UTF-8 text (UAX 15, section 12): the buffer never moves and leaves no copy behind.
    let mut prepared = Zeroizing::new(String::with_capacity(3 * text.len()));
    prepared.extend(text.chars().map(map_space).nfc());
    if prepared.chars().all(is_allowed) {
        Ok(prepared)
    } else {
        Err(PasswordError::Character)
    }
}

/// Every space separator (category Zs) is the ASCII one.
const fn map_space(c: char) -> char {
    match c {
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            ' '
        }
        other => other,
    }
}

fn is_allowed(c: char) -> bool {
    match c {
        ' '..='~' | '\u{200c}' | '\u{200d}' => true,
        // Hangul that NFC left conjoining (RFC 8264, section 9.9).
        '\u{1100}'..='\u{11ff}' | '\u{a960}'..='\u{a97c}' | '\u{d7b0}'..='\u{d7fb}'
        // Separators of lines and paragraphs; format characters of an older day.
        | '\u{2028}' | '\u{2029}' | '\u{206a}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' => false,
        other => is_public_assigned(other) && !other.is_control() && !is_ignorable(other),
    }
}

fn is_ignorable(c: char) -> bool {
    matches!(
        c.identifier_type(),
        Some(IdentifierType::Default_Ignorable | IdentifierType::Not_Character)
    )
}

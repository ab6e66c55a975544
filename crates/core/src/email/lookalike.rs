//! Letters that could pass for others (UTS 39).

use unicode_security::confusable_detection::skeleton;
use unicode_security::{GeneralSecurityProfile, MixedScript};

use super::EmailError;

/// Whether a character outside ASCII is recommended for identifiers: letters, marks and digits of scripts in daily use.
pub(super) fn is_in_use(c: char) -> bool {
    // The joiners and the middle dot are recommended in certain places only; here they are nowhere needed.
    c.identifier_allowed() && c.is_alphanumeric() || is_mark(c)
}

/// Refuses a part, in lower case, that mixes scripts or is made of foreign letters that look like ASCII ones.
pub(super) fn refuse(part: &str) -> Result<(), EmailError> {
    if part.is_ascii() {
        return Ok(());
    }
    if !part.is_single_script() {
        return Err(EmailError::MixedScripts);
    }
    // A dot above i or j is not seen.
    if skeleton(part).all(|c| c.is_ascii())
        || part.contains("i\u{307}")
        || part.contains("j\u{307}")
    {
        return Err(EmailError::LookAlike);
    }
    Ok(())
}

fn is_mark(c: char) -> bool {
    c.identifier_allowed() && unicode_normalization::char::is_combining_mark(c)
}

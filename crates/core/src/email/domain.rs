//! The domain of an address: strict IDNA to ASCII (UTS 46 with the rules of STD 3, hyphens and DNS lengths checked).

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};

use super::{EmailError, lookalike};

/// The one ASCII form of a domain. A trailing dot, an address without brackets and look-alike labels are refused.
pub(super) fn ascii(domain: &str) -> Result<String, EmailError> {
    let idna = Uts46::new();
    let ascii = idna
        .to_ascii(
            domain.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::Check,
            DnsLength::Verify,
        )
        .map_err(|_| EmailError::Domain)?;
    let last = ascii.rsplit('.').next().unwrap_or_default();
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(EmailError::Domain);
    }
    // Punycode is looked at as the person would see it.
    let (shown, result) = idna.to_unicode(ascii.as_bytes(), AsciiDenyList::STD3, Hyphens::Check);
    result.map_err(|_| EmailError::Domain)?;
    for label in shown.split('.') {
        if !label
            .chars()
            .all(|c| c.is_ascii() || lookalike::is_in_use(c))
        {
            return Err(EmailError::Character);
        }
        lookalike::refuse(label)?;
    }
    Ok(ascii.into_owned())
}

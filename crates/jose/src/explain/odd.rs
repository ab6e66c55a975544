//! Claims of a wrong type, told before a token is made of them: by the reading and the hints of a refusal.

use super::claims::form;
use super::hint::Hint;
use super::slips;
use super::value::Form;
use crate::claims::{self, Claim};
use crate::error::Error;
use crate::policy::{Audiences, Policy};

/// A registered claim for whose type every token is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OddClaim {
    /// The claim.
    pub name: &'static str,
    /// The form that it must have.
    pub form: Form,
    /// How it may have come by another.
    pub hints: Vec<Hint>,
}

/// The claims in `payload`, a JSON object, that [`jwt::verify`](crate::jwt::verify) refuses with
/// [`Error::ClaimType`] whatever its policy is (RFC 7519 section 4.1), in their order.
///
/// ```
/// use paraph_jose::explain::{Hint, odd_claims};
/// let odd = odd_claims(br#"{"aud":"api","exp":1800000000000}"#)?;
/// assert_eq!((odd[0].name, &odd[0].hints[..]), ("exp", &[Hint::Milliseconds][..]));
/// # Ok::<(), paraph_jose::Error>(())
/// ```
///
/// # Errors
/// [`Error::Json`]: it is no strict JSON object.
pub fn odd_claims(payload: &[u8]) -> Result<Vec<OddClaim>, Error> {
    let any = Policy::new("", Audiences::Any, "");
    let mut odd = Vec::new();
    claims::read_on(payload, &any, |name, value, outcome| {
        if let (Err(_), Some(claim)) = (outcome, Claim::find(name)) {
            let (name, form) = (claim.name(), form(claim));
            let hints = slips::of(name, form, value);
            odd.push(OddClaim { name, form, hints });
        }
    })?;
    Ok(odd)
}

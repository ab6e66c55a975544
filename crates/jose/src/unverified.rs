//! The one thing of an unchecked token that may choose its keys: who says to have made it (RFC 7519 section 4.1.1).
//!
//! Nothing else of the claims can be had from here. Refused: whatever the checks of a token refuse before its signature
//! (length, segments, base64url, strict JSON), and an `iss` that is missing or no string.

use std::fmt;

use crate::b64;
use crate::error::{Error, Part};
use crate::json;
use crate::jws;

/// The `iss` of a token that nobody has checked yet. It can be compared, and that is all: a stranger wrote it.
pub struct UnverifiedIssuer(String);

impl UnverifiedIssuer {
    /// Reads it out of a compact JWS, by the same limits and the same strict JSON as a check of the token.
    ///
    /// # Errors
    /// The malformed-token variants of [`Error`]; [`Error::ClaimMissing`] and [`Error::ClaimType`] for `iss`.
    pub fn read(token: &str) -> Result<Self, Error> {
        let [_, payload, _] = jws::split(token)?;
        let payload = b64::decode(payload).ok_or(Error::TokenBase64)?;
        let mut issuer = None;
        json::object(&payload, |name, value| {
            if name == "iss" {
                let text = value.string().ok_or(Error::ClaimType("iss"))?;
                issuer = Some(text.into_owned());
            }
            Ok(())
        })
        .map_err(|refused| refused.in_part(Part::Claims))?;
        issuer.map(Self).ok_or(Error::ClaimMissing("iss".into()))
    }

    /// Whether it is exactly this issuer, byte for byte.
    pub fn is(&self, issuer: &str) -> bool {
        self.0 == issuer
    }
}

/// A stranger's text is not repeated.
impl fmt::Debug for UnverifiedIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UnverifiedIssuer").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(payload: &str) -> Result<UnverifiedIssuer, Error> {
        UnverifiedIssuer::read(&format!("e30.{}.AA", b64::encode(payload.as_bytes())))
    }

    #[test]
    fn h12_the_issuer_alone_is_read_and_only_compared() {
        let issuer = read(r#"{"sub":"a","iss":"https:\/\/id.example"}"#).unwrap();
        assert!(issuer.is("https://id.example"));
        for other in ["https://id.example/", "https://ID.example", "a", ""] {
            assert!(!issuer.is(other), "{other}");
        }
        assert_eq!(format!("{issuer:?}"), "UnverifiedIssuer(..)");
    }

    #[test]
    fn what_a_check_would_refuse_has_no_issuer() {
        for (payload, error) in [
            ("{}", Error::ClaimMissing("iss".into())),
            (r#"{"iss":1}"#, Error::ClaimType("iss")),
            (r#"{"iss":["a"]}"#, Error::ClaimType("iss")),
            (
                r#"{"iss":"a","iss":"a"}"#,
                Error::Json(Part::Claims, json::Fault::Duplicate),
            ),
            (r#"{"x":{"iss":"a"}}"#, Error::ClaimMissing("iss".into())),
            ("[]", Error::Json(Part::Claims, json::Fault::NotObject)),
        ] {
            assert_eq!(read(payload).unwrap_err(), error, "{payload}");
        }
        for token in ["", "a", "a.b", "a.b.c.d", "a.e30=.c", ".e30.a"] {
            assert!(UnverifiedIssuer::read(token).is_err(), "{token}");
        }
        let long = format!("e30.{}.AA", "A".repeat(jws::MAX_TOKEN));
        assert_eq!(
            UnverifiedIssuer::read(&long).unwrap_err(),
            Error::TokenTooLong
        );
    }
}

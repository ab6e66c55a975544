//! Why a request is refused: a meaning for the caller, a cause for the log (RFC 6750, section 3).
//!
//! The meaning is one of seven codes. The cause is in [`Reject`]'s `Debug` and its `source`; neither it nor anything else
//! here holds a byte of the token.

use std::error::Error;
use std::fmt;

use http::{HeaderValue, StatusCode};
use paraph_ledger::Scope;

use crate::bearer::BearerError;
use crate::cookie::CookieError;
use crate::origin;

/// The request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reject {
    /// It carries no access token.
    Missing,
    /// The token was good in every way, but its time has run out: refresh and try again.
    Expired,
    /// The token is not one of ours, not for this audience, or not readable.
    Invalid(Cause),
    /// The token was good until something it depends on was revoked.
    Revoked(Scope),
    /// The token is good and does not grant this.
    InsufficientScope {
        /// The scope that would be needed.
        required: String,
    },
    /// The token is good, and its subject lacks this role.
    MissingRole {
        /// The role that would be needed.
        required: String,
    },
    /// The token came in a cookie, and another site may have made the browser send it.
    OriginNotAllowed(origin::Refused),
    /// It cannot be said now whether the token is good: the fault is ours, and the same request may pass soon.
    Unavailable(Outage),
}

/// Why nothing can be said about a token. For the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outage {
    /// The issuer's keys have not been had yet, or are too old to be trusted.
    NoKeys,
    /// The token's key does not seem to be among the known ones, and the issuer could not be asked, or has not answered yet.
    KeyInDoubt,
}

/// What was wrong with a token or with the header it came in. For the log.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The token itself.
    Token(paraph_jose::Error),
    /// The `Authorization` header.
    Bearer(BearerError),
    /// The cookie.
    Cookie(CookieError),
    /// The custom claims do not fit the type that the service wants them in. No value of theirs is told: the log is no place
    /// for what an issuer knows about a person.
    Custom {
        /// That type.
        wanted: &'static str,
    },
}

impl Reject {
    /// The stable code of the refusal, on the wire and in metrics.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing | Self::Invalid(_) => "token_invalid",
            Self::Expired => "token_expired",
            Self::Revoked(_) => "token_revoked",
            Self::InsufficientScope { .. } => "insufficient_scope",
            Self::MissingRole { .. } => "forbidden",
            Self::OriginNotAllowed(_) => "origin_not_allowed",
            Self::Unavailable(_) => "unavailable",
        }
    }

    /// What the code means, in one line for people; the same for all refusals of this code.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Missing | Self::Invalid(_) => "The access token is not accepted",
            Self::Expired => "The access token has expired",
            Self::Revoked(_) => "The access token has been revoked",
            Self::InsufficientScope { .. } => "The access token lacks a scope",
            Self::MissingRole { .. } => "Not allowed",
            Self::OriginNotAllowed(_) => "This origin may not call",
            Self::Unavailable(_) => "Not available",
        }
    }

    /// 401; 403 if another token of the same caller would do no better; 503 if the fault is ours.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::InsufficientScope { .. }
            | Self::MissingRole { .. }
            | Self::OriginNotAllowed(_) => StatusCode::FORBIDDEN,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::UNAUTHORIZED,
        }
    }

    /// The value of `WWW-Authenticate` that belongs to the answer (RFC 6750, section 3). A request without a token gets a
    /// bare challenge without an error (section 3.1); a refusal that no token would change gets none.
    pub fn www_authenticate(&self) -> Option<HeaderValue> {
        Some(match self {
            Self::Missing => HeaderValue::from_static(r#"Bearer realm="access""#),
            Self::Expired => invalid_token("the access token has expired"),
            Self::Invalid(_) => invalid_token("the access token is not valid here"),
            Self::Revoked(_) => invalid_token("the access token was revoked"),
            Self::InsufficientScope { required } => insufficient_scope(required),
            Self::MissingRole { .. } | Self::OriginNotAllowed(_) | Self::Unavailable(_) => {
                return None;
            }
        })
    }
}

fn invalid_token(description: &'static str) -> HeaderValue {
    challenge(&format!(
        r#"Bearer error="invalid_token", error_description="{description}""#
    ))
}

/// Names the scope, unless the service wrote one that RFC 6749, section 3.3, does not allow.
fn insufficient_scope(required: &str) -> HeaderValue {
    let is_allowed = |byte: u8| matches!(byte, b' '..=b'~') && !b"\"\\".contains(&byte);
    if required.is_empty() || !required.bytes().all(is_allowed) {
        return challenge(r#"Bearer error="insufficient_scope""#);
    }
    challenge(&format!(
        r#"Bearer error="insufficient_scope", scope="{required}""#
    ))
}

fn challenge(text: &str) -> HeaderValue {
    // All parts are printable ASCII, which no header refuses.
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static("Bearer"))
}

impl From<paraph_jose::Error> for Reject {
    fn from(error: paraph_jose::Error) -> Self {
        if error.is_expired() {
            return Self::Expired;
        }
        Self::Invalid(Cause::Token(error))
    }
}

impl From<BearerError> for Reject {
    fn from(error: BearerError) -> Self {
        Self::Invalid(Cause::Bearer(error))
    }
}

impl From<CookieError> for Reject {
    fn from(error: CookieError) -> Self {
        Self::Invalid(Cause::Cookie(error))
    }
}

impl fmt::Display for Reject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "the request carries no access token",
            Self::Expired => "the access token has expired",
            Self::Invalid(_) => "the access token is not valid",
            Self::Revoked(_) => "the access token was revoked",
            Self::InsufficientScope { .. } => "the access token does not grant this",
            Self::MissingRole { .. } => "the subject lacks the role that this needs",
            Self::OriginNotAllowed(refused) => return refused.fmt(f),
            Self::Unavailable(_) => "access tokens cannot be checked at the moment",
        })
    }
}

impl Error for Reject {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Invalid(cause) => Some(cause),
            Self::Unavailable(outage) => Some(outage),
            _ => None,
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(error) => error.fmt(f),
            Self::Bearer(error) => error.fmt(f),
            Self::Cookie(error) => error.fmt(f),
            Self::Custom { wanted } => write!(f, "the custom claims do not fit {wanted}"),
        }
    }
}

impl Error for Cause {}

impl fmt::Display for Outage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoKeys => "no usable keys of the issuer are at hand",
            Self::KeyInDoubt => "the token's key is not known, and the issuer did not say whether it is one of its keys",
        })
    }
}

impl Error for Outage {}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> [Reject; 8] {
        [
            Reject::Missing,
            Reject::Expired,
            Reject::from(BearerError::Doubled),
            Reject::Revoked(Scope::Session),
            Reject::InsufficientScope {
                required: "orders:write".to_owned(),
            },
            Reject::MissingRole {
                required: "editor".to_owned(),
            },
            Reject::OriginNotAllowed(origin::Refused { seen: None }),
            Reject::Unavailable(Outage::NoKeys),
        ]
    }

    #[test]
    fn each_refusal_has_its_code_status_and_challenge() {
        let seen: Vec<_> = all()
            .iter()
            .map(|reject| {
                let challenge = reject.www_authenticate();
                let challenge = challenge.map(|text| text.to_str().unwrap().to_owned());
                let challenge = challenge.unwrap_or_default();
                (reject.code(), reject.status().as_u16(), challenge)
            })
            .collect();
        let invalid = |description: &str| {
            format!(r#"Bearer error="invalid_token", error_description="{description}""#)
        };
        let scope = r#"Bearer error="insufficient_scope", scope="orders:write""#;
        let table = [
            ("token_invalid", 401, r#"Bearer realm="access""#.to_owned()),
            (
                "token_expired",
                401,
                invalid("the access token has expired"),
            ),
            (
                "token_invalid",
                401,
                invalid("the access token is not valid here"),
            ),
            (
                "token_revoked",
                401,
                invalid("the access token was revoked"),
            ),
            ("insufficient_scope", 403, scope.to_owned()),
            ("forbidden", 403, String::new()),
            ("origin_not_allowed", 403, String::new()),
            ("unavailable", 503, String::new()),
        ];
        assert_eq!(seen, table);
    }

    #[test]
    fn a_scope_cannot_break_out_of_the_challenge() {
        for required in ["", "a\"b", "a\\b", "a\r\nset-cookie: x", "\u{e9}"] {
            let reject = Reject::InsufficientScope {
                required: required.to_owned(),
            };
            let plain = r#"Bearer error="insufficient_scope""#;
            assert_eq!(reject.www_authenticate().unwrap(), plain, "{required:?}");
        }
    }

    #[test]
    fn the_cause_is_told_to_the_log_and_not_to_the_caller() {
        let reject = Reject::from(paraph_jose::Error::BadSignature);
        assert_eq!(reject.to_string(), "the access token is not valid");
        let cause = reject.source().unwrap();
        assert_eq!(
            cause.to_string(),
            paraph_jose::Error::BadSignature.to_string()
        );
        assert_eq!(Reject::from(paraph_jose::Error::Expired), Reject::Expired);
    }
}

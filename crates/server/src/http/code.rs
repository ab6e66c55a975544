//! The codes of refusals: one table, from which the enum, the answers and the documentation are made.

use std::fmt::Write;

use http::StatusCode;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:ident, $title:literal;)*) => {
        /// What a refusal means. The words are stable: clients branch on them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code {$($(#[$doc])* $name,)*}

        impl Code {
            /// All of them, in the order of the documentation's table.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {$(Self::$name => $code,)*}
            }

            /// The status it is answered with, unless a route has a closer one (405, 408).
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self {$(Self::$name => StatusCode::$status,)*}
            }

            /// One line for people.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self {$(Self::$name => $title,)*}
            }
        }
    };
}

codes! {
    /// The request is malformed; `detail` says where.
    BadRequest = "bad_request", BAD_REQUEST, "The request is malformed";
    /// E-mail address and password do not fit, or the login went stale.
    InvalidCredentials = "invalid_credentials", UNAUTHORIZED, "E-mail address or password is wrong";
    /// No refresh token of ours, or not for this client, carrier or scope.
    RefreshInvalid = "refresh_invalid", UNAUTHORIZED, "The refresh token is not accepted";
    /// The session is over: ended, expired, or its token was used twice.
    SessionEnded = "session_ended", UNAUTHORIZED, "The session is over";
    /// Ask again after `Retry-After`; the token stays good.
    RefreshRetry = "refresh_retry", SERVICE_UNAVAILABLE, "Ask again in a moment";
    /// A page of another origin called.
    OriginNotAllowed = "origin_not_allowed", FORBIDDEN, "This origin may not call";
    /// The caller may not do that.
    Forbidden = "forbidden", FORBIDDEN, "Not allowed";
    /// Accounts are made by operators here.
    SignupClosed = "signup_closed", FORBIDDEN, "Signup is closed";
    /// The new password is too short, too long or too common.
    PasswordRejected = "password_rejected", UNPROCESSABLE_ENTITY, "The password is not accepted";
    /// No such thing, or no such route.
    NotFound = "not_found", NOT_FOUND, "Not found";
    /// It contradicts what is there.
    Conflict = "conflict", CONFLICT, "In conflict with what is there";
    /// The body is larger than this route takes.
    BodyTooLarge = "body_too_large", PAYLOAD_TOO_LARGE, "The body is too large";
    /// The body is of another type than this route takes.
    UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE, "The body's type is not accepted";
    /// Too much work is waiting; ask again after `Retry-After`.
    Busy = "busy", SERVICE_UNAVAILABLE, "Too busy";
    /// Something needed is not there; ask again after `Retry-After`.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE, "Not available";
    /// The access token was good and is too old.
    TokenExpired = "token_expired", UNAUTHORIZED, "The access token has expired";
    /// No access token, or none that is accepted here.
    TokenInvalid = "token_invalid", UNAUTHORIZED, "The access token is not accepted";
    /// The access token was taken back.
    TokenRevoked = "token_revoked", UNAUTHORIZED, "The access token has been revoked";
    /// The access token lacks a scope.
    InsufficientScope = "insufficient_scope", FORBIDDEN, "The access token lacks a scope";
}

/// The table of `docs/ERRORS.md`.
#[must_use]
pub fn table() -> String {
    let mut table = String::from("| code | status | meaning |\n| --- | --- | --- |\n");
    for code in Code::ALL {
        let (word, status, title) = (code.as_str(), code.status().as_u16(), code.title());
        let _ = writeln!(table, "| `{word}` | {status} | {title} |");
    }
    table
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_the_ones_of_the_design() {
        let codes: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        let designed = "bad_request invalid_credentials refresh_invalid session_ended refresh_retry origin_not_allowed forbidden \
             signup_closed password_rejected not_found conflict body_too_large unsupported_media_type busy unavailable \
             token_expired token_invalid token_revoked insufficient_scope";
        assert_eq!(codes, designed.split(' ').collect());
        assert_eq!(codes.len(), Code::ALL.len());
    }

    #[test]
    fn the_documentation_holds_this_table() {
        let page = include_str!("../../../../docs/ERRORS.md");
        assert!(
            page.contains(&table()),
            "put this into docs/ERRORS.md:\n{}",
            table()
        );
    }
}

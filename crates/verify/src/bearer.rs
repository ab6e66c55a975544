//! Takes the token out of `Authorization: Bearer` (RFC 6750, section 2.1).
//!
//! Refuses a second `Authorization` header, any other scheme, a second token, characters outside the `b64token` grammar,
//! and more than 8 KiB. A request whose header is refused never falls back to a cookie. Tokens in the query or in a form
//! body (sections 2.2 and 2.3) are not read at all: they end up in logs.

use std::fmt;

use http::header::{AUTHORIZATION, HeaderMap};

/// The longest token read, in bytes.
pub const LONGEST_TOKEN: usize = 8 * 1024;

/// The `Authorization` header is there and cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BearerError {
    /// The header comes twice.
    Doubled,
    /// Its scheme is not `Bearer`.
    OtherScheme,
    /// What follows the scheme is not one token.
    Malformed,
    /// The token is longer than 8 KiB.
    TooLong,
}

/// The token of the request; `None` if it has no `Authorization` header. The token is not looked into.
///
/// # Errors
/// [`BearerError`], also for schemes other than `Bearer`.
pub fn read(headers: &HeaderMap) -> Result<Option<&str>, BearerError> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(BearerError::Doubled);
    }
    let value = value.to_str().map_err(|_| BearerError::Malformed)?;
    let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return Err(BearerError::OtherScheme);
    }
    one_token(rest.trim_matches(' ')).map(Some)
}

fn one_token(token: &str) -> Result<&str, BearerError> {
    if token.len() > LONGEST_TOKEN {
        return Err(BearerError::TooLong);
    }
    let body = token.trim_end_matches('=');
    // To the end in any case: without a way out the compiler compares many bytes at once.
    let fits = body
        .bytes()
        .fold(true, |fits, byte| fits & is_token68(byte));
    if body.is_empty() || !fits {
        return Err(BearerError::Malformed);
    }
    Ok(token)
}

const fn is_token68(byte: u8) -> bool {
    // From `-` to `/` there is but the full stop between them.
    byte.is_ascii_alphanumeric() || matches!(byte, b'-'..=b'/' | b'_' | b'~' | b'+')
}

impl fmt::Display for BearerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Doubled => "the Authorization header comes twice",
            Self::OtherScheme => "the Authorization header's scheme is not Bearer",
            Self::Malformed => "the Authorization header does not hold one token",
            Self::TooLong => "the token is longer than 8 KiB",
        })
    }
}

impl std::error::Error for BearerError {}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn authorization(values: &[&str]) -> HeaderMap {
        values
            .iter()
            .map(|value| {
                (
                    AUTHORIZATION,
                    HeaderValue::from_bytes(value.as_bytes()).unwrap(),
                )
            })
            .collect()
    }

    #[test]
    fn reads_one_token_whatever_the_case_of_the_scheme() {
        for value in [
            "Bearer a.b-c_d",
            "bearer a.b-c_d",
            "BEARER   a.b-c_d",
            "Bearer a.b-c_d ",
        ] {
            assert_eq!(
                read(&authorization(&[value])),
                Ok(Some("a.b-c_d")),
                "{value}"
            );
        }
        assert_eq!(read(&authorization(&["Bearer ~a+/=="])), Ok(Some("~a+/==")));
        assert_eq!(read(&HeaderMap::new()), Ok(None));
    }

    #[test]
    fn refuses_all_else() {
        use BearerError::{Doubled, Malformed, OtherScheme};
        let table: [(&[&str], BearerError); 12] = [
            (&["Bearer a", "Bearer a"], Doubled),
            (&["Bearer a", "Basic YTpi"], Doubled),
            (&["Basic YTpi"], OtherScheme),
            (&["Bearera"], OtherScheme),
            (&["Bearer\ta"], OtherScheme),
            (&[""], OtherScheme),
            (&["Bearer"], Malformed),
            (&["Bearer "], Malformed),
            (&["Bearer a b"], Malformed),
            (&["Bearer a,Bearer b"], Malformed),
            (&["Bearer a=b"], Malformed),
            (&["Bearer \u{e9}"], Malformed),
        ];
        for (values, error) in table {
            assert_eq!(read(&authorization(values)), Err(error), "{values:?}");
        }
    }

    #[test]
    fn refuses_every_other_byte() {
        for byte in 0x21..=0x7e_u8 {
            let value = format!("Bearer a{}a", char::from(byte));
            let allowed = byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
            let read = read(&authorization(&[&value])).is_ok();
            assert_eq!(read, allowed, "{value}");
        }
    }

    #[test]
    fn refuses_what_is_longer_than_the_cap() {
        let longest = format!("Bearer {}", "a".repeat(LONGEST_TOKEN));
        assert!(read(&authorization(&[&longest])).is_ok());
        let longer = format!("{longest}a");
        assert_eq!(read(&authorization(&[&longer])), Err(BearerError::TooLong));
    }
}

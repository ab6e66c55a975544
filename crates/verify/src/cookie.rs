//! Reads our cookies out of a request (RFC 6265bis, section 5.8.3 tells how browsers write the header).
//!
//! A cookie's name is compared byte for byte, letter case included. Refuses two cookies of one name: one of them may have
//! been planted from a neighbouring subdomain, and nothing tells which. Cookies of others may hold any bytes.

use std::fmt;

use http::header::{COOKIE, HeaderMap};

/// A cookie of ours cannot be used. Whoever reads this falls back to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CookieError {
    /// Two cookies have this name.
    Doubled,
    /// Its value holds bytes that none of our values has.
    Malformed,
}

/// The value of the cookie `name`; `None` if there is none. Several `Cookie` headers count as one (HTTP/2 splits them).
///
/// # Errors
/// [`CookieError`] if two cookies have this name or the value is not printable ASCII without blanks, quotes, commas,
/// semicolons and backslashes (RFC 6265, section 4.1.1).
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, CookieError> {
    let mut values = pairs(headers)
        .filter(|(found, _)| *found == name.as_bytes())
        .map(|(_, value)| value);
    let first = values.next();
    if values.next().is_some() {
        return Err(CookieError::Doubled);
    }
    first.map(octets).transpose()
}

/// Whether the request carries any cookie whose name `is_ours`, however broken or doubled it may be.
pub fn carries(headers: &HeaderMap, is_ours: impl Fn(&str) -> bool) -> bool {
    pairs(headers).any(|(name, _)| str::from_utf8(name).is_ok_and(&is_ours))
}

fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&[u8], &[u8])> {
    headers
        .get_all(COOKIE)
        .iter()
        .flat_map(|header| header.as_bytes().split(|&byte| byte == b';'))
        .map(|pair| {
            let equals = pair.iter().position(|&byte| byte == b'=');
            let (name, value) = pair.split_at(equals.unwrap_or(pair.len()));
            (trim(name), trim(value.get(1..).unwrap_or_default()))
        })
}

/// Blanks and tabs alone: to trim more would make one name out of two.
fn trim(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = bytes {
        bytes = rest;
    }
    bytes
}

fn octets(value: &[u8]) -> Result<&str, CookieError> {
    let is_octet = |byte: &u8| byte.is_ascii_graphic() && !b"\",;\\".contains(byte);
    if !value.iter().all(is_octet) {
        return Err(CookieError::Malformed);
    }
    str::from_utf8(value).map_err(|_| CookieError::Malformed)
}

impl fmt::Display for CookieError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Doubled => "two cookies have the same name",
            Self::Malformed => "the cookie's value is malformed",
        })
    }
}

impl std::error::Error for CookieError {}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const NAME: &str = "__Host-par-r-app";

    fn cookies(lines: &[&str]) -> HeaderMap {
        lines
            .iter()
            .map(|line| (COOKIE, HeaderValue::from_bytes(line.as_bytes()).unwrap()))
            .collect()
    }

    #[test]
    fn reads_one_value_among_others_in_any_spacing() {
        let table: [(&[&str], Option<&str>); 7] = [
            (&[], None),
            (&["theme=dark"], None),
            (&["__Host-par-r-app=v1"], Some("v1")),
            (
                &["theme=d\u{e4}rk; \t__Host-par-r-app = a=b ;x=\"1\""],
                Some("a=b"),
            ),
            (&["theme=dark", "__Host-par-r-app=v1"], Some("v1")),
            (
                &["__host-par-r-app=no; __Host-par-r-app2=no; x__Host-par-r-app=no"],
                None,
            ),
            (&["__Host-par-r-app"], Some("")),
        ];
        for (lines, value) in table {
            assert_eq!(read(&cookies(lines), NAME), Ok(value), "{lines:?}");
        }
    }

    #[test]
    fn w09_two_cookies_of_one_name_are_refused() {
        let table: [&[&str]; 5] = [
            &["__Host-par-r-app=a; __Host-par-r-app=b"],
            &["__Host-par-r-app=a; __Host-par-r-app=a"],
            &["__Host-par-r-app=a", "x=1; __Host-par-r-app=b"],
            &["__Host-par-r-app=a;__Host-par-r-app"],
            &["__Host-par-r-app=a; \t__Host-par-r-app\t=b"],
        ];
        for lines in table {
            let headers = cookies(lines);
            assert_eq!(read(&headers, NAME), Err(CookieError::Doubled), "{lines:?}");
        }
    }

    #[test]
    fn w09_a_cookie_that_only_looks_like_ours_is_not_read() {
        // Servers that trim Unicode blanks, or compare without case, take these for the protected name.
        for name in [
            "\u{2000}__Host-par-r-app",
            "\u{a0}__Host-par-r-app",
            "__HOST-par-r-app",
        ] {
            let headers = cookies(&[&format!("{name}=planted")]);
            assert_eq!(read(&headers, NAME), Ok(None), "{name:?}");
        }
    }

    #[test]
    fn a_value_that_is_never_ours_is_refused() {
        for value in ["\"a\"", "a b", "a,b", "a\\b", "a\u{e9}"] {
            let headers = cookies(&[&format!("{NAME}={value}")]);
            assert_eq!(
                read(&headers, NAME),
                Err(CookieError::Malformed),
                "{value:?}"
            );
        }
    }

    #[test]
    fn carries_sees_doubled_and_broken_ones_too() {
        let is_ours = |name: &str| name.starts_with("__Host-par-");
        for line in [
            "__Host-par-t-x=a; __Host-par-t-x=b",
            "__Host-par-t-x=\"\"",
            "a=1;__Host-par-s-x",
        ] {
            assert!(carries(&cookies(&[line]), is_ours), "{line}");
        }
        assert!(!carries(
            &cookies(&["theme=__Host-par-t-x", "x=y"]),
            is_ours
        ));
        assert!(!carries(&HeaderMap::new(), is_ours));
    }
}

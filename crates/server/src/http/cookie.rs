//! The refresh cookie of the carrier `browser` (RFC 6265, draft-ietf-httpbis-rfc6265bis section 4.1.3.2).
//!
//! In production its name starts with `__Host-`, so a browser takes it only over HTTPS, from this host, for the whole host;
//! a neighbouring subdomain cannot plant one. Two cookies of one name are refused: one of them is not ours.

use http::{HeaderMap, HeaderValue};
use paraph_verify::cookie::{self, CookieError};
use zeroize::Zeroizing;

use super::problem::Problem;
use crate::config::Mode;

/// The most bytes a browser keeps: name, value and attributes.
pub const MOST: usize = 4_096;

/// The longest client id that can name a cookie.
const LONGEST_CLIENT: usize = 64;

/// The refresh token in a client's cookie, if one came.
///
/// # Errors
/// `bad_request` if two came, or one that is never ours.
pub fn read<'a>(
    headers: &'a HeaderMap,
    mode: Mode,
    client: &str,
) -> Result<Option<&'a str>, Problem> {
    let name = name(mode, client)?;
    cookie::read(headers, &name).map_err(|error| match error {
        CookieError::Doubled => Problem::bad_request(format!("two cookies are named {name}")),
        _ => Problem::bad_request(format!("the cookie {name} is malformed")),
    })
}

/// Whether the request carries any cookie of ours, of any client, however broken.
#[must_use]
pub fn carries(headers: &HeaderMap, mode: Mode) -> bool {
    cookie::carries(headers, |name| name.starts_with(any(mode)))
}

/// `Set-Cookie` for a refresh token that lives so many seconds.
///
/// # Errors
/// `bad_request` if browsers would drop it; the detail names the size.
pub fn set(mode: Mode, client: &str, token: &str, max_age: i64) -> Result<HeaderValue, Problem> {
    let cookie = Zeroizing::new(write(&name(mode, client)?, token, max_age, mode));
    if cookie.len() > MOST {
        return Err(too_large(cookie.len()));
    }
    let mut value = HeaderValue::from_str(&cookie)
        .map_err(|_| Problem::fault("a token that no cookie can hold"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// `Set-Cookie` that takes a client's cookie away.
///
/// # Errors
/// `bad_request` if the client's id could not stand in a cookie's name.
pub fn clear(mode: Mode, client: &str) -> Result<HeaderValue, Problem> {
    set(mode, client, "", 0)
}

/// The name of a client's refresh cookie.
fn name(mode: Mode, client: &str) -> Result<String, Problem> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if client.is_empty() || client.len() > LONGEST_CLIENT || !client.bytes().all(plain) {
        return Err(Problem::bad_request("client_id: no such client"));
    }
    Ok(format!("{}r-{client}", any(mode)))
}

/// What the name of every cookie of ours starts with.
const fn any(mode: Mode) -> &'static str {
    match mode {
        Mode::Development => "par-dev-",
        Mode::Production => "__Host-par-",
    }
}

fn write(name: &str, value: &str, max_age: i64, mode: Mode) -> String {
    let secure = match mode {
        Mode::Development => "",
        Mode::Production => "; Secure",
    };
    let age = max_age.max(0);
    format!("{name}={value}; Path=/; HttpOnly{secure}; SameSite=Strict; Max-Age={age}")
}

fn too_large(size: usize) -> Problem {
    Problem::bad_request(format!(
        "the cookie would have {size} bytes; browsers keep at most {MOST}"
    ))
}

#[cfg(test)]
mod tests {
    use http::header::COOKIE;

    use super::*;

    #[test]
    fn w01_flags() {
        let value = set(Mode::Production, "app", "par_r_x", 60).unwrap();
        assert_eq!(
            value,
            "__Host-par-r-app=par_r_x; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=60"
        );
        let value = set(Mode::Development, "app", "par_r_x", 60).unwrap();
        assert_eq!(
            value,
            "par-dev-r-app=par_r_x; Path=/; HttpOnly; SameSite=Strict; Max-Age=60"
        );
        let value = clear(Mode::Production, "app").unwrap();
        assert_eq!(
            value,
            "__Host-par-r-app=; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=0"
        );
    }

    #[test]
    fn w01_a_cookie_that_browsers_would_drop_is_refused_with_its_size() {
        let bare = set(Mode::Production, "app", "", 60).unwrap().len();
        let most = set(Mode::Production, "app", &"x".repeat(MOST - bare), 60);
        assert_eq!(most.unwrap().len(), MOST);
        let problem = set(Mode::Production, "app", &"x".repeat(MOST - bare + 1), 60).unwrap_err();
        assert!(format!("{problem:?}").contains("4097 bytes"));
    }

    #[test]
    fn w09_reads_the_one_of_its_name_and_refuses_two() {
        let found = |line: &'static str| {
            let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_static(line))]);
            read(&headers, Mode::Production, "app").map(|value| value.map(str::to_owned))
        };
        let one = found("a=b; __Host-par-r-app=one; __Host-par-r-app2=two; par-dev-r-app=x");
        assert_eq!(one.unwrap().as_deref(), Some("one"));
        assert_eq!(found("__host-par-r-app=x; par-r-app=x").unwrap(), None);
        assert!(found("__Host-par-r-app=one; __Host-par-r-app=two").is_err());
    }

    #[test]
    fn a_client_that_cannot_name_a_cookie_is_refused() {
        for bad in ["", "a b", "a;b", "a=b", "\u{e9}", &"x".repeat(65)] {
            assert!(name(Mode::Production, bad).is_err(), "{bad}");
        }
    }
}

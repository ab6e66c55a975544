//! One origin in one spelling (RFC 6454, section 6.2): lower case, a default port left out, IPv6 in its short form.
//!
//! Refuses everything that a browser would not put into an `Origin` header: paths, user names, wildcards, names outside
//! ASCII, empty labels, ports that are no number. `null` is no origin.

use std::fmt;
use std::net::Ipv6Addr;

/// What was configured as an origin is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidOrigin {
    given: String,
    reason: &'static str,
}

/// Scheme, host and port in one spelling; a default port is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    scheme: String,
    host: String,
    port: Option<u16>,
}

impl Origin {
    pub(super) fn parse(given: &str) -> Result<Self, InvalidOrigin> {
        Self::read(given).map_err(|reason| InvalidOrigin {
            given: given.to_owned(),
            reason,
        })
    }

    /// The origin of an absolute URL: what stands before its path.
    pub(super) fn of_url(url: &str) -> Result<Self, InvalidOrigin> {
        let authority = url.find("://").map_or(0, |at| at + "://".len());
        let end = url[authority..]
            .find('/')
            .map_or(url.len(), |at| authority + at);
        Self::parse(&url[..end])
    }

    /// The same with the bare reason: what comes in a header is not copied to be refused.
    pub(super) fn read(given: &str) -> Result<Self, &'static str> {
        if given.contains('*') {
            return Err("there are no wildcards, each origin is listed");
        }
        let (scheme, authority) = given.split_once("://").ok_or("it has no scheme://")?;
        if !is_scheme(scheme) {
            return Err("its scheme is malformed");
        }
        if authority.contains(['/', '?', '#']) {
            return Err("it goes on after host and port, even a final slash is too much");
        }
        if authority.contains('@') {
            return Err("it names a user");
        }
        if !authority.is_ascii() {
            return Err("its host is not in ASCII, write it as xn--..");
        }
        let (host, port) = split_port(authority)?;
        let scheme = scheme.to_ascii_lowercase();
        Ok(Self {
            port: port.filter(|&port| Some(port) != default_port(&scheme)),
            host: normal_host(host).ok_or("its host is malformed")?,
            scheme,
        })
    }

    pub(super) fn is_loopback(&self) -> bool {
        matches!(self.scheme.as_str(), "http" | "https")
            && matches!(self.host.as_str(), "localhost" | "127.0.0.1" | "[::1]")
    }
}

fn is_scheme(scheme: &str) -> bool {
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

fn split_port(authority: &str) -> Result<(&str, Option<u16>), &'static str> {
    // The colons of an IPv6 address stand before its closing bracket.
    let host_end = authority.find(']').map_or(0, |at| at + 1);
    let Some(colon) = authority[host_end..].find(':') else {
        return Ok((authority, None));
    };
    let (host, port) = authority.split_at(host_end + colon);
    let digits = &port[1..];
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("its port is no number");
    }
    let port = digits.parse().map_err(|_| "its port is no number")?;
    Ok((host, Some(port)))
}

fn normal_host(host: &str) -> Option<String> {
    if let Some(address) = host.strip_prefix('[') {
        let address: Ipv6Addr = address.strip_suffix(']')?.parse().ok()?;
        return Some(format!("[{address}]"));
    }
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    host.split('.')
        .all(is_label)
        .then(|| host.to_ascii_lowercase())
}

impl fmt::Display for InvalidOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is no origin (scheme://host[:port]): {}",
            self.given, self.reason
        )
    }
}

impl std::error::Error for InvalidOrigin {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_browser_sends_is_refused_with_the_reason() {
        let table = [
            ("*", "wildcards"),
            ("https://*.example.org", "wildcards"),
            ("null", "scheme"),
            ("app.example.org", "scheme"),
            ("localhost:3000", "scheme"),
            ("1http://a", "scheme"),
            ("https://app.example.org/", "slash"),
            ("https://app.example.org/login", "after host and port"),
            ("https://app.example.org?x", "after host and port"),
            ("https://b\u{fc}cher.example", "xn--"),
            ("https://user@app.example.org", "user"),
            ("https://user:443@app.example.org", "user"),
            ("https://", "host"),
            ("https://a..b", "host"),
            ("https://a b", "host"),
            ("file://", "host"),
            ("https://app.example.org:https", "port"),
            ("https://app.example.org:", "port"),
            ("https://app.example.org:65536", "port"),
        ];
        for (given, reason) in table {
            let error = Origin::parse(given).unwrap_err().to_string();
            assert!(error.contains(&format!("{given:?}")), "{error}");
            assert!(error.contains(reason), "{error}");
        }
    }

    #[test]
    fn one_origin_has_one_spelling() {
        for (one, other) in [
            ("https://a.example", "HTTPS://A.Example:443"),
            ("http://a.example:80", "http://a.example"),
            ("http://[::1]:80", "http://[0:0::0:1]"),
        ] {
            assert_eq!(Origin::parse(one), Origin::parse(other));
        }
        for (one, other) in [
            ("https://a.example", "http://a.example"),
            ("https://a.example:80", "https://a.example"),
            ("app://a:443", "app://a"),
        ] {
            assert_ne!(Origin::parse(one).unwrap(), Origin::parse(other).unwrap());
        }
    }

    #[test]
    fn the_origin_of_an_issuer_is_what_stands_before_its_path() {
        let origin = Origin::parse("https://id.example.org:8443").unwrap();
        for url in [
            "https://id.example.org:8443",
            "https://id.example.org:8443/auth/eu",
        ] {
            assert_eq!(Origin::of_url(url).as_ref(), Ok(&origin));
        }
        for none in [
            "",
            "id.example.org",
            "/auth",
            "https:///auth",
            "https://u@id.example.org/",
        ] {
            assert!(Origin::of_url(none).is_err(), "{none:?}");
        }
    }
}

//! Reading an issuer's name. What a browser would write differently is refused, with the right spelling.

use std::str::FromStr;

use reqwest::Url;

use super::{Issuer, IssuerError, Mode, refuse};

impl FromStr for Issuer {
    type Err = IssuerError;

    fn from_str(text: &str) -> Result<Self, IssuerError> {
        let Ok(url) = Url::parse(text) else {
            return refuse(
                "is no URL; write https://id.example.org, or http://localhost:8080 for development",
            );
        };
        let mode = mode(&url)?;
        check_parts(&url)?;
        if text.ends_with('/') {
            return refuse("an issuer has no slash at its end");
        }
        let written = url.as_str().trim_end_matches('/');
        if written != text {
            return refuse(format!("has one spelling: write {written}"));
        }
        let path = url.path().trim_end_matches('/');
        let Some(port @ 1..) = url.port_or_known_default() else {
            return refuse("names no port that exists");
        };
        Ok(Self {
            url: text.to_owned(),
            mode,
            port,
            path_at: text.len() - path.len(),
        })
    }
}

fn mode(url: &Url) -> Result<Mode, IssuerError> {
    match (url.scheme(), url.host_str()) {
        ("https", _) => Ok(Mode::Production),
        ("http", Some("localhost")) => Ok(Mode::Development),
        ("http", _) => {
            refuse("http is for localhost alone: name an https issuer, or http://localhost")
        }
        _ => refuse("an issuer starts with https:// (or http://localhost for development)"),
    }
}

fn check_parts(url: &Url) -> Result<(), IssuerError> {
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("an issuer has no user name and no password");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("an issuer has no query and no fragment");
    }
    // Brackets of IPv6 have no empty label either.
    let host = url.host_str().unwrap_or_default();
    if host.split('.').any(str::is_empty) {
        return refuse("the host of an issuer has no empty part and no dot at its end");
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    let fine = |part: &str| !part.is_empty() && part.chars().all(plain);
    let path = url.path().trim_end_matches('/');
    if path.split('/').skip(1).all(fine) {
        return Ok(());
    }
    refuse("the path of an issuer has plain parts: letters, digits, - . _ ~ between single slashes")
}

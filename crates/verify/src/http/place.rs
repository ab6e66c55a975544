//! Where the keys are fetched: https, or http on this machine alone. Checked once, before anything is sent.
//!
//! Refused: other schemes, http on any host but loopback, user and password in the address, fragments.

use std::net::IpAddr;

use reqwest::Url;

use crate::SetupError;

/// Where an issuer of ours serves its keys, below its base.
const JWKS: &str = "/.well-known/jwks.json";

/// A checked address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) url: Url,
    /// On this machine, where http will do.
    pub(super) is_local: bool,
}

impl Place {
    /// The address of a set itself.
    pub(super) fn of_set(setting: &'static str, address: &str) -> Result<Self, SetupError> {
        let refuse = |why| SetupError::Address { setting, why };
        let url = Url::parse(address).map_err(|_| refuse("is not an absolute URL"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse("may not hold a user or a password"));
        }
        if url.fragment().is_some() {
            return Err(refuse("may not have a fragment"));
        }
        let is_local = is_loopback(&url);
        match url.scheme() {
            "https" => Ok(Self { url, is_local }),
            "http" if is_local => Ok(Self { url, is_local }),
            "http" => Err(refuse(
                "must be https: http is for localhost, 127.0.0.0/8 and ::1 alone",
            )),
            _ => Err(refuse("must start with https://")),
        }
    }

    /// Whether nothing but this machine protects what is fetched.
    pub(super) fn is_plain(&self) -> bool {
        self.url.scheme() == "http"
    }

    /// The usual place below an issuer's base.
    pub(super) fn below(setting: &'static str, base: &str) -> Result<Self, SetupError> {
        if base.contains('?') {
            let why = "may not have a query: name the set itself by `jwks_uri`";
            return Err(SetupError::Address { setting, why });
        }
        // A fragment would swallow what is appended.
        Self::of_set(setting, base)?;
        Self::of_set(setting, &format!("{}{JWKS}", base.trim_end_matches('/')))
    }
}

/// By the name `localhost` or by an address; other names may be pointed anywhere.
fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else {
        return false;
    };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || bare
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k04_plain_http_is_for_this_machine_alone() {
        for address in [
            "http://localhost:8080/a",
            "http://LOCALHOST/a",
            "http://127.0.0.1/a",
            "http://127.9.9.9:1/a",
            "http://[::1]:8080/a",
        ] {
            assert!(
                Place::of_set("jwks_uri", address).unwrap().is_plain(),
                "{address}"
            );
        }
        for address in [
            "http://id.example.org/a",
            "http://localhost.example.org/a",
            "http://127.0.0.1.example.org/a",
            "http://localhost@id.example.org/a",
            "http://10.0.0.1/a",
            "http://[::ffff:10.0.0.1]/a",
            "http://[::2]/a",
            "http://0.0.0.0/a",
            "ftp://localhost/a",
            "file:///etc/keys",
            "data:,{}",
            "https://user:secret@id.example.org/a",
            "https://user@id.example.org/a",
            "https://id.example.org/a#b",
            "/a",
            "id.example.org",
            "https://",
            "",
        ] {
            assert!(Place::of_set("jwks_uri", address).is_err(), "{address}");
        }
        let secure = Place::of_set("jwks_uri", "https://id.example.org/keys?p=1").unwrap();
        assert!(!secure.is_plain() && !secure.is_local);
    }

    #[test]
    fn this_machine_may_have_tls_too() {
        let place = Place::of_set("jwks_uri", "https://[::1]:8443/keys").unwrap();
        assert!(place.is_local && !place.is_plain());
    }

    #[test]
    fn the_usual_place_is_below_the_base() {
        for (base, url) in [
            (
                "https://id.example.org",
                "https://id.example.org/.well-known/jwks.json",
            ),
            (
                "https://id.example.org/",
                "https://id.example.org/.well-known/jwks.json",
            ),
            (
                "https://id.example.org/auth",
                "https://id.example.org/auth/.well-known/jwks.json",
            ),
        ] {
            assert_eq!(Place::below("issuer", base).unwrap().url.as_str(), url);
        }
        for base in [
            "https://id.example.org?a=b",
            "https://id.example.org#a",
            "urn:issuer",
            "api",
        ] {
            assert!(Place::below("issuer", base).is_err(), "{base}");
        }
    }
}

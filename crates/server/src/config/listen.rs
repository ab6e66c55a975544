//! Where the server listens: `localhost:8080`, `127.0.0.1:8080`, `[::1]:8080`, `:8080` (localhost); port 0 takes a
//! free one.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An address to listen on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Listen {
    /// `None` is localhost, on both its addresses.
    pub(super) address: Option<IpAddr>,
    pub(super) port: u16,
}

impl Listen {
    /// On localhost.
    pub const fn localhost(port: u16) -> Self {
        Self {
            address: None,
            port,
        }
    }

    /// Whether only this machine can reach it.
    pub fn is_loopback(&self) -> bool {
        self.address.is_none_or(|address| address.is_loopback())
    }

    /// The port; 0 takes a free one.
    pub const fn port(&self) -> u16 {
        self.port
    }
}

impl FromStr for Listen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "{text:?} is no address to listen on; write localhost:8080, 127.0.0.1:8080 or [::1]:8080"
            )
        };
        let (host, port) = text.rsplit_once(':').ok_or_else(wrong)?;
        let port = port.parse().map_err(|_| wrong())?;
        if host.is_empty() || host == "localhost" {
            return Ok(Self::localhost(port));
        }
        let address: SocketAddr = text.parse().map_err(|_| wrong())?;
        Ok(Self {
            address: Some(address.ip()),
            port,
        })
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.address {
            None => write!(f, "localhost:{}", self.port),
            Some(address) => SocketAddr::from((address, self.port)).fmt(f),
        }
    }
}

impl TryFrom<String> for Listen {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Listen> for String {
    fn from(listen: Listen) -> Self {
        listen.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_written_back() {
        for (text, shown, loopback) in [
            ("localhost:8080", "localhost:8080", true),
            (":0", "localhost:0", true),
            ("127.0.0.1:80", "127.0.0.1:80", true),
            ("127.8.8.8:80", "127.8.8.8:80", true),
            ("[::1]:80", "[::1]:80", true),
            ("0.0.0.0:80", "0.0.0.0:80", false),
            ("[::]:80", "[::]:80", false),
            ("192.0.2.1:80", "192.0.2.1:80", false),
        ] {
            let listen: Listen = text.parse().unwrap();
            assert_eq!(
                (listen.to_string().as_str(), listen.is_loopback()),
                (shown, loopback)
            );
        }
        for wrong in [
            "",
            "8080",
            "localhost",
            "localhost:",
            "localhost:65536",
            "::1:80",
            "*:80",
            "id.example.org:80",
        ] {
            assert!(wrong.parse::<Listen>().is_err(), "{wrong}");
        }
    }
}

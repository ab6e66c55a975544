//! Where the server listens: `localhost:8080`, `127.0.0.1:8080`, `[::1]:8080`, `:8080` (localhost); port 0 takes a
//! free one. `localhost` is both 127.0.0.1 and `::1`; a machine without IPv6 is no error.

use std::fmt;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::issuer::Bound;

/// How often a free port is asked for when the one found for IPv4 is taken on IPv6.
const TRIES: usize = 20;

/// An address to listen on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Listen {
    address: Option<IpAddr>,
    port: u16,
}

/// The sockets that were bound, in blocking mode, and what they turned out to be.
#[derive(Debug)]
pub struct Listeners {
    /// One, or two for `localhost`.
    pub sockets: Vec<TcpListener>,
    /// For the issuer's check.
    pub bound: Bound,
    /// Where they are reached: `http://localhost:8080`.
    pub url: String,
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

    /// Binds the address; blocking, and quick.
    ///
    /// # Errors
    /// One line that says what to do.
    pub fn bind(&self) -> Result<Listeners, String> {
        let sockets = match self.address {
            Some(address) => TcpListener::bind((address, self.port)).map(|socket| vec![socket]),
            None => bind_localhost(self.port),
        };
        let sockets = sockets.map_err(|error| self.explain(&error))?;
        let port = sockets[0]
            .local_addr()
            .map_err(|error| self.explain(&error))?
            .port();
        let bound = Bound {
            loopback: self.is_loopback(),
            port,
        };
        let url = format!("http://{}", Self { port, ..*self });
        Ok(Listeners {
            sockets,
            bound,
            url,
        })
    }

    fn explain(&self, error: &io::Error) -> String {
        match error.kind() {
            ErrorKind::AddrInUse => format!(
                "{self} is taken by another program: stop that one, or choose another port with --listen"
            ),
            ErrorKind::PermissionDenied => format!(
                "{self} needs rights this user does not have: choose a port from 1024 up with --listen"
            ),
            ErrorKind::AddrNotAvailable => {
                format!("this machine has no address {self}: choose one of its own with --listen")
            }
            _ => format!("cannot listen on {self}: {error}"),
        }
    }
}

fn bind_localhost(port: u16) -> io::Result<Vec<TcpListener>> {
    let mut tries = if port == 0 { TRIES } else { 1 };
    loop {
        tries -= 1;
        let four = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let six = SocketAddr::from((Ipv6Addr::LOCALHOST, four.local_addr()?.port()));
        match TcpListener::bind(six) {
            Ok(six) => return Ok(vec![four, six]),
            Err(error) if error.kind() == ErrorKind::AddrInUse && tries > 0 => {}
            Err(error) if error.kind() == ErrorKind::AddrInUse => return Err(error),
            // No IPv6 on this machine, in whatever way the system says so.
            Err(_) => return Ok(vec![four]),
        }
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

    #[test]
    fn localhost_takes_one_free_port_on_both_loopbacks() {
        let listeners = Listen::localhost(0).bind().unwrap();
        assert!(listeners.bound.loopback && listeners.bound.port != 0);
        assert_eq!(
            listeners.url,
            format!("http://localhost:{}", listeners.bound.port)
        );
        for socket in &listeners.sockets {
            assert_eq!(socket.local_addr().unwrap().port(), listeners.bound.port);
        }
        let six = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();
        assert_eq!(listeners.sockets.len(), if six { 2 } else { 1 });
    }

    #[test]
    fn a_taken_port_is_said_in_one_line() {
        let first = Listen::localhost(0).bind().unwrap();
        for host in ["localhost", "127.0.0.1"] {
            let again: Listen = format!("{host}:{}", first.bound.port).parse().unwrap();
            let error = again.bind().unwrap_err();
            assert!(
                error.contains("taken") && error.contains("--listen"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_port_taken_on_one_loopback_alone_is_taken() {
        let Ok(six) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)) else {
            return;
        };
        let port = six.local_addr().unwrap().port();
        assert!(
            Listen::localhost(port)
                .bind()
                .unwrap_err()
                .contains("taken")
        );
    }
}

//! Binding the listener. `localhost` is both 127.0.0.1 and `::1`; a machine without IPv6 is no error.

use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use super::issuer::Bound;
use super::listen::Listen;

/// How often a free port is asked for when the one found for IPv4 is taken on IPv6.
const TRIES: usize = 20;

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
                "{self} is taken by another program: stop that one, or choose another port with --listen, in development with a \
                 new --data folder too"
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

#[cfg(test)]
mod tests {
    use super::*;

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

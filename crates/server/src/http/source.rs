//! Where a request comes from: the client's address and its own description of the device.
//!
//! The address is the connection's peer, unless that is a trusted proxy: then it is the rightmost address of
//! `X-Forwarded-For` that no trusted proxy wrote. What a client writes there itself stands further left and is not read.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::FromRequestParts;
use http::header::USER_AGENT;
use http::request::Parts;
use http::{HeaderMap, HeaderName};
use ipnet::IpNet;
use paraph_core::auth::Origin;

use super::App;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The longest description of a device that is kept, in characters.
const DEVICE: usize = 200;

/// The other end of a connection; the server puts it into each request's extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// Over TCP.
    Address(SocketAddr),
    /// Through the socket: a process of this user.
    Os(u32),
}

/// Extractor: where the request comes from.
#[derive(Clone, Debug)]
pub struct Source(pub Origin);

impl FromRequestParts<App> for Source {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self::of(
            parts.extensions.get(),
            &parts.headers,
            app.behind_proxy(),
        ))
    }
}

impl Source {
    /// The source of a request with these headers that came from this peer.
    #[must_use]
    pub fn of(peer: Option<&Peer>, headers: &HeaderMap, trusted: &[IpNet]) -> Self {
        Self(Origin {
            address: address(peer, headers, trusted).map(|address| address.to_string()),
            device: device(headers),
        })
    }
}

fn address(peer: Option<&Peer>, headers: &HeaderMap, trusted: &[IpNet]) -> Option<IpAddr> {
    let Some(Peer::Address(peer)) = peer else {
        return None;
    };
    let peer = peer.ip().to_canonical();
    if !is_trusted(peer, trusted) {
        return Some(peer);
    }
    Some(forwarded(headers, trusted).unwrap_or(peer))
}

/// The rightmost address that no trusted proxy wrote; `None` without one, or if anything right of it is broken.
fn forwarded(headers: &HeaderMap, trusted: &[IpNet]) -> Option<IpAddr> {
    let lines = headers.get_all(X_FORWARDED_FOR).iter().rev();
    let hops = lines.flat_map(|line| line.to_str().unwrap_or("?").rsplit(','));
    let mut last = None;
    for hop in hops {
        let hop = parse(hop.trim())?;
        last = Some(hop);
        if !is_trusted(hop, trusted) {
            break;
        }
    }
    last
}

/// An address, with or without a port: some proxies write one.
fn parse(hop: &str) -> Option<IpAddr> {
    let bare = hop.trim_start_matches('[').trim_end_matches(']').parse();
    let address = bare.or_else(|_| hop.parse::<SocketAddr>().map(|with_port| with_port.ip()));
    address.ok().map(|address| address.to_canonical())
}

fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|net| net.contains(&address))
}

fn device(headers: &HeaderMap) -> Option<String> {
    let agent = headers.get(USER_AGENT)?.to_str().ok()?;
    Some(agent.chars().take(DEVICE).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, lines: &[&str]) -> String {
        let trusted = ["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
        let peer = Peer::Address(peer.parse().unwrap());
        let headers = lines
            .iter()
            .map(|line| (X_FORWARDED_FOR, line.parse().unwrap()))
            .collect();
        Source::of(Some(&peer), &headers, &trusted)
            .0
            .address
            .unwrap()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_what_it_wrote() {
        let table: [(&str, &[&str], &str); 13] = [
            ("203.0.113.9:1", &[], "203.0.113.9"),
            ("203.0.113.9:1", &["198.51.100.1"], "203.0.113.9"),
            ("10.0.0.1:1", &[], "10.0.0.1"),
            ("10.0.0.1:1", &["198.51.100.1"], "198.51.100.1"),
            ("[::ffff:10.0.0.1]:1", &["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1:1", &["6.6.6.6, 198.51.100.1"], "198.51.100.1"),
            (
                "10.0.0.1:1",
                &["6.6.6.6", "198.51.100.1, 10.0.0.2"],
                "198.51.100.1",
            ),
            ("10.0.0.1:1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            ("10.0.0.1:1", &["198.51.100.1:4711"], "198.51.100.1"),
            ("10.0.0.1:1", &["[2001:db8::1]:4711"], "2001:db8::1"),
            ("10.0.0.1:1", &["198.51.100.1, evil"], "10.0.0.1"),
            ("10.0.0.1:1", &["evil, 198.51.100.1"], "198.51.100.1"),
            ("[::1]:1", &["198.51.100.1,"], "::1"),
        ];
        for (peer, lines, address) in table {
            assert_eq!(seen(peer, lines), address, "{peer} {lines:?}");
        }
    }

    #[test]
    fn the_device_is_cut() {
        let headers = [(USER_AGENT, "x".repeat(5_000).parse().unwrap())]
            .into_iter()
            .collect();
        assert_eq!(
            Source::of(None, &headers, &[]).0.device.unwrap().len(),
            DEVICE
        );
    }
}

//! `[http]`: where the server listens, which proxies and which browser origins it trusts.

use std::net::IpAddr;

use ipnet::IpNet;
use reqwest::Url;
use serde::{Deserialize, Serialize};

use super::list::{one_or_many, parsed};
use super::{ConfigError, Listen};

/// The `[http]` section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Http {
    /// The address of the one listener.
    pub listen: Listen,
    /// Origins, besides the issuer's own, whose pages may call with credentials. Exact.
    #[serde(deserialize_with = "one_or_many")]
    pub origins: Vec<String>,
    /// Networks of the proxies whose forwarding headers are believed. None by default.
    #[serde(deserialize_with = "networks")]
    pub behind_proxy: Vec<IpNet>,
}

impl Default for Http {
    fn default() -> Self {
        Self {
            listen: Listen::localhost(8080),
            origins: Vec::new(),
            behind_proxy: Vec::new(),
        }
    }
}

impl Http {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        for origin in &self.origins {
            check_origin(origin).map_err(|reason| ConfigError::new("http.origins", reason))?;
        }
        if let Some(network) = self
            .behind_proxy
            .iter()
            .find(|network| network.prefix_len() == 0)
        {
            let reason = format!("{network} is everybody: name the network of your proxies");
            return Err(ConfigError::new("http.behind_proxy", reason));
        }
        if !self.listen.is_loopback() && self.behind_proxy.is_empty() {
            let reason = format!(
                "{} would serve plain HTTP beyond this machine: listen on localhost, or name the proxies \
                 that add TLS with --behind-proxy CIDR",
                self.listen
            );
            return Err(ConfigError::new("http.listen", reason));
        }
        Ok(())
    }
}

/// An origin as a browser writes it (RFC 6454 section 6.2): scheme, host, port if not the scheme's own.
fn check_origin(origin: &str) -> Result<(), String> {
    if origin.contains('*') {
        return Err(format!(
            "{origin:?} would let every page in: list each origin"
        ));
    }
    let url = Url::parse(origin).map_err(|_| no_origin(origin))?;
    let is_web = matches!(url.scheme(), "https" | "http");
    if !is_web || url.origin().ascii_serialization() != origin {
        return Err(no_origin(origin));
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err(format!(
            "{origin:?} can be changed on its way: http is for localhost alone, list it as https"
        ));
    }
    Ok(())
}

/// Whether the host is this machine, by one of its three names: no resolver is asked.
pub fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

fn no_origin(origin: &str) -> String {
    format!(
        "{origin:?} is no origin; write https://app.example.org, lower case, with nothing after host and port"
    )
}

fn networks<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
    parsed(deserializer, |text| {
        let network = text.parse().or_else(|_| text.parse().map(IpAddr::into));
        let network = network.map_err(|_| format!("{text:?} is no network; write 10.0.0.0/8"))?;
        Ok(IpNet::trunc(&network))
    })
}

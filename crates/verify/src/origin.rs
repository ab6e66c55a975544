//! The cross-site check: may this request use, or be given, a cookie of ours?
//!
//! A browser attaches cookies to requests that other sites make it send. It also says where such a request comes from, in
//! headers that no page can set: [`Origin`] and [`Sec-Fetch-Site`]. This module judges by these two alone, so that forms
//! and JSON routes need no token of their own. It keeps no state and is applied to every unsafe route that reads **or sets**
//! one of our cookies: login and signup too, since being logged in as someone else is an attack as well.
//!
//! # What passes
//!
//! 1. Safe methods (`GET`, `HEAD`, `OPTIONS`, `TRACE`): routes must have no effect under them.
//! 2. `Sec-Fetch-Site: same-origin`, unless the `Origin` beside it is malformed. A page with `Referrer-Policy: no-referrer`
//!    sends its own forms with `Origin: null`; this is why `null` does no harm here.
//! 3. An `Origin` that is ours, or one of the listed ones, whatever `Sec-Fetch-Site` says beside it.
//! 4. Neither header, and no cookie of ours: a program, which no other site can steer.
//!
//! # What does not
//!
//! - Any other origin, and `null` (sandboxed frames, `data:` pages) when it stands alone.
//! - `Sec-Fetch-Site: none`, `same-site` or `cross-site` without an allowed `Origin`. A neighbouring subdomain is not us.
//! - Neither header, but a cookie of ours: browsers of the last years always send one of the two.
//! - A header that comes twice, or an `Origin` that is not `scheme://host[:port]`.
//!
//! Origins are compared by scheme, host and port, each whole. Letter case and a default port written out make no
//! difference; prefixes, suffixes, subdomains, user names and wildcards do not exist.
//!
//! # Deployment
//!
//! - `Host` and `X-Forwarded-*` are never read: our own origin is configuration. Proxies may rewrite them freely, but must
//!   pass `Origin` and `Sec-Fetch-Site` on unchanged. One that removes both locks browsers out; it opens nothing.
//! - Browsers send `Sec-Fetch-Site` over https and to loopback hosts only. Elsewhere `Origin` decides alone.
//! - [`Origins::development`] trusts every page on this machine. `localhost` and `127.0.0.1` are different sites to a
//!   browser: a page on one gets no cookies of the other, though this check lets it through.
//! - A listed origin acts with the cookies of whoever visits it. A listed `http` origin is as honest as the network.
//!
//! ```
//! use http::{HeaderMap, HeaderValue, Method, header};
//! use paraph_verify::origin::Origins;
//!
//! let origins = Origins::production("https://id.example.org", ["https://app.example.org"])?;
//! let mut headers = HeaderMap::new();
//! headers.insert(header::ORIGIN, HeaderValue::from_static("https://app.example.org"));
//! assert!(origins.check(&Method::POST, &headers, true).is_ok());
//!
//! headers.insert(header::ORIGIN, HeaderValue::from_static("https://app.example.org.evil.example"));
//! let refused = origins.check(&Method::POST, &headers, true).unwrap_err();
//! assert_eq!(refused.seen.as_deref(), Some("https://app.example.org.evil.example"));
//! # Ok::<(), paraph_verify::origin::InvalidOrigin>(())
//! ```
//!
//! [`Origin`]: https://fetch.spec.whatwg.org/#origin-header
//! [`Sec-Fetch-Site`]: https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header

mod parse;

use std::fmt;

use http::Method;
use http::header::{HeaderMap, HeaderName, HeaderValue, ORIGIN};

pub use self::parse::InvalidOrigin;
use self::parse::Origin;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEEN_LIMIT: usize = 256;

/// The origins whose pages may act with our cookies: one list for this check and for CORS.
#[derive(Clone, Debug)]
pub struct Origins {
    allowed: Vec<Origin>,
    loopback: bool,
}

/// The request comes from a page that may not act here. To be answered with 403 `origin_not_allowed`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The `Origin` as sent, escaped and cut at 256 bytes; `None` if there was none.
    pub seen: Option<String>,
}

impl Origins {
    /// Our own origin and the listed ones. `own` may be an issuer URL with a path.
    ///
    /// # Errors
    /// [`InvalidOrigin`] if `own` is no URL or an entry of `listed` is not `scheme://host[:port]` alone (`*` and `null`
    /// are not). Schemes of app shells and extensions (`tauri://localhost`) may be listed.
    pub fn production<I, S>(own: &str, listed: I) -> Result<Self, InvalidOrigin>
    where
        I: IntoIterator<Item = S>,
        S: AsRef<str>,
    {
        let own = Self {
            allowed: vec![Origin::of_url(own)?],
            loopback: false,
        };
        own.with_listed(listed)
    }

    /// Our own origin and every page on this machine: `localhost`, `127.0.0.1` and `[::1]`, http or https, any port.
    ///
    /// # Errors
    /// [`InvalidOrigin`] if `own` is no URL.
    pub fn development(own: &str) -> Result<Self, InvalidOrigin> {
        Ok(Self {
            allowed: vec![Origin::of_url(own)?],
            loopback: true,
        })
    }

    /// The same, and the listed ones.
    ///
    /// # Errors
    /// [`InvalidOrigin`] if an entry is not `scheme://host[:port]` alone.
    pub fn with_listed<I, S>(mut self, listed: I) -> Result<Self, InvalidOrigin>
    where
        I: IntoIterator<Item = S>,
        S: AsRef<str>,
    {
        for origin in listed {
            self.allowed.push(Origin::parse(origin.as_ref())?);
        }
        Ok(self)
    }

    /// Judges one request. `carries_our_cookie` says whether it came with any cookie of ours
    /// ([`cookie::carries`](crate::cookie::carries)); it matters only for requests that name no origin.
    ///
    /// # Errors
    /// [`Refused`], with the origin seen.
    pub fn check(
        &self,
        method: &Method,
        headers: &HeaderMap,
        carries_our_cookie: bool,
    ) -> Result<(), Refused> {
        if method.is_safe() {
            return Ok(());
        }
        let origin = only(headers, &ORIGIN)?;
        let site = only(headers, &SEC_FETCH_SITE)?;
        let same_origin = site.is_some_and(|site| site.as_bytes() == b"same-origin");
        let passes = match origin {
            Some(origin) => self.allows_cors(origin) || (same_origin && is_well_formed(origin)),
            None => same_origin || (site.is_none() && !carries_our_cookie),
        };
        passes.then_some(()).ok_or_else(|| Refused::seeing(headers))
    }

    /// Whether pages of this `Origin` may call us and read the answer, cookies included.
    pub fn allows_cors(&self, origin: &HeaderValue) -> bool {
        parse_header(origin).is_some_and(|origin| {
            self.allowed.contains(&origin) || (self.loopback && origin.is_loopback())
        })
    }
}

impl Refused {
    fn seeing(headers: &HeaderMap) -> Self {
        let all: Vec<&[u8]> = headers
            .get_all(ORIGIN)
            .iter()
            .map(HeaderValue::as_bytes)
            .collect();
        let seen = all.join(&b", "[..]);
        let cut = &seen[..seen.len().min(SEEN_LIMIT)];
        Self {
            seen: (!all.is_empty()).then(|| cut.escape_ascii().to_string()),
        }
    }
}

/// The header's one value, if it has any. One that comes twice is refused: proxies and frameworks pick differently.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a HeaderValue>, Refused> {
    let mut values = headers.get_all(name).iter();
    let first = values.next();
    match values.next() {
        None => Ok(first),
        Some(_) => Err(Refused::seeing(headers)),
    }
}

fn parse_header(origin: &HeaderValue) -> Option<Origin> {
    Origin::read(origin.to_str().ok()?).ok()
}

fn is_well_formed(origin: &HeaderValue) -> bool {
    origin.as_bytes() == b"null" || parse_header(origin).is_some()
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.seen {
            Some(origin) => write!(f, "requests from the origin {origin} are not allowed"),
            None => f.write_str("the request does not say which origin it comes from"),
        }
    }
}

impl std::error::Error for Refused {}

#[cfg(test)]
mod tests;

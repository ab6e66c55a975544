//! Where a request's token is found: the `Authorization` header, else the one cookie that the service named.
//!
//! Refuses a header or a cookie that is doubled or malformed (and never looks for another), and a cookie that another site
//! may have made the browser send.

use http::header::UPGRADE;
use http::{HeaderMap, Method, Request};

use crate::origin::Origins;
use crate::{Reject, bearer, cookie};

/// The places that count, in their order.
#[derive(Debug, Default)]
pub(super) struct Source {
    cookie: Option<Cookie>,
}

#[derive(Debug)]
struct Cookie {
    name: String,
    origins: Origins,
}

impl Source {
    pub(super) fn or_cookie(name: String, origins: Origins) -> Self {
        let cookie = Some(Cookie { name, origins });
        Self { cookie }
    }

    /// The request's token; `None` if it carries none. It is not looked into.
    pub(super) fn read<'a, B>(&self, request: &'a Request<B>) -> Result<Option<&'a str>, Reject> {
        match (bearer::read(request.headers())?, &self.cookie) {
            (None, Some(cookie)) => cookie.read(request.method(), request.headers()),
            (token, _) => Ok(token),
        }
    }
}

impl Cookie {
    fn read<'a>(&self, method: &Method, headers: &'a HeaderMap) -> Result<Option<&'a str>, Reject> {
        let token = cookie::read(headers, &self.name)?;
        if token.is_some() {
            let judged = as_what(method, headers);
            let judgement = self.origins.check(judged, headers, true);
            judgement.map_err(Reject::OriginNotAllowed)?;
        }
        Ok(token)
    }
}

/// An upgrade opens a channel, whatever its method: over HTTP/2 the same request is a `CONNECT` (RFC 8441).
fn as_what<'a>(method: &'a Method, headers: &HeaderMap) -> &'a Method {
    if headers.contains_key(UPGRADE) {
        return &Method::CONNECT;
    }
    method
}

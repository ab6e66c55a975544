//! A refusal as a response: problem+json (RFC 9457) under the headers of RFC 6750, section 3. The one place for both the
//! layers and the extractor.
//!
//! Tells the meaning and never the cause, and nothing that the token says.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Response};
use serde::Serialize;

use crate::Reject;

const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
/// Seconds. An outage ends when keys arrive, and nobody knows when; asking costs the service next to nothing.
const SHORTLY: HeaderValue = HeaderValue::from_static("1");

#[derive(Serialize)]
struct Problem {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    code: &'static str,
    detail: String,
}

impl Reject {
    /// The whole answer: status, `WWW-Authenticate` where a token would help, `Retry-After` on 503, `no-store`, and a
    /// document with `type`, `title`, `status`, `code` and `detail`. The refusal itself lies in its extensions, for those
    /// who count or log answers.
    #[must_use]
    pub fn answer<B: From<Bytes>>(&self) -> Response<B> {
        let mut response = Response::new(B::from(document(self)));
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, PROBLEM);
        headers.insert(CACHE_CONTROL, NO_STORE);
        if let Some(challenge) = self.www_authenticate() {
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        if matches!(self, Self::Unavailable(_)) {
            headers.insert(RETRY_AFTER, SHORTLY);
        }
        response.extensions_mut().insert(self.clone());
        response
    }

    /// Tells the log why, for the caller is not told.
    pub(crate) fn log(&self) {
        tracing::debug!(code = self.code(), error = ?self, "request refused");
    }
}

fn document(reject: &Reject) -> Bytes {
    let code = reject.code();
    let problem = Problem {
        kind: format!("urn:paraph:error:{code}"),
        title: reject.title(),
        status: reject.status().as_u16(),
        code,
        detail: detail(reject),
    };
    // Strings and a number: nothing here that JSON cannot hold.
    serde_json::to_vec(&problem).unwrap_or_default().into()
}

/// What the service asks for is no secret, and saves the caller a look into the documentation.
fn detail(reject: &Reject) -> String {
    match reject {
        Reject::InsufficientScope { required } => {
            format!("the access token does not grant the scope {required}")
        }
        Reject::MissingRole { required } => format!("the subject lacks the role {required}"),
        other => other.to_string(),
    }
}

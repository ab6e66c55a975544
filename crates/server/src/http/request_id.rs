//! A name for each request, for the log and the answer. Ours alone: what a client sends under that name is not read, so that
//! nobody can write into our log or borrow another's trail.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderName, HeaderValue};
use paraph_core::rng::{self, Rng};

use super::App;

/// The header that carries it.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The id: 128 random bits as 32 lower-case hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// The id of this text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(text.into())
    }

    fn random(rng: &dyn Rng) -> Self {
        let bits = u128::from_be_bytes(rng::bytes(rng));
        Self(format!("{bits:032x}").into())
    }
}

/// Middleware, the outermost: names the request and says the name in the answer.
pub async fn assign(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = RequestId::random(app.rng());
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

impl<S: Sync> FromRequestParts<S> for RequestId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts
            .extensions
            .get::<Self>()
            .cloned()
            .unwrap_or_else(|| Self::of("-")))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

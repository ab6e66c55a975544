//! One line a request, with named fields (`docs/LOGGING.md`). Never in it: paths as sent, queries, bodies, cookies, tokens,
//! other headers. What other rooms log meanwhile carries the request's id too.

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{Method, StatusCode};
use tracing::Instrument;

use super::App;
use super::problem::{Code, Problem};
use super::request_id::RequestId;
use super::source::Source;

/// Middleware: writes the line once the answer is made.
pub async fn line(
    State(app): State<App>,
    Source(origin): Source,
    id: RequestId,
    request: Request,
    next: Next,
) -> Response {
    let span = tracing::info_span!("request", request_id = %id);
    let method = known(request.method());
    // The pattern, not the path: a path as sent may hold anything.
    let route = request.extensions().get::<MatchedPath>().cloned();
    let start = app.clock().now();
    let response = next.run(request).instrument(span.clone()).await;
    let entry = Entry {
        method,
        route: route.as_ref().map(MatchedPath::as_str),
        peer: origin.address.as_deref(),
        took_ms: app.clock().now() - start,
    };
    span.in_scope(|| entry.write(&response));
    response
}

struct Entry<'a> {
    method: &'static str,
    route: Option<&'a str>,
    peer: Option<&'a str>,
    took_ms: i64,
}

impl Entry<'_> {
    /// Faults of ours are errors; all else a client can bring about at will. The peer is named where one was refused.
    fn write(&self, response: &Response) {
        let Self {
            method,
            route,
            peer,
            took_ms,
        } = *self;
        let problem = response.extensions().get::<Problem>();
        let code = problem.and_then(Problem::code).map(Code::as_str);
        let error = problem.and_then(Problem::cause);
        let (status, number) = (response.status(), response.status().as_u16());
        match status {
            StatusCode::INTERNAL_SERVER_ERROR => {
                tracing::error!(method, route, status = number, took_ms, error, "answered");
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                tracing::warn!(
                    method,
                    route,
                    status = number,
                    code,
                    took_ms,
                    error,
                    "answered"
                );
            }
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                tracing::info!(
                    method,
                    route,
                    status = number,
                    code,
                    took_ms,
                    peer,
                    error,
                    "answered"
                );
            }
            _ => tracing::info!(method, route, status = number, code, took_ms, "answered"),
        }
    }
}

/// The method's name; one that nobody serves may be any text.
fn known(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"];
    KNOWN
        .into_iter()
        .find(|known| *known == method.as_str())
        .unwrap_or("other")
}

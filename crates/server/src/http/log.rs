//! One line a request, with named fields. Never in it: paths as sent, queries, bodies, cookies, tokens, other headers.

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::App;
use super::problem::Problem;
use super::request_id::RequestId;
use super::source::Source;

/// Middleware: writes the line once the answer is made.
pub async fn line(State(app): State<App>, id: RequestId, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    // The pattern, not the path: a path as sent may hold anything.
    let route = request.extensions().get::<MatchedPath>().cloned();
    let source = Source::of(
        request.extensions().get(),
        request.headers(),
        app.behind_proxy(),
    );
    let start = app.clock().now();
    let response = next.run(request).await;
    let problem = response.extensions().get::<Problem>();
    let entry = Entry {
        id,
        method: method.as_str(),
        route: route.as_ref().map_or("-", MatchedPath::as_str),
        address: source.0.address.as_deref().unwrap_or("-"),
        status: response.status().as_u16(),
        millis: app.clock().now() - start,
        code: problem
            .and_then(Problem::code)
            .map_or("-", |code| code.as_str()),
        cause: problem.and_then(Problem::cause).unwrap_or("-"),
    };
    entry.write();
    response
}

struct Entry<'a> {
    id: RequestId,
    method: &'a str,
    route: &'a str,
    address: &'a str,
    status: u16,
    millis: i64,
    code: &'a str,
    cause: &'a str,
}

impl Entry<'_> {
    /// Faults of ours are errors; all else a client can bring about at will, so it is information.
    fn write(&self) {
        let Self {
            id,
            method,
            route,
            address,
            status,
            millis,
            code,
            cause,
        } = self;
        if *status == 500 {
            tracing::error!(request_id = %id, method, route, address, status, millis, cause, "request");
        } else if *status == 503 {
            tracing::warn!(request_id = %id, method, route, address, status, millis, code, cause, "request");
        } else {
            tracing::info!(request_id = %id, method, route, address, status, millis, code, "request");
        }
    }
}

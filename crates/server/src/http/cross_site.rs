//! The cross-site check on routes: the rule itself is `paraph_verify::origin`, shared with every service and the gate.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::App;
use super::cookie;
use super::problem::{Code, Problem};

/// Middleware for every unsafe route that reads or sets a cookie of ours; the route list says which do.
pub async fn check(State(app): State<App>, request: Request, next: Next) -> Response {
    let carries = cookie::carries(request.headers(), app.mode());
    match app
        .origins()
        .check(request.method(), request.headers(), carries)
    {
        Ok(()) => next.run(request).await,
        Err(refused) => Problem::new(Code::OriginNotAllowed)
            .detail(format!("{refused}; http.origins lists those that are"))
            .into_response(),
    }
}

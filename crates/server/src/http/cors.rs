//! Which pages may call and read the answer (the Fetch standard's CORS protocol), by the list that the cross-site check
//! uses too. Never `*`: our routes answer with credentials, and a listed origin is named back alone.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, ORIGIN, VARY,
};
use http::{HeaderValue, Method, StatusCode};

use super::App;
use super::problem::{Code, Problem};

/// What differs by who asks; caches must know.
const VARIES: &str = "origin, access-control-request-method, access-control-request-headers";

/// Middleware: answers preflights, and lets listed pages read the rest.
pub async fn apply(State(app): State<App>, request: Request, next: Next) -> Response {
    let allowed = allowed(&app, request.headers());
    let mut response = if is_preflight(&request) {
        preflight(allowed.is_some())
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_static(VARIES));
    if let Some(origin) = allowed {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            ACCESS_CONTROL_ALLOW_CREDENTIALS,
            HeaderValue::from_static("true"),
        );
        headers.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("etag, retry-after, www-authenticate, x-request-id"),
        );
    }
    response
}

/// The origin to name back.
fn allowed(app: &App, headers: &HeaderMap) -> Option<HeaderValue> {
    let mut origins = headers.get_all(ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (Some(origin), None) if app.origins().allows_cors(origin) => Some(origin.clone()),
        _ => None,
    }
}

fn is_preflight(request: &Request) -> bool {
    request.method() == Method::OPTIONS
        && request.headers().contains_key(ORIGIN)
        && request
            .headers()
            .contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

fn preflight(is_allowed: bool) -> Response {
    if !is_allowed {
        return Problem::new(Code::OriginNotAllowed)
            .detail("pages of this origin may not call; http.origins lists those that may")
            .into_response();
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(
        ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST, PATCH, DELETE"),
    );
    headers.insert(
        ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("authorization, content-type, if-none-match"),
    );
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    response
}

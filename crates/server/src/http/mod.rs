//! HTTP: turns requests into use cases and their answers into JSON, cookies and problems (DESIGN section 8).
//!
//! Read [`routes`] first: every route stands there, with who may call it. What every route shares lies around them, from the
//! outside in: request id, log line, security headers, problem documents, CORS, the catching of panics, the cross-site
//! check, the guard. Handlers are left with one call of a use case.
//!
//! Refused everywhere: bodies that are not `application/json` (of pages: not a form), over 64 KiB, or with members that are
//! unknown or doubled; method overrides; the `Host` header as a source of anything.

pub mod admin;
pub mod api;
pub mod app;
pub mod body;
pub mod code;
pub mod cookie;
pub mod cors;
pub mod credential;
pub mod cross_site;
pub mod form;
pub mod guard;
pub mod headers;
pub mod health;
pub mod json;
pub mod log;
pub mod page;
pub mod panic;
pub mod problem;
pub mod request_id;
pub mod routes;
pub mod serve;
pub mod source;
pub mod ui;
pub mod well_known;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use http::StatusCode;

pub use self::app::App;
use self::problem::{Code, Problem};

/// Everything we serve over HTTP.
pub fn router(app: App) -> Router {
    build(routes::routes(), app)
}

/// A router of these routes, with all that every route shares.
pub fn build(routes: Vec<routes::Route>, app: App) -> Router {
    let pages = ui::Pages::of(&routes, &app);
    routes
        .into_iter()
        .fold(Router::new(), |router, route| route.mount(router, &app))
        .fallback(unknown)
        .method_not_allowed_fallback(other_method)
        .layer(from_fn(panic::catch))
        .layer(from_fn_with_state(app.clone(), cors::apply))
        .layer(from_fn_with_state(pages, problem::write))
        .layer(from_fn_with_state(app.clone(), headers::add))
        .layer(from_fn_with_state(app.clone(), log::line))
        .layer(from_fn_with_state(app.clone(), request_id::assign))
        .with_state(app)
}

async fn unknown() -> Problem {
    Problem::new(Code::NotFound).detail("no such route")
}

/// `Allow` is added by the router, which knows the methods of the path.
async fn other_method() -> Problem {
    Problem::bad_request("this route does not take this method; Allow names those it takes")
        .with_status(StatusCode::METHOD_NOT_ALLOWED)
}

//! The one list of routes. The router is built from it, and so are the tests that send every route everything bad: a route
//! added here is guarded, checked and covered.

use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};
use http::Method;

use super::admin::{config, keys, openapi, sessions, users};
use super::api::{account, login, logout, password, refresh, signup};
use super::{App, cross_site, guard, health, well_known};

use Cookies::{Ignored, Used};
use Guard::{AccessToken, Account, Admin, Public};
use Place::{Below, WellKnown};
use Takes::{Json, Nothing, OptionalJson};

/// All routes.
#[rustfmt::skip]
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(POST,   "/api/signup",            Below,     Public,      Used,    Json,         signup::sign_up),
        Route::new(POST,   "/api/login",             Below,     Public,      Used,    Json,         login::log_in),
        Route::new(POST,   "/api/refresh",           Below,     Public,      Used,    OptionalJson, refresh::refresh),
        Route::new(POST,   "/api/logout",            Below,     Public,      Used,    OptionalJson, logout::log_out),
        Route::new(POST,   "/api/logout-everywhere", Below,     Public,      Used,    OptionalJson, logout::log_out_everywhere),
        Route::new(GET,    "/api/me",                Below,     AccessToken, Used,    Nothing,      account::me),
        Route::new(GET,    "/api/sessions",          Below,     Account,     Used,    Nothing,      account::sessions),
        Route::new(DELETE, "/api/sessions/{id}",     Below,     Account,     Used,    Nothing,      account::end_session),
        Route::new(POST,   "/api/password/change",   Below,     Account,     Used,    Json,         password::change),
        Route::new(GET,    "/admin/api/users",               Below, Admin, Ignored, Nothing, users::list),
        Route::new(POST,   "/admin/api/users",               Below, Admin, Ignored, Json,    users::create),
        Route::new(GET,    "/admin/api/users/{id}",          Below, Admin, Ignored, Nothing, users::read),
        Route::new(PATCH,  "/admin/api/users/{id}",          Below, Admin, Ignored, Json,    users::change),
        Route::new(GET,    "/admin/api/users/{id}/sessions", Below, Admin, Ignored, Nothing, users::sessions),
        Route::new(DELETE, "/admin/api/users/{id}/sessions", Below, Admin, Ignored, Nothing, users::end_sessions),
        Route::new(DELETE, "/admin/api/sessions/{id}",       Below, Admin, Ignored, Nothing, sessions::end),
        Route::new(GET,    "/admin/api/keys",                Below, Admin, Ignored, Nothing, keys::list),
        Route::new(GET,    "/admin/api/config",              Below, Admin, Ignored, Nothing, config::read),
        Route::new(GET,    "/admin/api/openapi.json",        Below, Admin, Ignored, Nothing, openapi::read),
        Route::new(GET,    "jwks.json",                  WellKnown, Public, Ignored, Nothing, well_known::jwks),
        Route::new(GET,    "oauth-authorization-server", WellKnown, Public, Ignored, Nothing, well_known::metadata),
        Route::new(GET,    "/healthz",               Below,     Public,      Ignored, Nothing,      health::healthz),
        Route::new(GET,    "/readyz",                Below,     Public,      Ignored, Nothing,      health::readyz),
    ]
}

const GET: Method = Method::GET;
const POST: Method = Method::POST;
const PATCH: Method = Method::PATCH;
const DELETE: Method = Method::DELETE;

/// One route.
#[derive(Debug)]
pub struct Route {
    /// Its method.
    pub method: Method,
    /// Its path at its place, as axum writes patterns.
    pub path: &'static str,
    /// Where the path starts.
    pub place: Place,
    /// Who may call it.
    pub guard: Guard,
    /// Whether it reads or sets a cookie of ours.
    pub cookies: Cookies,
    /// What body it takes.
    pub takes: Takes,
    handler: MethodRouter<App>,
}

/// Where a route's path starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Below the base path.
    Below,
    /// Below `/.well-known/`, which stands before the base path (RFC 8414 section 3.1) and after it (`OpenID` Connect
    /// Discovery section 4): both are served.
    WellKnown,
}

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Anyone.
    Public,
    /// A person on their own account: an access token whose audience is the issuer, a refresh token, or the cookie.
    Account,
    /// The same, and any access token of ours.
    AccessToken,
    /// An operator's access token, or a process through the socket.
    Admin,
}

/// Whether a route reads or sets a cookie of ours. Unsafe ones that do are behind the cross-site check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookies {
    /// It does neither.
    Ignored,
    /// It does.
    Used,
}

/// What body a route takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// JSON.
    Json,
    /// JSON, or nothing.
    OptionalJson,
    /// Nothing: what comes is not read.
    Nothing,
}

impl Route {
    /// A route of the list.
    ///
    /// # Panics
    /// If the method is none that axum routes.
    #[must_use]
    pub fn new<T: 'static>(
        method: Method,
        path: &'static str,
        place: Place,
        guard: Guard,
        cookies: Cookies,
        takes: Takes,
        handler: impl Handler<T, App>,
    ) -> Self {
        let filter = MethodFilter::try_from(method.clone()).expect("the list names known methods");
        Self {
            method,
            path,
            place,
            guard,
            cookies,
            takes,
            handler: on(filter, handler),
        }
    }

    /// The paths it is served at, with the base path.
    #[must_use]
    pub fn paths(&self, base: &str) -> Vec<String> {
        let path = self.path;
        match self.place {
            Place::Below => vec![format!("{base}{path}")],
            Place::WellKnown if base.is_empty() => vec![format!("/.well-known/{path}")],
            Place::WellKnown => vec![
                format!("{base}/.well-known/{path}"),
                format!("/.well-known/{path}{base}"),
            ],
        }
    }

    /// Adds it, behind its guard and, outermost, the cross-site check.
    pub(super) fn mount(self, router: Router<App>, app: &App) -> Router<App> {
        let paths = self.paths(app.base_path());
        let guarded = match self.guard {
            Guard::Public => self.handler,
            Guard::Account => self
                .handler
                .route_layer(from_fn_with_state(app.clone(), guard::account)),
            Guard::AccessToken => self
                .handler
                .route_layer(from_fn_with_state(app.clone(), guard::access_token)),
            Guard::Admin => self
                .handler
                .route_layer(from_fn_with_state(app.clone(), guard::admin)),
        };
        let checked = match self.cookies {
            Cookies::Ignored => guarded,
            Cookies::Used => {
                guarded.route_layer(from_fn_with_state(app.clone(), cross_site::check))
            }
        };
        paths
            .iter()
            .fold(router, |router, path| router.route(path, checked.clone()))
    }
}

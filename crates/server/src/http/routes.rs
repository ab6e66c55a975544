//! The one list of routes. The router is built from it, and so are the tests that send every route everything bad: a route
//! added here is guarded, checked and covered.

use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};
use http::Method;

use super::admin::{config, keys, openapi, sessions, users};
use super::api::{account, login, logout, password, refresh, signup};
use super::ui::{self as pages, style};
use super::{App, cross_site, guard, health, well_known};

use Cookies::{Ignored, Used};
use Guard::{AccessToken, Account, Admin, Public, Visitor};
use Place::{Below, WellKnown};
use Takes::{Form, Json, Nothing, OptionalJson};

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
        Route::page(GET,  "/",                          Public,  Nothing, pages::home),
        Route::page(GET,  "/login",                     Public,  Nothing, pages::login::show),
        Route::page(POST, "/login",                     Public,  Form,    pages::login::log_in),
        Route::page(POST, "/login/signup",              Public,  Form,    pages::signup::sign_up),
        Route::page(GET,  "/account",                   Visitor, Nothing, pages::account::show),
        Route::page(POST, "/account/sessions/end",      Visitor, Form,    pages::sessions::end),
        Route::page(POST, "/account/password",          Visitor, Form,    pages::password::change),
        Route::page(POST, "/account/logout",            Public,  Form,    pages::logout::log_out),
        Route::page(POST, "/account/logout-everywhere", Public,  Form,    pages::logout::log_out_everywhere),
        Route::new(GET,   style::path(),     Below,     Public,      Ignored, Nothing,      style::read),
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
    /// What its refusals are.
    pub refuses: Refuses,
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
    /// The same as for an account, and whoever is refused is sent to the login page.
    Visitor,
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
    /// A form.
    Form,
    /// Nothing: what comes is not read.
    Nothing,
}

/// What a route's refusals are, whoever refuses: check, guard, handler or the router itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refuses {
    /// Problem documents, for programs.
    InJson,
    /// Pages, for people.
    InHtml,
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
            refuses: Refuses::InJson,
            handler: on(filter, handler),
        }
    }

    /// A page of the list, or what a form of one is sent to. All of them read or set the cookie.
    ///
    /// # Panics
    /// As [`Route::new`].
    #[must_use]
    pub fn page<T: 'static>(
        method: Method,
        path: &'static str,
        guard: Guard,
        takes: Takes,
        handler: impl Handler<T, App>,
    ) -> Self {
        Self {
            refuses: Refuses::InHtml,
            ..Self::new(method, path, Below, guard, Used, takes, handler)
        }
    }

    /// The paths it is served at, with the base path.
    #[must_use]
    pub fn paths(&self, base: &str) -> Vec<String> {
        let path = self.path;
        match self.place {
            // Whoever types the issuer's address types no slash.
            Place::Below if path == "/" && !base.is_empty() => {
                vec![base.into(), format!("{base}/")]
            }
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
            Guard::Visitor => self
                .handler
                .route_layer(from_fn_with_state(app.clone(), guard::visitor)),
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

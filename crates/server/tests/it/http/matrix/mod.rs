//! Everything bad for every route of the list: a 4xx with a stable code, nothing changed, nothing leaked.
//!
//! A route that is added to the list is covered. One that takes JSON needs a [`sample`], one that takes a form a [`form`],
//! and fails here until it has one.

mod bodies;
mod forms;
mod methods;
mod tokens;

use axum::body::Body;
use http::Request;
use http::header::AUTHORIZATION;
use paraph::http::routes::{Guard, Place, Route, Takes, routes};
use serde_json::{Value, json};

use crate::support::answer::Answer;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{self, Client};
use crate::support::store::Dump;

/// A path of the route; where it names a thing, one that does not exist.
pub(crate) fn path(route: &Route) -> String {
    let id = if route.path.contains("users") {
        "usr_"
    } else {
        "ses_"
    };
    let path = route
        .path
        .replace("{id}", &format!("{id}{}", "a".repeat(26)));
    match route.place {
        Place::Below => path,
        Place::WellKnown => format!("/.well-known/{path}"),
    }
}

/// A body that the route takes, with every member it knows.
pub(crate) fn sample(route: &Route) -> Option<Value> {
    if matches!(route.takes, Takes::Nothing | Takes::Form) {
        return None;
    }
    Some(match (route.method.as_str(), route.path) {
        ("POST", "/api/signup") => {
            json!({ "email": "eve@example.org", "password": PASSWORD, "name": "Eve" })
        }
        ("POST", "/api/login") => json!({
            "email": "ada@example.org", "password": PASSWORD, "carrier": "bearer",
            "client_id": "app", "audience": "api", "scope": "read",
        }),
        ("POST", "/api/refresh") => json!({
            "refresh_token": "hello", "client_id": "app", "audience": "api", "scope": "read",
        }),
        ("POST", "/api/logout" | "/api/logout-everywhere") => {
            json!({ "refresh_token": "hello", "client_id": "app" })
        }
        ("POST", "/api/password/change") => {
            json!({ "old_password": PASSWORD, "new_password": "another battery 8 staple" })
        }
        ("POST", "/admin/api/users") => json!({
            "email": "eve@example.org", "name": "Eve", "roles": ["editor"],
            "claims": { "plan": "gold" }, "password": PASSWORD,
        }),
        ("PATCH", "/admin/api/users/{id}") => json!({
            "name": "Eve", "roles": ["editor"], "claims": { "plan": "gold" }, "disabled": true,
        }),
        (method, path) => panic!("{method} {path} takes JSON: add a sample of its body here"),
    })
}

/// A form that the route takes, with every field it knows.
pub(crate) fn form(route: &Route) -> Option<&'static [(&'static str, &'static str)]> {
    if route.takes != Takes::Form {
        return None;
    }
    Some(match route.path {
        "/login" => &[("email", "ada@example.org"), ("password", PASSWORD)],
        "/login/signup" => &[
            ("name", "Eve"),
            ("email", "eve@example.org"),
            ("password", PASSWORD),
        ],
        "/account/sessions/end" => &[("session", "ses_aaaaaaaaaaaaaaaaaaaaaaaaaa")],
        "/account/password" => &[("current", PASSWORD), ("new", "another battery 8 staple")],
        "/account/logout" | "/account/logout-everywhere" => &[],
        path => panic!("{path} takes a form: add a sample of its fields here"),
    })
}

/// The request with a body that the route takes.
pub(crate) fn filled(request: Request<Body>, route: &Route) -> Request<Body> {
    match (sample(route), form(route)) {
        (Some(body), _) => client::json(request, body.to_string()),
        (None, Some(fields)) => client::form(request, client::encoded(fields)),
        (None, None) => request,
    }
}

/// Asserts a refusal of the guard: of a page, one is sent to the login.
#[track_caller]
pub(crate) fn denied(answer: &Answer, route: &Route, status: u16, code: &str) {
    assert!(answer.header("set-cookie").is_none(), "{answer:?}");
    if route.guard == Guard::Visitor {
        answer.sends_to("/login");
    } else {
        answer.refused(status, code);
    }
}

/// A server where Ada, an admin, has logged in, and what the database held then.
struct Stage {
    app: TestApp,
    own: String,
    before: Dump,
}

impl Stage {
    async fn new() -> Self {
        let app = TestApp::new().await;
        app.person_with("ada@example.org", &["paraph:admin"]).await;
        let own = app.own_token("ada@example.org").await;
        let before = app.dump().without_audit();
        Self { app, own, before }
    }

    /// A request that the route's guard lets through.
    fn request(&self, route: &Route) -> Request<Body> {
        let mut request = self
            .app
            .anonymous()
            .request(route.method.clone(), &path(route));
        if route.guard != Guard::Public {
            let value = format!("Bearer {}", self.own);
            client::set(&mut request, AUTHORIZATION, &value);
        }
        request
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let answer = client::send(&self.app, request).await;
        self.leaks_nothing(&answer);
        answer
    }

    fn leaks_nothing(&self, answer: &Answer) {
        let answer = format!("{answer:?}").to_lowercase();
        for word in [
            "select ",
            "insert ",
            "sqlite",
            "rusqlite",
            ".rs",
            "src/",
            "/tmp",
            "panicked",
            "serde",
            "argon",
            "stack backtrace",
            &PASSWORD.to_lowercase(),
            &self.own.to_lowercase(),
        ] {
            assert!(!answer.contains(word), "{word}: {answer}");
        }
    }

    #[track_caller]
    fn unchanged(&self, row: &str) {
        assert_eq!(self.app.dump().without_audit(), self.before, "{row}");
    }
}

/// Every route that takes JSON, with its sample.
fn with_json() -> impl Iterator<Item = (Route, Value)> {
    routes()
        .into_iter()
        .filter_map(|route| sample(&route).map(|body| (route, body)))
}

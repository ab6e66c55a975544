//! Faults of ours and of the database: what the caller sees, what survives.

use http::{Method, StatusCode};
use paraph::http::routes::{Cookies, Guard, Place, Route, Takes, routes};
use paraph::http::ui::style;
use paraph_core::StoreError;
use serde_json::json;

use super::cross_site::body_without_token as without_token;
use super::matrix::{filled, path, sample};
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::client::{self, Client};
use crate::support::faulty::Fault;

/// A secret of the machine's, which no answer may hold.
const CAUSE: &str = "kanarienvogel at /var/lib/paraph.db: SELECT * FROM users";

/// Calls every route that asks the database anything, with a good token.
async fn all_routes(app: &TestApp, token: &str, fault: Fault) -> Vec<(Route, Answer)> {
    app.store.set(Some(fault));
    let mut answers = Vec::new();
    for route in routes() {
        let bearer = app.bearer(token);
        let request = bearer.request(route.method.clone(), &path(&route));
        let request = filled(request, &route);
        let acts_by_token =
            route.path.ends_with("/logout-everywhere") || route.path == "/account/logout";
        let answer = if route.guard == Guard::Public && !acts_by_token {
            app.anonymous().send(request).await
        } else {
            bearer.send(request).await
        };
        let text = format!("{answer:?}");
        for secret in ["kanarienvogel", "SELECT", "/var", "panicked"] {
            assert!(!text.contains(secret), "{text}");
        }
        answers.push((route, answer));
    }
    app.store.set(None);
    answers
}

/// Routes that answer without the database; the bodies of these samples hold no genuine token.
fn asks_nothing(route: &Route) -> bool {
    matches!(
        route.path,
        "jwks.json"
            | "oauth-authorization-server"
            | "/healthz"
            | "/api/refresh"
            | "/api/logout"
            | "/"
    ) || route.path == style::path()
        // Without a cookie there is nothing to ask.
        || (route.path == "/login" && route.method == Method::GET)
}

async fn stage() -> (TestApp, String) {
    let app = TestApp::new().await;
    app.person_with("ada@example.org", &["paraph:admin"]).await;
    let token = app.own_token("ada@example.org").await;
    (app, token)
}

#[tokio::test]
async fn d14_a_panic_is_the_failure_of_one_request() {
    let (app, token) = stage().await;
    for (route, answer) in all_routes(&app, &token, Fault::Panic).await {
        if !asks_nothing(&route) {
            assert_eq!(answer.status, 500, "{} {}", route.method, route.path);
        }
    }
    app.bearer(&token).get("/api/me").await.ok();
    app.anonymous().get("/readyz").await.ok();
}

async fn broken_handler() -> StatusCode {
    panic!("kanarienvogel in a handler")
}

#[tokio::test]
async fn d14_a_panic_of_a_handler_too() {
    let (guard, cookies) = (Guard::Public, Cookies::Ignored);
    let path = "/broken/{id}";
    let route = Route::new(
        Method::GET,
        path,
        Place::Below,
        guard,
        cookies,
        Takes::Nothing,
        broken_handler,
    );
    let app = TestApp::of("http://localhost:8080")
        .route(route)
        .start()
        .await;
    for _ in 0..3 {
        let answer = app.anonymous().get("/broken/1").await;
        assert_eq!(answer.status, 500);
        assert!(!answer.body.contains("kanarienvogel"));
        app.anonymous().get("/readyz").await.ok();
    }
}

#[tokio::test]
async fn s02_a_fault_says_a_request_id_and_nothing_else() {
    let (app, token) = stage().await;
    let fault = Fault::Error(StoreError::Fault(CAUSE.into()));
    for (route, answer) in all_routes(&app, &token, fault).await {
        if !asks_nothing(&route) {
            let expected = if route.path == "/readyz" { 503 } else { 500 };
            assert_eq!(answer.status, expected, "{} {}", route.method, route.path);
        }
    }
}

#[tokio::test]
async fn a_database_that_is_away_is_a_503_on_every_route_and_never_an_answer() {
    for (error, code) in [
        (StoreError::Unavailable(CAUSE.into()), "unavailable"),
        (StoreError::Busy, "busy"),
    ] {
        let (app, token) = stage().await;
        for (route, answer) in all_routes(&app, &token, Fault::Error(error.clone())).await {
            if !asks_nothing(&route) {
                let code = if route.path == "/readyz" {
                    "unavailable"
                } else {
                    code
                };
                answer.refused(503, code);
            }
        }
        app.bearer(&token).get("/api/me").await.ok();
    }
}

#[tokio::test]
async fn a_store_error_keeps_the_cookie_and_is_never_called_a_logout() {
    let (app, _) = stage().await;
    let page = app.logged_in_browser("ada@example.org").await;
    let uses = |route: &Route| route.cookies == Cookies::Used && route.method == Method::POST;
    for route in routes().into_iter().filter(uses) {
        app.store
            .set(Some(Fault::Error(StoreError::Unavailable(CAUSE.into()))));
        let request = page.request(route.method.clone(), &path(&route));
        let request = match sample(&route) {
            Some(body) => client::json(request, without_token(body)),
            None => filled(request, &route),
        };
        let answer = page.send(request).await;
        app.store.set(None);
        answer.refused(503, "unavailable");
        assert_eq!(answer.header("set-cookie"), None, "{}", route.path);
    }
    page.post("/api/refresh", &json!({})).await.ok();
}

#[tokio::test]
async fn a_clock_that_differs_from_the_databases_is_not_ready() {
    let (app, _) = stage().await;
    for (skew, ready) in [
        (0, true),
        (2_000, true),
        (-2_000, true),
        (2_001, false),
        (-2_001, false),
    ] {
        app.store.set(Some(Fault::Skew(skew)));
        let answer = app.anonymous().get("/readyz").await;
        if ready {
            answer.ok();
        } else {
            answer.refused(503, "unavailable");
            assert_eq!(answer.json()["detail"], "clock");
        }
    }
}

//! Tokens and cookies that are worth nothing, at every route that asks for one.

use axum::body::Body;
use http::Request;
use http::header::AUTHORIZATION;
use paraph::http::routes::{Cookies, Guard, Route, routes};
use serde_json::json;

use super::{Stage, denied, filled, path};
use crate::support::answer::Answer;
use crate::support::app::{DAY, TestApp};
use crate::support::client::{self, Bearer, Browser, Client};
use crate::support::token::{changed, forged};

/// Every credential that is worth nothing at this route, and the code of its refusal.
async fn worthless(stage: &Stage, route: &Route) -> Vec<(String, String, u16, &'static str)> {
    let app = &stage.app;
    let forged = forged(&app.app, &stage.own).into_iter();
    let mut all: Vec<_> = forged
        .map(|(what, token)| (what.to_owned(), token, 401, "token_invalid"))
        .collect();
    let past = changed(&app.app, &stage.own, |claims| {
        claims["exp"] = json!(1_767_225_000);
    });
    all.push(("expired".into(), past, 401, "token_expired"));
    let (revoked, ended) = app.log_in("ada@example.org", app.app.issuer()).await;
    app.bearer(&ended)
        .post_nothing("/api/logout")
        .await
        .empty(204);
    all.push(("revoked".into(), revoked, 401, "token_revoked"));
    let refresh = if route.guard == Guard::Admin {
        "token_invalid"
    } else {
        "session_ended"
    };
    all.push(("ended refresh token".into(), ended, 401, refresh));
    let other = TestApp::new().await;
    other.person("ada@example.org").await;
    let (foreign, foreign_refresh) = other.log_in("ada@example.org", app.app.issuer()).await;
    all.push(("of another server".into(), foreign, 401, "token_invalid"));
    let refresh = if route.guard == Guard::Admin {
        "token_invalid"
    } else {
        "refresh_invalid"
    };
    all.push((
        "refresh token of another server".into(),
        foreign_refresh,
        401,
        refresh,
    ));
    if route.guard != Guard::AccessToken {
        let (service, _) = app.log_in("ada@example.org", "api").await;
        all.push(("for a service".into(), service, 401, "token_invalid"));
    }
    if route.guard == Guard::Admin {
        let (_, refresh) = app.log_in("ada@example.org", "api").await;
        all.push(("a refresh token".into(), refresh, 401, "token_invalid"));
    }
    all
}

#[tokio::test]
async fn v11_no_guarded_route_takes_a_token_that_is_worth_nothing() {
    for route in routes()
        .into_iter()
        .filter(|route| route.guard != Guard::Public)
    {
        let stage = Stage::new().await;
        let worthless = worthless(&stage, &route).await;
        let before = stage.app.dump().without_audit();
        for (what, token, status, code) in worthless {
            let bearer = stage.app.bearer(&token);
            let answer = bearer.send(body_of(&bearer, &route)).await;
            stage.leaks_nothing(&answer);
            eprintln!("{} {} {what}", route.method, route.path);
            denied(&answer, &route, status, code);
        }
        assert_eq!(stage.app.dump().without_audit(), before, "{}", route.path);
    }
}

fn body_of(bearer: &impl Client, route: &Route) -> Request<Body> {
    let request = bearer.request(route.method.clone(), &path(route));
    filled(request, route)
}

#[tokio::test]
async fn no_guarded_route_takes_nothing_or_another_scheme_or_the_query() {
    let stage = Stage::new().await;
    for route in routes()
        .into_iter()
        .filter(|route| route.guard != Guard::Public)
    {
        let anonymous = stage.app.anonymous();
        let refused = |answer: &Answer| denied(answer, &route, 401, "token_invalid");
        refused(&anonymous.send(body_of(&anonymous, &route)).await);
        for value in ["Basic YTpi", "Bearer", "Bearer a b", "Token x", ""] {
            let mut request = body_of(&anonymous, &route);
            client::set(&mut request, AUTHORIZATION, value);
            refused(&anonymous.send(request).await);
        }
        let mut request = body_of(&anonymous, &route);
        let uri = format!("{}?access_token={}", request.uri(), stage.own);
        *request.uri_mut() = uri.parse().expect("a uri");
        refused(&stage.send(request).await);
        let mut doubled = body_of(&anonymous, &route);
        for _ in 0..2 {
            let value = format!("Bearer {}", stage.own).parse().expect("a value");
            doubled.headers_mut().append(AUTHORIZATION, value);
        }
        refused(&stage.send(doubled).await);
        stage.unchanged(route.path);
    }
}

#[tokio::test]
async fn cookies_that_are_worth_nothing_open_no_route_that_reads_them() {
    let stage = Stage::new().await;
    let page = stage.app.logged_in_browser("ada@example.org").await;
    let old = page.jar();
    let token = old.split_once('=').expect("a cookie").1.to_owned();
    page.post_nothing("/api/logout").await.empty(204);
    let program = stage.app.log_in("ada@example.org", "api").await.1;
    let before = stage.app.dump().without_audit();
    let cases = [
        (token.as_str(), "session_ended"),
        (&token[..token.len() - 1], "refresh_invalid"),
        ("par_r_", "refresh_invalid"),
        ("hello", "refresh_invalid"),
        ("", "refresh_invalid"),
        (&stage.own, "refresh_invalid"),
        (&program, "refresh_invalid"),
    ];
    let reads = |route: &Route| route.cookies == Cookies::Used && route.guard != Guard::Public;
    for route in routes().into_iter().filter(reads) {
        for (value, code) in cases {
            let page = Browser::new(&stage.app);
            page.cookies
                .borrow_mut()
                .insert("par-dev-r-app".into(), value.into());
            let answer = page.send(body_of(&page, &route)).await;
            denied(&answer, &route, 401, code);
        }
    }
    assert_eq!(stage.app.dump().without_audit(), before);
}

#[tokio::test]
async fn sessions_past_their_end_open_nothing() {
    let stage = Stage::new().await;
    let (_, refresh) = stage.app.log_in("ada@example.org", "api").await;
    stage.app.clock.advance(31 * DAY);
    let before = stage.app.dump().without_audit();
    let guarded = |route: &Route| {
        matches!(
            route.guard,
            Guard::Account | Guard::AccessToken | Guard::Visitor
        )
    };
    for route in routes().into_iter().filter(guarded) {
        let bearer = Bearer(&stage.app, refresh.clone());
        let answer = bearer.send(body_of(&bearer, &route)).await;
        denied(&answer, &route, 401, "session_ended");
        let bearer = Bearer(&stage.app, stage.own.clone());
        let answer = bearer.send(body_of(&bearer, &route)).await;
        denied(&answer, &route, 401, "token_expired");
    }
    assert_eq!(stage.app.dump().without_audit(), before);
}

//! The cross-site check, on every route of the list that it concerns.

use axum::body::Body;
use http::header::{CONTENT_TYPE, COOKIE, HeaderName, ORIGIN};
use http::{Method, Request};
use paraph::http::routes::{Cookies, Route, routes};

use super::matrix::{filled, path, sample};
use crate::support::app::{FOREIGN, LISTED, TestApp};
use crate::support::client::{self, Browser, Client};

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What other sites can make a browser send: the origin and what the browser says of it.
const ATTACKS: [(Option<&str>, Option<&str>); 9] = [
    (Some(FOREIGN), None),
    (Some(FOREIGN), Some("cross-site")),
    (Some("null"), None),
    (Some("null"), Some("cross-site")),
    (Some("https://evil.id.example.org"), Some("same-site")),
    (Some("https://id.example.org.evil.example"), None),
    (None, Some("cross-site")),
    (None, Some("same-site")),
    (None, None),
];

fn concerned() -> Vec<Route> {
    let concerns = |route: &Route| route.cookies == Cookies::Used && !route.method.is_safe();
    routes().into_iter().filter(concerns).collect()
}

fn attack(
    page: &Browser<'_>,
    route: &Route,
    origin: Option<&str>,
    site: Option<&str>,
) -> Request<Body> {
    let request = page.request(route.method.clone(), &path(route));
    let mut request = filled(request, route);
    for (name, value) in [(ORIGIN, origin), (SITE, site)] {
        if let Some(value) = value {
            client::set(&mut request, name, value);
        }
    }
    client::set(&mut request, COOKIE, &page.jar());
    request
}

#[tokio::test]
async fn w02_r12_no_other_site_uses_or_sets_a_cookie_on_any_route() {
    let app = TestApp::production().await;
    app.person("ada@example.org").await;
    let page = app.logged_in_browser("ada@example.org").await;
    let before = app.dump();
    assert!(concerned().len() >= 13);
    for route in concerned() {
        for (origin, site) in ATTACKS {
            let answer = client::send(&app, attack(&page, &route, origin, site)).await;
            let row = format!(
                "{} {} {origin:?} {site:?}: {answer:?}",
                route.method, route.path
            );
            assert_eq!(
                answer.refusal(),
                (403, "origin_not_allowed".into()),
                "{row}"
            );
            assert!(answer.header("set-cookie").is_none(), "{row}");
            assert!(
                answer.header("access-control-allow-origin").is_none(),
                "{row}"
            );
        }
    }
    assert_eq!(app.dump(), before);
}

#[tokio::test]
async fn w02_own_and_listed_pages_pass_the_check_on_every_route() {
    for (origin, site) in [
        (Some("https://id.example.org"), Some("same-origin")),
        (Some(LISTED), Some("same-site")),
        (Some(LISTED), None),
        (None, Some("same-origin")),
    ] {
        for route in concerned() {
            let app = TestApp::production().await;
            app.person("ada@example.org").await;
            let page = app.logged_in_browser("ada@example.org").await;
            let answer = client::send(&app, attack(&page, &route, origin, site)).await;
            let row = format!(
                "{} {} {origin:?} {site:?}: {answer:?}",
                route.method, route.path
            );
            assert_ne!(answer.status, 403, "{row}");
            assert_eq!(
                answer.header("access-control-allow-origin"),
                origin,
                "{row}"
            );
        }
    }
}

#[tokio::test]
async fn a_program_names_no_origin_and_has_no_cookie() {
    let app = TestApp::production().await;
    app.person("ada@example.org").await;
    let (_, refresh) = app.log_in("ada@example.org", "api").await;
    let body = serde_json::json!({ "refresh_token": refresh });
    app.anonymous().post("/api/refresh", &body).await.ok();
}

#[tokio::test]
async fn w02_forms_and_plain_text_are_no_json_even_from_our_own_page() {
    let app = TestApp::production().await;
    app.person("ada@example.org").await;
    let page = app.logged_in_browser("ada@example.org").await;
    let before = app.dump();
    for route in concerned().iter().filter(|route| sample(route).is_some()) {
        for kind in [
            "application/x-www-form-urlencoded",
            "text/plain",
            "multipart/form-data; boundary=x",
        ] {
            let mut request = page.request(route.method.clone(), &path(route));
            *request.body_mut() = sample(route).expect("a sample").to_string().into();
            client::set(&mut request, CONTENT_TYPE, kind);
            let answer = page.send(request).await;
            assert_eq!(
                answer.refusal(),
                (415, "unsupported_media_type".into()),
                "{}",
                route.path
            );
        }
    }
    assert_eq!(app.dump(), before);
}

#[tokio::test]
async fn w02_no_method_is_overridden() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let page = app.logged_in_browser("ada@example.org").await;
    let before = app.dump();
    for name in [
        "x-http-method-override",
        "x-http-method",
        "x-method-override",
    ] {
        for path in ["/api/logout", "/api/refresh", "/api/logout?_method=POST"] {
            let mut request = page.request(Method::GET, path);
            client::set(&mut request, HeaderName::from_static(name), "POST");
            let answer = page.send(request).await;
            assert_eq!(answer.status, 405);
        }
    }
    assert_eq!(app.dump(), before);
}

#[tokio::test]
async fn w02_nothing_safe_changes_anything() {
    let app = TestApp::new().await;
    app.person_with("ada@example.org", &["paraph:admin"]).await;
    let page = app.logged_in_browser("ada@example.org").await;
    let own = app.own_token("ada@example.org").await;
    let before = app.dump();
    for route in routes().iter().filter(|route| route.method.is_safe()) {
        page.get(&path(route)).await;
        app.bearer(&own).get(&path(route)).await;
    }
    assert_eq!(app.dump(), before);
}

#[tokio::test]
async fn w09_two_cookies_of_one_name_are_refused_on_every_route_that_reads_them() {
    let app = TestApp::production().await;
    app.person("ada@example.org").await;
    let page = app.logged_in_browser("ada@example.org").await;
    let before = app.dump();
    let doubled = format!("{}; {}", page.jar(), page.jar());
    let planted = format!("__Host-par-r-app=planted; {}", page.jar());
    let reads = |route: &Route| {
        let takes_none = matches!(
            (route.method.as_str(), route.path),
            (
                "POST",
                "/api/signup" | "/api/login" | "/login" | "/login/signup"
            ) | ("GET", "/")
        );
        route.cookies == Cookies::Used && !takes_none
    };
    for route in routes().iter().filter(|route| reads(route)) {
        for jar in [&doubled, &planted] {
            let mut request = page.request(route.method.clone(), &path(route));
            client::set(&mut request, COOKIE, jar);
            client::set(&mut request, ORIGIN, "https://id.example.org");
            let request = match sample(route) {
                Some(body) => client::json(request, body_without_token(body)),
                None => filled(request, route),
            };
            let answer = client::send(&app, request).await;
            assert_eq!(
                answer.refusal(),
                (400, "bad_request".into()),
                "{}",
                route.path
            );
        }
    }
    assert_eq!(app.dump(), before);
}

pub(crate) fn body_without_token(mut body: serde_json::Value) -> String {
    if let Some(members) = body.as_object_mut() {
        members.remove("refresh_token");
    }
    body.to_string()
}

//! Everything bad for every route of the list: a 4xx with a stable code, nothing changed, nothing leaked.
//!
//! A route that is added to the list is covered. One that takes JSON needs a [`sample`], and fails here until it has one.

use axum::body::Body;
use http::header::{ALLOW, CONTENT_TYPE, ORIGIN, TRANSFER_ENCODING};
use http::{Method, Request};
use paraph::http::json::LIMIT;
use paraph::http::routes::{Cookies, Guard, Place, Route, Takes, routes};
use serde_json::{Value, json};

use crate::support::answer::Answer;
use crate::support::app::{DAY, PASSWORD, TestApp};
use crate::support::client::{self, Bearer, Browser, Client};
use crate::support::store::Dump;
use crate::support::token::{changed, claims, forged};

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
    if route.takes == Takes::Nothing {
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
            client::set(&mut request, http::header::AUTHORIZATION, &value);
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

fn with_json() -> impl Iterator<Item = (Route, Value)> {
    routes()
        .into_iter()
        .filter_map(|route| sample(&route).map(|body| (route, body)))
}

#[tokio::test]
async fn d03_t15_what_is_no_json_or_no_object_is_refused() {
    let stage = Stage::new().await;
    let deep = |open: &str, shut: &str| format!("{}{}", open.repeat(30_000), shut.repeat(30_000));
    for (route, body) in with_json() {
        let good = body.to_string();
        let (name, value) = body
            .as_object()
            .and_then(|all| all.iter().next())
            .expect("a member");
        let bodies: Vec<Vec<u8>> = vec![
            b"{".into(),
            b"}".into(),
            b"\0".into(),
            b"{'a':1}".into(),
            b"a=b".into(),
            b"[]".into(),
            b"null".into(),
            b"true".into(),
            b"7".into(),
            br#""x""#.into(),
            format!("{good}{good}").into(),
            format!("{good},").into(),
            good[..good.len() - 1].into(),
            [b"\xef\xbb\xbf", good.as_bytes()].concat(),
            good.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            [&good.as_bytes()[..good.len() - 2], b"\xff\"}"].concat(),
            format!(r#"{{"{name}":{value},{}"#, &good[1..]).into(),
            format!(r#"{{"{name}":"a\u0000b"}}"#).into(),
            format!(r#"{{"{name}":"\ud800"}}"#).into(),
            format!(r#"{{"{name}\u0000":1}}"#).into(),
            deep("[", "]").into(),
            format!(r#"{{"{name}":{}"#, deep("[", "]")).into(),
        ];
        for body in bodies {
            let start = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
            let row = format!("{} {} {start}", route.method, route.path);
            let answer = stage.send(client::json(stage.request(&route), body)).await;
            assert_eq!(answer.refusal(), (400, "bad_request".into()), "{row}");
        }
        let deeper = "[".repeat(100_000);
        let answer = stage
            .send(client::json(stage.request(&route), deeper))
            .await;
        answer.refused(413, "body_too_large");
        stage.unchanged(route.path);
    }
}

#[tokio::test]
async fn l12_b03_members_that_the_route_does_not_know_are_refused() {
    let stage = Stage::new().await;
    let unknown = [
        ("role", json!("admin")),
        ("is_admin", json!(true)),
        ("admin", json!(true)),
        ("user_id", json!("usr_aaaaaaaaaaaaaaaaaaaaaaaaaa")),
        ("id", json!("usr_aaaaaaaaaaaaaaaaaaaaaaaaaa")),
        ("sub", json!("usr_aaaaaaaaaaaaaaaaaaaaaaaaaa")),
        ("email_verified", json!(true)),
        ("version", json!(0)),
        ("created", json!(0)),
        ("permissions", json!(["*"])),
        ("__proto__", json!({ "admin": true })),
        ("Email", json!("x")),
        ("", json!(1)),
    ];
    for (route, body) in with_json() {
        let more = [
            ("roles", json!(["paraph:admin"])),
            ("claims", json!({ "a": 1 })),
            ("disabled", json!(false)),
        ];
        for (name, value) in unknown.iter().chain(&more) {
            if body.get(*name).is_some() || route.path.starts_with("/admin") && name == &"disabled"
            {
                continue;
            }
            let mut body = body.clone();
            body[*name] = value.clone();
            let answer = stage
                .send(client::json(stage.request(&route), body.to_string()))
                .await;
            let row = format!("{} {} {name}: {answer:?}", route.method, route.path);
            assert_eq!(answer.refusal(), (400, "bad_request".into()), "{row}");
        }
        stage.unchanged(route.path);
    }
}

#[tokio::test]
async fn wrong_types_are_refused() {
    let stage = Stage::new().await;
    let values = [
        json!(true),
        json!(7),
        json!(-7.5),
        json!([]),
        json!([[]]),
        json!({}),
        json!("hello there"),
    ];
    for (route, body) in with_json() {
        for (name, right) in body.as_object().expect("an object") {
            let kind = std::mem::discriminant(right);
            let wrong = values
                .iter()
                .filter(|value| std::mem::discriminant(*value) != kind || **value == json!([[]]));
            for value in wrong {
                let mut body = body.clone();
                body[name] = value.clone();
                let answer = stage
                    .send(client::json(stage.request(&route), body.to_string()))
                    .await;
                let row = format!("{} {} {name}={value}: {answer:?}", route.method, route.path);
                assert_eq!(answer.refusal(), (400, "bad_request".into()), "{row}");
            }
        }
        stage.unchanged(route.path);
    }
}

#[tokio::test]
async fn d09_bodies_over_the_limit_are_refused_announced_or_not() {
    let stage = Stage::new().await;
    let hashes = stage.app.app.auth().hasher.calls();
    for (route, body) in with_json() {
        let padded = format!("{body}{}", " ".repeat(LIMIT));
        let answer = stage
            .send(client::json(stage.request(&route), padded.clone()))
            .await;
        answer.refused(413, "body_too_large");
        let chunks = futures_util::stream::iter([Ok::<_, std::io::Error>(padded)]);
        let mut request = client::json(stage.request(&route), Body::from_stream(chunks));
        client::set(&mut request, TRANSFER_ENCODING, "chunked");
        stage.send(request).await.refused(413, "body_too_large");
        stage.unchanged(route.path);
    }
    assert_eq!(stage.app.app.auth().hasher.calls(), hashes);
}

#[tokio::test]
async fn w02_other_types_are_refused_and_the_right_one_is_named() {
    let stage = Stage::new().await;
    for (route, body) in with_json() {
        for kind in [
            None,
            Some("text/plain"),
            Some("application/x-www-form-urlencoded"),
            Some("text/json"),
        ] {
            let mut request = stage.request(&route);
            *request.body_mut() = body.to_string().into();
            if let Some(kind) = kind {
                client::set(&mut request, CONTENT_TYPE, kind);
            }
            let answer = stage.send(request).await;
            answer.refused(415, "unsupported_media_type");
            assert!(answer.body.contains("application/json"));
        }
        stage.unchanged(route.path);
    }
}

#[tokio::test]
async fn w02_other_methods_are_refused_and_the_right_ones_are_named() {
    let stage = Stage::new().await;
    let methods = [
        "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE", "get",
    ];
    let all = routes();
    for route in &all {
        let here = all.iter().filter(|other| other.path == route.path);
        let served: Vec<Method> = here.map(|other| other.method.clone()).collect();
        for method in methods.map(|method| Method::from_bytes(method.as_bytes()).expect("a method"))
        {
            if served.contains(&method) {
                continue;
            }
            let mut request = stage.request(route);
            *request.method_mut() = method.clone();
            let answer = stage.send(request).await;
            let row = format!("{method} {}: {answer:?}", route.path);
            assert_eq!(answer.refusal(), (405, "bad_request".into()), "{row}");
            let allow = answer.headers[ALLOW].to_str().expect("text").to_owned();
            assert!(
                served
                    .iter()
                    .all(|method| allow.split(',').any(|own| own.trim() == method)),
                "{row}"
            );
        }
        stage.unchanged(route.path);
    }
}

/// Every credential that is worth nothing at this route, and the code of its refusal.
async fn worthless(stage: &Stage, route: &Route) -> Vec<(String, String, u16, &'static str)> {
    let app = &stage.app;
    let forged = forged(&app.app, &stage.own).into_iter();
    let mut all: Vec<_> = forged
        .map(|(what, token)| (what.to_owned(), token, 401, "token_invalid"))
        .collect();
    let past = changed(&app.app, &stage.own, |claims| {
        claims["exp"] = json!(1_767_225_000)
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
        app.person(&format!(
            "{}@example.org",
            claims(&stage.own)["jti"]
                .as_str()
                .expect("a jti")
                .replace(['-', '_'], "x")
                .to_lowercase()
        ))
        .await;
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
            let row = format!("{} {} {what}: {answer:?}", route.method, route.path);
            assert_eq!(answer.refusal(), (status, code.to_owned()), "{row}");
            assert!(answer.header("www-authenticate").is_some(), "{row}");
        }
        assert_eq!(stage.app.dump().without_audit(), before, "{}", route.path);
    }
}

fn body_of(bearer: &impl Client, route: &Route) -> Request<Body> {
    let request = bearer.request(route.method.clone(), &path(route));
    match sample(route) {
        Some(body) => client::json(request, body.to_string()),
        None => request,
    }
}

#[tokio::test]
async fn no_guarded_route_takes_nothing_or_another_scheme_or_the_query() {
    let stage = Stage::new().await;
    for route in routes()
        .into_iter()
        .filter(|route| route.guard != Guard::Public)
    {
        let anonymous = stage.app.anonymous();
        anonymous
            .send(body_of(&anonymous, &route))
            .await
            .refused(401, "token_invalid");
        for value in ["Basic YTpi", "Bearer", "Bearer a b", "Token x", ""] {
            let mut request = body_of(&anonymous, &route);
            client::set(&mut request, http::header::AUTHORIZATION, value);
            anonymous.send(request).await.refused(401, "token_invalid");
        }
        let mut request = body_of(&anonymous, &route);
        let uri = format!("{}?access_token={}", request.uri(), stage.own);
        *request.uri_mut() = uri.parse().expect("a uri");
        stage.send(request).await.refused(401, "token_invalid");
        let mut doubled = body_of(&anonymous, &route);
        for _ in 0..2 {
            let value = format!("Bearer {}", stage.own).parse().expect("a value");
            doubled
                .headers_mut()
                .append(http::header::AUTHORIZATION, value);
        }
        stage.send(doubled).await.refused(401, "token_invalid");
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
            let row = format!("{} {value}: {answer:?}", route.path);
            assert_eq!(answer.refusal(), (401, code.to_owned()), "{row}");
            assert!(answer.header("set-cookie").is_none(), "{row}");
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
    let guarded = |route: &Route| matches!(route.guard, Guard::Account | Guard::AccessToken);
    for route in routes().into_iter().filter(guarded) {
        let bearer = Bearer(&stage.app, refresh.clone());
        bearer
            .send(body_of(&bearer, &route))
            .await
            .refused(401, "session_ended");
        let bearer = Bearer(&stage.app, stage.own.clone());
        bearer
            .send(body_of(&bearer, &route))
            .await
            .refused(401, "token_expired");
    }
    assert_eq!(stage.app.dump().without_audit(), before);
}

#[tokio::test]
async fn unknown_paths_are_refused() {
    let stage = Stage::new().await;
    for path in [
        "/",
        "/api",
        "/api/",
        "/api/me/",
        "//api/me",
        "/api/../api/me",
        "/API/me",
        "/api/%6de",
        "/.git/config",
    ] {
        let bearer = stage.app.bearer(&stage.own);
        let mut request = bearer.request(Method::GET, path);
        client::set(&mut request, ORIGIN, "http://localhost:8080");
        let answer = bearer.send(request).await;
        stage.leaks_nothing(&answer);
        assert_eq!(answer.refusal(), (404, "not_found".into()), "{path}");
    }
    stage.unchanged("unknown paths");
}

//! Methods and paths that are not served.

use http::Method;
use http::header::{ALLOW, ORIGIN};
use paraph::http::routes::routes;

use super::{Stage, sample};
use crate::support::client::{self, Client};

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

#[tokio::test]
async fn unknown_paths_are_refused() {
    let stage = Stage::new().await;
    for path in [
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

#[tokio::test]
async fn s02_names_that_name_nothing_are_refused_in_our_words() {
    let stage = Stage::new().await;
    let names = [
        "%ff",
        "%00",
        "%",
        "..%2f..",
        "%e2%80%ae",
        "{id}",
        "'--",
        &"a".repeat(9_000),
    ];
    for route in routes().iter().filter(|route| route.path.contains("{id}")) {
        for name in names {
            let mut request = stage.request(route);
            let path = format!(
                "{}{}",
                stage.app.app.base_path(),
                route.path.replace("{id}", name)
            );
            let Ok(uri) = path.parse() else { continue };
            *request.uri_mut() = uri;
            if let Some(body) = sample(route) {
                request = client::json(request, body.to_string());
            }
            let answer = stage.send(request).await;
            let (status, code) = answer.refusal();
            assert!(
                matches!((status, &*code), (400, "bad_request") | (404, "not_found")),
                "{} {name}: {answer:?}",
                route.path
            );
        }
        stage.unchanged(route.path);
    }
}

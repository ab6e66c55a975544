//! Headers of every answer. What all answers share is asserted for each answer of each test (`support::answer`).

use http::{Method, StatusCode};
use paraph::http::routes::routes;
use paraph::http::ui::style;

use super::matrix::path;
use crate::support::app::{PRODUCTION, TestApp};
use crate::support::client::Client;

#[tokio::test]
async fn w07_every_answer_carries_the_security_headers() {
    let app = TestApp::production().await;
    let mut seen = 0;
    for route in routes() {
        for method in [route.method.clone(), Method::OPTIONS, Method::PUT] {
            let anonymous = app.anonymous();
            let answer = anonymous
                .send(anonymous.request(method, &path(&route)))
                .await;
            assert_eq!(
                answer.header("strict-transport-security"),
                Some("max-age=63072000")
            );
            assert_eq!(
                answer.header("cross-origin-resource-policy"),
                Some("same-origin")
            );
            assert_eq!(answer.header("server"), None);
            let cache = answer
                .header("cache-control")
                .expect("it says how to cache it");
            let expected = match (answer.status, route.path) {
                (StatusCode::OK, "jwks.json" | "oauth-authorization-server") => {
                    "public, max-age=300"
                }
                (StatusCode::OK, path) if path == style::path() => {
                    "public, max-age=31536000, immutable"
                }
                _ => "no-store",
            };
            assert_eq!(cache, expected, "{} {}", route.path, answer.status);
            seen += 1;
        }
    }
    assert!(seen >= 69);
    app.anonymous()
        .get("/nowhere")
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn w07_hsts_is_for_https_alone() {
    let app = TestApp::new().await;
    assert_eq!(
        app.anonymous()
            .get("/healthz")
            .await
            .header("strict-transport-security"),
        None
    );
}

#[tokio::test]
async fn a_request_id_from_outside_is_not_taken() {
    let app = TestApp::new().await;
    let anonymous = app.anonymous();
    let mut ids = std::collections::BTreeSet::new();
    for _ in 0..3 {
        let mut request = anonymous.request(Method::GET, "/healthz");
        request
            .headers_mut()
            .insert("x-request-id", "0".repeat(32).parse().expect("a value"));
        ids.insert(
            anonymous
                .send(request)
                .await
                .header("x-request-id")
                .expect("an id")
                .to_owned(),
        );
    }
    assert_eq!(ids.len(), 3);
    assert!(!ids.contains(&"0".repeat(32)));
}

#[tokio::test]
async fn w10_neither_host_nor_an_absolute_uri_decides_anything() {
    for issuer in [
        "http://localhost:8080",
        PRODUCTION,
        "https://id.example.org/auth",
    ] {
        let app = TestApp::of(issuer).start().await;
        let anonymous = app.anonymous();
        let plain = anonymous
            .get("/.well-known/oauth-authorization-server")
            .await;
        for name in ["host", "x-forwarded-host", "x-forwarded-proto", "forwarded"] {
            let mut request =
                anonymous.request(Method::GET, "/.well-known/oauth-authorization-server");
            request
                .headers_mut()
                .insert(name, "evil.example".parse().expect("a value"));
            assert_eq!(anonymous.send(request).await.body, plain.body, "{name}");
        }
        let mut request = anonymous.request(Method::GET, "/.well-known/oauth-authorization-server");
        let absolute = format!("http://evil.example{}", request.uri());
        *request.uri_mut() = absolute.parse().expect("a uri");
        assert_eq!(anonymous.send(request).await.body, plain.body);
        assert!(!plain.body.contains("evil"));
    }
}

//! Which pages may read an answer.

use http::Method;
use http::header::{ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use paraph::http::routes::routes;

use super::matrix::path;
use crate::support::answer::Answer;
use crate::support::app::{FOREIGN, LISTED, PRODUCTION, TestApp};
use crate::support::client::{self, Client};

const STRANGERS: [&str; 10] = [
    FOREIGN,
    "null",
    "*",
    "https://evil-example.org",
    "https://evil-app.example.org",
    "https://sub.app.example.org",
    "https://example.org",
    "http://app.example.org",
    "https://app.example.org:8443",
    "https://app.example.org.evil.example",
];

async fn ask(app: &TestApp, method: Method, path: &str, origin: &str) -> Answer {
    let anonymous = app.anonymous();
    let mut request = anonymous.request(method.clone(), path);
    client::set(&mut request, ORIGIN, origin);
    if method == Method::OPTIONS {
        client::set(&mut request, ACCESS_CONTROL_REQUEST_METHOD, "POST");
        client::set(&mut request, ACCESS_CONTROL_REQUEST_HEADERS, "content-type");
    }
    anonymous.send(request).await
}

fn varies(answer: &Answer) -> bool {
    answer
        .header("vary")
        .is_some_and(|names| names.contains("origin"))
}

#[tokio::test]
async fn w04_strangers_read_nothing_on_any_route() {
    let app = TestApp::production().await;
    for route in routes() {
        for origin in STRANGERS {
            for method in [route.method.clone(), Method::OPTIONS] {
                let answer = ask(&app, method, &path(&route), origin).await;
                let names: Vec<_> = answer
                    .headers
                    .keys()
                    .map(http::HeaderName::as_str)
                    .collect();
                let told = names.iter().any(|name| name.starts_with("access-control-"));
                assert!(
                    !told && varies(&answer),
                    "{} {origin}: {names:?}",
                    route.path
                );
            }
        }
    }
}

#[tokio::test]
async fn w04_own_and_listed_pages_are_named_back_alone() {
    let app = TestApp::production().await;
    for route in routes() {
        for origin in [PRODUCTION, LISTED] {
            for method in [route.method.clone(), Method::OPTIONS] {
                let is_preflight = method == Method::OPTIONS;
                let answer = ask(&app, method, &path(&route), origin).await;
                assert_eq!(answer.header("access-control-allow-origin"), Some(origin));
                assert_eq!(
                    answer.header("access-control-allow-credentials"),
                    Some("true")
                );
                assert!(varies(&answer));
                if is_preflight {
                    answer.empty(204);
                    let methods = answer
                        .header("access-control-allow-methods")
                        .expect("methods");
                    assert!(methods.contains(route.method.as_str()), "{methods}");
                    let headers = answer
                        .header("access-control-allow-headers")
                        .expect("headers");
                    assert!(headers.contains("content-type") && headers.contains("authorization"));
                }
            }
        }
    }
}

#[tokio::test]
async fn w04_development_lets_pages_of_this_machine_in_and_no_others() {
    let app = TestApp::new().await;
    for origin in [
        "http://localhost:3000",
        "http://127.0.0.1:5173",
        "http://localhost:8080",
    ] {
        let answer = ask(&app, Method::OPTIONS, "/api/login", origin).await;
        assert_eq!(answer.header("access-control-allow-origin"), Some(origin));
    }
    for origin in [FOREIGN, "http://localhost.evil.example", "null"] {
        let answer = ask(&app, Method::OPTIONS, "/api/login", origin).await;
        answer.refused(403, "origin_not_allowed");
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
}

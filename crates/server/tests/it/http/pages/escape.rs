//! Texts of strangers on a page.

use http::Method;
use http::header::{ORIGIN, USER_AGENT};
use serde_json::json;

use super::visitor;
use crate::support::answer::Answer;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{self, Client};

const PAYLOADS: [&str; 14] = [
    "<script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "\" autofocus onfocus=alert(1) x=\"",
    "</title><script>alert(1)</script>",
    "</textarea><svg onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<a href=javascript:alert(1)>x</a>",
    "<style>*{display:none}</style>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<base href=//evil.example>",
    "<form action=//evil.example><button>Log in</button>",
    "{{ 7*7 }}{% include \"/etc/passwd\" %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
];

/// No payload's markup stands in the page; the page's own is whole.
#[track_caller]
fn is_harmless(answer: &Answer, payload: &str) {
    assert!(answer.is_page(), "{answer:?}");
    let body = &answer.body;
    assert!(!body.contains(payload), "{payload}: {body}");
    for never in [
        "<script",
        "<img",
        "<svg onload",
        "<style",
        "<meta http-equiv",
        "<base",
        "evil.example>",
        "onfocus=alert(1) x=\"",
        "<a href=javascript",
    ] {
        assert!(!body.contains(never), "{payload}: {body}");
    }
}

#[tokio::test]
async fn w06_names_and_devices_are_text_on_the_account() {
    for payload in PAYLOADS {
        let app = TestApp::new().await;
        let body = json!({ "email": "ada@example.org", "password": PASSWORD, "name": payload });
        app.anonymous().post("/api/signup", &body).await.ok();
        let page = app.browser();
        let fields = [("email", "ada@example.org"), ("password", PASSWORD)];
        for _ in 0..2 {
            let request = page.request(Method::POST, "/login");
            let mut request = client::form(request, client::encoded(&fields));
            client::set(&mut request, USER_AGENT, payload);
            page.send(request).await.sends_to("/account");
        }
        let answer = page.get("/account").await;
        is_harmless(&answer, payload);
        let escaped = payload.replace('&', "&#38;").replace('<', "&#60;");
        let start = escaped.split(['"', '\'', '>']).next().expect("a start");
        // The name, the device of two logins, and the button that ends one.
        assert!(answer.body.matches(start).count() >= 4, "{}", answer.body);
    }
}

#[tokio::test]
async fn w06_what_was_typed_is_text_in_the_form_again() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    for payload in PAYLOADS {
        let fields = [("email", payload), ("password", payload)];
        let answer = app.browser().submit("/login", &fields).await;
        answer.refused(401, "invalid_credentials");
        is_harmless(&answer, payload);
        let fields = [
            ("name", payload),
            ("email", payload),
            ("password", PASSWORD),
        ];
        let answer = app.browser().submit("/login/signup", &fields).await;
        answer.refused(400, "bad_request");
        is_harmless(&answer, payload);
        let page = visitor(&app, "ada@example.org").await;
        let answer = page
            .submit("/account/sessions/end", &[("session", payload)])
            .await;
        answer.refused(404, "not_found");
        is_harmless(&answer, payload);
        let fields = [("current", payload), ("new", payload)];
        is_harmless(&page.submit("/account/password", &fields).await, payload);
    }
}

#[tokio::test]
async fn w06_errors_repeat_what_was_sent_as_text() {
    let app = TestApp::production().await;
    for payload in PAYLOADS {
        let page = app.browser();
        let request = page.request(Method::POST, "/login");
        let mut request = client::form(request, client::encoded(&[("email", "x")]));
        client::set(&mut request, ORIGIN, payload);
        let answer = client::send(&app, request).await;
        answer.refused(403, "origin_not_allowed");
        is_harmless(&answer, payload);
        let fields = [("email", "x"), ("password", "x"), (payload, "x")];
        let answer = page.submit("/login", &fields).await;
        answer.refused(400, "bad_request");
        is_harmless(&answer, payload);
    }
}

//! `/login`.

use paraph_core::StoreError;
use paraph_core::audit::Actor;
use paraph_core::auth::Origin;
use paraph_core::commands::people::Change;

use super::{values, visitor};
use crate::support::answer::Answer;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::Client;
use crate::support::faulty::Fault;

async fn try_in(app: &TestApp, email: &str, password: &str) -> Answer {
    let fields = [("email", email), ("password", password)];
    app.browser().submit("/login", &fields).await
}

#[tokio::test]
async fn a_refused_login_keeps_the_address_and_says_why_beside_its_fields() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let answer = try_in(&app, "ada@example.org", "kanarienvogel").await;
    answer.refused(401, "invalid_credentials");
    assert!(answer.header("set-cookie").is_none());
    assert!(!answer.body.contains("kanarienvogel"));
    assert!(values(&answer, "value").contains(&"ada@example.org"));
    assert!(answer.body.contains(r#"role="alert" id="login-error""#));
    assert_eq!(
        answer
            .body
            .matches(r#"aria-describedby="login-error""#)
            .count(),
        2
    );
    assert_eq!(answer.body.matches("aria-invalid").count(), 2);
    let fresh = app.browser().get("/login").await;
    assert!(!fresh.body.contains("aria-invalid") && !fresh.body.contains("role=\"alert\""));
}

#[tokio::test]
async fn l01_no_refusal_tells_who_has_an_account() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let bob = app.person("bob@example.org").await;
    let change = Change {
        disabled: Some(true),
        ..Change::default()
    };
    let (by, origin) = (Actor::System, Origin::default());
    let disabled = app.app.auth().change_user(bob.id, change, &by, &origin);
    disabled.await.expect("a change");
    let hasher = &app.app.auth().hasher;
    let mut seen = Vec::new();
    for (email, password) in [
        ("ada@example.org", "wrong password 1"),
        ("bob@example.org", PASSWORD),
        ("eve@example.org", PASSWORD),
        ("eve@@example.or", PASSWORD),
    ] {
        let before = hasher.calls();
        let mut answer = try_in(&app, email, password).await;
        answer.headers.remove("x-request-id");
        let body = answer.body.replace(email, "EMAIL");
        seen.push((answer.status, answer.headers, body, hasher.calls() - before));
    }
    assert!(seen.iter().all(|answer| *answer == seen[0]), "{seen:#?}");
}

#[tokio::test]
async fn a_cookie_that_is_worth_nothing_gets_the_form_and_stays() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let page = visitor(&app, "ada@example.org").await;
    let dead = page.cookies.borrow().clone();
    page.submit("/account/logout", &[]).await;
    for cookie in [dead["par-dev-r-app"].as_str(), "hello", ""] {
        let page = app.browser();
        page.cookies
            .borrow_mut()
            .insert("par-dev-r-app".into(), cookie.into());
        page.get("/account").await.sends_to("/login");
        let answer = page.get("/login").await;
        assert!(answer.status == 200 && answer.header("set-cookie").is_none());
        assert!(answer.body.contains(r#"id="login-form""#));
        let fields = [("email", "ada@example.org"), ("password", PASSWORD)];
        page.submit("/login", &fields).await.sends_to("/account");
        assert_eq!(page.get("/account").await.status, 200);
    }
}

#[tokio::test]
async fn a_busy_server_shows_the_form_again_and_when_to_try() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let page = visitor(&app, "ada@example.org").await;
    for (error, code) in [
        (StoreError::Busy, "busy"),
        (
            StoreError::Unavailable("kanarienvogel".into()),
            "unavailable",
        ),
    ] {
        app.store.set(Some(Fault::Error(error)));
        let answer = try_in(&app, "ada@example.org", PASSWORD).await;
        answer.refused(503, code);
        assert!(values(&answer, "value").contains(&"ada@example.org"));
        let wait = answer.header("retry-after").expect("a wait");
        assert!(answer.body.contains(&format!("ry again in {wait} s.")));
        for path in ["/login", "/account"] {
            let answer = page.get(path).await;
            answer.refused(503, code);
            assert!(answer.is_page() && answer.header("set-cookie").is_none());
        }
        app.store.set(None);
    }
    assert_eq!(page.get("/account").await.status, 200);
}

#[tokio::test]
async fn w13_the_query_chooses_a_sentence_and_says_nothing_itself() {
    let app = TestApp::new().await;
    let plain = app.browser().get("/login").await.body;
    for query in [
        "notice=",
        "notice=kanarienvogel",
        "notice=<script>alert(1)</script>",
        "notice=%3Cscript%3E",
        "next=https://evil.example",
        "next=//evil.example",
        "email=eve@example.org",
        "error=kanarienvogel",
    ] {
        let Ok(uri) = format!("/login?{query}").parse::<http::Uri>() else {
            continue;
        };
        let answer = app.browser().get(&uri.to_string()).await;
        assert_eq!(answer.body, plain, "{query}");
    }
    let answer = app.browser().get("/login?notice=logged-out").await;
    assert!(answer.body.contains("You are logged out."));
    app.person("ada@example.org").await;
    let fields = [("email", "ada@example.org"), ("password", PASSWORD)];
    let answer = app
        .browser()
        .submit("/login?next=//evil.example", &fields)
        .await;
    answer.sends_to("/account");
}

//! `/login/signup`.

use super::values;
use crate::support::app::{PASSWORD, PRODUCTION, TestApp};
use crate::support::client::Client;

#[tokio::test]
async fn l01_a_taken_address_is_answered_like_a_free_one_and_costs_a_hash() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let hasher = &app.app.auth().hasher;
    let mut seen = Vec::new();
    for email in ["ada@example.org", "new@example.org"] {
        let before = (hasher.calls(), app.dump().0["audit"].len());
        let fields = [("name", ""), ("email", email), ("password", PASSWORD)];
        let mut answer = app.browser().submit("/login/signup", &fields).await;
        answer.sends_to("/login?notice=signed-up");
        answer.headers.remove("x-request-id");
        let after = (hasher.calls(), app.dump().0["audit"].len());
        let cost = (after.0 - before.0, after.1 - before.1);
        seen.push((answer.status, answer.headers, answer.body, cost));
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0].3, (1, 1));
}

#[tokio::test]
async fn what_is_refused_is_said_beside_its_field_and_the_rest_is_kept() {
    let app = TestApp::new().await;
    let long = "x".repeat(201);
    for (name, email, password, status, code, field) in [
        (
            "Ada",
            "ada@example.org",
            "short",
            422,
            "password_rejected",
            "password",
        ),
        (
            "Ada",
            "ada@example.org",
            "password1",
            422,
            "password_rejected",
            "password",
        ),
        ("Ada", "ada", PASSWORD, 400, "bad_request", "email"),
        (
            &long,
            "ada@example.org",
            PASSWORD,
            400,
            "bad_request",
            "name",
        ),
    ] {
        let fields = [("name", name), ("email", email), ("password", password)];
        let answer = app.browser().submit("/login/signup", &fields).await;
        answer.refused(status, code);
        assert!(
            answer
                .body
                .contains("<details id=\"signup\" class=\"card\" open>")
        );
        let kept = values(&answer, "value");
        assert!(kept.contains(&name) && kept.contains(&email), "{kept:?}");
        assert!(!kept.contains(&password));
        let invalid = answer
            .body
            .split("<input")
            .filter(|tag| tag.contains("aria-invalid"));
        let invalid: Vec<_> = invalid.collect();
        assert_eq!(invalid.len(), 1, "{field}");
        assert!(
            invalid[0].contains(&format!(r#"id="signup-{field}""#)),
            "{invalid:?}"
        );
        assert!(invalid[0].contains("signup-error"), "{invalid:?}");
    }
    assert!(app.dump().0["users"].is_empty());
}

#[tokio::test]
async fn closed_means_closed_and_not_shown() {
    let closed = |settings: &mut paraph_core::Settings| settings.signup_open = false;
    let app = TestApp::of(PRODUCTION).settings(closed).start().await;
    let page = app.browser();
    let shown = page.get("/login").await;
    assert!(!shown.body.contains("signup") && shown.body.contains("login-form"));
    let fields = [("email", "ada@example.org"), ("password", PASSWORD)];
    let answer = page.submit("/login/signup", &fields).await;
    answer.refused(403, "signup_closed");
    assert!(!answer.body.contains("signup-form"));
    assert!(app.dump().0["users"].is_empty());
}

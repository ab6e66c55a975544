//! `POST /api/password/change`.

use serde_json::json;

use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::Client;

const NEW: &str = "another battery 8 staple";

#[tokio::test]
async fn ends_the_other_sessions_and_keeps_the_callers() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let (access, refresh) = app.log_in("ada@example.org", app.app.issuer()).await;
    let (other, other_refresh) = app.log_in("ada@example.org", "api").await;
    let page = app.logged_in_browser("ada@example.org").await;
    let body = json!({ "old_password": PASSWORD, "new_password": NEW });
    app.bearer(&access)
        .post("/api/password/change", &body)
        .await
        .empty(204);
    app.bearer(&other)
        .get("/api/me")
        .await
        .refused(401, "token_revoked");
    app.bearer(&other_refresh)
        .get("/api/sessions")
        .await
        .refused(401, "session_ended");
    page.post_nothing("/api/refresh")
        .await
        .refused(401, "session_ended");
    app.bearer(&refresh).get("/api/sessions").await.ok();
    app.anonymous()
        .post("/api/refresh", &json!({ "refresh_token": refresh }))
        .await
        .ok();
    let log_in = async |password: &str| {
        let body = json!({ "email": "ada@example.org", "password": password });
        app.anonymous().post("/api/login", &body).await
    };
    log_in(PASSWORD).await.refused(401, "invalid_credentials");
    log_in(NEW).await.ok();
}

#[tokio::test]
async fn a_wrong_or_weak_password_changes_nothing() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let token = app.own_token("ada@example.org").await;
    let before = app.dump();
    for (old, new, status, code) in [
        ("wrong password 1", NEW, 401, "invalid_credentials"),
        (PASSWORD, "short", 422, "password_rejected"),
        (PASSWORD, "", 422, "password_rejected"),
    ] {
        let body = json!({ "old_password": old, "new_password": new });
        app.bearer(&token)
            .post("/api/password/change", &body)
            .await
            .refused(status, code);
    }
    assert_eq!(app.dump().without_audit(), before.without_audit());
    app.bearer(&token).get("/api/me").await.ok();
}

//! `POST /api/password/change`.

use paraph_core::audit::Actor;
use paraph_core::auth::{Holder, Origin};
use paraph_core::commands::people::Change;
use paraph_core::error::AuthError;
use serde_json::json;

use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::Client;

const NEW: &str = "another battery 8 staple";

#[tokio::test]
async fn p06_a_change_ends_the_other_sessions_and_keeps_the_callers() {
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
async fn p06_a_wrong_old_or_weak_new_password_changes_nothing() {
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

/// The proof was good a moment ago: on another node, or while the request was on its way.
#[tokio::test]
async fn v14_who_was_disabled_meanwhile_is_told_no_more_than_for_a_wrong_password() {
    let app = TestApp::new().await;
    let ada = app.person("ada@example.org").await;
    let auth = app.app.auth();
    let (by, origin) = (Actor::System, Origin::default());
    let change = Change {
        disabled: Some(true),
        ..Change::default()
    };
    auth.change_user(ada.id, change, &by, &origin)
        .await
        .expect("a change");
    let holder = Holder {
        user: ada.id,
        session: None,
    };
    let new = "another battery 8 staple".into();
    let refused = auth.change_password(&holder, PASSWORD.into(), new, &origin);
    assert_eq!(refused.await, Err(AuthError::InvalidCredentials));
}

//! `GET /api/sessions` and `DELETE /api/sessions/{id}`.

use http::Method;
use http::header::USER_AGENT;
use serde_json::json;

use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{self, Client};
use crate::support::token::claims;

#[tokio::test]
async fn one_sees_where_one_is_logged_in() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    app.person("bob@example.org").await;
    app.log_in("bob@example.org", "api").await;
    let anonymous = app.anonymous();
    let body = json!({ "email": "ada@example.org", "password": PASSWORD }).to_string();
    let mut request = client::json(anonymous.request(Method::POST, "/api/login"), body);
    client::set(&mut request, USER_AGENT, "Telephone/1");
    let answer = anonymous.send(request).await.ok();
    app.clock.advance(5_000);
    let own = app.own_token("ada@example.org").await;
    let list = app.bearer(&own).get("/api/sessions").await.ok();
    assert_eq!(list["next"], json!(null));
    let items = list["items"].as_array().expect("a list");
    assert_eq!(items.len(), 2);
    let sid = &claims(answer["access_token"].as_str().expect("a token"))["sid"];
    let other = items
        .iter()
        .find(|item| item["id"] == *sid)
        .expect("the first session");
    assert_eq!(
        *other,
        json!({
            "id": sid, "current": false, "client_id": "app", "device": "Telephone/1",
            "address": "192.0.2.7", "amr": ["pwd"], "created": 1_767_225_600,
            "last_used": 1_767_225_600, "expires": 1_767_225_600 + 30 * 24 * 60 * 60,
        })
    );
    let current = items
        .iter()
        .find(|item| item["id"] != *sid)
        .expect("the second session");
    assert_eq!(current["current"], true);
}

#[tokio::test]
async fn one_ends_ones_own_sessions_and_no_others() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    app.person("bob@example.org").await;
    let own = app.own_token("ada@example.org").await;
    let (other, _) = app.log_in("ada@example.org", "api").await;
    let (bobs, _) = app.log_in("bob@example.org", "api").await;
    let path = |token: &str| {
        format!(
            "/api/sessions/{}",
            claims(token)["sid"].as_str().expect("a sid")
        )
    };
    let bearer = app.bearer(&own);
    let before = app.dump();
    for bad in [
        path(&bobs),
        "/api/sessions/ses_x".into(),
        "/api/sessions/%00".into(),
    ] {
        bearer.delete(&bad).await.refused(404, "not_found");
    }
    assert_eq!(app.dump().without_audit(), before.without_audit());
    bearer.delete(&path(&other)).await.empty(204);
    bearer.delete(&path(&other)).await.refused(404, "not_found");
    app.bearer(&other)
        .get("/api/me")
        .await
        .refused(401, "token_revoked");
    app.bearer(&bobs).get("/api/me").await.ok();
    bearer.delete(&path(&own)).await.empty(204);
    bearer
        .get("/api/sessions")
        .await
        .refused(401, "token_revoked");
}

#[tokio::test]
async fn a_services_token_cannot_act_on_the_account() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let (service, _) = app.log_in("ada@example.org", "api").await;
    app.bearer(&service).get("/api/me").await.ok();
    app.bearer(&service)
        .get("/api/sessions")
        .await
        .refused(401, "token_invalid");
}

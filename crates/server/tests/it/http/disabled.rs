//! A person who was disabled.

use http::Method;
use serde_json::json;

use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{self, Client};

#[tokio::test]
async fn l09_gets_no_token_by_any_way_and_the_old_ones_are_dead() {
    let app = TestApp::new().await;
    let ada = app.person("ada@example.org").await;
    app.person_with("root@example.org", &["paraph:admin"]).await;
    let admin = app.own_token("root@example.org").await;
    let (own, refresh) = app.log_in("ada@example.org", app.app.issuer()).await;
    let (service, _) = app.log_in("ada@example.org", "api").await;
    let page = app.logged_in_browser("ada@example.org").await;
    let bearer = app.bearer(&admin);
    let path = format!("/admin/api/users/{}", ada.id);
    let request = client::json(bearer.request(Method::PATCH, &path), r#"{"disabled":true}"#);
    bearer.send(request).await.ok();
    let body = json!({ "email": "ada@example.org", "password": PASSWORD });
    app.anonymous()
        .post("/api/login", &body)
        .await
        .refused(401, "invalid_credentials");
    let body = json!({ "refresh_token": refresh });
    app.anonymous()
        .post("/api/refresh", &body)
        .await
        .refused(401, "session_ended");
    page.post_nothing("/api/refresh")
        .await
        .refused(401, "session_ended");
    for path in ["/api/me", "/api/sessions"] {
        app.bearer(&own)
            .get(path)
            .await
            .refused(401, "token_revoked");
        app.bearer(&refresh)
            .get(path)
            .await
            .refused(401, "session_ended");
        page.get(path).await.refused(401, "session_ended");
    }
    app.bearer(&service)
        .get("/api/me")
        .await
        .refused(401, "token_revoked");
}

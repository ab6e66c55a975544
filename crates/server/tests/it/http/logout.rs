//! `POST /api/logout` and `/api/logout-everywhere`.

use http::Method;
use http::header::{AUTHORIZATION, COOKIE};
use serde_json::json;

use crate::support::app::TestApp;
use crate::support::client::{self, Client};

#[tokio::test]
async fn w08_logout_ends_the_session_on_the_server_and_the_cookie_in_the_browser() {
    let app = TestApp::production().await;
    app.person("ada@example.org").await;
    let page = app.logged_in_browser("ada@example.org").await;
    let replay = page.jar();
    let access = page.post_nothing("/api/refresh").await.ok()["access_token"].clone();
    let access = access.as_str().expect("a token");
    app.bearer(access).get("/api/me").await.ok();
    let answer = page.post_nothing("/api/logout").await;
    answer.empty(204);
    assert_eq!(answer.header("clear-site-data"), Some("\"cache\""));
    assert_eq!(
        answer.header("set-cookie"),
        Some("__Host-par-r-app=; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=0")
    );
    assert_eq!(page.jar(), "");
    app.bearer(access)
        .get("/api/me")
        .await
        .refused(401, "token_revoked");
    for path in ["/api/refresh", "/api/password/change"] {
        let mut request = client::json(
            page.request(Method::POST, path),
            if path.ends_with("change") {
                r#"{"old_password":"a","new_password":"b"}"#
            } else {
                ""
            },
        );
        client::set(&mut request, COOKIE, &replay);
        page.send(request).await.refused(401, "session_ended");
    }
}

#[tokio::test]
async fn a_program_logs_out_by_body_or_header() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    for by in ["body", "refresh header", "access header"] {
        let (access, refresh) = app.log_in("ada@example.org", app.app.issuer()).await;
        let answer = match by {
            "body" => {
                app.anonymous()
                    .post("/api/logout", &json!({ "refresh_token": refresh }))
                    .await
            }
            "refresh header" => app.bearer(&refresh).post_nothing("/api/logout").await,
            _ => app.bearer(&access).post_nothing("/api/logout").await,
        };
        answer.empty(204);
        assert_eq!(answer.header("set-cookie"), None);
        app.bearer(&access)
            .get("/api/me")
            .await
            .refused(401, "token_revoked");
        app.bearer(&refresh)
            .get("/api/sessions")
            .await
            .refused(401, "session_ended");
    }
}

#[tokio::test]
async fn w08_an_access_token_beside_the_cookie_does_not_save_the_session() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let page = app.logged_in_browser("ada@example.org").await;
    let replay = page.jar();
    for header in ["Bearer hello", "Basic YTpi", "Bearer"] {
        let page = app.logged_in_browser("ada@example.org").await;
        let replay = page.jar();
        let mut request = page.request(Method::POST, "/api/logout");
        client::set(&mut request, AUTHORIZATION, header);
        page.send(request).await.empty(204);
        let mut request = page.request(Method::POST, "/api/refresh");
        client::set(&mut request, COOKIE, &replay);
        page.send(request).await.refused(401, "session_ended");
    }
    // Another session of the same person goes on.
    let mut request = page.request(Method::POST, "/api/refresh");
    client::set(&mut request, COOKIE, &replay);
    page.send(request).await.ok();
}

#[tokio::test]
async fn tokens_that_are_worth_nothing_are_no_error() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let (access, refresh) = app.log_in("ada@example.org", "api").await;
    for path in ["/api/logout", "/api/logout-everywhere"] {
        let before = app.dump();
        app.anonymous().post_nothing(path).await.empty(204);
        app.anonymous()
            .post(path, &json!({ "refresh_token": "hello" }))
            .await
            .empty(204);
        app.bearer("hello").post_nothing(path).await.empty(204);
        // A service that was handed this token cannot act on the account.
        app.bearer(&access).post_nothing(path).await.empty(204);
        assert_eq!(app.dump(), before, "{path}");
    }
    app.bearer(&refresh).get("/api/sessions").await.ok();
}

#[tokio::test]
async fn everywhere_means_every_session_of_this_person_and_no_other() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    app.person("bob@example.org").await;
    let (first, refresh) = app.log_in("ada@example.org", app.app.issuer()).await;
    let (second, _) = app.log_in("ada@example.org", "api").await;
    let bob = app.own_token("bob@example.org").await;
    let page = app.logged_in_browser("ada@example.org").await;
    app.anonymous()
        .post(
            "/api/logout-everywhere",
            &json!({ "refresh_token": refresh }),
        )
        .await
        .empty(204);
    for token in [&first, &second] {
        app.bearer(token)
            .get("/api/me")
            .await
            .refused(401, "token_revoked");
    }
    page.post_nothing("/api/refresh")
        .await
        .refused(401, "session_ended");
    app.bearer(&bob).get("/api/me").await.ok();
    let (again, _) = app.log_in("ada@example.org", "api").await;
    app.bearer(&again).get("/api/me").await.ok();
}

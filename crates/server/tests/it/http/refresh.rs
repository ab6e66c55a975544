//! `POST /api/refresh`: the table itself is tested where it stands; here is what the wire adds.

use http::Method;
use http::header::{AUTHORIZATION, COOKIE, SET_COOKIE};
use serde_json::{Value, json};

use crate::support::app::{DAY, PASSWORD, SECOND, TestApp};
use crate::support::client::{self, Client};
use crate::support::token::claims;

fn with(token: &str) -> Value {
    json!({ "refresh_token": token })
}

async fn turn(app: &TestApp, token: &str) -> String {
    let answer = app
        .anonymous()
        .post("/api/refresh", &with(token))
        .await
        .ok();
    answer["refresh_token"].as_str().expect("a token").into()
}

#[tokio::test]
async fn a_program_gets_a_new_pair_and_the_same_answer_to_the_same_question() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let (access, first) = app.log_in("ada@example.org", "api").await;
    let answer = app.anonymous().post("/api/refresh", &with(&first)).await;
    let body = answer.ok();
    assert!(!answer.headers.contains_key(SET_COOKIE));
    assert_eq!(body["expires_in"], 300);
    let minted = claims(body["access_token"].as_str().expect("a token"));
    assert_eq!(minted["sid"], claims(&access)["sid"]);
    assert_ne!(minted["jti"], claims(&access)["jti"]);
    assert_ne!(body["refresh_token"], first);
    assert_eq!(turn(&app, &first).await, body["refresh_token"]);
}

/// A session that is over can no longer be ended: a token that outlived it would outlive its logout.
#[tokio::test]
async fn r07_no_access_token_outlives_its_session() {
    for (idle, absolute) in [(400, 4_000), (4_000, 400)] {
        let ends = |settings: &mut paraph_core::Settings| {
            settings.window = 600 * SECOND;
            settings.idle = idle * SECOND;
            settings.absolute = absolute * SECOND;
        };
        let app = TestApp::of("http://localhost:8080");
        let app = app.settings(ends).start().await;
        app.person("ada@example.org").await;
        let (_, first) = app.log_in("ada@example.org", "api").await;
        let leaf = turn(&app, &first).await;
        // A replay: it moves no end of the session.
        app.clock.advance(200 * SECOND);
        let answer = app.anonymous().post("/api/refresh", &with(&leaf)).await;
        assert_eq!(answer.ok()["expires_in"], 200, "{idle} {absolute}");
    }
}

#[tokio::test]
async fn w15_what_came_in_a_cookie_is_answered_in_a_cookie_alone() {
    let app = TestApp::production().await;
    app.person("ada@example.org").await;
    let page = app.logged_in_browser("ada@example.org").await;
    let before = page.jar();
    let answer = page.post_nothing("/api/refresh").await;
    let body = answer.ok();
    assert!(body.get("refresh_token").is_none());
    assert!(!answer.body.contains("par_r_"));
    assert_ne!(page.jar(), before);
    page.post("/api/refresh", &json!({ "carrier": "bearer" }))
        .await
        .refused(400, "bad_request");
    let token = page.jar().split_once('=').expect("a cookie").1.to_owned();
    // Carried out of the cookie it is worth nothing: its session is a browser's.
    app.anonymous()
        .post("/api/refresh", &with(&token))
        .await
        .refused(401, "refresh_invalid");
    app.bearer(&token)
        .get("/api/sessions")
        .await
        .refused(401, "refresh_invalid");
    page.post_nothing("/api/refresh").await.ok();
}

#[tokio::test]
async fn a_programs_token_in_a_cookie_is_refused() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let (_, token) = app.log_in("ada@example.org", "api").await;
    let page = app.browser();
    page.cookies
        .borrow_mut()
        .insert("par-dev-r-app".into(), token.clone());
    page.post_nothing("/api/refresh")
        .await
        .refused(401, "refresh_invalid");
    turn(&app, &token).await;
}

#[tokio::test]
async fn the_header_wins_and_never_falls_back() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let page = app.logged_in_browser("ada@example.org").await;
    let (access, refresh) = app.log_in("ada@example.org", "api").await;
    for (value, status, code) in [
        ("Bearer hello", 401, "refresh_invalid"),
        (&format!("Bearer {access}"), 401, "refresh_invalid"),
        ("Basic YTpi", 401, "token_invalid"),
        ("Bearer", 401, "token_invalid"),
    ] {
        let mut request = page.request(Method::POST, "/api/refresh");
        client::set(&mut request, AUTHORIZATION, value);
        let answer = page.send(request).await;
        answer.refused(status, code);
        assert!(!answer.headers.contains_key(SET_COOKIE), "{value}");
    }
    let mut request = page.request(Method::POST, "/api/refresh");
    client::set(&mut request, AUTHORIZATION, &format!("Bearer {refresh}"));
    let answer = page.send(request).await;
    assert!(answer.ok()["refresh_token"].is_string());
    assert!(!answer.headers.contains_key(SET_COOKIE));
}

#[tokio::test]
async fn nothing_presented_is_refused() {
    let app = TestApp::new().await;
    let answer = app.anonymous().post_nothing("/api/refresh").await;
    answer.refused(401, "refresh_invalid");
    app.anonymous()
        .post("/api/refresh", &json!({}))
        .await
        .refused(401, "refresh_invalid");
    app.anonymous()
        .post("/api/refresh", &with(""))
        .await
        .refused(401, "refresh_invalid");
}

#[tokio::test]
async fn between_the_windows_one_is_told_when_to_ask_again() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let (_, first) = app.log_in("ada@example.org", "api").await;
    turn(&app, &first).await;
    app.clock.advance(31 * SECOND);
    let answer = app.anonymous().post("/api/refresh", &with(&first)).await;
    answer.refused(503, "refresh_retry");
    assert_eq!(answer.header("retry-after"), Some("9"));
}

#[tokio::test]
async fn a_reused_token_ends_the_session_and_a_refusal_keeps_the_cookie() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let page = app.logged_in_browser("ada@example.org").await;
    let stolen = page.jar();
    for _ in 0..2 {
        app.clock.advance(60 * SECOND);
        page.post_nothing("/api/refresh").await.ok();
    }
    let thief = app.browser();
    let mut request = thief.request(Method::POST, "/api/refresh");
    client::set(&mut request, COOKIE, &stolen);
    let answer = thief.send(request).await;
    answer.refused(401, "session_ended");
    assert!(!answer.headers.contains_key(SET_COOKIE));
    let answer = page.post_nothing("/api/refresh").await;
    answer.refused(401, "session_ended");
    assert!(
        !answer.headers.contains_key(SET_COOKIE),
        "a refusal never clears the cookie"
    );
}

#[tokio::test]
async fn w01_the_cookies_end_is_the_sessions_and_no_turn_moves_it() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let page = app.logged_in_browser("ada@example.org").await;
    for days in [20, 40, 60] {
        app.clock.advance(20 * DAY);
        let answer = page.post_nothing("/api/refresh").await;
        answer.ok();
        let cookie = answer.header("set-cookie").expect("a cookie").to_owned();
        let left = (180 - days) * 24 * 60 * 60;
        assert!(cookie.ends_with(&format!("; Max-Age={left}")), "{cookie}");
    }
}

#[tokio::test]
async fn expired_forged_and_foreign_tokens_change_nothing() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let (_, token) = app.log_in("ada@example.org", "api").await;
    let other = TestApp::new().await;
    other.person("ada@example.org").await;
    let (_, foreign) = other.log_in("ada@example.org", "api").await;
    let flipped = format!("{}{}", &token[..40], &token[41..]);
    let before = app.dump();
    for bad in [
        foreign.as_str(),
        &flipped,
        &token[..token.len() - 1],
        "par_r_",
        "x",
        PASSWORD,
    ] {
        app.anonymous()
            .post("/api/refresh", &with(bad))
            .await
            .refused(401, "refresh_invalid");
    }
    assert_eq!(app.dump(), before);
    app.clock.advance(30 * DAY);
    app.anonymous()
        .post("/api/refresh", &with(&token))
        .await
        .refused(401, "session_ended");
    assert_eq!(app.dump().without_audit(), before.without_audit());
}

//! Whole visits, as a person makes them.

use http::Method;
use http::header::COOKIE;

use super::{NEW, endable, visitor};
use crate::support::app::{PASSWORD, PRODUCTION, TestApp};
use crate::support::client::{self, Client};

#[tokio::test]
async fn signs_up_logs_in_ends_another_login_and_leaves() {
    for issuer in [
        "http://localhost:8080",
        PRODUCTION,
        "https://id.example.org/auth",
    ] {
        let app = TestApp::of(issuer).start().await;
        let base = app.app.base_path();
        let page = app.browser();
        page.get("/").await.sends_to(&format!("{base}/account"));
        page.get("/account")
            .await
            .sends_to(&format!("{base}/login"));
        let fields = [
            ("name", "Ada"),
            ("email", "ada@example.org"),
            ("password", PASSWORD),
        ];
        let answer = page.submit("/login/signup", &fields).await;
        answer.sends_to(&format!("{base}/login?notice=signed-up"));
        assert_eq!(page.jar(), "", "signup logs nobody in");
        page.submit("/login", &fields[1..])
            .await
            .sends_to(&format!("{base}/account"));
        page.get("/login")
            .await
            .sends_to(&format!("{base}/account"));
        let other = visitor(&app, "ada@example.org").await;
        other.post_nothing("/api/refresh").await.ok();
        let account = page.get("/account").await;
        let ids = endable(&account);
        assert_eq!(ids.len(), 1, "one has another button");
        let answer = page
            .submit("/account/sessions/end", &[("session", ids[0])])
            .await;
        answer.sends_to(&format!("{base}/account?notice=ended"));
        let refused = other.post_nothing("/api/refresh").await;
        refused.refused(401, "session_ended");
        other
            .get("/account")
            .await
            .sends_to(&format!("{base}/login"));
        let account = page.get("/account?notice=ended").await;
        assert!(account.body.contains("That login has ended."));
        assert!(endable(&account).is_empty());
        let answer = page.submit("/account/logout", &[]).await;
        answer.sends_to(&format!("{base}/login?notice=logged-out"));
        assert_eq!(page.jar(), "");
        page.get("/account")
            .await
            .sends_to(&format!("{base}/login"));
    }
}

#[tokio::test]
async fn o08_a_password_is_never_sent_on_and_no_token_stands_in_an_answer() {
    let app = TestApp::production().await;
    app.person("ada@example.org").await;
    let page = app.browser();
    let fields = [("email", "ada@example.org"), ("password", PASSWORD)];
    let answer = page.submit("/login", &fields).await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.body, "");
    let cookie = answer.header("set-cookie").expect("a cookie");
    assert!(
        cookie.starts_with("__Host-par-r-app=par_r_")
            && cookie.contains("HttpOnly; Secure; SameSite=Strict"),
        "{cookie}"
    );
    let token = page.jar().split_once('=').expect("a cookie").1.to_owned();
    for path in ["/account", "/login", "/"] {
        let text = format!("{:?}", page.get(path).await);
        assert!(
            !text.contains(&token) && !text.contains("eyJ"),
            "w14: {text}"
        );
    }
}

#[tokio::test]
async fn p06_a_new_password_ends_the_other_logins_and_keeps_this_one() {
    let app = TestApp::production().await;
    app.person("ada@example.org").await;
    let page = visitor(&app, "ada@example.org").await;
    let other = visitor(&app, "ada@example.org").await;
    let fields = [("current", PASSWORD), ("new", NEW)];
    let answer = page.submit("/account/password", &fields).await;
    answer.sends_to("/account?notice=password-changed");
    let account = page.get("/account?notice=password-changed").await;
    assert!(account.body.contains("Your password is changed."));
    other
        .post_nothing("/api/refresh")
        .await
        .refused(401, "session_ended");
    other.get("/account").await.sends_to("/login");
    page.post_nothing("/api/refresh").await.ok();
    let log_in = async |password| {
        let fields = [("email", "ada@example.org"), ("password", password)];
        app.browser().submit("/login", &fields).await
    };
    log_in(PASSWORD).await.refused(401, "invalid_credentials");
    log_in(NEW).await.sends_to("/account");
}

#[tokio::test]
async fn w08_logout_ends_the_session_on_the_server_and_the_cookie_in_the_browser() {
    for path in ["/account/logout", "/account/logout-everywhere"] {
        let app = TestApp::production().await;
        app.person("ada@example.org").await;
        let page = visitor(&app, "ada@example.org").await;
        let other = visitor(&app, "ada@example.org").await;
        let replay = page.jar();
        let answer = page.submit(path, &[]).await;
        assert_eq!(answer.status, 303);
        assert_eq!(answer.header("clear-site-data"), Some("\"cache\""));
        assert_eq!(
            answer.header("set-cookie"),
            Some("__Host-par-r-app=; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=0")
        );
        let mut request = page.request(Method::GET, "/account");
        client::set(&mut request, COOKIE, &replay);
        page.send(request).await.sends_to("/login");
        let mut request = page.request(Method::POST, "/api/refresh");
        client::set(&mut request, COOKIE, &replay);
        page.send(request).await.refused(401, "session_ended");
        let everywhere = path.ends_with("everywhere");
        let answer = other.post_nothing("/api/refresh").await;
        assert_eq!(answer.status, if everywhere { 401 } else { 200 });
    }
}

/// Logged out twice, or with a cookie that was never ours: gone all the same.
#[tokio::test]
async fn w08_whoever_logs_out_with_a_dead_cookie_loses_it() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let page = visitor(&app, "ada@example.org").await;
    let dead = page.cookies.borrow().clone();
    for _ in 0..2 {
        page.cookies.borrow_mut().clone_from(&dead);
        let answer = page.submit("/account/logout", &[]).await;
        answer.sends_to("/login?notice=logged-out");
        assert_eq!(page.jar(), "");
    }
}

//! `/account`.

use http::Method;
use http::header::USER_AGENT;

use super::{NEW, endable, values, visitor};
use crate::support::app::{DAY, MINUTE, PASSWORD, TestApp};
use crate::support::client::{self, Client};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0";

#[tokio::test]
async fn one_sees_who_one_is_and_where_one_is_logged_in() {
    let app = TestApp::new().await;
    let ada = app.person_with("ada@example.org", &["editor"]).await;
    app.person("bob@example.org").await;
    let bob = visitor(&app, "bob@example.org").await;
    let other = app.browser();
    let fields = client::encoded(&[("email", "ada@example.org"), ("password", PASSWORD)]);
    let mut request = client::form(other.request(Method::POST, "/login"), fields);
    client::set(&mut request, USER_AGENT, FIREFOX);
    other.send(request).await.sends_to("/account");
    app.clock.advance(3 * MINUTE);
    let page = visitor(&app, "ada@example.org").await;
    let answer = page.get("/account").await;
    assert_eq!(answer.status, 200);
    let id = ada.id.to_string();
    for said in [
        "Ada",
        "ada@example.org",
        "editor",
        &id,
        "Firefox on Linux",
        "192.0.2.7",
    ] {
        assert!(answer.body.contains(said), "{said}: {}", answer.body);
    }
    let used = r#"last used <time datetime="2026-01-01T00:00:00Z">3 minutes ago</time>"#;
    assert!(answer.body.contains(used), "{}", answer.body);
    assert_eq!(answer.body.matches(r#"class="badge""#).count(), 1);
    assert_eq!(endable(&answer).len(), 1);
    assert!(!answer.body.contains("bob"));
    let its = bob.get("/account").await;
    assert!(!its.body.contains("ada@example.org") && endable(&its).is_empty());
}

#[tokio::test]
async fn looking_turns_nothing_however_often_and_however_late() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let page = visitor(&app, "ada@example.org").await;
    for _ in 0..5 {
        app.clock.advance(DAY);
        let before = app.dump();
        let answer = page.get("/account").await;
        assert_eq!(answer.status, 200);
        assert!(answer.header("set-cookie").is_none());
        page.get("/login").await.sends_to("/account");
        assert_eq!(app.dump(), before);
    }
    page.post_nothing("/api/refresh").await.ok();
    assert_eq!(page.get("/account").await.status, 200);
    app.clock.advance(31 * DAY);
    page.get("/account").await.sends_to("/login");
}

#[tokio::test]
async fn one_ends_ones_own_logins_and_no_others() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    app.person("bob@example.org").await;
    let page = visitor(&app, "ada@example.org").await;
    let bob = visitor(&app, "bob@example.org").await;
    visitor(&app, "bob@example.org").await;
    let its = bob.get("/account").await;
    let before = app.dump().without_audit();
    for session in [
        endable(&its)[0],
        "ses_x",
        "",
        "usr_aaaaaaaaaaaaaaaaaaaaaaaaaa",
    ] {
        let answer = page
            .submit("/account/sessions/end", &[("session", session)])
            .await;
        answer.refused(404, "not_found");
        assert!(answer.body.contains("logins-error"), "the account, again");
    }
    assert_eq!(app.dump().without_audit(), before);
    let other = visitor(&app, "ada@example.org").await;
    let own = other.get("/account").await;
    let id = endable(&own)[0];
    page.submit("/account/sessions/end", &[("session", id)])
        .await
        .sends_to("/account?notice=ended");
    page.get("/account?notice=ended").await.sends_to("/login");
}

#[tokio::test]
async fn p06_a_wrong_current_or_weak_new_password_changes_nothing_and_says_which() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let page = visitor(&app, "ada@example.org").await;
    let before = app.dump().without_audit();
    for (current, new, status, code, field) in [
        (
            "wrong password 1",
            NEW,
            401,
            "invalid_credentials",
            "password-current",
        ),
        (PASSWORD, "short", 422, "password_rejected", "password-new"),
        (PASSWORD, "", 422, "password_rejected", "password-new"),
    ] {
        let fields = [("current", current), ("new", new)];
        let answer = page.submit("/account/password", &fields).await;
        answer.refused(status, code);
        let invalid = answer
            .body
            .split("<input")
            .filter(|tag| tag.contains("aria-invalid"));
        let invalid: Vec<_> = invalid.collect();
        assert!(
            invalid.len() == 1 && invalid[0].contains(field),
            "{invalid:?}"
        );
        assert!(invalid[0].contains("password-error"));
        let kept = values(&answer, "value");
        assert!(!kept.contains(&current) && (new.is_empty() || !kept.contains(&new)));
        assert!(answer.header("set-cookie").is_none());
    }
    assert_eq!(app.dump().without_audit(), before);
    assert_eq!(page.get("/account").await.status, 200);
}

#[tokio::test]
async fn of_very_many_logins_fifty_are_shown() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let page = visitor(&app, "ada@example.org").await;
    for _ in 0..54 {
        app.clock.advance(1);
        app.log_in("ada@example.org", "api").await;
    }
    let answer = page.get("/account").await;
    assert_eq!(endable(&answer).len(), 49);
    assert!(answer.body.contains("this browser") && answer.body.contains("And 5 more."));
}

/// A program's tokens are for the JSON routes; but one that is good for the account is not told that it is nobody.
#[tokio::test]
async fn a_services_token_opens_no_page() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let (service, _) = app.log_in("ada@example.org", "api").await;
    app.bearer(&service)
        .get("/account")
        .await
        .sends_to("/login");
    let page = visitor(&app, "ada@example.org").await;
    let mut request = page.request(Method::GET, "/account");
    let header = format!("Bearer {service}");
    client::set(&mut request, http::header::AUTHORIZATION, &header);
    page.send(request).await.sends_to("/login");
}

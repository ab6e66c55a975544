//! `GET /api/me`.

use http::Method;
use http::header::{AUTHORIZATION, IF_NONE_MATCH};
use serde_json::json;

use crate::support::app::{MINUTE, SECOND, TestApp};
use crate::support::client::{self, Client};

#[tokio::test]
async fn any_access_token_of_ours_says_who_calls() {
    let app = TestApp::new().await;
    let ada = app.person("ada@example.org").await;
    let expected = json!({
        "id": ada.id.to_string(), "email": "ada@example.org", "name": "Ada",
        "roles": [], "claims": {}, "created": 1_767_225_600,
    });
    for audience in ["api", "reports", app.app.issuer()] {
        let (access, refresh) = app.log_in("ada@example.org", audience).await;
        for token in [access, refresh] {
            assert_eq!(
                app.bearer(&token).get("/api/me").await.ok(),
                expected,
                "{audience}"
            );
        }
    }
    let page = app.logged_in_browser("ada@example.org").await;
    assert_eq!(page.get("/api/me").await.ok(), expected);
}

#[tokio::test]
async fn reserved_roles_are_shown_to_the_account_alone() {
    let app = TestApp::new().await;
    app.person_with("ada@example.org", &["paraph:admin", "editor"])
        .await;
    let (service, _) = app.log_in("ada@example.org", "api").await;
    let me = app.bearer(&service).get("/api/me").await.ok();
    assert_eq!(me["roles"], json!(["editor"]));
    let own = app.own_token("ada@example.org").await;
    let me = app.bearer(&own).get("/api/me").await.ok();
    assert_eq!(me["roles"], json!(["editor", "paraph:admin"]));
}

#[tokio::test]
async fn an_unchanged_answer_is_not_sent_again() {
    let app = TestApp::new().await;
    let ada = app.person("ada@example.org").await;
    let (token, _) = app.log_in("ada@example.org", "api").await;
    let bearer = app.bearer(&token);
    let first = bearer.get("/api/me").await;
    let tag = first.header("etag").expect("a tag").to_owned();
    let ask = async |known: &str| {
        let mut request = bearer.request(Method::GET, "/api/me");
        client::set(&mut request, IF_NONE_MATCH, known);
        bearer.send(request).await
    };
    for known in [tag.clone(), format!("\"x\", W/{tag}"), "*".into()] {
        ask(&known).await.empty(304);
    }
    assert_eq!(ask("\"x\"").await.status, 200);
    let change = paraph_core::commands::people::Change {
        name: Some(Some("Ada Lovelace".into())),
        ..Default::default()
    };
    let by = paraph_core::audit::Actor::System;
    app.app
        .auth()
        .change_user(ada.id, change, &by, &paraph_core::Origin::default())
        .await
        .expect("a change");
    assert_eq!(ask(&tag).await.ok()["name"], "Ada Lovelace");
}

#[tokio::test]
async fn an_access_token_expires_after_its_life_and_the_leeway() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let (token, _) = app.log_in("ada@example.org", "api").await;
    app.clock.advance(5 * MINUTE + 29 * SECOND);
    app.bearer(&token).get("/api/me").await.ok();
    app.clock.advance(2 * SECOND);
    let answer = app.bearer(&token).get("/api/me").await;
    answer.refused(401, "token_expired");
    assert!(
        answer
            .header("www-authenticate")
            .is_some_and(|how| how.contains("invalid_token"))
    );
}

#[tokio::test]
async fn the_header_wins_and_never_falls_back() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let page = app.logged_in_browser("ada@example.org").await;
    page.get("/api/me").await.ok();
    for value in ["Bearer hello", "Bearer ", "Basic YTpi", ""] {
        let mut request = page.request(Method::GET, "/api/me");
        client::set(&mut request, AUTHORIZATION, value);
        page.send(request).await.refused(401, "token_invalid");
    }
}

#[tokio::test]
async fn without_a_token_the_challenge_names_no_error() {
    let app = TestApp::new().await;
    let answer = app.anonymous().get("/api/me").await;
    answer.refused(401, "token_invalid");
    let challenge = answer.header("www-authenticate").expect("a challenge");
    assert!(!challenge.contains("error"), "{challenge}");
}

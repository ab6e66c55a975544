//! `POST /api/signup`.

use serde_json::json;

use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::Client;

#[tokio::test]
async fn signs_up_and_logs_in() {
    let app = TestApp::new().await;
    let body = json!({ "email": "ada@example.org", "password": PASSWORD, "name": "Ada" });
    let answer = app.anonymous().post("/api/signup", &body).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (202, "{}"));
    let token = app.own_token("ada@example.org").await;
    let me = app.bearer(&token).get("/api/me").await.ok();
    assert_eq!(
        (&me["email"], &me["name"]),
        (&json!("ada@example.org"), &json!("Ada"))
    );
    assert_eq!((&me["roles"], &me["claims"]), (&json!([]), &json!({})));
}

#[tokio::test]
async fn l01_a_taken_address_is_answered_like_a_free_one_and_costs_a_hash() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let hasher = &app.app.auth().hasher;
    let mut seen = Vec::new();
    for email in ["ada@example.org", "new@example.org"] {
        let before = hasher.calls();
        let body = json!({ "email": email, "password": PASSWORD });
        let mut answer = app.anonymous().post("/api/signup", &body).await;
        answer.headers.remove("x-request-id");
        seen.push((
            answer.status,
            answer.headers,
            answer.body,
            hasher.calls() - before,
        ));
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0].3, 1);
}

/// A second transaction would tell by its time what the answer does not.
#[tokio::test]
async fn l02_a_taken_address_writes_as_often_as_a_free_one() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    for email in ["ada@example.org", "new@example.org"] {
        let before = app.dump().0["audit"].len();
        let body = json!({ "email": email, "password": PASSWORD });
        app.anonymous().post("/api/signup", &body).await.ok();
        assert_eq!(app.dump().0["audit"].len(), before + 1, "{email}");
    }
}

#[tokio::test]
async fn l11_one_address_in_two_spellings_is_one_account() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let people = app.dump().0["users"].len();
    for twin in ["Ada@Example.ORG", " ada@example.org ", "ada@EXAMPLE.org"] {
        let body = json!({ "email": twin, "password": PASSWORD });
        app.anonymous().post("/api/signup", &body).await.ok();
        assert_eq!(app.dump().0["users"].len(), people, "{twin}");
    }
    for bad in [
        "ada\u{0}@example.org",
        "\u{430}da@example.org",
        "ada",
        "@",
        "ada@",
    ] {
        let body = json!({ "email": bad, "password": PASSWORD });
        app.anonymous()
            .post("/api/signup", &body)
            .await
            .refused(400, "bad_request");
        assert_eq!(app.dump().0["users"].len(), people, "{bad}");
    }
}

#[tokio::test]
async fn weak_passwords_are_refused_with_the_reason() {
    let app = TestApp::new().await;
    for weak in ["short", "password1", &"x".repeat(1_025)] {
        let body = json!({ "email": "ada@example.org", "password": weak });
        let answer = app.anonymous().post("/api/signup", &body).await;
        answer.refused(422, "password_rejected");
        assert!(answer.json()["detail"].is_string());
        assert!(!answer.body.contains(weak), "{}", answer.body);
    }
    assert_eq!(app.app.auth().hasher.calls(), 0);
}

#[tokio::test]
async fn closed_means_closed() {
    let closed = |settings: &mut paraph_core::Settings| settings.signup_open = false;
    let app = TestApp::of("https://id.example.org")
        .settings(closed)
        .start()
        .await;
    let body = json!({ "email": "ada@example.org", "password": PASSWORD });
    app.anonymous()
        .post("/api/signup", &body)
        .await
        .refused(403, "signup_closed");
    assert!(app.dump().0["users"].is_empty());
}

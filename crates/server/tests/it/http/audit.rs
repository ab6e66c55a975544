//! What the database holds after all that can happen: the trail of it, and no secret.

use http::{HeaderName, Method};
use serde_json::json;

use crate::support::app::{MINUTE, PASSWORD, TestApp};
use crate::support::client::{self, Client};
use crate::support::token::claims;

const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-for");

#[tokio::test]
async fn s04_each_event_leaves_a_row_with_who_and_from_where() {
    let app = TestApp::new().await;
    let signup = json!({ "email": "ada@example.org", "password": PASSWORD });
    app.anonymous().post("/api/signup", &signup).await.ok();
    app.anonymous().post("/api/signup", &signup).await.ok();
    let wrong = json!({ "email": "ada@example.org", "password": "wrong password 1" });
    app.anonymous()
        .post("/api/login", &wrong)
        .await
        .refused(401, "invalid_credentials");
    let (own, refresh) = app.log_in("ada@example.org", app.app.issuer()).await;
    let mut newest = refresh.clone();
    for _ in 0..2 {
        app.clock.advance(MINUTE);
        let body = json!({ "refresh_token": newest });
        let answer = app.anonymous().post("/api/refresh", &body).await.ok();
        newest = answer["refresh_token"].as_str().unwrap().to_owned();
    }
    let change = json!({ "old_password": "wrong", "new_password": "another battery 8 staple" });
    app.bearer(&own)
        .post("/api/password/change", &change)
        .await
        .refused(401, "invalid_credentials");
    let reused = json!({ "refresh_token": refresh });
    app.anonymous()
        .post("/api/refresh", &reused)
        .await
        .refused(401, "session_ended");
    let (own, _) = app.log_in("ada@example.org", app.app.issuer()).await;
    let change = json!({ "old_password": PASSWORD, "new_password": "another battery 8 staple" });
    app.bearer(&own)
        .post("/api/password/change", &change)
        .await
        .empty(204);
    app.bearer(&own)
        .post_nothing("/api/logout")
        .await
        .empty(204);
    let rows = app.dump().0["audit"].join("\n");
    for event in [
        "user.created",
        "signup.repeated",
        "login.refused",
        "login.succeeded",
        "refresh.reused",
        "password.change_refused",
        "password.changed",
        "session.ended",
    ] {
        let row = rows.lines().find(|row| row.contains(&format!("|{event}|")));
        let row = row.unwrap_or_else(|| panic!("no {event} in:\n{rows}"));
        assert!(row.contains("192.0.2.7"), "{row}");
    }
    let id = claims(&own)["sub"].as_str().unwrap().to_owned();
    let ended = rows
        .lines()
        .find(|row| row.contains("|session.ended|"))
        .unwrap();
    assert!(ended.contains(&id), "{ended}");
}

#[tokio::test]
async fn s03_the_database_holds_no_token_and_no_password() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let (access, refresh) = app.log_in("ada@example.org", "api").await;
    let page = app.logged_in_browser("ada@example.org").await;
    let answer = app
        .anonymous()
        .post("/api/refresh", &json!({ "refresh_token": refresh }))
        .await
        .ok();
    page.post_nothing("/api/refresh").await.ok();
    let everything = app.dump().text();
    let newest = answer["refresh_token"].as_str().unwrap();
    for token in [&access, &refresh, newest, &page.jar()] {
        let (_, secret) = token.split_at(token.len() - 20);
        assert!(!everything.contains(secret), "{secret}");
    }
    for secret in [PASSWORD, "par_r_", "eyJ", "\"d\":"] {
        assert!(!everything.contains(secret), "{secret}");
    }
    assert!(everything.contains("$argon2id$"));
}

#[tokio::test]
async fn the_address_is_the_peers_unless_a_trusted_proxy_names_another() {
    for (net, address) in [
        ("192.0.2.0/24", "198.51.100.1"),
        ("10.0.0.0/8", "192.0.2.7"),
    ] {
        let app = TestApp::of("https://id.example.org")
            .behind_proxy(net)
            .start()
            .await;
        app.person("ada@example.org").await;
        let body = json!({ "email": "ada@example.org", "password": PASSWORD }).to_string();
        let anonymous = app.anonymous();
        let mut request = client::json(anonymous.request(Method::POST, "/api/login"), body);
        client::set(&mut request, FORWARDED, "203.0.113.66, 198.51.100.1");
        anonymous.send(request).await.ok();
        let dump = app.dump();
        assert!(
            dump.0["sessions"][0].contains(&format!("|{address}|")),
            "{dump:?}"
        );
        assert!(!dump.text().contains("203.0.113.66"));
    }
}

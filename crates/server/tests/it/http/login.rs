//! `POST /api/login`.

use http::Method;
use http::header::SET_COOKIE;
use serde_json::{Value, json};

use crate::support::app::{FOREIGN, LISTED, PASSWORD, TestApp};
use crate::support::client::{self, Client};
use crate::support::token::claims;

/// Headers, the carrier named, and whether the refresh token comes in a cookie.
type Row<'a> = (&'a [(&'a str, &'a str)], Option<&'a str>, bool);

fn credentials() -> Value {
    json!({ "email": "ada@example.org", "password": PASSWORD })
}

fn members(body: &Value) -> Vec<&str> {
    let mut names: Vec<_> = body
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn a_program_gets_both_tokens_in_the_body() {
    let app = TestApp::new().await;
    let ada = app.person("ada@example.org").await;
    let answer = app.anonymous().post("/api/login", &credentials()).await;
    let body = answer.ok();
    assert_eq!(
        members(&body),
        ["access_token", "expires_in", "refresh_token", "token_type"]
    );
    assert_eq!(
        (&body["token_type"], &body["expires_in"]),
        (&json!("Bearer"), &json!(300))
    );
    assert!(
        body["refresh_token"]
            .as_str()
            .is_some_and(|token| token.starts_with("par_r_"))
    );
    assert!(!answer.headers.contains_key(SET_COOKIE));
    let claims = claims(body["access_token"].as_str().expect("a token"));
    assert_eq!(claims["sub"], ada.id.to_string());
    assert_eq!(claims["aud"], "api");
    assert_eq!(claims["scope"], "read write");
}

#[tokio::test]
async fn w01_a_page_gets_the_refresh_token_in_a_cookie_alone() {
    for (app, name, secure) in [
        (TestApp::production().await, "__Host-par-r-app", "; Secure"),
        (TestApp::new().await, "par-dev-r-app", ""),
    ] {
        app.person("ada@example.org").await;
        let answer = app.browser().post("/api/login", &credentials()).await;
        assert_eq!(
            members(&answer.ok()),
            ["access_token", "expires_in", "token_type"]
        );
        let cookies: Vec<_> = answer.headers.get_all(SET_COOKIE).iter().collect();
        let [cookie] = cookies[..] else {
            panic!("one cookie, not {cookies:?}")
        };
        let cookie = cookie.to_str().expect("text");
        assert!(cookie.len() <= 4_096);
        let (value, attributes) = cookie.split_once(';').expect("attributes");
        assert!(value.starts_with(&format!("{name}=par_r_")), "{cookie}");
        let days = 180 * 24 * 60 * 60;
        assert_eq!(
            format!(";{attributes}"),
            format!("; Path=/; HttpOnly{secure}; SameSite=Strict; Max-Age={days}")
        );
    }
}

#[tokio::test]
async fn the_carrier_fits_the_caller_unless_named() {
    let app = TestApp::production().await;
    app.person("ada@example.org").await;
    let table: [Row<'_>; 6] = [
        (&[], None, false),
        (&[("origin", LISTED)], None, true),
        (&[("sec-fetch-site", "same-origin")], None, true),
        (&[], Some("browser"), true),
        (&[("origin", LISTED)], Some("bearer"), false),
        (
            &[("origin", LISTED), ("sec-fetch-site", "cross-site")],
            None,
            true,
        ),
    ];
    for (headers, carrier, in_cookie) in table {
        let mut body = credentials();
        if let Some(carrier) = carrier {
            body["carrier"] = json!(carrier);
        }
        let anonymous = app.anonymous();
        let mut request = client::json(
            anonymous.request(Method::POST, "/api/login"),
            body.to_string(),
        );
        for (name, value) in headers {
            request
                .headers_mut()
                .insert(*name, value.parse().expect("a value"));
        }
        let answer = anonymous.send(request).await;
        answer.ok();
        assert_eq!(
            answer.headers.contains_key(SET_COOKIE),
            in_cookie,
            "{headers:?} {carrier:?}"
        );
        assert_eq!(
            answer.body.contains("par_r_"),
            !in_cookie,
            "{headers:?} {carrier:?}"
        );
    }
    for carrier in ["cookie", "session", "", "Bearer"] {
        let mut body = credentials();
        body["carrier"] = json!(carrier);
        app.anonymous()
            .post("/api/login", &body)
            .await
            .refused(400, "bad_request");
    }
}

#[tokio::test]
async fn l01_unknown_disabled_and_wrong_are_not_told_apart() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let off = app.person("off@example.org").await;
    let change = paraph_core::commands::people::Change {
        disabled: Some(true),
        ..Default::default()
    };
    let by = paraph_core::audit::Actor::System;
    let disabled = app
        .app
        .auth()
        .change_user(off.id, change, &by, &paraph_core::Origin::default())
        .await;
    assert!(disabled.expect("a change").disabled);
    let hasher = &app.app.auth().hasher;
    let mut seen = Vec::new();
    for (email, password) in [
        ("ada@example.org", "wrong password 1"),
        ("nobody@example.org", PASSWORD),
        ("off@example.org", PASSWORD),
        ("not an address", PASSWORD),
        ("ada@example.org", &"x".repeat(1_025)),
        ("nobody@example.org", &"x".repeat(1_025)),
    ] {
        let before = hasher.calls();
        let body = json!({ "email": email, "password": password });
        let mut answer = app.anonymous().post("/api/login", &body).await;
        answer.refused(401, "invalid_credentials");
        let id = answer.headers.remove("x-request-id").expect("an id");
        let body = answer.body.replace(id.to_str().expect("text"), "");
        seen.push((answer.headers, body, hasher.calls() - before));
    }
    assert!(seen.iter().all(|other| *other == seen[0]), "{seen:?}");
    assert_eq!(seen[0].2, 1);
}

#[tokio::test]
async fn audience_and_scope_are_what_was_asked_for_or_refused() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let log_in = async |name: &str, value: &str| {
        let mut body = credentials();
        body[name] = json!(value);
        app.anonymous().post("/api/login", &body).await
    };
    let minted = |answer: &Value| claims(answer["access_token"].as_str().expect("a token"));
    for audience in ["api", "reports", app.app.issuer()] {
        assert_eq!(
            minted(&log_in("audience", audience).await.ok())["aud"],
            audience
        );
    }
    assert_eq!(minted(&log_in("scope", "read").await.ok())["scope"], "read");
    let refused = [
        ("audience", "other"),
        ("audience", ""),
        ("scope", "admin"),
        ("client_id", "cli_x"),
    ];
    for (name, value) in refused {
        log_in(name, value).await.refused(400, "bad_request");
    }
}

/// Only the pool bounds how many rows of the audit log a stranger may have written.
#[tokio::test]
async fn d12_each_row_of_a_refused_login_has_cost_a_hash() {
    let app = TestApp::new().await;
    let ada = app.person("ada@example.org").await;
    let pool = &app.app.auth().hasher;
    let (rows, before) = (app.dump().0["audit"].len(), pool.calls());
    let long = "x".repeat(1_025);
    let tried = [
        ("ada@example.org", "wrong password 1"),
        ("nobody@example.org", "wrong password 1"),
        ("not an address", "wrong password 1"),
        ("ada@example.org", &long),
        ("nobody@example.org", &long),
        ("", ""),
    ];
    for (email, password) in tried {
        let body = json!({ "email": email, "password": password });
        app.anonymous()
            .post("/api/login", &body)
            .await
            .refused(401, "invalid_credentials");
    }
    let audit = app.dump().0["audit"].clone();
    assert_eq!(audit.len() - rows, tried.len());
    assert!(pool.calls() - before >= tried.len() as u64);
    // Whoever it was has proved nothing: the account is whom it concerns, not who did it.
    let refused = audit.iter().filter(|row| row.contains("|login.refused|"));
    for row in refused {
        assert!(row.contains("|anonymous|"), "{row}");
    }
    let named =
        |row: &&String| row.contains("|login.refused|") && row.contains(&ada.id.to_string());
    assert_eq!(audit.iter().filter(named).count(), 2);
}

#[tokio::test]
async fn d11_a_scope_is_bounded_and_its_words_count_once() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let scope =
        |answer: &Value| claims(answer["access_token"].as_str().expect("a token"))["scope"].clone();
    let repeated = "read write ".repeat(100);
    let mut body = credentials();
    body["scope"] = json!(repeated.trim());
    let answer = app.anonymous().post("/api/login", &body).await.ok();
    assert_eq!(scope(&answer), "read write");
    let mut body = json!({ "refresh_token": answer["refresh_token"], "scope": "read read" });
    let answer = app.anonymous().post("/api/refresh", &body).await.ok();
    assert_eq!(scope(&answer), "read");
    let before = app.dump();
    let endless = "read ".repeat(10_000);
    body["scope"] = json!(endless.trim());
    let refused = app.anonymous().post("/api/refresh", &body).await;
    refused.refused(400, "bad_request");
    let mut body = credentials();
    body["scope"] = json!(endless.trim());
    let refused = app.anonymous().post("/api/login", &body).await;
    refused.refused(400, "bad_request");
    assert_eq!(app.dump(), before);
}

#[tokio::test]
async fn d09_a_password_of_a_mebibyte_is_refused_before_hashing() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    let before = app.app.auth().hasher.calls();
    let huge = "x".repeat(1 << 20);
    let old = json!({ "old_password": &huge, "new_password": &huge });
    let credentials = json!({ "email": "ada@example.org", "password": &huge });
    for path in ["/api/login", "/api/signup"] {
        app.anonymous()
            .post(path, &credentials)
            .await
            .refused(413, "body_too_large");
    }
    let token = app.own_token("ada@example.org").await;
    let logins = 1;
    app.bearer(&token)
        .post("/api/password/change", &old)
        .await
        .refused(413, "body_too_large");
    assert_eq!(app.app.auth().hasher.calls(), before + logins);
}

#[tokio::test]
async fn w02_nobody_is_logged_in_by_another_site() {
    let app = TestApp::production().await;
    app.person("ada@example.org").await;
    let before = app.dump();
    for origin in [
        FOREIGN,
        "null",
        "https://evil-app.example.org",
        "https://app.example.org.evil.example",
    ] {
        let answer = app
            .browser()
            .at(origin)
            .post("/api/login", &credentials())
            .await;
        answer.refused(403, "origin_not_allowed");
        assert!(!answer.headers.contains_key(SET_COOKIE));
        let detail = answer.json()["detail"]
            .as_str()
            .expect("a detail")
            .to_owned();
        assert!(
            detail.contains(origin) && detail.contains("http.origins"),
            "{detail}"
        );
    }
    assert_eq!(app.dump(), before);
}

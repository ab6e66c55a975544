//! Who may call the admin API: generated from the route list.

use http::Method;
use paraph::http::routes::{Guard, Route, routes};
use paraph::http::source::Peer;
use serde_json::{Value, json};

use super::matrix::{path, sample};
use crate::support::answer::Answer;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::client::{self, Client};

fn admin_routes() -> Vec<Route> {
    routes()
        .into_iter()
        .filter(|route| route.guard == Guard::Admin)
        .collect()
}

async fn call(client: &impl Client, route: &Route) -> Answer {
    let request = client.request(route.method.clone(), &path(route));
    let request = match sample(route) {
        Some(body) => client::json(request, body.to_string()),
        None => request,
    };
    client.send(request).await
}

#[tokio::test]
async fn b02_every_route_is_closed_to_all_but_operators() {
    let app = TestApp::new().await;
    app.person("ada@example.org").await;
    app.person_with("eve@example.com", &["admin", "operator", "paraph"])
        .await;
    let person = app.own_token("ada@example.org").await;
    let pretender = app.own_token("eve@example.com").await;
    let page = app.logged_in_browser("ada@example.org").await;
    let before = app.dump().without_audit();
    assert!(admin_routes().len() >= 10);
    for route in admin_routes() {
        call(&app.anonymous(), &route)
            .await
            .refused(401, "token_invalid");
        call(&page, &route).await.refused(401, "token_invalid");
        call(&app.bearer(&person), &route)
            .await
            .refused(403, "forbidden");
        call(&app.bearer(&pretender), &route)
            .await
            .refused(403, "forbidden");
    }
    assert_eq!(app.dump().without_audit(), before);
}

#[tokio::test]
async fn b02_operators_read_and_admins_do_all() {
    let app = TestApp::new().await;
    app.person_with("op@example.org", &["paraph:operator"])
        .await;
    app.person_with("root@example.org", &["paraph:admin"]).await;
    for email in ["op@example.org", "root@example.org"] {
        let token = app.own_token(email).await;
        for route in admin_routes()
            .iter()
            .filter(|route| route.method == Method::GET)
        {
            let answer = call(&app.bearer(&token), route).await;
            let expected = if route.path.contains("{id}") {
                404
            } else {
                200
            };
            assert_eq!(answer.status, expected, "{email} {} {answer:?}", route.path);
        }
    }
    let operator = app.own_token("op@example.org").await;
    let admin = app.own_token("root@example.org").await;
    let new = json!({ "email": "new@example.org" });
    app.bearer(&operator)
        .post("/admin/api/users", &new)
        .await
        .refused(403, "forbidden");
    assert_eq!(
        app.bearer(&admin)
            .post("/admin/api/users", &new)
            .await
            .status,
        201
    );
}

#[tokio::test]
async fn b03_a_role_that_was_taken_away_counts_at_once() {
    let app = TestApp::new().await;
    app.person_with("root@example.org", &["paraph:admin"]).await;
    let op = app
        .person_with("op@example.org", &["paraph:operator"])
        .await;
    let operator = app.own_token("op@example.org").await;
    let admin = app.own_token("root@example.org").await;
    app.bearer(&operator).get("/admin/api/users").await.ok();
    let bearer = app.bearer(&admin);
    let path = format!("/admin/api/users/{}", op.id);
    let request = client::json(bearer.request(Method::PATCH, &path), r#"{"roles":[]}"#);
    bearer.send(request).await.ok();
    app.bearer(&operator)
        .get("/admin/api/users")
        .await
        .refused(403, "forbidden");
}

#[tokio::test]
async fn through_the_socket_the_uid_is_the_proof() {
    let app = TestApp::new().await;
    let anonymous = app.anonymous();
    let mut request = anonymous.request(Method::GET, "/admin/api/users");
    request.extensions_mut().insert(Peer::Os(0));
    assert_eq!(anonymous.send(request).await.ok()["items"], json!([]));
}

/// The largest person that can be made, with all scopes, at the largest algorithm's signature: past it no token fits.
#[tokio::test]
async fn whoever_can_be_made_can_log_in() {
    let scopes = |settings: &mut paraph_core::Settings| {
        settings.scopes = (0..128).map(|n| format!("{n:07}")).collect();
    };
    let app = TestApp::of("http://localhost:8080")
        .settings(scopes)
        .start()
        .await;
    app.person_with("root@example.org", &["paraph:admin"]).await;
    let root = app.own_token("root@example.org").await;
    let person = |roles: usize, claim: usize| {
        json!({
            "email": "ada@example.org", "password": PASSWORD,
            "roles": (0..roles).map(|n| format!("{n:029}")).collect::<Vec<_>>(),
            "claims": { "a": "x".repeat(claim) },
        })
    };
    let root = app.bearer(&root);
    for (roles, claim) in [(49, 2_040), (48, 2_041)] {
        let refused = root.post("/admin/api/users", &person(roles, claim)).await;
        refused.refused(400, "bad_request");
    }
    let made = root.post("/admin/api/users", &person(48, 2_040)).await;
    assert_eq!(made.status, 201);
    let (access, _) = app.log_in("ada@example.org", "api").await;
    // An RSA signature of 4,096 bits takes 683 characters, ours 86.
    assert!(access.len() + 600 <= 8_192, "{}", access.len());
}

/// Custom claims that verifiers could not read would lock a person out, an admin too.
#[tokio::test]
async fn d03_claims_are_refused_or_make_a_token_that_is_accepted() {
    let app = TestApp::new().await;
    app.person_with("root@example.org", &["paraph:admin"]).await;
    let root = app.own_token("root@example.org").await;
    let nested = |levels: usize| (0..levels).fold(json!(1), |inner, _| json!([inner]));
    let members = |count: usize| {
        let member = |n| (format!("{n:x}"), json!(1));
        Value::Object((0..count).map(member).collect())
    };
    let mut made = Vec::new();
    for (place, claims) in [
        json!({ "a": nested(7) }),
        json!({ "a": nested(8) }),
        json!({ "a": nested(15) }),
        json!({ "a": nested(30) }),
        members(128),
        members(129),
        json!({ "a": members(128) }),
        json!({ "a": members(257) }),
        json!({ "a": 1.797_693_134_862_315_7e308, "b": -5e-324, "c": u64::MAX, "d": i64::MIN }),
        json!({ "a": "\u{1f600}\u{202e}\\\"\u{7f}", "": 1 }),
        json!({ "a": "\u{1f600}\u{202e}\\\"\u{7f}\u{1}" }),
    ]
    .into_iter()
    .enumerate()
    {
        let email = format!("p{place}@example.org");
        let person = json!({ "email": email, "password": PASSWORD, "claims": claims });
        let answer = app.bearer(&root).post("/admin/api/users", &person).await;
        if answer.status != 201 {
            answer.refused(400, "bad_request");
            continue;
        }
        let token = app.own_token(&email).await;
        let me = app.bearer(&token).get("/api/me").await.ok();
        assert_eq!(me["claims"], claims);
        made.push(place);
    }
    assert_eq!(made, [0, 4, 6, 8, 10]);
}

//! Every refusal as it goes over the wire.

use axum::Router;
use axum::routing::{get, post};
use insta::assert_snapshot;
use paraph_verify::origin::Origins;
use paraph_verify::{Claims, Outage, Reject, RequireRole, RequireScope, RequireToken};
use serde_json::json;

use crate::house::{self, House, ISSUER, Seen, ask, bearer, request};

fn router(house: &House) -> Router {
    let origins = Origins::production(ISSUER, [""; 0]).unwrap();
    let scope = get(async || ()).route_layer(RequireScope::new("notes:write"));
    let role = get(async || ()).route_layer(RequireRole::new("editor"));
    let outage = async || Reject::Unavailable(Outage::NoKeys);
    let delete = async |claims: Claims| claims.require_scope("notes:delete");
    Router::new()
        .route("/", get(async || ()).post(async || ()))
        .route("/scope", scope)
        .route("/role", role)
        .route("/outage", get(outage))
        .route("/handler", post(delete))
        .layer(RequireToken::new(house.verifier.clone()).or_cookie("t", origins))
}

/// The answer as on the wire, its headers sorted.
fn wire(seen: &Seen) -> String {
    let text = |value: &http::HeaderValue| value.to_str().unwrap().to_owned();
    let mut lines: Vec<_> = seen
        .headers
        .iter()
        .filter(|(name, _)| *name != "content-length")
        .map(|(name, value)| format!("{name}: {}", text(value)))
        .collect();
    lines.sort();
    format!("{}\n{}\n{}", seen.status, lines.join("\n"), seen.body)
}

/// What a good token is answered at `path`.
async fn get_good(house: &House, path: &str) -> String {
    let token = bearer(&house.good());
    wire(&house::get(&router(house), path, &[("authorization", &token)]).await)
}

#[tokio::test]
async fn without_a_token() {
    let seen = house::get(&router(&House::new()), "/", &[]).await;
    assert_snapshot!(wire(&seen), @r#"
    401 Unauthorized
    cache-control: no-store
    content-type: application/problem+json
    www-authenticate: Bearer realm="access"
    {"type":"urn:paraph:error:token_invalid","title":"The access token is not accepted","status":401,"code":"token_invalid","detail":"the request carries no access token"}
    "#);
}

#[tokio::test]
async fn with_a_token_that_is_not_valid() {
    let house = House::new();
    let forged = bearer(&house.forged(&json!({})));
    let elsewhere = bearer(&house.token(&json!({ "aud": "other" })));
    let untyped = bearer(&house.token(&json!({ "lsn": null })));
    let router = router(&house);
    let mut seen = Vec::new();
    for header in [&forged, &elsewhere, &untyped, "Bearer a b", "Basic YTpi"] {
        seen.push(wire(
            &house::get(&router, "/", &[("authorization", header)]).await,
        ));
    }
    let twice = [
        ("authorization", forged.as_str()),
        ("authorization", "Bearer a"),
    ];
    seen.push(wire(&house::get(&router, "/", &twice).await));
    seen.push(wire(
        &house::get(&router, "/", &[("cookie", "t=a; t=b")]).await,
    ));
    seen.dedup();
    assert_eq!(
        seen.len(),
        1,
        "whatever is wrong, the answer is one: {seen:?}"
    );
    assert_snapshot!(seen[0], @r#"
    401 Unauthorized
    cache-control: no-store
    content-type: application/problem+json
    www-authenticate: Bearer error="invalid_token", error_description="the access token is not valid here"
    {"type":"urn:paraph:error:token_invalid","title":"The access token is not accepted","status":401,"code":"token_invalid","detail":"the access token is not valid"}
    "#);
}

#[tokio::test]
async fn with_a_token_that_has_expired() {
    let house = House::new();
    let token = bearer(&house.token(&json!({ "exp": house::MADE - 31 })));
    let seen = house::get(&router(&house), "/", &[("authorization", &token)]).await;
    assert_snapshot!(wire(&seen), @r#"
    401 Unauthorized
    cache-control: no-store
    content-type: application/problem+json
    www-authenticate: Bearer error="invalid_token", error_description="the access token has expired"
    {"type":"urn:paraph:error:token_expired","title":"The access token has expired","status":401,"code":"token_expired","detail":"the access token has expired"}
    "#);
}

#[tokio::test]
async fn with_a_token_that_was_revoked() {
    let house = House::new();
    let token = bearer(&house.good());
    house.revoke_session();
    let seen = house::get(&router(&house), "/", &[("authorization", &token)]).await;
    assert_snapshot!(wire(&seen), @r#"
    401 Unauthorized
    cache-control: no-store
    content-type: application/problem+json
    www-authenticate: Bearer error="invalid_token", error_description="the access token was revoked"
    {"type":"urn:paraph:error:token_revoked","title":"The access token has been revoked","status":401,"code":"token_revoked","detail":"the access token was revoked"}
    "#);
}

#[tokio::test]
async fn without_the_scope() {
    let house = House::new();
    assert_snapshot!(get_good(&house, "/scope").await, @r#"
    403 Forbidden
    cache-control: no-store
    content-type: application/problem+json
    www-authenticate: Bearer error="insufficient_scope", scope="notes:write"
    {"type":"urn:paraph:error:insufficient_scope","title":"The access token lacks a scope","status":403,"code":"insufficient_scope","detail":"the access token does not grant the scope notes:write"}
    "#);
}

#[tokio::test]
async fn without_the_scope_that_a_handler_asks_for() {
    let house = House::new();
    let token = bearer(&house.good());
    let post = request("POST", "/handler", &[("authorization", &token)]);
    let seen = ask(&router(&house), post).await;
    assert_snapshot!(wire(&seen), @r#"
    403 Forbidden
    cache-control: no-store
    content-type: application/problem+json
    www-authenticate: Bearer error="insufficient_scope", scope="notes:delete"
    {"type":"urn:paraph:error:insufficient_scope","title":"The access token lacks a scope","status":403,"code":"insufficient_scope","detail":"the access token does not grant the scope notes:delete"}
    "#);
}

#[tokio::test]
async fn without_the_role() {
    let house = House::new();
    assert_snapshot!(get_good(&house, "/role").await, @r#"
    403 Forbidden
    cache-control: no-store
    content-type: application/problem+json
    {"type":"urn:paraph:error:forbidden","title":"Not allowed","status":403,"code":"forbidden","detail":"the subject lacks the role editor"}
    "#);
}

#[tokio::test]
async fn w15_from_another_site() {
    let house = House::new();
    let cookie = format!("t={}", house.good());
    let headers = [
        ("cookie", cookie.as_str()),
        ("origin", "https://evil.example"),
    ];
    let seen = ask(&router(&house), request("POST", "/", &headers)).await;
    assert_snapshot!(wire(&seen), @r#"
    403 Forbidden
    cache-control: no-store
    content-type: application/problem+json
    {"type":"urn:paraph:error:origin_not_allowed","title":"This origin may not call","status":403,"code":"origin_not_allowed","detail":"requests from the origin https://evil.example are not allowed"}
    "#);
}

#[tokio::test]
async fn while_nothing_can_be_said() {
    let house = House::new();
    assert_snapshot!(get_good(&house, "/outage").await, @r#"
    503 Service Unavailable
    cache-control: no-store
    content-type: application/problem+json
    retry-after: 1
    {"type":"urn:paraph:error:unavailable","title":"Not available","status":503,"code":"unavailable","detail":"access tokens cannot be checked at the moment"}
    "#);
}

#[tokio::test]
async fn a_refusal_lies_in_the_answers_extensions() {
    let response: http::Response<axum::body::Body> = Reject::Expired.answer();
    assert_eq!(response.extensions().get(), Some(&Reject::Expired));
}

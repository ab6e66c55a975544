//! Public and protected routes in one router, and who is let through to which.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::routing::{get, post};
use axum::{Extension, Router};
use http::HeaderMap;
use paraph_verify::{AllowToken, Claims, Principal, RequireRole, RequireScope, RequireToken};
use serde_json::json;

use crate::house::{self, House, ask, bearer, request};

async fn name(claims: Claims) -> String {
    claims.sub.clone()
}

async fn greeting(claims: Option<Claims>) -> String {
    claims.map_or("anybody".into(), |claims| claims.sub.clone())
}

fn router(house: &House) -> Router {
    let write = post(name).route_layer(RequireScope::new("notes:write"));
    let public = Router::new()
        .route("/hello", get(greeting))
        .route_layer(AllowToken::new(house.verifier.clone()));
    Router::new()
        .route("/notes", write.get(name))
        .route("/all", get(name).route_layer(RequireRole::new("editor")))
        .route_layer(RequireToken::new(house.verifier.clone()))
        .route("/", get(async || "public"))
        .merge(public)
}

#[tokio::test]
async fn public_and_protected_routes_live_in_one_router() {
    let house = House::new();
    let router = router(&house);
    let token = bearer(&house.good());
    let with = [("authorization", token.as_str())];
    house::get(&router, "/", &[]).await.passed("public");
    house::get(&router, "/", &[("authorization", "junk")])
        .await
        .passed("public");
    house::get(&router, "/notes", &with).await.passed("usr_ada");
    house::get(&router, "/notes", &[])
        .await
        .refused(401, "token_invalid");
    house::get(&router, "/hello", &[]).await.passed("anybody");
    house::get(&router, "/hello", &with).await.passed("usr_ada");
    let missing = house::get(&router, "/nowhere", &[]).await;
    assert_eq!(missing.status, 404, "route_layer leaves the fallback alone");
}

#[tokio::test]
async fn a_guard_asks_for_more_on_one_route() {
    let house = House::new();
    let router = router(&house);
    let reader = bearer(&house.good());
    let writer =
        bearer(&house.token(&json!({ "scope": "notes:read notes:write", "roles": ["editor"] })));
    let write = async |token: &str| {
        ask(
            &router,
            request("POST", "/notes", &[("authorization", token)]),
        )
        .await
    };
    write(&reader).await.refused(403, "insufficient_scope");
    write(&writer).await.passed("usr_ada");
    let all = async |token: &str| house::get(&router, "/all", &[("authorization", token)]).await;
    all(&reader).await.refused(403, "forbidden");
    all(&writer).await.passed("usr_ada");
}

#[tokio::test]
async fn a_bad_token_is_refused_where_none_would_pass() {
    let house = House::new();
    let router = router(&house);
    for header in [
        "junk",
        "Basic YTpi",
        "Bearer",
        &bearer(&house.forged(&json!({}))),
    ] {
        let seen = house::get(&router, "/hello", &[("authorization", header)]).await;
        seen.refused(401, "token_invalid");
    }
    let over = bearer(&house.token(&json!({ "exp": house::MADE - 31 })));
    let seen = house::get(&router, "/hello", &[("authorization", &over)]).await;
    seen.refused(401, "token_expired");
}

/// Something outside of the layer that names a caller on its own account.
fn spoofed(router: Router, spoof: Arc<Principal>) -> Router {
    router.layer(Extension(spoof))
}

#[tokio::test]
async fn a_caller_that_the_layer_did_not_find_is_forgotten() {
    let house = House::new();
    let mallory = house.token(&json!({ "sub": "usr_mallory", "scope": "notes:write" }));
    let mallory = house.verifier.verify(&mallory).unwrap();
    let router = spoofed(router(&house), mallory);
    house::get(&router, "/hello", &[]).await.passed("anybody");
    house::get(&router, "/notes", &[])
        .await
        .refused(401, "token_invalid");
    let token = bearer(&house.good());
    let with = [("authorization", token.as_str())];
    house::get(&router, "/hello", &with).await.passed("usr_ada");
    house::get(&router, "/notes", &with).await.passed("usr_ada");
    ask(&router, request("POST", "/notes", &with))
        .await
        .refused(403, "insufficient_scope");
}

#[tokio::test]
async fn other_extensions_and_headers_are_left_alone() {
    let house = House::new();
    let peek = async |headers: HeaderMap, Extension(tenant): Extension<&'static str>| {
        format!("{tenant} {}", headers.len())
    };
    let router = Router::new()
        .route("/", get(peek))
        .layer(RequireToken::new(house.verifier.clone()))
        .layer(Extension("acme"));
    let token = bearer(&house.good());
    let headers = [
        ("authorization", token.as_str()),
        ("cookie", "a=b"),
        ("x-a", "1"),
    ];
    house::get(&router, "/", &headers).await.passed("acme 3");
}

#[tokio::test]
async fn v11_a_revoked_token_is_refused_at_the_next_request() {
    let house = House::new();
    let router = router(&house);
    let token = bearer(&house.good());
    let with = [("authorization", token.as_str())];
    house::get(&router, "/notes", &with).await.passed("usr_ada");
    house.revoke_session();
    house::get(&router, "/notes", &with)
        .await
        .refused(401, "token_revoked");
    house::get(&router, "/hello", &with)
        .await
        .refused(401, "token_revoked");
}

#[tokio::test]
async fn c10_a_forged_token_has_no_effect_and_no_echo() {
    let house = House::new();
    let entered = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&entered);
    let handler = async move || count.fetch_add(1, Ordering::Relaxed).to_string();
    let router = Router::new()
        .fallback(handler)
        .layer(RequireToken::new(house.verifier.clone()));
    let marked = json!({
        "iss": "https://marker.example", "sub": "usr_marker", "scope": "marker", "roles": ["marker"], "marker": "marker",
        "aud": "marker", "client_id": "marker", "sid": "marker", "jti": "marker",
    });
    for changes in [marked, json!({ "sub": "usr_marker", "marker": "marker" })] {
        let token = bearer(&house.forged(&changes));
        let seen = house::get(&router, "/marked", &[("authorization", &token)]).await;
        seen.refused(401, "token_invalid");
        assert!(!format!("{seen:?}").contains("marker"), "{seen:?}");
    }
    assert_eq!(entered.load(Ordering::Relaxed), 0);
}

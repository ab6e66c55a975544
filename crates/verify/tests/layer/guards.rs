//! Guards: whole words, and closed where nobody checked.

use axum::Router;
use axum::routing::get;
use paraph_verify::{AllowToken, RequireRole, RequireScope, RequireToken};
use serde_json::json;

use crate::house::{self, House, Seen, bearer};

fn scoped(house: &House, scope: &str) -> Router {
    let route = get(async || "in").route_layer(RequireScope::new(scope));
    Router::new()
        .route("/", route)
        .layer(RequireToken::new(house.verifier.clone()))
}

async fn with(router: &Router, token: &str) -> Seen {
    house::get(router, "/", &[("authorization", &bearer(token))]).await
}

#[tokio::test]
async fn c09_a_scope_is_a_whole_word() {
    let house = House::new();
    for (needed, granted, passes) in [
        ("read", "read", true),
        ("read", "write read", true),
        ("read", "readwrite", false),
        ("read", "read:all", false),
        ("read:all", "read", false),
        ("read", "READ", false),
        ("read", "other", false),
        ("read write", "read write", false),
        ("", "read", false),
        (" ", "read write", false),
    ] {
        let token = house.token(&json!({ "scope": granted }));
        let seen = with(&scoped(&house, needed), &token).await;
        if passes {
            seen.passed("in");
        } else {
            seen.refused(403, "insufficient_scope");
        }
    }
}

#[tokio::test]
async fn c09_a_scope_that_is_no_list_of_words_grants_nothing() {
    let house = House::new();
    for scope in [
        json!(["read"]),
        json!("read  write"),
        json!(" read"),
        json!("read\twrite"),
        json!(null),
    ] {
        let token = house.token(&json!({ "scope": scope }));
        with(&scoped(&house, "read"), &token)
            .await
            .refused(401, "token_invalid");
    }
}

#[tokio::test]
async fn a_role_is_compared_whole() {
    let house = House::new();
    let route = get(async || "in").route_layer(RequireRole::new("editor"));
    let router = Router::new()
        .route("/", route)
        .layer(RequireToken::new(house.verifier.clone()));
    for (roles, passes) in [
        (json!(["editor"]), true),
        (json!(["author", "editor"]), true),
        (json!(["editors"]), false),
        (json!(["Editor"]), false),
        (json!(["author editor"]), false),
        (json!([]), false),
    ] {
        let seen = with(
            &router,
            &house.token(&json!({ "roles": roles, "scope": "editor" })),
        )
        .await;
        if passes {
            seen.passed("in");
        } else {
            seen.refused(403, "forbidden");
        }
    }
}

#[tokio::test]
async fn several_guards_all_count() {
    let house = House::new();
    let route = get(async || "in")
        .route_layer(RequireScope::new("a"))
        .route_layer(RequireScope::new("b"))
        .route_layer(RequireRole::new("author"));
    let router = Router::new()
        .route("/", route)
        .layer(RequireToken::new(house.verifier.clone()));
    with(&router, &house.token(&json!({ "scope": "a b" })))
        .await
        .passed("in");
    for scope in ["a", "b", "ab"] {
        let token = house.token(&json!({ "scope": scope }));
        with(&router, &token)
            .await
            .refused(403, "insufficient_scope");
    }
}

#[tokio::test]
async fn without_a_token_layer_nobody_passes() {
    let house = House::new();
    let token = house.token(&json!({ "scope": "read", "roles": ["editor"] }));
    let bare = Router::new().route("/", get(async || "in"));
    let forgotten = [
        bare.clone().layer(RequireScope::new("read")),
        bare.clone().layer(RequireRole::new("editor")),
        // Inside and outside exchanged.
        bare.layer(RequireToken::new(house.verifier.clone()))
            .layer(RequireScope::new("read")),
    ];
    for router in forgotten {
        with(&router, &token).await.refused(401, "token_invalid");
        house::get(&router, "/", &[])
            .await
            .refused(401, "token_invalid");
    }
}

#[tokio::test]
async fn a_caller_who_may_be_nobody_passes_no_guard_as_nobody() {
    let house = House::new();
    let route = get(async || "in").route_layer(RequireScope::new("notes:read"));
    let router = Router::new()
        .route("/", route)
        .layer(AllowToken::new(house.verifier.clone()));
    house::get(&router, "/", &[])
        .await
        .refused(401, "token_invalid");
    with(&router, &house.good()).await.passed("in");
}

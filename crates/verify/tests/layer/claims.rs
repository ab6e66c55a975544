//! The extractor: the caller, and custom claims in a type of the service's own.

use axum::Router;
use axum::routing::get;
use paraph_verify::{AllowToken, Claims, RequireToken};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::house::{self, House, Seen, bearer};

#[derive(Clone, Debug, Deserialize)]
struct Plan {
    plan: String,
    #[serde(default)]
    seats: u32,
}

async fn plan(Claims { principal, custom }: Claims<Plan>) -> String {
    format!("{} {} {}", principal.sub, custom.plan, custom.seats)
}

async fn perhaps(claims: Option<Claims<Plan>>) -> String {
    claims.map_or("anybody".into(), |claims| claims.custom.plan)
}

async fn raw(claims: Claims) -> String {
    Value::Object(claims.principal.custom.clone()).to_string()
}

fn routes() -> Router {
    Router::new()
        .route("/plan", get(plan))
        .route("/perhaps", get(perhaps))
        .route("/raw", get(raw))
}

async fn with(router: &Router, path: &str, token: &str) -> Seen {
    house::get(router, path, &[("authorization", &bearer(token))]).await
}

#[tokio::test]
async fn custom_claims_come_in_the_services_own_type() {
    let house = House::new();
    let router = routes().layer(RequireToken::new(house.verifier.clone()));
    let token = house.token(&json!({ "plan": "gold", "seats": 3, "other": [1] }));
    with(&router, "/plan", &token)
        .await
        .passed("usr_ada gold 3");
    let token = house.token(&json!({ "plan": "free" }));
    with(&router, "/plan", &token)
        .await
        .passed("usr_ada free 0");
    with(&router, "/raw", &token)
        .await
        .passed(r#"{"plan":"free"}"#);
}

#[tokio::test]
async fn custom_claims_that_do_not_fit_are_refused_without_an_echo() {
    let house = House::new();
    let router = routes().layer(AllowToken::new(house.verifier.clone()));
    for custom in [
        json!({}),
        json!({ "plan": 7 }),
        json!({ "plan": null }),
        json!({ "plan": "marker", "seats": "marker" }),
        json!({ "plan": "marker", "seats": -1 }),
    ] {
        let token = house.token(&custom);
        for path in ["/plan", "/perhaps"] {
            let seen = with(&router, path, &token).await;
            seen.refused(401, "token_invalid");
            let said = format!("{seen:?}");
            assert!(!said.contains("marker") && !said.contains("Plan"), "{said}");
        }
        assert_eq!(with(&router, "/raw", &token).await.status, 200);
    }
}

#[tokio::test]
async fn an_optional_caller_is_nobody_without_a_token() {
    let house = House::new();
    let router = routes().layer(AllowToken::new(house.verifier.clone()));
    house::get(&router, "/perhaps", &[]).await.passed("anybody");
    with(
        &router,
        "/perhaps",
        &house.token(&json!({ "plan": "gold" })),
    )
    .await
    .passed("gold");
    house::get(&router, "/plan", &[])
        .await
        .refused(401, "token_invalid");
}

#[tokio::test]
async fn without_a_layer_nobody_is_taken_for_a_caller() {
    let house = House::new();
    let router = routes();
    let token = house.token(&json!({ "plan": "gold" }));
    for path in ["/plan", "/raw", "/perhaps"] {
        with(&router, path, &token)
            .await
            .refused(401, "token_invalid");
    }
    house::get(&router, "/plan", &[])
        .await
        .refused(401, "token_invalid");
    house::get(&router, "/perhaps", &[]).await.passed("anybody");
}

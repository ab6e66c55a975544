//! Public and protected routes in one router, and who is let through to which.

use axum::Router;
use axum::routing::{get, post};
use paraph_verify::{AllowToken, Claims, RequireRole, RequireScope, RequireToken};
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
        bearer(&house.token(json!({ "scope": "notes:read notes:write", "roles": ["editor"] })));
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

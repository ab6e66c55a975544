//! What verifiers look up, and where.

use paraph_jose::{Alg, JwkSet, KeySet, Policy, jwt};
use serde_json::{Value, json};

use crate::support::app::{START, TestApp};
use crate::support::client::{Client, send};

async fn fetch(app: &TestApp, path: &str) -> crate::support::answer::Answer {
    let mut request = http::Request::new(axum::body::Body::empty());
    *request.uri_mut() = path.parse().expect("a path");
    send(app, request).await
}

#[tokio::test]
async fn the_metadata_is_in_both_places_of_an_issuer_with_a_path() {
    let app = TestApp::of("https://id.example.org/auth").start().await;
    let expected = json!({
        "issuer": "https://id.example.org/auth",
        "jwks_uri": "https://id.example.org/auth/.well-known/jwks.json",
        "scopes_supported": ["read", "write"],
        "response_types_supported": [],
        "grant_types_supported": [],
    });
    for path in [
        "/.well-known/oauth-authorization-server/auth",
        "/auth/.well-known/oauth-authorization-server",
    ] {
        assert_eq!(fetch(&app, path).await.ok(), expected, "{path}");
    }
    for path in [
        "/.well-known/oauth-authorization-server",
        "/api/login",
        "/healthz",
        "/login",
        "/authority",
    ] {
        fetch(&app, path).await.refused(404, "not_found");
    }
    fetch(&app, "/auth/healthz").await.ok();
}

#[tokio::test]
async fn our_tokens_are_accepted_by_the_keys_at_jwks_uri_alone() {
    for issuer in ["http://localhost:8080", "https://id.example.org/auth"] {
        let app = TestApp::of(issuer).start().await;
        app.person("ada@example.org").await;
        let (token, _) = app.log_in("ada@example.org", "api").await;
        let metadata = app
            .anonymous()
            .get("/.well-known/oauth-authorization-server")
            .await
            .ok();
        let uri = metadata["jwks_uri"].as_str().expect("a uri").to_owned();
        let answer = fetch(&app, uri.strip_prefix(&app.origin()).expect("our origin")).await;
        assert_eq!(
            answer.header("content-type"),
            Some("application/jwk-set+json")
        );
        let keys = KeySet::from_jwks(&JwkSet::parse(&answer.body).expect("keys")).expect("keys");
        let now = START / 1_000;
        let check = |issuer: &str, audience: &str, now: i64| {
            jwt::verify::<Value>(&token, &keys, &Policy::access_token(issuer, audience), now)
        };
        assert!(check(issuer, "api", now).is_ok());
        assert!(check(issuer, "other", now).is_err());
        assert!(check("https://other.example", "api", now).is_err());
        assert!(check(issuer, "api", now + 400).is_err());
        for secret in ["\"d\"", "\"p\"", "\"k\""] {
            assert!(!answer.body.contains(secret), "{}", answer.body);
        }
    }
}

#[tokio::test]
async fn k01_the_published_set_holds_public_members_alone() {
    let all: Vec<_> = Alg::all().filter(|alg| !alg.is_symmetric()).collect();
    let app = TestApp::of("http://localhost:8080").algorithms(&all);
    let app = app.start().await;
    let set = fetch(&app, "/.well-known/jwks.json").await.ok();
    let keys = set["keys"].as_array().expect("keys");
    let algs: Vec<_> = keys.iter().map(|key| key["alg"].as_str()).collect();
    for alg in all {
        assert!(algs.contains(&Some(alg.name())), "{alg}: {algs:?}");
    }
    for key in keys {
        let members: Vec<&String> = key.as_object().expect("a key").keys().collect();
        let public: &[&str] = match key["kty"].as_str() {
            Some("EC") => &["alg", "crv", "kid", "kty", "use", "x", "y"],
            Some("OKP") => &["alg", "crv", "kid", "kty", "use", "x"],
            Some("RSA") => &["alg", "e", "kid", "kty", "n", "use"],
            Some("AKP") => &["alg", "kid", "kty", "pub", "use"],
            _ => panic!("{key}"),
        };
        assert_eq!(members, public);
    }
}

#[tokio::test]
async fn a_server_signs_with_every_algorithm_that_has_a_public_key() {
    for alg in Alg::all().filter(|alg| !alg.is_symmetric()) {
        let app = TestApp::of("http://localhost:8080").algorithms(&[alg]);
        let app = app.start().await;
        app.person("ada@example.org").await;
        let (token, _) = app.log_in("ada@example.org", "api").await;
        let answer = fetch(&app, "/.well-known/jwks.json").await;
        let keys = KeySet::from_jwks(&JwkSet::parse(&answer.body).expect("keys")).expect("keys");
        let policy = Policy::access_token("http://localhost:8080", "api").with_algorithms([alg]);
        let verified = jwt::verify::<Value>(&token, &keys, &policy, START / 1_000);
        assert_eq!(verified.expect("our token").alg, alg);
    }
}

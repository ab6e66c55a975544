//! Before the issuer's keys are there: requests with a token wait for them, all others do not.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use paraph_verify::{AllowToken, Policy, RequireScope, RequireToken, Verifier};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tower::{Layer, Service, ServiceBuilder, ServiceExt, service_fn};

use crate::bodies::Slow;
use crate::house::{House, ISSUER, MADE, bearer};

/// The issuer's key set behind a door that the test opens.
struct Issuer {
    url: String,
    door: Arc<Semaphore>,
}

impl Issuer {
    async fn of(house: &House) -> Self {
        let door = Arc::new(Semaphore::new(0));
        let (handle, set) = (Arc::clone(&door), house.jwks());
        let answer = async move || {
            handle.acquire().await.unwrap().forget();
            set
        };
        let routes = Router::new().route("/.well-known/jwks.json", get(answer));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async { axum::serve(listener, routes).await.unwrap() });
        Self { url, door }
    }

    fn open(&self) {
        self.door.add_permits(1);
    }
}

fn verifier(base_url: &str) -> Verifier {
    let remote = Verifier::remote_with(Policy::access_token(ISSUER, "api"));
    let remote = remote.base_url(base_url).clock(|| MADE * 1_000);
    remote.start().unwrap()
}

async fn ok(_: Request<()>) -> Result<Response<Full<Bytes>>, Infallible> {
    Ok(Response::new(Full::default()))
}

fn request(authorization: Option<&str>) -> Request<()> {
    let request = Request::builder();
    let request = match authorization {
        Some(value) => request.header("authorization", value),
        None => request,
    };
    request.body(()).unwrap()
}

#[tokio::test]
async fn a_request_with_a_token_waits_for_the_first_keys() {
    let house = House::new();
    let issuer = Issuer::of(&house).await;
    let mut service = ServiceBuilder::new()
        .layer(RequireToken::new(verifier(&issuer.url)))
        .layer(RequireScope::new("notes:read"))
        .service(Slow::default());
    let token = bearer(&house.good());
    let mut first = service.ready().await.unwrap().call(request(Some(&token)));
    // The one that was ready went with the first request: the next is asked anew, and both are called when ready.
    let second = service.ready().await.unwrap().call(request(Some(&token)));
    let early = timeout(Duration::from_millis(50), &mut Box::pin(&mut first)).await;
    assert!(early.is_err(), "answered without keys");
    issuer.open();
    assert_eq!(first.await.unwrap().status(), 200);
    assert_eq!(second.await.unwrap().status(), 200);
}

#[tokio::test]
async fn after_the_wait_a_token_is_judged_as_ever() {
    let house = House::new();
    let issuer = Issuer::of(&house).await;
    let service = RequireToken::new(verifier(&issuer.url)).layer(service_fn(ok));
    let forged = bearer(&house.forged(&serde_json::json!({ "sub": "usr_mallory" })));
    let asked = tokio::spawn(service.oneshot(request(Some(&forged))));
    issuer.open();
    assert_eq!(asked.await.unwrap().unwrap().status(), 401);
}

#[tokio::test]
async fn without_a_token_nobody_waits() {
    let house = House::new();
    let issuer = Issuer::of(&house).await;
    let verifier = verifier(&issuer.url);
    let required = RequireToken::new(verifier.clone()).layer(service_fn(ok));
    let allowed = AllowToken::new(verifier).layer(service_fn(ok));
    for (authorization, anonymous) in [(None, 200), (Some("Basic YTpi"), 401)] {
        let refused = required.clone().oneshot(request(authorization));
        assert_eq!(refused.await.unwrap().status(), 401);
        let passed = allowed.clone().oneshot(request(authorization));
        assert_eq!(passed.await.unwrap().status(), anonymous);
    }
}

#[tokio::test]
async fn without_an_issuer_nothing_is_known_about_a_token() {
    let house = House::new();
    // Bound and dropped: nobody listens there.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nowhere = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let verifier = verifier(&nowhere);
    let required = RequireToken::new(verifier.clone()).layer(service_fn(ok));
    let allowed = AllowToken::new(verifier).layer(service_fn(ok));
    let token = bearer(&house.good());
    for service in [required, allowed] {
        let seen = service.oneshot(request(Some(&token))).await.unwrap();
        assert_eq!(seen.status(), 503);
        assert_eq!(seen.headers()["retry-after"], "1");
        assert!(!seen.headers().contains_key("www-authenticate"));
    }
}

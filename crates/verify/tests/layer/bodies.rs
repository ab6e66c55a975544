//! What the layers leave alone: bodies, errors, readiness; and what they never print.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::post;
use http::{Request, Response};
use http_body_util::{BodyExt, Full, StreamBody};
use paraph_verify::{AllowToken, Principal, Reject, RequireRole, RequireScope, RequireToken};
use tower::{Layer, Service, ServiceBuilder, ServiceExt, service_fn};

use crate::house::{House, bearer};

/// A body that comes in pieces, and counts those that were asked for.
fn pieces(asked: &Arc<AtomicUsize>) -> Body {
    let asked = Arc::clone(asked);
    let mut left = 3;
    let stream = futures_util::stream::poll_fn(move |_| {
        asked.fetch_add(1, Ordering::Relaxed);
        left -= 1;
        let piece = Bytes::from(format!("piece {left}\n"));
        Poll::Ready((left >= 0).then(|| Ok::<_, std::io::Error>(http_body::Frame::data(piece))))
    });
    Body::new(StreamBody::new(stream))
}

#[tokio::test]
async fn a_body_streams_through_untouched_and_is_not_read_for_a_refusal() {
    let house = House::new();
    let router = Router::new()
        .route("/", post(async |body: Body| body))
        .layer(RequireToken::new(house.verifier.clone()));
    let asked = Arc::new(AtomicUsize::new(0));
    let refused = Request::post("/").body(pieces(&asked)).unwrap();
    let refused = router.clone().oneshot(refused).await.unwrap();
    assert_eq!(
        (refused.status().as_u16(), asked.load(Ordering::Relaxed)),
        (401, 0)
    );
    let passed = Request::post("/").header("authorization", bearer(&house.good()));
    let passed = passed.body(pieces(&asked)).unwrap();
    let mut body = router.oneshot(passed).await.unwrap().into_body();
    assert_eq!(asked.load(Ordering::Relaxed), 0, "nobody has read yet");
    for left in [2, 1, 0] {
        let frame = body.frame().await.unwrap().unwrap();
        assert_eq!(frame.into_data().unwrap(), format!("piece {left}\n"));
        assert_eq!(asked.load(Ordering::Relaxed), 3 - left, "piece by piece");
    }
}

#[tokio::test]
async fn any_request_body_and_an_answer_that_is_not_of_axum() {
    let house = House::new();
    let inner = async |request: Request<u32>| {
        let caller = request.extensions().get::<Arc<Principal>>().unwrap();
        let text = format!("{} {}", caller.sub, request.body());
        Ok::<_, &'static str>(Response::new(Full::<Bytes>::from(text)))
    };
    let service = ServiceBuilder::new()
        .layer(RequireToken::new(house.verifier.clone()))
        .layer(RequireRole::new("author"))
        .service(service_fn(inner));
    let request = |header: &str| {
        Request::builder()
            .header("authorization", header)
            .body(7)
            .unwrap()
    };
    let passed = service
        .clone()
        .oneshot(request(&bearer(&house.good())))
        .await
        .unwrap();
    let text = passed.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(text, "usr_ada 7");
    let refused = service.oneshot(request("Bearer x")).await.unwrap();
    assert_eq!(refused.status(), 401);
    assert_eq!(
        refused.extensions().get::<Reject>().unwrap().code(),
        "token_invalid"
    );
}

#[tokio::test]
async fn the_error_of_the_service_inside_comes_out_as_it_is() {
    let house = House::new();
    let inner = async |_: Request<()>| Err::<Response<Full<Bytes>>, _>("broken");
    let service = RequireToken::new(house.verifier.clone()).layer(service_fn(inner));
    let request = Request::builder().header("authorization", bearer(&house.good()));
    assert_eq!(
        service
            .oneshot(request.body(()).unwrap())
            .await
            .unwrap_err(),
        "broken"
    );
}

/// Ready at the second question, and only then to be called. A clone has to be asked anew.
#[derive(Default)]
pub(crate) struct Slow(usize);

impl Clone for Slow {
    fn clone(&self) -> Self {
        Self(0)
    }
}

impl Service<Request<()>> for Slow {
    type Response = Response<Full<Bytes>>;
    type Error = &'static str;
    type Future = std::future::Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0 += 1;
        match self.0 {
            1 => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            2 => Poll::Ready(Ok(())),
            _ => Poll::Ready(Err("asked too often")),
        }
    }

    fn call(&mut self, _: Request<()>) -> Self::Future {
        assert_eq!(self.0, 2, "called before it was ready");
        std::future::ready(Ok(Response::new(Full::default())))
    }
}

#[tokio::test]
async fn the_service_inside_is_called_when_it_is_ready() {
    let house = House::new();
    let service = ServiceBuilder::new()
        .layer(RequireToken::new(house.verifier.clone()))
        .layer(RequireScope::new("notes:read"))
        .service(Slow::default());
    let request = Request::builder().header("authorization", bearer(&house.good()));
    let response = service.oneshot(request.body(()).unwrap()).await.unwrap();
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn nothing_prints_a_token() {
    let house = House::new();
    let token = house.good();
    let layer = RequireToken::new(house.verifier.clone());
    let optional = AllowToken::new(house.verifier.clone());
    let mut service = layer.layer(Slow(1));
    let request = |header: String| {
        Request::builder()
            .header("authorization", header)
            .body(())
            .unwrap()
    };
    let ready = service.ready().await.unwrap();
    let passed = ready.call(request(bearer(&token)));
    let refused = layer
        .layer(Slow(1))
        .call(request(bearer(&format!("{token}x"))));
    let printed = format!("{layer:?} {optional:?} {passed:?} {refused:?}");
    let reject = refused
        .await
        .unwrap()
        .extensions()
        .get::<Reject>()
        .cloned()
        .unwrap();
    let printed = format!("{printed} {reject:?} {reject}");
    for part in token.split('.') {
        assert!(!printed.contains(part), "{printed}");
    }
    assert!(
        printed.contains("RequireToken") && printed.contains("ResponseFuture"),
        "{printed}"
    );
}

#[test]
fn layers_and_services_go_everywhere() {
    fn anywhere<T: Clone + Send + Sync + 'static>(_: &T) {}
    let house = House::new();
    let layer = RequireToken::new(house.verifier.clone());
    anywhere(&layer);
    anywhere(&layer.layer(()));
    anywhere(&AllowToken::new(house.verifier.clone()));
    anywhere(&RequireScope::new("a").layer(()));
    anywhere(&RequireRole::new("a").layer(()));
}

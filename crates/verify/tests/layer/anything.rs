//! Whatever a client sends: an answer, never a panic, and never its own bytes back.

use std::convert::Infallible;

use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use http_body_util::{BodyExt, Full};
use paraph_verify::RequireToken;
use paraph_verify::origin::Origins;
use proptest::prelude::*;
use proptest::sample::select;
use tower::{Layer, ServiceExt, service_fn};

use crate::house::House;

const NAME: &str = "t";

/// Bytes, most of which a header may hold.
fn value() -> impl Strategy<Value = Vec<u8>> {
    let bytes = any::<[u8; 24]>().prop_map(|bytes| bytes.map(|byte| byte.max(b' ')));
    (bytes, 0..=24_usize).prop_map(|(bytes, length)| bytes[..length].to_vec())
}

/// A header that looks like something: a scheme, a cookie, parts of a token.
fn likely(token: String) -> impl Strategy<Value = Vec<u8>> {
    let starts = select(vec!["Bearer ", "bearer ", "t=", "t=x; t=", "Basic ", ""]);
    let cut = (0..token.len(), value()).prop_map(move |(at, rest)| {
        // The start of a good token, and then something else.
        [&token.as_bytes()[..at], rest.as_slice()].concat()
    });
    let tails = prop_oneof![
        value(),
        cut,
        "[A-Za-z0-9._~+/=-]{0,24}".prop_map(String::into_bytes)
    ];
    (starts, tails).prop_map(|(start, tail)| [start.as_bytes(), &tail].concat())
}

/// Header names that the layer looks at, with values.
fn headers(token: &str) -> impl Strategy<Value = Vec<(&'static str, Vec<u8>)>> {
    let names = select(vec![
        "authorization",
        "cookie",
        "origin",
        "sec-fetch-site",
        "upgrade",
    ]);
    let values = prop_oneof![likely(token.to_owned()), value()];
    prop::collection::vec((names, values), 1..4)
}

#[test]
fn ten_thousand_random_headers_are_answered_and_none_is_echoed() {
    let house = House::new();
    let origins = Origins::production("https://app.example.org", [""; 0]).unwrap();
    let layer = RequireToken::new(house.verifier.clone()).or_cookie(NAME, origins);
    let inner = async |_: Request<()>| Ok::<_, Infallible>(Response::new(Full::<Bytes>::default()));
    let service = layer.layer(service_fn(inner));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let config = ProptestConfig::with_cases(10_000);
    proptest!(config, |(headers in headers(&house.good()), unsafe_method in any::<bool>())| {
        let method = if unsafe_method { "POST" } else { "GET" };
        let mut request = Request::builder().method(method);
        for (name, value) in &headers {
            if let Ok(value) = HeaderValue::from_bytes(value) {
                request = request.header(*name, value);
            }
        }
        let request = request.body(()).unwrap();
        let response = runtime.block_on(service.clone().oneshot(request)).unwrap();
        prop_assert!([401, 403].contains(&response.status().as_u16()));
        let body = runtime.block_on(response.into_body().collect()).unwrap().to_bytes();
        let body = String::from_utf8(body.to_vec()).unwrap();
        for (_, value) in headers.iter().filter(|(name, _)| ["authorization", "cookie"].contains(name)) {
            let echoed = value.len() > 12 && body.as_bytes().windows(value.len()).any(|it| it == value);
            prop_assert!(!echoed, "{body}");
        }
    });
}

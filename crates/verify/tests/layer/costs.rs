//! What the layer costs beyond the check itself.

use std::convert::Infallible;
use std::future::{Ready, ready};

use allocation_counter::measure;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use paraph_verify::{RequireScope, RequireToken};
use tower::{Layer, Service, service_fn};

use crate::house::{House, bearer};

fn ok(_: Request<()>) -> Ready<Result<Response<Full<Bytes>>, Infallible>> {
    ready(Ok(Response::new(Full::default())))
}

#[test]
fn the_layer_allocates_nothing_of_its_own() {
    let house = House::new();
    let token = house.good();
    let request = || {
        let request = Request::builder().header("authorization", bearer(&token));
        request.body(()).unwrap()
    };
    let guarded = RequireScope::new("notes:read").layer(service_fn(ok));
    let mut service = RequireToken::new(house.verifier.clone()).layer(guarded);
    // Whatever is made at first sight is made here.
    drop(service.call(request()));

    let mut plain = request();
    let check = measure(|| {
        let principal = house.verifier.verify(&token).unwrap();
        plain.extensions_mut().insert(principal);
    });
    let asked = request();
    let layered = measure(|| drop(service.clone().call(asked)));
    assert_eq!(
        layered.count_total, check.count_total,
        "{layered:?} {check:?}"
    );
}

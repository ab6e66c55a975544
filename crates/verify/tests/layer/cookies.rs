//! A token from a cookie comes with the cross-site check: method x Origin x Sec-Fetch-Site x Upgrade x carrier, judged by a
//! second opinion.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use paraph_verify::origin::Origins;
use paraph_verify::tower::CheckToken;
use paraph_verify::{AllowToken, RequireToken};
use serde_json::Value;
use tower::{Layer, Service, ServiceExt, service_fn};

use crate::house::{House, bearer};

const NAME: &str = "__Host-par-t-app";
const OWN: &str = "https://app.example.org";
const LISTED: &str = "https://admin.example.org:8443";
const SAFE: [&str; 4] = ["GET", "HEAD", "OPTIONS", "TRACE"];
const UNSAFE: [&str; 6] = ["POST", "PUT", "PATCH", "DELETE", "CONNECT", "PURGE"];
const ORIGINS: [&[&str]; 7] = [
    &[],
    &[OWN],
    &[LISTED],
    &["https://evil.example"],
    &["https://admin.example.org"],
    &["null"],
    &[OWN, OWN],
];
const SITES: [Option<&str>; 5] = [
    None,
    Some("same-origin"),
    Some("same-site"),
    Some("cross-site"),
    Some("none"),
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Carrier {
    Nothing,
    Header,
    Cookie,
    BothGood,
    BadHeaderGoodCookie,
    GoodHeaderBadCookie,
    TwoCookies,
    BadCookie,
    OtherCookie,
}

const CARRIERS: [Carrier; 9] = [
    Carrier::Nothing,
    Carrier::Header,
    Carrier::Cookie,
    Carrier::BothGood,
    Carrier::BadHeaderGoodCookie,
    Carrier::GoodHeaderBadCookie,
    Carrier::TwoCookies,
    Carrier::BadCookie,
    Carrier::OtherCookie,
];

/// One request of the matrix.
#[derive(Debug)]
struct Case {
    method: &'static str,
    origin: &'static [&'static str],
    site: Option<&'static str>,
    upgrade: bool,
    carrier: Carrier,
}

fn cases() -> impl Iterator<Item = Case> {
    let methods = SAFE.into_iter().chain(UNSAFE);
    let methods = methods.flat_map(|method| [(method, false), (method, true)]);
    methods.flat_map(|(method, upgrade)| {
        ORIGINS.into_iter().flat_map(move |origin| {
            SITES.into_iter().flat_map(move |site| {
                CARRIERS.into_iter().map(move |carrier| Case {
                    method,
                    origin,
                    site,
                    upgrade,
                    carrier,
                })
            })
        })
    })
}

impl Case {
    fn request(&self, token: &str) -> Request<()> {
        let method = Method::from_bytes(self.method.as_bytes()).unwrap();
        let mut request = Request::builder().method(method).uri("/");
        for origin in self.origin {
            request = request.header("origin", *origin);
        }
        if let Some(site) = self.site {
            request = request.header("sec-fetch-site", site);
        }
        if self.upgrade {
            request = request
                .header("connection", "Upgrade")
                .header("upgrade", "websocket");
        }
        let (header, cookie) = self.carried(token);
        if let Some(header) = header {
            request = request.header("authorization", header);
        }
        if let Some(cookie) = cookie {
            request = request.header("cookie", cookie);
        }
        request.body(()).unwrap()
    }

    fn carried(&self, token: &str) -> (Option<String>, Option<String>) {
        let good = || Some(format!("theme=dark; {NAME}={token}"));
        let bad = || Some(format!("{NAME}=junk"));
        match self.carrier {
            Carrier::Nothing => (None, None),
            Carrier::Header => (Some(bearer(token)), None),
            Carrier::Cookie => (None, good()),
            Carrier::BothGood => (Some(bearer(token)), good()),
            Carrier::BadHeaderGoodCookie => (Some("Basic YTpi".into()), good()),
            Carrier::GoodHeaderBadCookie => (Some(bearer(token)), bad()),
            Carrier::TwoCookies => (None, Some(format!("{NAME}={token}; {NAME}={token}"))),
            Carrier::BadCookie => (None, bad()),
            Carrier::OtherCookie => (None, Some(format!("other={token}"))),
        }
    }

    /// What DESIGN says: the header wins and never falls back; a cookie passes where nothing happens, or from a page that
    /// may act here.
    fn expected(&self, anonymous: u16) -> u16 {
        let own_page = self.site == Some("same-origin");
        let may_act = match self.origin {
            [] => own_page,
            [one] => own_page || [OWN, LISTED].contains(one),
            _ => false,
        };
        let acts = self.upgrade || UNSAFE.contains(&self.method);
        let judged_by_origin = [Carrier::Cookie, Carrier::BadCookie].contains(&self.carrier);
        match self.carrier {
            Carrier::Nothing | Carrier::OtherCookie => anonymous,
            _ if judged_by_origin && acts && !may_act => 403,
            Carrier::Header
            | Carrier::BothGood
            | Carrier::GoodHeaderBadCookie
            | Carrier::Cookie => 200,
            Carrier::BadHeaderGoodCookie | Carrier::TwoCookies | Carrier::BadCookie => 401,
        }
    }
}

async fn run<S>(service: CheckToken<S>, anonymous: u16, token: &str)
where
    CheckToken<S>:
        Service<Request<()>, Response = Response<Full<Bytes>>, Error = Infallible> + Clone,
{
    for case in cases() {
        let service = service.clone();
        let response = service.oneshot(case.request(token)).await.unwrap();
        let status = response.status().as_u16();
        assert_eq!(status, case.expected(anonymous), "{case:?}");
        let challenged = response.headers().contains_key("www-authenticate");
        assert_eq!(challenged, status == 401, "{case:?}");
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert!(!String::from_utf8_lossy(&body).contains(token), "{case:?}");
        if status == 403 {
            let problem: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(problem["code"], "origin_not_allowed", "{case:?}");
        }
    }
}

fn origins() -> Origins {
    Origins::production(OWN, [LISTED]).unwrap()
}

async fn ok(_: Request<()>) -> Result<Response<Full<Bytes>>, Infallible> {
    Ok(Response::new(Full::default()))
}

#[tokio::test]
async fn w02_w15_a_token_from_a_cookie_comes_with_the_cross_site_check() {
    let house = House::new();
    let layer = RequireToken::new(house.verifier.clone()).or_cookie(NAME, origins());
    run(layer.layer(service_fn(ok)), 401, &house.good()).await;
}

#[tokio::test]
async fn w02_w15_the_same_where_callers_are_optional() {
    let house = House::new();
    let layer = AllowToken::new(house.verifier.clone()).or_cookie(NAME, origins());
    run(layer.layer(service_fn(ok)), 200, &house.good()).await;
}

#[tokio::test]
async fn w09_cookies_that_look_alike_are_not_the_one_and_two_of_it_are_none() {
    let house = House::new();
    let layer = RequireToken::new(house.verifier.clone()).or_cookie(NAME, origins());
    let service = layer.layer(service_fn(ok));
    let token = house.good();
    for (cookies, status) in [
        (vec![format!("{NAME}={token}")], 200),
        (vec![format!("__HOST-par-t-app={token}")], 401),
        (vec![format!("\u{a0}{NAME}={token}")], 401),
        (
            vec![format!("{NAME}={token}"), format!("{NAME}={token}")],
            401,
        ),
        (vec![format!("{NAME}={token}; {NAME}=")], 401),
        (vec![format!("{NAME}=")], 401),
    ] {
        let mut request = Request::builder();
        for cookie in &cookies {
            request = request.header("cookie", cookie.as_bytes());
        }
        let request = request.body(()).unwrap();
        let response = service.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), status, "{cookies:?}");
    }
}

#[tokio::test]
async fn no_cookie_is_read_unless_one_is_named() {
    let house = House::new();
    let token = house.good();
    let cookie = format!("{NAME}={token}; authorization=Bearer {token}; access_token={token}");
    let uri = format!("/?access_token={token}");
    let request = || {
        Request::builder()
            .uri(&uri)
            .header("cookie", &cookie)
            .body(())
            .unwrap()
    };
    let service = RequireToken::new(house.verifier.clone()).layer(service_fn(ok));
    assert_eq!(service.oneshot(request()).await.unwrap().status(), 401);
}
